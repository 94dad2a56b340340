"""The use cases of routing bound to one database; transactions are opened here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chassis.db import Database, Transaction
from chassis.identifiers import new_id
from chassis.outbox import Outbox
from chassis.subscription import NotYet
from contracts.envelope import Envelope
from contracts.events import Event
from contracts.events.course import DossierErased, WithdrawalRequested
from contracts.events.intake import DossierAccepted, ProcedurePublished
from contracts.events.reception import DossierCorrected
from kernel.clock import Clock
from kernel.rights import Actor
from services.routing import metrics
from services.routing.process.domain.errors import Reference, ReferenceMissingError
from services.routing.process.ports import Catalogue
from services.routing.process.store.procedures import KeptProcedures, PgProcedures
from services.routing.process.store.schedules import KeptSchedules, PgSchedules
from services.routing.process.usecases.copy_procedure import copy_procedure
from services.routing.process.usecases.request_reference import request_reference
from services.routing.settings import NAME
from services.routing.subscriptions import Handlers
from services.routing.wiring.approvals import ManyApprovals
from services.routing.wiring.assignment import Assignments, assigned_cases
from services.routing.wiring.clocks import CaseClocks
from services.routing.wiring.connectors import Enquiries, queue_asked
from services.routing.wiring.ladders import Escalation
from services.routing.wiring.moves import attempt_move, mover
from services.routing.wiring.officers import placed_today
from services.routing.wiring.proposals import ProposalTransactions
from services.routing.wiring.risks import Outlook
from services.routing.wiring.tasks import TaskTransactions
from services.routing.work.api.routes_tasks import TaskDoor
from services.routing.work.domain.case_graph import CaseGraph
from services.routing.work.domain.reading import CaseView
from services.routing.work.domain.record import ProcessRecord
from services.routing.work.ports import Cases
from services.routing.work.store.cases import PgNotes
from services.routing.work.store.queries import PgTasks
from services.routing.work.store.seen_cases import PgSeenCases
from services.routing.work.usecases.correct_case import correct_case
from services.routing.work.usecases.erase_notes import erase_notes
from services.routing.work.usecases.find_case import find_case
from services.routing.work.usecases.open_case import open_case
from services.routing.work.usecases.settle_withdrawal import settle_withdrawal
from services.routing.work.usecases.show_graph import show_graph
from services.routing.work.usecases.show_record import show_record
from services.routing.work.usecases.try_move import FoundMove, WantedMove

Want = Callable[[frozenset[Reference]], None]
"""Has missing copies asked for soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """The use cases of routing on one database, each call in a transaction of its own."""

    database: Database
    clock: Clock
    kept_procedures: KeptProcedures = field(default_factory=KeptProcedures)
    kept_schedules: KeptSchedules = field(default_factory=KeptSchedules)

    @property
    def clocks(self) -> CaseClocks:
        """Return the handlers about the clocks of cases."""
        return CaseClocks(self.clock, self.kept_procedures, self.kept_schedules)

    @property
    def assignments(self) -> Assignments:
        """Return what plans and days of agencies do."""
        return Assignments(
            database=self.database,
            clock=self.clock,
            kept_procedures=self.kept_procedures,
            kept_schedules=self.kept_schedules,
        )

    @property
    def escalation(self) -> Escalation:
        """Return what tells of steps that run out of time."""
        return Escalation(
            database=self.database,
            clock=self.clock,
            kept_procedures=self.kept_procedures,
            kept_schedules=self.kept_schedules,
        )

    @property
    def outlook(self) -> Outlook:
        """Return what looks ahead at dates that will not be kept."""
        return Outlook(
            database=self.database,
            clock=self.clock,
            kept_procedures=self.kept_procedures,
            kept_schedules=self.kept_schedules,
        )

    @property
    def enquiries(self) -> Enquiries:
        """Return what takes the answers of specialised systems."""
        return Enquiries(
            database=self.database,
            clock=self.clock,
            kept_procedures=self.kept_procedures,
            kept_schedules=self.kept_schedules,
        )

    @property
    def approvals(self) -> ManyApprovals:
        """Return what approves many tasks in one request."""
        return ManyApprovals(
            database=self.database,
            clock=self.clock,
            kept_procedures=self.kept_procedures,
            kept_schedules=self.kept_schedules,
        )

    @property
    def proposals(self) -> ProposalTransactions:
        """Return what stands behind the routes of proposals."""
        return ProposalTransactions(
            database=self.database,
            clock=self.clock,
            kept_procedures=self.kept_procedures,
            kept_schedules=self.kept_schedules,
        )

    def door(self) -> TaskDoor:
        """Return what stands behind the routes of officers."""
        desk = TaskTransactions(
            database=self.database,
            clock=self.clock,
            kept_procedures=self.kept_procedures,
            kept_schedules=self.kept_schedules,
        )
        return desk.door()

    def case(self, dossier: str) -> CaseView:
        """Return the case of a dossier; raises as `find_case`."""
        with self.database.read(snapshot=True) as tx:
            return find_case(dossier, tasks=self._tasks(tx))

    def graph(self, actor: Actor, dossier: str) -> CaseGraph:
        """Return the graph of a dossier's case; raises as `show_graph`."""
        with self.database.read(snapshot=True) as tx:
            return show_graph(
                dossier,
                actor=placed_today(tx, actor, self.clock),
                cases=PgSeenCases(tx, self.procedures(tx)),
                clock=self.clock,
            )

    def record(self, actor: Actor, dossier: str) -> ProcessRecord:
        """Return the record of a dossier's case; raises as `show_record`."""
        with self.database.read(snapshot=True) as tx:
            cases = PgSeenCases(tx, self.procedures(tx))
            return show_record(dossier, actor=placed_today(tx, actor, self.clock), cases=cases)

    def attempt_move(self, wanted: WantedMove) -> FoundMove:
        """Return what a reorganisation would move; nothing is written."""
        return attempt_move(self.database, wanted)

    def count_open(self) -> metrics.OpenTasks:
        """Return how many tasks are open, by role and status."""
        with self.database.read() as tx:
            return self._tasks(tx).count_open()

    def handlers(self, want: Want) -> Handlers:
        """Return what is done with each event; missing copies are handed to `want`."""

        def begin(
            tx: Transaction, envelope: Envelope, event: DossierAccepted | DossierCorrected
        ) -> None:
            self._begin_case(tx, envelope, event, want)

        return Handlers(
            copy_procedure=self._copy_procedure,
            copy_agency=self.clocks.copy_agency,
            copy_calendar=self.clocks.copy_calendar,
            open_case=begin,
            correct_case=begin,
            move_cases=mover(self.clock, self.kept_procedures, self.kept_schedules, want),
            follow_dossier=self.clocks.follow,
            settle_withdrawal=self._settle_withdrawal,
            record_violation=self.clocks.violation,
            record_overdue=self.clocks.overdue,
            reopen_case=self.clocks.reopen,
            erase_notes=_erase_notes,
            queue_enquiry=queue_asked,
        )

    def fetch(self, reference: Reference, catalogue: Catalogue) -> None:
        """Ask the owner for a copy, with no transaction open, and keep what it answers."""
        published = request_reference(reference, catalogue=catalogue)
        if published is not None:
            with self.database.transaction() as tx:
                copy_procedure(published, procedures=self.procedures(tx))

    def _begin_case(
        self,
        tx: Transaction,
        envelope: Envelope,
        event: DossierAccepted | DossierCorrected,
        want: Want,
    ) -> None:
        bound: dict[str, Any] = {
            "cases": self.cases(tx),
            "procedures": self.procedures(tx),
            "schedules": PgSchedules(tx, self.kept_schedules, still=True),
            "events": _Following(tx, self.clock, envelope),
            "clock": self.clock,
            "new_id": new_id,
        }
        try:
            begin: Any = open_case if isinstance(event, DossierAccepted) else correct_case
            case = begin(event, **bound)
        except ReferenceMissingError as error:
            want(error.references)
            names = ", ".join(str(name) for name in sorted(error.references))
            raise NotYet(f"not here yet: {names}") from error
        if case is not None:
            metrics.count_case_opened()

    def _copy_procedure(
        self, tx: Transaction, _envelope: Envelope, event: ProcedurePublished
    ) -> None:
        copy_procedure(event, procedures=self.procedures(tx))

    def _settle_withdrawal(
        self, tx: Transaction, envelope: Envelope, event: WithdrawalRequested
    ) -> None:
        settled = settle_withdrawal(
            event,
            cases=self.cases(tx),
            events=_Following(tx, self.clock, envelope),
            clock=self.clock,
        )
        metrics.count_withdrawal(settled.outcome)

    def cases(self, tx: Transaction) -> Cases:
        """Return the cases: watched for lateness, steps saved with their owner."""
        return assigned_cases(tx, self.procedures(tx), self.schedules(tx), self.clock)

    def procedures(self, tx: Transaction) -> PgProcedures:
        """Return the copies of procedures, those read before kept by this process."""
        return PgProcedures(tx, self.kept_procedures)

    def schedules(self, tx: Transaction) -> PgSchedules:
        """Return the office clocks, those made before kept by this process."""
        return PgSchedules(tx, self.kept_schedules)

    def _tasks(self, tx: Transaction) -> PgTasks:
        return PgTasks(tx, self.procedures(tx))


class _Following:
    """Says events as the consequence of another one."""

    def __init__(self, tx: Transaction, clock: Clock, cause: Envelope) -> None:
        self._outbox = Outbox(tx, source=NAME, clock=clock, traceparent=cause.traceparent)
        self._cause = cause.id

    def add(self, event: Event) -> object:
        """Say the event once the transaction commits."""
        return self._outbox.add(event, causation=self._cause)


def _erase_notes(tx: Transaction, _envelope: Envelope, event: DossierErased) -> None:
    erase_notes(event, notes=PgNotes(tx))
