"""Steps and legs of the case, and messages to the applicant, show in the timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from contracts.events import Event
from contracts.events.notification import MessageHandedOver, Undeliverable
from contracts.events.routing import (
    LegFinished,
    LegStarted,
    StepCompleted,
    StepStarted,
)
from contracts.events.systems import SystemAsked, SystemSettled
from contracts.events.ways import ConsultationLapsed, HandoverSettled, LegSkipped
from kernel.schedule import in_vietnam
from services.intake.registry.domain.leg_lines import handover_entry, leg_entry, step_entry
from services.intake.registry.domain.timeline import (
    EntryKind,
    TimelineEntry,
    by_officer,
    entry,
)
from services.intake.registry.ports import Dossiers

Noted = (
    StepStarted
    | StepCompleted
    | LegStarted
    | LegFinished
    | LegSkipped
    | ConsultationLapsed
    | HandoverSettled
    | SystemAsked
    | SystemSettled
    | MessageHandedOver
    | Undeliverable
)
"""The events that change nothing but the timeline."""


def note_progress(event: Noted, *, dossiers: Dossiers) -> None:
    """Add the line for an event; raise `DossierNotFoundError` for a dossier unknown here."""
    dossiers.note(event.dossier, _LINES[type(event)](event))


def _step_started(event: StepStarted) -> TimelineEntry:
    return step_entry(
        EntryKind.STEP_STARTED,
        at=in_vietnam(event.started_at),
        by=by_officer(None, role=event.role, agency=event.agency),
        name=event.step_name,
        data={"leg": event.leg, "step": event.step, "due_at": _stamp(event.due_at)},
    )


def _step_completed(event: StepCompleted) -> TimelineEntry:
    return step_entry(
        EntryKind.STEP_COMPLETED,
        at=in_vietnam(event.completed_at),
        by=by_officer(event.officer, role=event.role, agency=event.agency),
        name=event.step_name,
        data={
            "leg": event.leg,
            "step": event.step,
            "action": event.action,
            "due_at": _stamp(event.due_at),
        },
    )


def _leg_started(event: LegStarted) -> TimelineEntry:
    return leg_entry(
        EntryKind.LEG_STARTED,
        at=in_vietnam(event.started_at),
        agency=event.agency,
        name=event.leg_name,
        data={"leg": event.leg, "due_at": _stamp(event.due_at)},
    )


def _leg_finished(event: LegFinished) -> TimelineEntry:
    return leg_entry(
        EntryKind.LEG_FINISHED,
        at=in_vietnam(event.finished_at),
        agency=event.agency,
        name=event.leg_name,
        data={
            "leg": event.leg,
            "due_at": _stamp(event.due_at),
            "own_due_at": _stamp(event.own_due_at),
            "late": event.late,
            "gives": event.gives,
            "paper_number": event.paper_number,
        },
    )


def _leg_skipped(event: LegSkipped) -> TimelineEntry:
    return leg_entry(
        EntryKind.LEG_SKIPPED,
        at=in_vietnam(event.skipped_at),
        agency=event.agency,
        name=event.leg_name,
        data={"leg": event.leg},
    )


def _consultation_lapsed(event: ConsultationLapsed) -> TimelineEntry:
    consent = event.silence == "consent"
    return entry(
        EntryKind.CONSULTATION_LAPSED if consent else EntryKind.CONSULTATION_SILENT,
        at=in_vietnam(event.lapsed_at),
        by=by_officer(None, role=None, agency=event.agency),
        data={"leg": event.leg, "asking_agency": event.asking_agency},
    )


def _handover_settled(event: HandoverSettled) -> TimelineEntry:
    return handover_entry(
        taken=event.outcome == "taken",
        at=in_vietnam(event.settled_at),
        officer=event.officer,
        agency=event.to_agency,
        data={
            "number": event.number,
            "from_leg": event.from_leg,
            "from_agency": event.from_agency,
            "to_leg": event.to_leg,
            "given_at": _stamp(event.given_at),
        },
    )


def _system_asked(event: SystemAsked) -> TimelineEntry:
    return entry(
        EntryKind.SYSTEM_ASKED,
        at=in_vietnam(event.asked_at),
        by=by_officer(None, role=None, agency=event.agency),
        data={
            "leg": event.leg,
            "step": event.step,
            "attempt": event.attempt,
            "answer_by": _stamp(event.answer_by),
        },
    )


def _system_settled(event: SystemSettled) -> TimelineEntry:
    answered = event.outcome == "answered"
    return entry(
        EntryKind.SYSTEM_ANSWERED if answered else EntryKind.SYSTEM_GIVEN_UP,
        at=in_vietnam(event.settled_at),
        by=by_officer(None, role=None, agency=event.agency),
        data={"leg": event.leg, "step": event.step, "outcome": event.outcome},
    )


def _message_handed_over(event: MessageHandedOver) -> TimelineEntry:
    return entry(
        EntryKind.MESSAGE_HANDED_OVER,
        at=in_vietnam(event.at),
        data={"template": event.template, "channel": event.channel},
    )


def _undeliverable(event: Undeliverable) -> TimelineEntry:
    return entry(
        EntryKind.MESSAGE_UNDELIVERABLE,
        at=in_vietnam(event.at),
        data={"template": event.template, "reason": event.reason},
    )


def _stamp(instant: datetime | None) -> str | None:
    return None if instant is None else in_vietnam(instant).isoformat()


_LINES: Mapping[type[Event], Callable[[Any], TimelineEntry]] = {
    StepStarted: _step_started,
    StepCompleted: _step_completed,
    LegStarted: _leg_started,
    LegFinished: _leg_finished,
    LegSkipped: _leg_skipped,
    ConsultationLapsed: _consultation_lapsed,
    HandoverSettled: _handover_settled,
    SystemAsked: _system_asked,
    SystemSettled: _system_settled,
    MessageHandedOver: _message_handed_over,
    Undeliverable: _undeliverable,
}
