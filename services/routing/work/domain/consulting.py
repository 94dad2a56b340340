"""A consulted agency says nothing until its limit (Decree 61/2018 art. 19(5))."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from contracts.events import Event
from kernel.process import LegKind, Silence
from services.routing.work.domain import saying
from services.routing.work.domain.case import Case, CaseStatus, Decision, Leg, LegStatus
from services.routing.work.domain.ending import after_leg, finish_leg
from services.routing.work.domain.errors import AnswerNotLateError
from services.routing.work.domain.occasion import Occasion
from services.routing.work.domain.starting import Change
from services.routing.work.domain.task import Task, TaskEnd, end_task

_LOOK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAgain:
    """Nothing of the case changes yet: whoever watches its limit looks again `at` an instant."""

    at: datetime


def limit_passed(case: Case, leg_id: str, occasion: Occasion) -> Change | LookAgain | None:
    """Return what follows from a consultation's limit: `lapse`, or that it is looked at again.

    While the head holds the work up nobody could give an opinion, so nobody is silent. The limit
    stays where the office clock has it (the head's decision stops no clock): only the looking is
    put off, or a new calendar would take the delay back.
    """
    if case.held_since is not None and _is_silent(case, leg_id, occasion):
        return LookAgain(at=occasion.at + _LOOK_AGAIN)
    return lapse(case, leg_id, occasion)


def lapse(case: Case, leg_id: str, occasion: Occasion) -> Change | None:
    """Return the case after a consulted agency said nothing; None where nobody is silent.

    It had the time until its limit, this was done before, or the head holds the work up. Silence
    is consent where the definition says so: the leg is finished without an opinion and the case
    moves on. Else the leg goes on waiting, and those who asked are told.
    """
    leg = case.leg(leg_id)
    definition = case.process.leg(leg_id)
    if case.held_since is not None or not _is_silent(case, leg_id, occasion):
        return None
    leg = replace(leg, lapsed=True, silent_at=None)
    case = case.with_leg(leg)
    silence = definition.silence or Silence.ESCALATE
    told: Event = saying.consultation_lapsed(
        case, leg, asking_agency(case, leg), silence, occasion
    )
    if silence is Silence.ESCALATE:
        return case, (told,)
    for task in case.tasks:
        if task.open and task.leg == leg_id:
            case = case.with_task(end_task(task, TaskEnd.LAPSED, at=occasion.at, officer=None))
    case, events = finish_leg(case, leg, occasion)
    case, more = after_leg(case, Decision(agency=leg.agency, officer=""), occasion)
    return case, (told, *events, *more)


def asking_agency(case: Case, leg: Leg) -> str:
    """Return who asked: the agency of the one leg before, else the receiving agency."""
    before = case.process.leg(leg.id).after
    asking = [other.agency for other in case.legs if other.id in before]
    return asking[0] if len(asking) == 1 else case.receiving_agency


def require_lapsed(task: Task) -> None:
    """Raise `AnswerNotLateError` unless silence ended the task."""
    if task.end is not TaskEnd.LAPSED:
        raise AnswerNotLateError


def _is_silent(case: Case, leg_id: str, occasion: Occasion) -> bool:
    leg = case.leg(leg_id)
    asked = case.process.leg(leg_id).kind is LegKind.CONSULTATION
    if case.status is not CaseStatus.OPEN or not asked:
        return False
    running = leg.status is LegStatus.RUNNING and not leg.lapsed
    return running and leg.silent_at is not None and leg.silent_at <= occasion.at
