"""What the area needs from outside: where reorganisations are kept, dossiers by their agency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from services.intake.reorganisation.domain.moving import Held, Moved
from services.intake.reorganisation.domain.reorganisation import Reorganisation, Succession


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a walk through the dossiers of an agency has come to."""

    filed_at: datetime
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an agency has been emptied: moved, passed over for want of a rule, done when."""

    reorganisation: str
    agency: str
    takes_effect: date
    moved: int
    without_rule: int
    finished_at: datetime | None


class Reorganisations(Protocol):
    """What was published, and how far it has come."""

    def get(self, id_: str) -> Reorganisation | None:
        """Return a reorganisation as published last."""
        ...

    def of(self, agency: str) -> Reorganisation | None:
        """Return the one by which an agency ends."""
        ...

    def put(self, reorganisation: Reorganisation, *, by: str, at: datetime) -> None:
        """Keep it, in place of what was published under its id, and move what is due."""
        ...

    def all(self) -> Sequence[Progress]:
        """Return how far each agency is, the newest first."""
        ...


class HeldDossiers(Protocol):
    """The open dossiers that stand under an agency, in whatever place."""

    def page(
        self, agency: str, after: Place | None, limit: int, *, lock: bool
    ) -> tuple[Sequence[Held], Place | None]:
        """Return the next dossiers and where that page ended; None: it was empty.

        Under `lock` those that somebody is at work on are left out, and those just closed.
        """
        ...

    def count(self, agency: str) -> int:
        """Return how many there are."""
        ...

    def move(self, agency: str, moved: Sequence[Moved]) -> None:
        """Store what leaves an agency with readers, desk tasks and alerts, and say the events.

        Raises `StaleVersionError` where one changed since its page was read.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeft:
    """A place that an account has at an agency that ends, and what an administrator has to do.

    `missing` are roles they have at no successor; `todo` is a word of routing's.
    """

    account: str
    ground: str
    roles: tuple[str, ...]
    missing: tuple[str, ...]
    todo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFound:
    """What routing would move: cases, open tasks, whose owners keep them, who loses theirs.

    `plan` and `ladder` tell whether the agency had laid one down, which ends with it.
    """

    cases: int = 0
    tasks: int = 0
    owners_kept: int = 0
    owners_lost: int = 0
    without_post: frozenset[str] = frozenset()
    people: tuple[PersonLeft, ...] = ()
    plan: bool = False
    ladder: bool = False


class Work(Protocol):
    """What routing has of an agency."""

    def would_move(self, succession: Succession, to: Mapping[str, str], on: date) -> WorkFound:
        """Return what would become of the work on these dossiers, by their successors."""
        ...
