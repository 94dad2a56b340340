"""How far the open dossiers follow a published calendar, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, text

from chassis.timers import Timers
from services.intake.registry.domain.replan_progress import Progress

REPLAN = "replan"
"""The kind of the timer that moves the next chunk; its subject is `<calendar>/<version>`."""

_START = text("""
    INSERT INTO replan (calendar, version, notice, started_at)
    VALUES (:calendar, :version, :notice, motcua_now())
    ON CONFLICT DO NOTHING
    RETURNING started_at
""")
_ADVANCE = text("""
    UPDATE replan SET seen = seen + :seen, moved = moved + :moved,
        finished_at = CASE WHEN :left THEN NULL ELSE coalesce(finished_at, :now) END
    WHERE calendar = :calendar AND version = :version
    RETURNING calendar, version, notice, started_at, seen, moved, finished_at
""")
_NOTICE = text("SELECT notice FROM replan WHERE calendar = :calendar AND version = :version")
_ALL = text("""
    SELECT calendar, version, notice, started_at, seen, moved, finished_at
    FROM replan ORDER BY started_at DESC, calendar, version DESC LIMIT 100
""")


class PgReplans:
    """The port `Replans` of the catalogue, and the progress, on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def start(self, calendar: str, version: int, *, notice: str | None) -> None:
        """Note the publication and set the timer of its first chunk."""
        wanted = {"calendar": calendar, "version": version, "notice": notice}
        started = self._tx.execute(_START, wanted).scalar_one_or_none()
        if started is not None:
            self.again(calendar, version, at=started)

    def again(self, calendar: str, version: int, *, at: datetime) -> None:
        """Set the timer of the next chunk."""
        Timers(self._tx).set(kind=REPLAN, subject=f"{calendar}/{version}", due_at=at)

    def notice(self, calendar: str, version: int) -> str | None:
        """Return the notice a version was published with."""
        wanted = {"calendar": calendar, "version": version}
        notice: str | None = self._tx.execute(_NOTICE, wanted).scalar_one_or_none()
        return notice

    def advance(
        self,
        calendar: str,
        version: int,
        *,
        seen: int,
        moved: int,
        left: bool,
        now: datetime,
    ) -> Progress:
        """Count a chunk, and return how far the publication has come."""
        row = self._tx.execute(
            _ADVANCE,
            {
                "calendar": calendar,
                "version": version,
                "seen": seen,
                "moved": moved,
                "left": left,
                "now": now,
            },
        ).one()
        return Progress(**row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name

    def all(self) -> Sequence[Progress]:
        """Return the last hundred publications, newest first."""
        return [Progress(**row._mapping) for row in self._tx.execute(_ALL)]  # noqa: SLF001 -- the same
