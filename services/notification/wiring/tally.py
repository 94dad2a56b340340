"""Binds the counting of notices to transactions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_smorest import Blueprint

from chassis.db import Database
from kernel.clock import Clock
from services.notification.policies import REPORTERS
from services.notification.tally.api.loop import TallyLoop
from services.notification.tally.api.routes_tally import tally_blueprint
from services.notification.tally.store.tallies import PgTally
from services.notification.tally.usecases.count_notices import Counted, count_notices
from services.notification.tally.usecases.tally_day import tally_day


def build_tally(database: Database) -> Blueprint:
    """Return the route by which reporting asks what became of notices."""

    def count(first: date, last: date, agencies: Sequence[str] | None) -> Counted:
        with database.read(snapshot=True) as tx:
            return count_notices(first, last, agencies, tally=PgTally(tx))

    return tally_blueprint(count, REPORTERS)


def tally_loop(database: Database, clock: Clock) -> TallyLoop:
    """Return the loop that counts days for good."""

    def tally() -> date | None:
        with database.transaction() as tx:
            return tally_day(tally=PgTally(tx), now=clock())

    return TallyLoop(tally)
