"""Where the real servers are: the environment, or what the set-up of this checkout wrote."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

_WRITTEN = Path(__file__).parents[2] / ".local" / "env"


class NoServerError(Exception):
    """A server the test needs is named nowhere."""


def server_url(name: str) -> str:
    """Return the URL under `name`, e.g. `MOTCUA_POSTGRES_URL`.

    Raises `NoServerError` with what to do.
    """
    found = os.environ.get(name) or _written().get(name)
    if not found:
        raise NoServerError(f"{name} is not set; run `python3 deploy/dev.py test`.")
    return found


@cache
def _written() -> dict[str, str]:
    if not _WRITTEN.exists():
        return {}
    lines = _WRITTEN.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}
