"""What was filed in the last weeks, by keyed digests of the matters.

A mark is set where the number is taken. Its row is locked from then to the commit, so that of two
who file the same at once the later one waits and sees the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.store.rows import dossier_from
from services.intake.registry.store.sealing import DossierSeals

_MOST_CODES = 20
_MOST_TOLD = 5

# What is over without a result may be filed again at once: not accepted, taken back, stopped for
# want of papers, refused on the merits.
_OVER = """
    (old.status IN (3, 7, 8) OR old.outcome IS NOT DISTINCT FROM 'refused'
     OR old.erased_at IS NOT NULL OR old.filed_at < {now} - make_interval(days => %(mark_days)s))
"""

# A dossier of another transaction that committed while this one waited is not to be seen yet: so
# those that are over are counted, and not those that are not.
MARK = f"""
    INSERT INTO filing_mark AS mark (digest, dossiers, filed_at)
    SELECT %(mark)s, ARRAY[code], at FROM coded
    ON CONFLICT (digest) DO UPDATE
    SET dossiers = (excluded.dossiers || mark.dossiers)[1:{_MOST_CODES}],
        filed_at = excluded.filed_at
    WHERE %(despite)s OR cardinality(mark.dossiers) = (
        SELECT count(*) FROM dossier AS old
        WHERE old.code = ANY (mark.dossiers) AND {_OVER.format(now="excluded.filed_at")}
    )
    RETURNING cardinality(dossiers) AS dossiers
"""  # noqa: S608 -- constants
"""Marks the `code` and `at` of the part `coded`; no row: the matter was filed before."""

_EARLIER = f"""
    SELECT old.* FROM filing_mark AS mark JOIN dossier AS old ON old.code = ANY (mark.dossiers)
    WHERE mark.digest = %(mark)s AND NOT {_OVER.format(now="motcua_now()")}
    ORDER BY old.filed_at DESC, old.code DESC LIMIT {_MOST_TOLD}
"""  # noqa: S608 -- constants
# A dossier that is marked no more, because it is too old to count, is marked as nothing else.
# Both rows are taken in the order of their digests, so that two who swap never wait in a ring.
_LOCK = """
    SELECT FROM filing_mark WHERE digest IN (%(mark)s, %(before)s) ORDER BY digest FOR UPDATE
"""
_MOVE = f"""
    WITH left_there AS (
        UPDATE filing_mark SET dossiers = array_remove(dossiers, %(code)s)
        WHERE digest = %(before)s AND %(code)s = ANY (dossiers)
        RETURNING filed_at
    )
    INSERT INTO filing_mark AS mark (digest, dossiers, filed_at)
    SELECT %(mark)s, ARRAY[%(code)s], filed_at FROM left_there
    ON CONFLICT (digest) DO UPDATE
    SET dossiers = (excluded.dossiers || mark.dossiers)[1:{_MOST_CODES}],
        filed_at = greatest(excluded.filed_at, mark.filed_at)
"""  # noqa: S608 -- constants
_EMPTIED = "DELETE FROM filing_mark WHERE digest = %(before)s AND dossiers = '{}'"
_PURGE = """
    DELETE FROM filing_mark WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM filing_mark
        WHERE filed_at < (SELECT motcua_now()) - make_interval(days => %(mark_days)s)
        LIMIT %(limit)s
    ))
"""


class PgFilingMarks:
    """The port `FilingMarks` on one transaction; `days` is how long a filing counts."""

    def __init__(self, tx: Connection, seals: DossierSeals, *, days: int) -> None:
        self._tx = tx
        self._seals = seals
        self._days = days

    def marking(self, matter: str, *, despite: bool) -> dict[str, object]:
        """Return the parameters of `MARK`; `despite` marks what was filed before as well."""
        return self._named(matter) | {"despite": despite}

    def earlier(self, matter: str) -> Sequence[Dossier]:
        """Return the dossiers of the same matter that count, newest first."""
        rows = self._tx.exec_driver_sql(_EARLIER, self._named(matter))
        return [dossier_from(row, self._seals) for row in rows]

    def move(self, code: str, before: str, now: str) -> None:
        """Mark a dossier under the matter it is now."""
        if before == now:
            return
        moved = self._named(now) | {"before": self._seals.matter_index(before), "code": code}
        for statement in (_LOCK, _MOVE, _EMPTIED):
            self._tx.exec_driver_sql(statement, moved)

    def _named(self, matter: str) -> dict[str, object]:
        return {"mark": self._seals.matter_index(matter), "mark_days": self._days}


def purge(tx: Connection, limit: int, *, days: int) -> int:
    """Forget what was filed more than `days` ago, at most `limit` matters; return how many."""
    return tx.exec_driver_sql(_PURGE, {"mark_days": days, "limit": limit}).rowcount
