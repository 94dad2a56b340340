"""A decided case goes on, because an error in its result is to be corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kernel.graph import before
from services.routing.work.domain import saying
from services.routing.work.domain.case import Case, CaseStatus, Leg, LegStatus
from services.routing.work.domain.occasion import Occasion
from services.routing.work.domain.starting import Change, reopen_leg, worked_steps

_DECIDED = frozenset({CaseStatus.APPROVED, CaseStatus.REFUSED})


def reopen_case(
    case: Case, *, finished_at: datetime, due_at: datetime | None, occasion: Occasion
) -> Change:
    """Return the case at work again, with a new task at the last step of the leg that decided.

    `due_at` is the dossier's due date, which stays.

    Legs a refusal had cancelled wait again, and start when that leg ends as before. A case that is
    open, or was decided again since `finished_at`, stays as it is: the word came twice. Where
    nobody but the payer did anything there is no step to do again, and money is not asked for
    twice: the case is decided again as it was, and says so.
    """
    if case.status not in _DECIDED or case.decided_at != finished_at:
        return case, ()
    last = _last_finished(case)
    if last is None:
        return _decided_again(case, occasion.at)
    for leg in case.legs:
        if leg.status is LegStatus.CANCELLED:
            waiting = Leg(id=leg.id, agency=leg.agency)
            case = case.with_leg(waiting)
    case = replace(case, status=CaseStatus.OPEN, decided_at=None, decision=None, due_at=due_at)
    return reopen_leg(case, last, occasion)


def _decided_again(case: Case, at: datetime) -> Change:
    decision = case.decision
    if decision is None:
        return case, ()
    case = replace(case, decided_at=at)
    return case, (saying.case_decided(case, decision, at),)


def _last_finished(case: Case) -> Leg | None:
    """Return the leg that ended last; of several at one instant, one that came after the others.

    One in which only money was waited for has nothing to correct: the agency before it has.
    """
    graph = {leg.id: leg.after for leg in case.process.legs}
    ended = [
        (leg.finished_at, len(before(graph, leg.id)), place)
        for place, leg in enumerate(case.legs)
        if leg.status is LegStatus.FINISHED
        and leg.finished_at is not None
        and worked_steps(case, leg)
    ]
    return case.legs[max(ended)[-1]] if ended else None
