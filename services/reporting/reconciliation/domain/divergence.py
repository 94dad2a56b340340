"""A difference between two services, or between a service and itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum, unique

from kernel.books import Fault
from services.reporting.reconciliation.domain.invariant import Invariant

Key = tuple[Invariant, str, str, str, str]


@unique
class Remedy(StrEnum):
    """What mends a divergence."""

    RE_EMIT = "re-emit"  # the owner says its events again; who knows them drops them
    RE_OPEN = "re-open"  # the copy forgets that it applied them, then the owner says them again
    RESTORE = "restore"  # the owner sets it right by what its own state says
    PERSON = "person"  # no event can mend this; somebody has to look


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergence:
    """Something that does not hold.

    `service` is where it shows and `owner` whose word counts (the same when a service contradicts
    itself); `found` is what the first has, `wanted` what the owner says. `passing` tells that
    `found` changes while it stays wrong (an age), so that it does not tell two looks apart.
    """

    invariant: Invariant
    kind: str
    service: str
    owner: str
    id: str
    found: str
    wanted: str
    remedy: Remedy
    passing: bool = field(default=False, compare=False)

    @property
    def key(self) -> Key:
        """Return what makes it the same divergence at another look."""
        return (self.invariant, self.kind, self.service, self.owner, self.id)

    @property
    def subject(self) -> str:
        """Return the subject of the events that are about it."""
        return self.id if "/" in self.id else f"dossier/{self.id}"


_RESTORABLE = frozenset({Invariant.I7})


def of_itself(service: str, fault: Fault) -> Divergence:
    """Return what a service found wrong with itself as a divergence."""
    return Divergence(
        invariant=Invariant(fault.invariant),
        kind=fault.kind,
        service=service,
        owner=service,
        id=fault.id,
        found=fault.found,
        wanted=fault.wanted,
        remedy=Remedy.RESTORE if fault.invariant in _RESTORABLE else Remedy.PERSON,
        passing=True,
    )


def confirmed(first: Sequence[Divergence], second: Sequence[Divergence]) -> list[Divergence]:
    """Return what two looks agree on: what moved between them was only on its way."""
    again = {one.key: one for one in second}
    return [
        again[one.key]
        for one in first
        if one.key in again and (one.passing or (one.found, one.wanted) == _said(again[one.key]))
    ]


def _said(one: Divergence) -> tuple[str, str]:
    return (one.found, one.wanted)
