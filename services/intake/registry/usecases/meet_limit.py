"""A limit of a dossier has come: somebody is told, or the dossier moves on or is closed."""

from __future__ import annotations

from datetime import datetime

from contracts.events.clock import ApologyDue
from kernel.schedule import in_vietnam
from services.intake.registry.domain.desk_alert import Audience, DeskAlert
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.draft_result import AnswerWay, confirm
from services.intake.registry.domain.limit import LimitKind
from services.intake.registry.domain.limits import (
    answer_late,
    limit_at,
    overdue,
    passed,
    supplement_due_soon,
)
from services.intake.registry.domain.morning import next_look
from services.intake.registry.domain.supplement import SYSTEM, close_unsupplemented
from services.intake.registry.domain.timeline import By, EntryKind, entry
from services.intake.registry.domain.waiting import waits_for
from services.intake.registry.ports import Changed, DeskAlerts, Dossiers, Events, Supplements
from services.intake.registry.ports.mornings import Mornings

_ALERTS = {
    LimitKind.STAFF_ALERT: Audience.STAFF,
    LimitKind.HEAD_ALERT: Audience.HEAD,
    LimitKind.APOLOGY: Audience.STAFF,
    LimitKind.DUE: Audience.HEAD,
}
_ASKED_AGAIN = frozenset({LimitKind.STAFF_ALERT, LimitKind.HEAD_ALERT})
"""What is said again each morning while the desk owes its answer."""
_LINES = {LimitKind.ANSWER: EntryKind.ANSWER_LATE, LimitKind.DUE: EntryKind.OVERDUE}


def meet_limit(
    code: str,
    *,
    now: datetime,
    dossiers: Dossiers,
    alerts: DeskAlerts,
    mornings: Mornings,
    supplements: Supplements,
    events: Events,
) -> LimitKind | None:
    """Do what the dossier's present limit asks for, at `now` by the database's clock.

    Nobody acts here: where papers were asked for, who did so is named as the one in charge.

    Returns the limit that was met; None where there was nothing to do, because the dossier moved
    on or the limit was put off. Alerts leave the dossier's version as it is: who read it may
    still answer it; while nobody does, who has the desk is told in the morning. Raises
    `LockTimeoutError` at once when somebody is at work on the dossier.
    """
    dossier = dossiers.lock(code, wait=False)
    if dossier is None or dossier.next_limit is None:
        return None
    limit, at = dossier.next_limit, limit_at(dossier)
    if at is None or at > now:
        dossiers.arm(dossier)
        return None
    instant = in_vietnam(now)
    if limit is LimitKind.SUPPLEMENT:
        _close(dossier, instant, dossiers=dossiers, supplements=supplements, events=events)
        return limit
    if limit is LimitKind.CONFIRMATION:
        _consent(dossier, instant, dossiers=dossiers, events=events)
        return limit
    _tell(dossier, limit, instant, alerts=alerts, supplements=supplements, events=events)
    if limit in _LINES:
        dossiers.note(code, entry(_LINES[limit], at=instant, by=_by_system()))
    dossiers.arm(passed(dossier))
    if limit in _ASKED_AGAIN:
        mornings.look(dossier.receiving_agency, next_look(now))
    return limit


def _tell(
    dossier: Dossier,
    limit: LimitKind,
    at: datetime,
    *,
    alerts: DeskAlerts,
    supplements: Supplements,
    events: Events,
) -> None:
    if limit in _ALERTS:
        alerts.add(
            DeskAlert(
                dossier=dossier.code,
                agency=dossier.receiving_agency,
                audience=_ALERTS[limit],
                kind=limit,
                at=at,
            )
        )
    if limit is LimitKind.ANSWER:
        events.add(answer_late(dossier))
    if limit is LimitKind.APOLOGY and dossier.due_at is not None:
        events.add(
            ApologyDue(
                code=dossier.code,
                procedure=dossier.procedure,
                receiving_agency=dossier.receiving_agency,
                competent_agency=dossier.competent_agency,
                due_at=dossier.due_at,
                at=at,
            )
        )
    if limit is LimitKind.SUPPLEMENT_SOON and dossier.supplement_by is not None:
        asked = _asked_by(dossier, supplements)
        events.add(supplement_due_soon(dossier, dossier.supplement_by, at, asked))
    if limit is LimitKind.DUE and dossier.due_at is not None:
        events.add(overdue(dossier, dossier.due_at, at))


def _close(
    dossier: Dossier, at: datetime, *, dossiers: Dossiers, supplements: Supplements, events: Events
) -> None:
    asked = _asked_by(dossier, supplements)
    closed, said = close_unsupplemented(dossier, at=at, in_charge=asked)
    kind = EntryKind.STOPPED if dossier.was_accepted else EntryKind.REFUSED
    dossiers.save(Changed(dossier=closed, timeline=(entry(kind, at=at, by=_by_system()),)))
    events.add(said)


def _consent(dossier: Dossier, at: datetime, *, dossiers: Dossiers, events: Events) -> None:
    waits = waits_for(dossiers.fee(dossier.code))
    confirmed, said = confirm(dossier, at=at, way=AnswerWay.SILENCE, waits_for=waits)
    line = entry(EntryKind.DRAFT_CONSENTED, at=at, by=_by_system())
    dossiers.save(Changed(dossier=confirmed, timeline=(line,)))
    events.add(said)


def _asked_by(dossier: Dossier, supplements: Supplements) -> str | None:
    request = supplements.get(dossier.code)
    return None if request is None else request.in_charge


def _by_system() -> By:
    return {"name": None, "role": None, "agency": None, "subject": SYSTEM}
