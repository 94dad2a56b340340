"""The owner checks a draft of the result: says yes, objects, or consents by silence.

The clock of the procedure ended with the decision (code 9); nothing here moves the on-time figure.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum, unique

from contracts.events.result import (
    DraftResultConfirmed,
    DraftResultObjected,
    DraftResultOffered,
)
from kernel.limits import Limit
from services.intake.catalogue.domain.draft_step import DraftStep
from services.intake.registry.domain.basis import LegalClock
from services.intake.registry.domain.dossier import Dossier, Outcome, SubStatus
from services.intake.registry.domain.errors import DraftNotWaitingError, DraftTermOverError
from services.intake.registry.domain.limit import LimitKind
from services.intake.registry.domain.limits import awaits_confirmation, limit_at

MOST_OBJECTIONS = 2
"""So often an owner may object; a draft after that is given as it is (decision 0021)."""


@unique
class AnswerWay(StrEnum):
    """How an answer about a draft came."""

    ONLINE = "online"  # by the owner's own account
    DESK = "desk"  # said at the desk, recorded by an officer
    TELEPHONE = "telephone"
    LETTER = "letter"
    SILENCE = "silence"  # none came in time


RECORDED = (AnswerWay.DESK, AnswerWay.TELEPHONE, AnswerWay.LETTER)
"""The ways an officer records an answer of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedAnswer:
    """What an officer records of an answer: `who` gave it, in what `way`."""

    who: str = field(repr=False)
    way: AnswerWay


def draft_to_offer(
    step: DraftStep | None, outcome: Outcome, *, objections: int
) -> DraftStep | None:
    """Return the step by which this result is offered for checking; None where it is not.

    A refusal holds nothing of the owner's to be checked; who objected as often as they may is not
    asked again.
    """
    if outcome is not Outcome.APPROVED or objections >= MOST_OBJECTIONS:
        return None
    return step


def offer(
    settled: Dossier,
    *,
    at: datetime,
    limit: Limit,
    draft: DraftStep,
    clock: LegalClock,
    officer: str | None,
) -> tuple[Dossier, DraftResultOffered]:
    """Have the owner of a result that was just settled check a draft of it until `limit`.

    It is one change with the settling, which `officer` signed: the version is raised there.
    """
    calendar = clock.schedule.calendar
    same = settled.calendar == calendar.id
    offered = replace(
        settled,
        sub_status=SubStatus.WAITING_CONFIRMATION,
        next_limit=LimitKind.CONFIRMATION,
        draft_offered_at=at,
        confirm_by=limit.at,
        confirm_term=str(draft.term),
        term_calendar_version=settled.calendar_version if same else 0,
        calendar=calendar.id,
        calendar_version=calendar.version,
    )
    return offered, DraftResultOffered(
        code=settled.code,
        procedure=settled.procedure,
        receiving_agency=settled.receiving_agency,
        competent_agency=settled.competent_agency,
        offered_at=at,
        confirm_by=limit.at,
        number=settled.objections + 1,
        officer=officer,
    )


def confirm(
    dossier: Dossier,
    *,
    at: datetime,
    way: AnswerWay,
    waits_for: SubStatus,
    officer: str | None = None,
) -> tuple[Dossier, DraftResultConfirmed]:
    """Take the owner's yes, or their silence; the result then waits for what it ever waits for.

    A yes is taken whenever it comes before the timer; `officer` recorded one said to the desk.
    Raises `DraftNotWaitingError`.
    """
    require_waiting(dossier)
    confirmed = replace(
        dossier, version=dossier.version + 1, sub_status=waits_for, next_limit=None
    )
    return confirmed, DraftResultConfirmed(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        confirmed_at=at,
        way=way.value,
        officer=officer,
    )


def object_to(
    dossier: Dossier, *, at: datetime, way: AnswerWay
) -> tuple[Dossier, DraftResultObjected]:
    """Count an objection; the result is still to be taken back, which raises the version.

    Raises `DraftNotWaitingError`, and `DraftTermOverError` once silence has become consent,
    whether or not the timer has come round to it.
    """
    require_waiting(dossier)
    over = limit_at(dossier)
    if over is not None and at >= over:
        raise DraftTermOverError
    objected = replace(dossier, objections=dossier.objections + 1)
    return objected, DraftResultObjected(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        objected_at=at,
        way=way.value,
        number=objected.objections,
    )


def require_waiting(dossier: Dossier) -> None:
    """Raise `DraftNotWaitingError` unless the owner is to answer about a draft."""
    if not awaits_confirmation(dossier):
        raise DraftNotWaitingError
