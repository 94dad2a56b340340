"""The trail in PostgreSQL: sealing reads, walking chains for a check, the heads of a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, text

from services.intake.registry.domain.trail import Chain, DayEnd, Head, Link, StoredChain

# Hashed content, told here once more and not by the database's own function, which whoever
# changes rows could change too.
_TIMELINE_CONTENT = """
    (jsonb_build_array(entry.dossier, entry.number, entry.day) || jsonb_build_array(
        entry.position, (extract(epoch FROM entry.at) * 1000000)::bigint, entry.kind,
        entry.by::text, entry.text_vi, entry.text_en, entry.data::text))::text
"""
_ACCESS_CONTENT = """
    (jsonb_build_array(entry.dossier, seal.number, seal.day) || jsonb_build_array(
        entry.position, (extract(epoch FROM entry.at) * 1000000)::bigint,
        entry.by::text, entry.what))::text
"""
_HEADS = "SELECT dossier, number, hash FROM trail_head WHERE chain = '{chain}'"

_TIMELINE = f"""
    SELECT coalesce(link.dossier, head.dossier) AS of, link.*,
           head.number AS head_number, head.hash AS head_hash
    FROM (
        SELECT entry.dossier, entry.position AS row, entry.number, entry.hash,
               {_TIMELINE_CONTENT} AS content
        FROM timeline_entry AS entry
    ) AS link
    FULL JOIN ({_HEADS.format(chain="timeline")}) AS head ON head.dossier = link.dossier
"""  # noqa: S608 -- constants
# A dossier is never without the line of its filing.
_UNBEGUN = """
    SELECT code AS of, NULL, NULL, NULL, NULL, NULL, 1, ''::bytea FROM dossier
    WHERE NOT EXISTS (SELECT FROM trail_head WHERE dossier = code AND chain = 'timeline')
      AND NOT EXISTS (SELECT FROM timeline_entry AS entry WHERE entry.dossier = code)
"""
# What waits for the sealer has no place yet, unless its row is gone already.
_ACCESSES = f"""
    SELECT coalesce(link.dossier, head.dossier, '') AS of, link.*,
           head.number AS head_number, head.hash AS head_hash
    FROM (
        SELECT coalesce(seal.dossier, entry.dossier) AS dossier,
               coalesce(seal.entry, entry.position, waiting.entry) AS row,
               seal.number, seal.hash,
               CASE WHEN entry.position IS NULL THEN NULL
                    WHEN seal.entry IS NULL THEN '' ELSE {_ACCESS_CONTENT} END AS content
        FROM access_entry AS entry
        FULL JOIN access_seal AS seal ON seal.entry = entry.position
        FULL JOIN access_unsealed AS waiting ON waiting.entry = entry.position
        WHERE seal.entry IS NOT NULL OR waiting.entry IS NULL OR entry.position IS NULL
    ) AS link
    FULL JOIN ({_HEADS.format(chain="accesses")}) AS head ON head.dossier = link.dossier
"""  # noqa: S608 -- constants
_ROWS: Mapping[Chain, str] = {
    Chain.TIMELINE: f"{_TIMELINE} UNION ALL {_UNBEGUN}",
    Chain.ACCESSES: _ACCESSES,
}
_WALK = """
    SELECT * FROM ({rows}) AS walked {where}
    ORDER BY of COLLATE "C", number NULLS LAST, row
"""
_PORTION = 2000

_SEAL = text("""
    WITH taken AS (
        DELETE FROM access_unsealed WHERE entry IN (
            SELECT waiting.entry FROM access_unsealed AS waiting
            JOIN access_entry ON position = waiting.entry
            ORDER BY waiting.entry LIMIT :limit FOR UPDATE OF waiting SKIP LOCKED
        )
        RETURNING entry
    )
    INSERT INTO access_seal (entry) SELECT entry FROM taken ORDER BY entry
""")

CLOSED = "(motcua_now() - interval '10 minutes') AT TIME ZONE 'Asia/Ho_Chi_Minh'"
"""Days before this one are over: ten minutes after midnight no transaction of theirs is open."""

_DAYS = text(f"""
    SELECT DISTINCT day FROM (
        SELECT day FROM timeline_entry WHERE day > :after
        UNION SELECT day FROM access_seal WHERE day > :after
    ) AS written WHERE day < CAST({CLOSED} AS date) ORDER BY day
""")  # noqa: S608 -- constants
_ENDS = text("""
    SELECT * FROM (
        SELECT DISTINCT ON (dossier) dossier, 'timeline' AS chain, number, hash
        FROM timeline_entry WHERE day = :day AND dossier >= :dossier
        ORDER BY dossier, number DESC
    ) AS told WHERE (dossier, chain) > (:dossier, :chain)
    UNION ALL SELECT * FROM (
        SELECT DISTINCT ON (dossier) dossier, 'accesses' AS chain, number, hash
        FROM access_seal WHERE day = :day AND dossier >= :dossier
        ORDER BY dossier, number DESC
    ) AS opened WHERE (dossier, chain) > (:dossier, :chain)
    ORDER BY dossier, chain LIMIT :limit
""")


class PgTrail:
    """The port `Trail` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def chains(self, chain: Chain, dossier: str | None = None) -> Iterator[StoredChain]:
        """Yield the chains of a kind, one dossier's or all, as they stream."""
        where = "" if dossier is None else "WHERE of = :dossier"
        statement = text(_WALK.format(rows=_ROWS[chain], where=where))
        wanted = {} if dossier is None else {"dossier": dossier}
        rows = self._tx.execute(statement, wanted, execution_options={"yield_per": _PORTION})
        for of, walked in groupby(rows, key=lambda row: row.of):
            yield _chain(of, chain, list(walked))


def seal_accesses(tx: Connection, limit: int = 500) -> int:
    """Give reads by staff their place in the chain, at most `limit`; return how many got one."""
    return tx.execute(_SEAL, {"limit": limit}).rowcount


def closed_days(tx: Connection, after: date) -> Sequence[date]:
    """Return the days with entries, later than `after`, to which nothing can be added any more."""
    return list(tx.execute(_DAYS, {"after": after}).scalars())


def day_ends(tx: Connection, day: date, after: tuple[str, str], limit: int) -> Sequence[DayEnd]:
    """Return where chains stood at the end of a day, behind that of (dossier, chain) `after`."""
    wanted = {"day": day, "dossier": after[0], "chain": after[1], "limit": limit}
    rows = tx.execute(_ENDS, wanted)
    return [
        DayEnd(
            dossier=row.dossier,
            chain=Chain(row.chain),
            head=Head(number=row.number, hash=bytes(row.hash)),
        )
        for row in rows
    ]


def _chain(dossier: str, chain: Chain, rows: Sequence[Row[Any]]) -> StoredChain:
    first = rows[0]
    head = (
        None
        if first.head_number is None
        else Head(number=first.head_number, hash=bytes(first.head_hash))
    )
    links = [_link(row) for row in rows if row.row is not None]
    return StoredChain(dossier=dossier, chain=chain, links=links, head=head)


def _link(row: Row[Any]) -> Link:
    return Link(
        row=row.row,
        number=row.number,
        hash=None if row.hash is None else bytes(row.hash),
        content=row.content,
    )
