"""Binds the trail to transactions: the sealer, what reporting keeps of it, the check by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from flask_smorest import Blueprint

from chassis.background import Loop
from chassis.db import Database
from services.intake import settings
from services.intake.registry.api.routes_trail import trail_blueprint
from services.intake.registry.api.sealer import AccessSealer
from services.intake.registry.domain.trail import DayEnd, TrailFault
from services.intake.registry.store.trail import PgTrail, closed_days, day_ends, seal_accesses
from services.intake.registry.usecases.verify_trail import verify_trail
from services.intake.settings import NAME

_VERIFY_SECONDS = 3600.0  # a person waits for it, and it holds no lock


def trail_routes(database: Database) -> Blueprint:
    """Return what reporting fetches each day."""

    def days(after: date) -> Sequence[date]:
        with database.read() as tx:
            return closed_days(tx, after)

    def ends(day: date, after: tuple[str, str], limit: int) -> Sequence[DayEnd]:
        with database.read() as tx:
            return day_ends(tx, day, after, limit)

    return trail_blueprint(days, ends)


def sealer_loop(database: Database) -> Loop:
    """Return the loop that chains reads by staff."""
    return AccessSealer(partial(seal, database))


def seal(database: Database) -> int:
    """Give reads that wait their place in the chain; return how many."""
    with database.transaction() as tx:
        return seal_accesses(tx)


def verify(kept: Iterable[DayEnd], dossier: str | None = None) -> list[TrailFault]:
    """Check the trail of one dossier or of all with this environment's database.

    Raises `SettingsError`, `UnavailableError`, `NotFoundError` where there is no such dossier.
    """
    database = Database(
        settings.process().database_url,
        name=f"{NAME}-audit",
        pool_size=1,
        statement_seconds=_VERIFY_SECONDS,
    )
    with database.read(snapshot=True) as tx:
        return list(verify_trail(PgTrail(tx), kept=kept, dossier=dossier))
