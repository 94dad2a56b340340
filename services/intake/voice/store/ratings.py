"""Ratings in PostgreSQL."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    MetaData,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import insert

from services.intake.voice.domain.rating import AlreadyRatedError, Rating

_rating = Table(
    "dossier_rating",
    MetaData(),
    Column("dossier", Text, primary_key=True),
    Column("overall", SmallInteger),
    Column("quality", SmallInteger),
    Column("time", SmallInteger),
    Column("cost", SmallInteger),
    Column("channel", Text),
    Column("rated_at", DateTime(timezone=True)),
)


class PgRatings:
    """The port `Ratings` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, code: str, rating: Rating, at: datetime) -> None:
        """Keep the rating of a dossier that has none."""
        statement = insert(_rating).values(
            dossier=code,
            overall=rating.overall,
            quality=rating.quality,
            time=rating.time,
            cost=rating.cost,
            channel=rating.channel,
            rated_at=at,
        )
        once = statement.on_conflict_do_nothing(index_elements=["dossier"])
        if self._tx.execute(once.returning(_rating.c.dossier)).one_or_none() is None:
            raise AlreadyRatedError
