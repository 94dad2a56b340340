"""Binds the clocks of cases to transactions: what intake says of a dossier, new calendars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.db import Transaction
from chassis.identifiers import new_id
from chassis.outbox import Outbox
from chassis.subscription import NotYet
from chassis.timers import Timer, TimerHandler, Timers
from contracts.envelope import Envelope
from contracts.events.agency import AgencyPublished
from contracts.events.clock import (
    AnswerLate,
    DossierReplanned,
    SupplementOverridden,
    SupplementRequested,
)
from contracts.events.intake import CalendarPublished
from contracts.events.lateness import DossierOverdue
from contracts.events.result import DossierReopened
from kernel.clock import Clock
from services.routing.lateness.store.apologies import PgApologies
from services.routing.lateness.store.reminders import APOLOGY, PgReminders
from services.routing.lateness.store.risks import LOOK_AHEAD
from services.routing.lateness.store.violations import PgViolations
from services.routing.lateness.usecases.note_lateness import note_late_leg
from services.routing.lateness.usecases.prepare_apology import prepare_apology
from services.routing.lateness.usecases.record_overdue import record_overdue
from services.routing.lateness.usecases.record_told import record_told, take_back_answer
from services.routing.process.domain.errors import ReferenceMissingError
from services.routing.process.store.agencies import PgAgencies
from services.routing.process.store.calendars import PgCalendars
from services.routing.process.store.procedures import KeptProcedures, PgProcedures
from services.routing.process.store.schedules import KeptSchedules, PgSchedules
from services.routing.process.usecases.copy_agency import copy_agency
from services.routing.process.usecases.copy_calendar import copy_calendar
from services.routing.settings import NAME
from services.routing.wiring.assignment import assigned_cases
from services.routing.work.domain.asking import time_out
from services.routing.work.domain.consulting import limit_passed
from services.routing.work.ports import Cases
from services.routing.work.store.cases import PgHistory
from services.routing.work.store.limits import CONSULTATION, LEG_LATE, SYSTEM_SILENT
from services.routing.work.usecases.follow_dossier import Told, follow_dossier
from services.routing.work.usecases.pass_limit import Passed, pass_limit
from services.routing.work.usecases.reopen_case import reopen_case
from services.routing.work.usecases.replan_cases import replan_cases
from services.routing.work.usecases.settle_proposal import note_asked

REPLAN = "replan-cases"
_CHUNK = 100


class CaseClocks:
    """The handlers about clocks."""

    def __init__(self, clock: Clock, procedures: KeptProcedures, schedules: KeptSchedules) -> None:
        self._clock = clock
        self._procedures = procedures
        self._schedules = schedules

    def copy_agency(self, tx: Transaction, envelope: Envelope, event: AgencyPublished) -> None:
        """Keep the agency with its office hours, and look at what its steps put at risk."""
        copy_agency(event, agencies=PgAgencies(tx))
        Timers(tx).set(kind=LOOK_AHEAD, subject=event.code, due_at=envelope.time)

    def copy_calendar(self, tx: Transaction, envelope: Envelope, event: CalendarPublished) -> None:
        """Keep the calendar, and have the open cases follow it."""
        copy_calendar(event, calendars=PgCalendars(tx))
        Timers(tx).set(kind=REPLAN, subject=event.calendar, due_at=envelope.time)

    def follow(self, tx: Transaction, envelope: Envelope, event: Told) -> None:
        """Let the clocks of a case follow its dossier's."""
        outbox = Outbox(tx, source=NAME, clock=self._clock, traceparent=envelope.traceparent)
        try:
            follow_dossier(
                event,
                cases=self._cases(tx),
                schedules=self._found(tx),
                events=outbox,
                clock=self._clock,
            )
        except ReferenceMissingError as error:
            raise NotYet("an office clock is not here yet") from error
        if isinstance(event, SupplementRequested):
            outbox = Outbox(tx, source=NAME, clock=self._clock, traceparent=envelope.traceparent)
            note_asked(event, cases=self._cases(tx), history=PgHistory(tx), events=outbox)
        if isinstance(event, DossierReplanned):
            take_back_answer(event, violations=PgViolations(tx), clock=self._clock)

    def reopen(self, tx: Transaction, envelope: Envelope, event: DossierReopened) -> None:
        """Let a decided case go on, to correct an error."""
        outbox = Outbox(tx, source=NAME, clock=self._clock, traceparent=envelope.traceparent)
        try:
            reopen_case(
                event,
                cases=self._cases(tx),
                schedules=PgSchedules(tx, self._schedules, still=True),
                events=outbox,
                clock=self._clock,
                new_id=new_id,
            )
        except ReferenceMissingError as error:
            raise NotYet("an office clock is not here yet") from error

    def violation(
        self, tx: Transaction, envelope: Envelope, event: AnswerLate | SupplementOverridden
    ) -> None:
        """Enter a violation in the register."""
        record_told(event, envelope.id, violations=PgViolations(tx), clock=self._clock)

    def timers(self) -> Sequence[TimerHandler]:
        """Return what is done with timers: re-plans, silences, late legs, apologies."""
        return (
            TimerHandler(kind=REPLAN, handle=self._chunk),
            TimerHandler(kind=CONSULTATION, handle=self._lapse),
            TimerHandler(kind=LEG_LATE, handle=self._note_late),
            TimerHandler(kind=APOLOGY, handle=self._prepare),
            TimerHandler(kind=SYSTEM_SILENT, handle=self._time_out),
        )

    def overdue(self, tx: Transaction, envelope: Envelope, event: DossierOverdue) -> None:
        """Enter in the register that a due date passed without an apology, or in spite of it."""
        try:
            record_overdue(
                event,
                envelope.id,
                cases=self._cases(tx),
                apologies=PgApologies(tx),
                violations=PgViolations(tx),
                schedules=self._found(tx),
                clock=self._clock,
            )
        except ReferenceMissingError as error:
            raise NotYet("an office clock is not here yet") from error

    def _prepare(self, tx: Transaction, timer: Timer) -> None:
        prepare_apology(
            timer.subject,
            at=timer.now,
            cases=self._cases(tx),
            schedules=self._found(tx),
            apologies=PgApologies(tx),
            reminders=PgReminders(tx, self._found(tx)),
        )

    def _time_out(self, tx: Transaction, timer: Timer) -> None:
        dossier, _, task = timer.subject.partition("/")
        self._pass(tx, timer, dossier, lambda case, at: time_out(case, UUID(task), at))

    def _lapse(self, tx: Transaction, timer: Timer) -> None:
        dossier, _, leg = timer.subject.partition("/")
        self._pass(tx, timer, dossier, lambda case, at: limit_passed(case, leg, at))

    def _pass(self, tx: Transaction, timer: Timer, dossier: str, passed: Passed) -> None:
        def look_again(at: datetime) -> None:
            Timers(tx).set(kind=timer.kind, subject=timer.subject, due_at=at)

        pass_limit(
            dossier,
            passed,
            at=timer.now,
            cases=self._cases(tx),
            schedules=self._found(tx),
            events=Outbox(tx, source=NAME, clock=self._clock),
            new_id=new_id,
            look_again=look_again,
        )

    def _note_late(self, tx: Transaction, timer: Timer) -> None:
        dossier, _, leg = timer.subject.partition("/")
        note_late_leg(
            dossier,
            leg,
            at=timer.now,
            cases=self._cases(tx),
            violations=PgViolations(tx),
            apologies=PgApologies(tx),
            schedules=self._found(tx),
            new_id=new_id,
        )

    def _chunk(self, tx: Transaction, timer: Timer) -> None:
        after = timer.payload.get("after")
        following = replan_cases(
            UUID(after) if after else None,
            size=_CHUNK,
            cases=self._cases(tx),
            schedules=self._found(tx),
        )
        if following is not None:
            payload = {"after": str(following)}
            Timers(tx).set(kind=REPLAN, subject=timer.subject, due_at=timer.now, payload=payload)

    def _cases(self, tx: Transaction) -> Cases:
        procedures = PgProcedures(tx, self._procedures)
        return assigned_cases(tx, procedures, self._found(tx), self._clock)

    def _found(self, tx: Transaction) -> PgSchedules:
        return PgSchedules(tx, self._schedules)
