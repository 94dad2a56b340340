"""Binds what follows from agencies that end: cases that move, and what a dry run finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from chassis.db import Database, Transaction
from chassis.subscription import NotYet, Together
from contracts.envelope import Envelope
from contracts.events.agency import DossierMoved
from kernel.clock import Clock
from services.routing.lateness.store.ladders import PgLadders
from services.routing.process.domain.errors import Reference, ReferenceMissingError
from services.routing.process.store.procedures import KeptProcedures, PgProcedures
from services.routing.process.store.schedules import KeptSchedules, PgSchedules
from services.routing.wiring.assignment import assigned_cases, assigning_of
from services.routing.wiring.colleagues import RegisteredColleagues
from services.routing.work.store.assignments import PgPlans
from services.routing.work.store.held_work import PgHeldWork
from services.routing.work.store.slips import PgSlips
from services.routing.work.usecases.move_cases import move_cases
from services.routing.work.usecases.try_move import FoundMove, WantedMove, try_move

Want = Callable[[frozenset[Reference]], object]


def attempt_move(database: Database, wanted: WantedMove) -> FoundMove:
    """Return what a reorganisation would move; nothing is written."""
    with database.read() as tx:
        return try_move(
            wanted,
            work=PgHeldWork(tx),
            colleagues=RegisteredColleagues(tx),
            plans=PgPlans(tx),
            has_ladder=lambda agency: PgLadders(tx).newest(agency).version > 0,
        )


def mover(
    clock: Clock, procedures: KeptProcedures, schedules: KeptSchedules, want: Want
) -> Together:
    """Return what moves the cases of many dossiers; missing copies are handed to `want`."""

    def move(tx: Transaction, said: Sequence[tuple[Envelope, DossierMoved]]) -> None:
        known = PgProcedures(tx, procedures)
        try:
            move_cases(
                [event for _, event in said],
                cases=assigned_cases(tx, known, PgSchedules(tx, schedules), clock),
                schedules=PgSchedules(tx, schedules, still=True),
                assigning=assigning_of(tx, known, clock),
                slips=PgSlips(tx),
            )
        except ReferenceMissingError as error:
            want(error.references)
            names = ", ".join(str(name) for name in sorted(error.references))
            raise NotYet(f"not here yet: {names}") from error

    return Together(move)
