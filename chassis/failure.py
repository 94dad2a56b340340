"""What went wrong, in words that may stand in logs and tables: never a value, only names."""

from __future__ import annotations

import traceback
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from chassis.db import constraint_of
from kernel.errors import DomainError

_ROOT = str(Path(__file__).parents[1]) + "/"


def describe(error: BaseException) -> str:
    """Return the kind of an error and the line of ours it came from.

    The message is left out, because messages quote values and values may be personal; a domain
    error gives its slug and pointer, a database error its SQLSTATE and constraint.
    """
    words = [type(error).__name__]
    if isinstance(error, DomainError):
        words += [error.slug, error.pointer or ""]
    if isinstance(error, DBAPIError):
        words += [getattr(error.orig, "sqlstate", None) or "", constraint_of(error) or ""]
    return " ".join(word for word in [*words, _place(error)] if word)


def _place(error: BaseException) -> str:
    ours = [
        f"at {frame.filename.removeprefix(_ROOT)}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(_ROOT) and "/.venv/" not in frame.filename
    ]
    return ours[-1] if ours else ""
