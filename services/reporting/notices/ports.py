"""What is needed to report about notices."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from services.reporting.notices.domain.figures import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The lines of a period; up to the day `settled_to` they will not change any more."""

    lines: Sequence[Line]
    settled_to: date | None


class Tree(Protocol):
    """The tree of agencies, as far as they were heard of."""

    def names(self, above: str | None) -> Mapping[str, str]:
        """Return the names, by code, of an agency and all below it, or (None) of all."""
        ...


class Notices(Protocol):
    """The notices, which notification counts."""

    def count(self, first: date, last: date, agencies: Collection[str] | None) -> Counted:
        """Return the figures of days, both included, of agencies or (None) of all.

        Raises `UnavailableError`.
        """
        ...
