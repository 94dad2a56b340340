"""What is kept of intake's trail, append-only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import orjson
from sqlalchemy import text

from chassis.db import Database
from chassis.reconciliation import AGE, View
from services.reporting.reconciliation.domain.trail import TrailEnd

_KEEP = text("""
    WITH kept AS (
        INSERT INTO trail_day (day, chains) VALUES (:day, :chains)
        ON CONFLICT (day) DO NOTHING RETURNING day
    )
    INSERT INTO trail_end (dossier, chain, day, number, hash)
    SELECT dossier, chain, kept.day, number, decode(hash, 'hex')
    FROM kept, jsonb_to_recordset(CAST(:ends AS jsonb))
        AS one (dossier text, chain text, number integer, hash text)
""")
_ENDS = text("""
    SELECT dossier, chain, number, encode(hash, 'hex') AS hash FROM trail_end
    WHERE CAST(:dossier AS text) IS NULL OR dossier = :dossier
""")
_CLOSED_SINCE = (
    "CAST(max(day) + 1 AS timestamp) AT TIME ZONE 'Asia/Ho_Chi_Minh' + interval '10 minutes'"
)

TRAIL_ENDS = View(
    name="trail-ends",
    rows=f"""
        SELECT dossier AS id,
               string_agg(chain || '@' || day || '#' || number || ':' || encode(hash, 'hex'),
                   ',' ORDER BY chain, day) AS value,
               {AGE.format(f"({_CLOSED_SINCE})")} AS age
        FROM trail_end WHERE dossier >= :low AND dossier < :high GROUP BY dossier
    """,  # noqa: S608 -- constants
    first="SELECT min(dossier) FROM trail_end WHERE dossier >= :low",
)
"""What intake showed of each dossier's chains when the days were over, in intake's words."""


class PgKeptTrail:
    """The port `KeptTrail`: each call is a short transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def days(self) -> frozenset[date]:
        """Return the days that are kept."""
        with self._database.read() as tx:
            return frozenset(tx.execute(text("SELECT day FROM trail_day")).scalars())

    def keep(self, day: date, ends: Sequence[TrailEnd]) -> None:
        """Keep a day whole; one that is kept stays as it is."""
        rows = [
            {"dossier": one.dossier, "chain": one.chain, "number": one.number, "hash": one.hash}
            for one in ends
        ]
        wanted = {"day": day, "chains": len(rows), "ends": orjson.dumps(rows).decode()}
        with self._database.transaction() as tx:
            tx.execute(_KEEP, wanted)

    def ends(self, dossier: str | None = None) -> Iterator[TrailEnd]:
        """Yield every end that is kept, of one dossier or of all."""
        with self._database.read() as tx:
            for row in tx.execute(_ENDS, {"dossier": dossier}):
                yield TrailEnd(**row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name
