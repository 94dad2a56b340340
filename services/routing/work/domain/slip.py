"""Hand-over slips (Decree 61/2018 art. 19(6)a): one agency passes on, another confirms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, unique
from uuid import UUID

from contracts.events.ways import HandoverSettled
from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor, Confidentiality, Relation, roles_for, stands_for
from services.routing.work.domain.case import Case, IssuedPaper, Leg, LegStatus
from services.routing.work.domain.errors import (
    ReasonMissingError,
    SlipSettledError,
    SlipUnknownError,
)


@unique
class SlipStatus(StrEnum):
    """Where a slip stands."""

    GIVEN = "given"  # the receiving agency has not said anything
    TAKEN = "taken"  # it confirmed the receipt
    REFUSED = "refused"  # something is missing; confirmed once that has come


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """What a slip is written of: from one leg to another agency's; `returned` where it goes back.

    `given_by` is None where the leg had ended before: its last step says who that was.
    """

    from_leg: Leg
    to_leg: Leg
    returned: bool
    given_by: str | None
    given_at: datetime | None
    papers: tuple[tuple[str, IssuedPaper], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A slip as it is kept: its number, what went from where to where, and what came of it.

    The confirmed receipt, with account and instant, is the signature of who took it.
    """

    id: UUID
    position: int
    number: str
    dossier: str
    kept: Confidentiality
    from_leg: str
    from_agency: str
    to_leg: str
    to_agency: str
    returned: bool
    papers: tuple[dict[str, str], ...]
    given_by: str | None
    given_at: datetime
    status: SlipStatus = SlipStatus.GIVEN
    settled_by: str | None = None
    settled_at: datetime | None = None
    reason: str | None = None
    version: int = 1


def handovers(before: Case, after: Case) -> Iterator[HandOver]:
    """Return what a transition hands from one agency to another, forth or back."""
    known = {leg.id: leg.status for leg in before.legs}
    for leg in after.legs:
        if leg.status is not LegStatus.RUNNING or known[leg.id] is LegStatus.RUNNING:
            continue
        if known[leg.id] is LegStatus.FINISHED:
            yield from _back(before, after, leg)
        else:
            yield from _forth(after, leg)


def take(slip: Slip, *, by: str, at: datetime) -> Slip:
    """Return the slip with its receipt confirmed, also after a refusal; `SlipSettledError`."""
    if slip.status is SlipStatus.TAKEN:
        raise SlipSettledError
    return _settled(slip, SlipStatus.TAKEN, by, at, slip.reason)


def refuse(slip: Slip, reason: str | None, *, by: str, at: datetime) -> Slip:
    """Return the slip refused; raises `SlipSettledError`, `ReasonMissingError`."""
    if slip.status is not SlipStatus.GIVEN:
        raise SlipSettledError
    if not reason:
        raise ReasonMissingError(pointer="/reason")
    return _settled(slip, SlipStatus.REFUSED, by, at, reason)


def handover_settled(slip: Slip, *, by: str, at: datetime) -> HandoverSettled:
    """Tell what came of a slip; why it was refused is not said."""
    return HandoverSettled(
        dossier=slip.dossier,
        number=slip.number,
        from_leg=slip.from_leg,
        from_agency=slip.from_agency,
        to_leg=slip.to_leg,
        to_agency=slip.to_agency,
        returned=slip.returned,
        given_at=slip.given_at,
        outcome=slip.status.value,
        officer=by,
        settled_at=at,
    )


def require_receiver(slip: Slip, actor: Actor) -> None:
    """Raise unless the actor works at the receiving agency.

    `ForbiddenError` for whom no slip is and for who gave it, `SlipUnknownError` for anybody else.
    """
    if not actor.has(*roles_for(Action.WORK_TASK)):
        raise ForbiddenError
    if _works(actor, slip.to_agency, slip.kept):
        return
    raise ForbiddenError if _works(actor, slip.from_agency, slip.kept) else SlipUnknownError


def _works(actor: Actor, agency: str, kept: Confidentiality) -> bool:
    return stands_for(actor, Action.WORK_TASK, Relation.LEG, agency, kept)


def _settled(slip: Slip, status: SlipStatus, by: str, at: datetime, reason: str | None) -> Slip:
    return replace(
        slip,
        status=status,
        settled_by=by,
        settled_at=at,
        reason=reason,
        version=slip.version + 1,
    )


def _forth(case: Case, leg: Leg) -> Iterator[HandOver]:
    for giver in _givers(case, leg):
        if giver.agency != leg.agency:
            yield HandOver(
                from_leg=giver,
                to_leg=leg,
                returned=False,
                given_by=_ended_by(case, giver),
                given_at=giver.finished_at,
                papers=_papers(case, giver, leg),
            )


def _back(before: Case, after: Case, leg: Leg) -> Iterator[HandOver]:
    """Return what goes back to a leg that had finished, from the one that waits again for it."""
    for other in before.legs:
        waits = after.leg(other.id).status is LegStatus.WAITING
        if other.status is not LegStatus.RUNNING or not waits or other.agency == leg.agency:
            continue
        ended = [task.ended_at for task in after.tasks if task.leg == other.id and task.ended_at]
        yield HandOver(
            from_leg=other,
            to_leg=leg,
            returned=True,
            given_by=_ended_by(after, other),
            given_at=max(ended, default=None),
        )


def _givers(case: Case, leg: Leg) -> Iterator[Leg]:
    """Return the legs before that did their part; behind one passed over, those before it."""
    for name in sorted(case.process.leg(leg.id).after):
        giver = case.leg(name)
        if giver.status is LegStatus.SKIPPED:
            yield from _givers(case, giver)
        elif giver.status is LegStatus.FINISHED and not giver.lapsed:
            yield giver


def _papers(case: Case, giver: Leg, leg: Leg) -> tuple[tuple[str, IssuedPaper], ...]:
    """Return what goes along: the giver's result, and what of its papers the leg takes."""
    takes = case.process.leg(leg.id).takes
    return tuple(
        (name, paper)
        for name, paper in sorted(case.papers.items())
        if paper.leg == giver.id or name in takes
    )


def _ended_by(case: Case, leg: Leg) -> str | None:
    ended = [task for task in case.tasks if task.leg == leg.id and not task.open]
    return ended[-1].ended_by if ended else None
