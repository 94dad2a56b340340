"""Binds the entering of many officers to one transaction, for the command line."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.clock import suite_clock
from chassis.db import Database, Transaction
from chassis.identifiers import new_id
from chassis.outbox_batch import add_all
from chassis.timers import Timers
from kernel.clock import Clock
from services.routing import settings
from services.routing.officers.domain.officer import Profile
from services.routing.officers.store.roll import PgRoll
from services.routing.officers.usecases.enter_officers import Entered, enter_officers
from services.routing.process.store.agencies import PgAgencies
from services.routing.settings import NAME
from services.routing.work.store.assignments import DAY, PgOpenWork


def enter_many(
    tx: Transaction, people: Sequence[tuple[str, Profile]], *, by: str, clock: Clock
) -> Entered:
    """Enter officers, say so, and have work that waits where they stand looked at."""
    at = clock()
    roll = PgRoll(tx, PgAgencies(tx).known)
    entered = enter_officers(people, by=by, roll=roll, new_id=new_id, at=at)
    add_all(tx, entered.events, time=at)
    places = sorted({officer.profile.agency for officer in entered.officers})
    for agency in PgOpenWork(tx).agencies(places):
        Timers(tx).set(kind=DAY, subject=agency, due_at=at)
    return entered


def enter_here(people: Sequence[tuple[str, Profile]], *, by: str) -> Entered:
    """Enter officers in this environment's register; raises `SettingsError`, as the use case."""
    process = settings.process()
    database = Database(process.database_url, name=NAME, pool_size=2)
    # The clock is asked on a connection of its own.
    clock = suite_clock(database, one_box=process.one_box)
    with database.transaction() as tx:
        return enter_many(tx, people, by=by, clock=clock)
