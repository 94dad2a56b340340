"""The limits of a dossier one after another, and when each comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

from contracts.events.clock import AnswerLate, SupplementDueSoon
from contracts.events.lateness import DossierOverdue
from kernel.clock import VIETNAM
from kernel.deadline import InterruptionKind
from kernel.schedule import in_vietnam
from kernel.status import Status
from kernel.term import Term
from services.intake.registry.domain.dossier import Dossier, SubStatus
from services.intake.registry.domain.limit import LimitKind

RUNNING = frozenset({Status.ACCEPTED, Status.IN_PROGRESS})
"""The statuses in which the term runs."""

OPEN = frozenset({Status.FILED, *RUNNING, Status.SUPPLEMENT_REQUESTED})
"""The statuses in which some limit runs, and a calendar can move it; beside them, a draft's."""

_SOON_DAYS, _MORNING = timedelta(days=3), time(8)
_TERMS = frozenset({InterruptionKind.EXTENSION, InterruptionKind.RESTART})
"""What gives a dossier another date: of several the last one counts."""

_NEXT: Mapping[LimitKind, LimitKind | None] = {
    LimitKind.STAFF_ALERT: LimitKind.HEAD_ALERT,
    LimitKind.HEAD_ALERT: LimitKind.ANSWER,
    LimitKind.ANSWER: None,
    LimitKind.SUPPLEMENT_SOON: LimitKind.SUPPLEMENT,
    LimitKind.SUPPLEMENT: None,
    LimitKind.CONFIRMATION: None,
    LimitKind.APOLOGY: LimitKind.DUE,
    LimitKind.DUE: None,
}


def awaits_answer(dossier: Dossier) -> bool:
    """Tell whether the desk owes an answer: to a filing, or to papers sent in."""
    if dossier.status is Status.SUPPLEMENT_REQUESTED:
        return dossier.sub_status is SubStatus.SUPPLEMENT_RECEIVED
    return dossier.status is Status.FILED


def awaits_confirmation(dossier: Dossier) -> bool:
    """Tell whether the owner is to answer about a draft of the result."""
    return (
        dossier.status is Status.SETTLED and dossier.sub_status is SubStatus.WAITING_CONFIRMATION
    )


def first_limit(dossier: Dossier) -> LimitKind | None:
    """Return the first limit of the dossier's present state, None when none runs."""
    if awaits_answer(dossier):
        return LimitKind.STAFF_ALERT if dossier.staff_alert_at else LimitKind.ANSWER
    if dossier.status is Status.SUPPLEMENT_REQUESTED:
        # Who asked for the dossier back is not closed for want of papers meanwhile.
        return None if dossier.withdrawal_asked_at else LimitKind.SUPPLEMENT_SOON
    if awaits_confirmation(dossier):
        return LimitKind.CONFIRMATION
    if dossier.status in RUNNING and dossier.due_at is not None:
        return LimitKind.APOLOGY if dossier.apology_at else LimitKind.DUE
    return None


def limit_at(dossier: Dossier) -> datetime | None:
    """Return when the dossier's timer is to ring; None when nothing is waited for.

    What is kept to the day (Civil Code 2015 art. 148) is over at midnight, not at closing.
    """
    return None if dossier.next_limit is None else instant_of(dossier, dossier.next_limit)


def instant_of(dossier: Dossier, kind: LimitKind) -> datetime | None:
    """Return when a limit of the dossier comes; None where its dates have no room for it."""
    return _AT[kind](dossier)


def after(kind: LimitKind) -> LimitKind | None:
    """Return the limit that is waited for when this one has come."""
    return _NEXT[kind]


def passed(dossier: Dossier) -> Dossier:
    """Return the dossier when its present limit has come: the next one is waited for."""
    following = None if dossier.next_limit is None else after(dossier.next_limit)
    return replace(dossier, next_limit=following)


def late_answer(dossier: Dossier, at: datetime) -> AnswerLate | None:
    """Return what is said when the desk answers only now; None in time, or when it was said."""
    waiting = awaits_answer(dossier) and dossier.next_limit is not None
    if not waiting or at <= dossier.answer_by:
        return None
    return answer_late(dossier)


def answer_late(dossier: Dossier) -> AnswerLate:
    """Return what is said of an answer that did not come in time."""
    return AnswerLate(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        received_at=dossier.supplemented_at or dossier.received_at,
        answer_by=dossier.answer_by,
    )


def overdue(dossier: Dossier, due_at: datetime, at: datetime) -> DossierOverdue:
    """Return what is said of a dossier without a result whose due date is over."""
    kinds = [each.kind for each in dossier.interruptions if each.kind in _TERMS]
    return DossierOverdue(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        due_at=due_at,
        extended=kinds[-1:] == [InterruptionKind.EXTENSION],
        at=at,
    )


def supplement_soon(supplement_by: datetime) -> datetime:
    """Return when the owner is reminded: the morning of the third day before the last one.

    It is no term of the law, so plain days count.
    """
    day = in_vietnam(supplement_by).date() - _SOON_DAYS
    return datetime.combine(day, _MORNING, VIETNAM)


def window_limit(supplement_by: datetime, at: datetime) -> LimitKind:
    """Return what is waited for from `at` on: so near the end there is nothing to remind of."""
    soon = supplement_soon(supplement_by) > at
    return LimitKind.SUPPLEMENT_SOON if soon else LimitKind.SUPPLEMENT


def supplement_due_soon(
    dossier: Dossier, supplement_by: datetime, at: datetime, in_charge: str | None
) -> SupplementDueSoon:
    """Return what is said of papers that `in_charge` waits for and that did not come yet."""
    return SupplementDueSoon(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        supplement_by=supplement_by,
        at=at,
        in_charge=in_charge,
    )


def end_of_day(instant: datetime) -> datetime:
    """Return the midnight that ends the day of `instant` in Vietnam."""
    day = in_vietnam(instant).date() + timedelta(days=1)
    return datetime.combine(day, time(), VIETNAM)


def _over(limit: datetime | None, term: str | None) -> datetime | None:
    """Return when a limit of this term is over: hours by the instant, the rest by the day."""
    if limit is None or term is None:
        return None
    return limit if Term.parse(term).by_instant else end_of_day(limit)


_AT: Mapping[LimitKind, Callable[[Dossier], datetime | None]] = {
    LimitKind.STAFF_ALERT: lambda dossier: dossier.staff_alert_at,
    LimitKind.HEAD_ALERT: lambda dossier: dossier.head_alert_at,
    LimitKind.ANSWER: lambda dossier: dossier.answer_by,
    LimitKind.SUPPLEMENT_SOON: lambda dossier: (
        supplement_soon(dossier.supplement_by) if dossier.supplement_by else None
    ),
    LimitKind.SUPPLEMENT: lambda dossier: (
        end_of_day(dossier.supplement_by) if dossier.supplement_by else None
    ),
    LimitKind.CONFIRMATION: lambda dossier: _over(dossier.confirm_by, dossier.confirm_term),
    LimitKind.APOLOGY: lambda dossier: dossier.apology_at,
    LimitKind.DUE: lambda dossier: _over(dossier.due_at, dossier.term),
}
