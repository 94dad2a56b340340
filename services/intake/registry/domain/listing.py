"""What is asked of a list of dossiers, and a page of one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum, unique

from kernel.clock import VIETNAM
from kernel.status import FINAL_STATUSES, Status
from services.intake.catalogue.domain.redirection import Redirection
from services.intake.registry.domain.dossier import Dossier

OPEN_STATUSES = frozenset(Status) - FINAL_STATUSES
"""The statuses after which something is still to come."""

LONGEST_BY_NAME = timedelta(days=31)
"""The longest period whose dossiers are put in the order of names."""


@unique
class ListOrder(StrEnum):
    """How a list is ordered; equal ones by their codes."""

    FILED = "filed"  # the newest first
    DUE = "due"  # open dossiers, the soonest due first, those without a date last
    NAME = "name"  # by the applicant, as `kernel.collation` orders people


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a page of a list ended: the code, and the instant it is ordered by.

    That is when it was filed or (by due date) is due, None without a date. By name the code
    alone is told: a name has no place in an address.
    """

    code: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierQuery:
    """What a list shows; what is empty or None does not narrow it.

    `first` and `last` are the days between which it was filed, both included; `due_before` asks
    for open dossiers due before that day; `formerly` is the old code under which `agency` was
    asked for. The words of `name` are folded: each is the beginning of a word of a name.
    `code_end` is the end of a code, `identity` a key as those of `reader_keys`.
    """

    statuses: tuple[int, ...] = ()
    sub_status: str | None = None
    procedure: str | None = None
    agency: str | None = None
    formerly: str | None = None
    channel: str | None = None
    first: date | None = None
    last: date | None = None
    due_before: date | None = None
    order: ListOrder = ListOrder.FILED
    name: tuple[str, ...] = field(default=(), repr=False)
    code: str | None = None
    code_end: str | None = None
    identity: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    after: Position | None = None
    limit: int = 20

    @property
    def agencies(self) -> tuple[str, ...]:
        """Return the codes asked for: the agency's, and the old one it was asked for under."""
        return tuple(code for code in (self.agency, self.formerly) if code is not None)

    @property
    def open_only(self) -> bool:
        """Tell whether only open dossiers can be on it."""
        ordered = self.order is ListOrder.DUE or self.due_before is not None
        return ordered or (bool(self.statuses) and OPEN_STATUSES.issuperset(self.statuses))

    @property
    def bounded(self) -> bool:
        """Tell whether it is short enough to be put in the order of names."""
        if self.open_only:
            return True
        if self.first is None or self.last is None:
            return False
        return self.last - self.first < LONGEST_BY_NAME

    @property
    def since(self) -> datetime | None:
        """Return the instant at which the first day begins in Vietnam."""
        return None if self.first is None else day_begins(self.first)

    @property
    def until(self) -> datetime | None:
        """Return the instant at which the last day is over."""
        return None if self.last is None else day_begins(self.last + timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierLine:
    """A dossier as a list shows it."""

    dossier: Dossier
    applicant: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPage:
    """A page; `after` is where the next one begins, None on the last.

    A page may be shorter than asked for and not be the last: what narrows the list was rare among
    the dossiers looked through, and the next page looks on from there. `redirected` says that the
    agency asked for ended: shown is what its successor has, and what stayed under the old code.
    """

    lines: tuple[DossierLine, ...]
    after: Position | None
    redirected: Redirection | None = None


def day_begins(day: date) -> datetime:
    """Return the first instant of a day in Vietnam."""
    return datetime.combine(day, time(), VIETNAM)
