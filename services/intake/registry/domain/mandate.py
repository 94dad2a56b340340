"""A mandate: somebody lets another file for them, for so long, for these procedures.

Its rules are those of the Civil Code 2015 (Law 91/2015/QH13) on representation by authority and
the contract of mandate: articles 138 (who), 140 (how long, when it ends), 141 (how far), 563 (one
year where nothing is said), 569 (either side may end it). The articles are cited from memory and
not held against a copy of the text: unverified.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum, unique
from typing import Any

from contracts.events.mandate import MandateEnded, MandateGranted
from kernel.clock import VIETNAM
from kernel.mandate import MandatedAction
from kernel.schedule import in_vietnam
from services.intake.registry.domain.applicant import Person
from services.intake.registry.domain.errors import (
    MandateExpiredError,
    MandateOutOfScopeError,
    MandateOverError,
    MandateRevokedError,
)
from services.intake.registry.domain.timeline import By


@unique
class MandateEnd(StrEnum):
    """Who ended a mandate before its time."""

    PRINCIPAL = "principal"  # took it back
    AGENT = "agent"  # gave it up
    DESK = "desk"  # an officer, shown that it was taken back on paper


@dataclass(frozen=True, slots=True, kw_only=True)
class MandatePaper:
    """The paper a desk saw: its number, its day, and who certified it."""

    number: str = field(repr=False)
    signed_on: date
    certified_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateScope:
    """For which procedures (none named: every one) and for what, up to which day included."""

    procedures: tuple[str, ...]
    actions: frozenset[MandatedAction]
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateGiven:
    """A mandate as it comes in: `principal` None is whoever asks; with a paper, at a desk."""

    principal: Person | None
    agent: Person
    scope: MandateScope
    agency: str | None = None
    paper: MandatePaper | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """`principal` lets `agent` act; in force from `granted_at` to the end of `expires_on`."""

    id: str
    version: int = 1
    principal: Person
    agent: Person
    procedures: tuple[str, ...]
    actions: frozenset[MandatedAction]
    expires_on: date
    agency: str | None
    paper: MandatePaper | None
    granted_at: datetime
    granted_by: By
    ended_at: datetime | None = None
    end: MandateEnd | None = None

    @property
    def authority(self) -> str:
        """Return what a dossier names as the paper by which the agent acts."""
        return f"Giấy ủy quyền số {self.paper.number}" if self.paper else f"Ủy quyền {self.id}"

    def in_force(self, on: date) -> bool:
        """Tell whether it can be relied on that day."""
        return self.ended_at is None and on <= self.expires_on

    @property
    def over_at(self) -> datetime:
        """Return the end of its last day."""
        return datetime.combine(self.expires_on + timedelta(days=1), time(), tzinfo=VIETNAM)

    def to_document(self) -> Mapping[str, Any]:
        """Return what of it is personal, as it is sealed."""
        paper = self.paper
        return {
            "principal": self.principal.to_document(),
            "agent": self.agent.to_document(),
            "paper": paper
            and {
                "number": paper.number,
                "signed_on": paper.signed_on.isoformat(),
                "certified_by": paper.certified_by,
            },
        }


def grant(
    given: MandateGiven, principal: Person, *, id_: str, at: datetime, by: By
) -> tuple[Mandate, MandateGranted]:
    """Return the mandate, and that it was given."""
    scope = given.scope
    since = given.paper.signed_on if given.paper else in_vietnam(at).date()
    mandate = Mandate(
        id=id_,
        principal=principal,
        agent=given.agent,
        procedures=scope.procedures,
        actions=scope.actions,
        expires_on=scope.expires_on or years_after(since, 1),
        agency=given.agency,
        paper=given.paper,
        granted_at=at,
        granted_by=by,
    )
    return mandate, MandateGranted(
        id=mandate.id,
        source="paper" if mandate.paper else "online",
        agency=mandate.agency,
        procedures=mandate.procedures,
        actions=tuple(sorted(mandate.actions)),
        expires_on=mandate.expires_on,
        granted_at=at,
    )


def end_mandate(
    mandate: Mandate, end: MandateEnd, *, at: datetime
) -> tuple[Mandate, MandateEnded]:
    """End the mandate before its time; raises `MandateOverError` where it is over already."""
    if not mandate.in_force(in_vietnam(at).date()):
        raise MandateOverError
    ended = replace(mandate, version=mandate.version + 1, ended_at=at, end=end)
    return ended, MandateEnded(id=mandate.id, agency=mandate.agency, end=end.value, ended_at=at)


def years_after(day: date, years: int) -> date:
    """Return the last day of so many years that begin on a day; 28 February for the 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def require_reach(mandate: Mandate, action: MandatedAction, *, procedure: str, on: date) -> None:
    """Raise unless the mandate is in force that day and reaches so far.

    `MandateRevokedError`, `MandateExpiredError`, `MandateOutOfScopeError`.
    """
    if mandate.ended_at is not None:
        raise MandateRevokedError(extra={"ended_at": in_vietnam(mandate.ended_at).isoformat()})
    if on > mandate.expires_on:
        raise MandateExpiredError(extra={"expires_on": mandate.expires_on.isoformat()})
    if action not in mandate.actions or not _covers(mandate.procedures, procedure):
        scope = {"procedures": list(mandate.procedures), "actions": sorted(mandate.actions)}
        raise MandateOutOfScopeError(extra=scope)


def _covers(procedures: Collection[str], procedure: str) -> bool:
    return not procedures or procedure in procedures
