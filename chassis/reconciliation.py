"""What a service shows of its state so that it can be compared with the others', read-only.

A view gives one value an id. Ids fall into buckets (a dossier's: agency and day), each with a
digest; only where digests differ are rows looked at. Checks are what a service can tell by
itself. The same statements serve the internal endpoint and a process on the same database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import RowMapping, text

from chassis.db import Database, Transaction
from chassis.heard import FORGED
from kernel.books import Digest, Entry, Fault

_CODE = re.compile(r"(.+-\d{6})-\d+")
_MOST_FAULTS = 1000
_HIGHEST = "\U0010ffff"
_PATIENT = text("SET LOCAL statement_timeout = '60s'")
# Ranges of ids are cut by their bytes; a database that sorts as people do would cut elsewhere.
_BYTEWISE = text(
    "SELECT 'a-1' < 'a.' AND 'a.' < 'a/1' AND 'a/1' < 'a0' AND 'a0' < 'aB' AND 'aB' < 'aa'"
)

AGE = "extract(epoch FROM motcua_now() - {0}) / coalesce((SELECT speed FROM suite_clock), 1)"
"""Real seconds since an instant of the suite's clock, which stands at `{0}`."""


class CollationError(Exception):
    """The database does not sort text by its bytes (`LC_COLLATE` C or C.UTF-8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One thing that can be compared.

    `rows` selects `id, value, age` (text, text, seconds or NULL) of ids `>= :low` and `< :high`;
    `first` selects the smallest id `>= :low`, NULL when there is none, by an index; a view
    without it is grouped in one pass over its table.
    """

    name: str
    rows: str
    first: str | None = None


Check = Callable[[Transaction], Sequence[Fault]]
"""Finds what is wrong inside one service."""


Restore = Callable[[Transaction, str], None]
"""Sets right the thing of this id by what the service's own state says of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Everything a service shows.

    `reopens` are the sources whose events it can apply again, `restores` what it can set right
    out of its own state, by invariant.
    """

    views: Mapping[str, View]
    checks: Sequence[Check] = field(default_factory=tuple)
    reopens: frozenset[str] = frozenset()
    restores: Mapping[str, Restore] = field(default_factory=dict)


def bucket_of(id_: str) -> str:
    """Return the bucket of an id: agency and day of a dossier's code, else the kind."""
    match = _CODE.fullmatch(id_)
    return match[1] if match else id_.partition("/")[0]


def range_of(bucket: str) -> tuple[str, str]:
    """Return the ids a bucket holds: from the first, up to but without the second."""
    separator = "-" if _CODE.fullmatch(f"{bucket}-1") else "/"
    return bucket + separator, bucket + chr(ord(separator) + 1)


class BooksReader:
    """Reads the books of one service from its database."""

    def __init__(self, database: Database, books: Books) -> None:
        self.database = database
        self.books = books

    def digests(self, view: str, after: str | None, limit: int) -> Sequence[Digest]:
        """Return the digests of the first buckets behind `after`; raises `KeyError`."""
        shown = self.books.views[view]
        low = "" if after is None else range_of(after)[1]
        with self.database.read(snapshot=True) as tx:
            _prepare(tx)
            if shown.first is None:
                return _grouped(tx, shown, low, limit)
            return list(islice(_probed(tx, shown, shown.first, low), limit))

    def rows(self, view: str, bucket: str, after: str, limit: int) -> Sequence[Entry]:
        """Return the rows of a bucket behind the id `after`; raises `KeyError`."""
        shown = self.books.views[view]
        low, high = range_of(bucket)
        statement = text(
            f"SELECT id, value, age FROM ({shown.rows}) AS shown"  # noqa: S608 -- statements of ours
            " WHERE id > :after ORDER BY id LIMIT :limit"
        )
        wanted = {"low": low, "high": high, "after": after, "limit": limit}
        with self.database.read() as tx:
            _prepare(tx)
            return [
                Entry(id=row.id, value=row.value, age=None if row.age is None else float(row.age))
                for row in tx.execute(statement, wanted)
            ]

    def faults(self) -> Sequence[Fault]:
        """Return what the service finds wrong with its own state."""
        with self.database.read(snapshot=True) as tx:
            _prepare(tx)
            found = [fault for check in self.books.checks for fault in check(tx)]
        return found[:_MOST_FAULTS]


def sql_check(invariant: str, kind: str, statement: str) -> Check:
    """Return the check of a statement that selects `id, found, wanted` of what is wrong."""
    query = text(f"SELECT id, found, wanted FROM ({statement}) AS wrong ORDER BY id LIMIT :most")  # noqa: S608 -- statements of ours

    def check(tx: Transaction) -> Sequence[Fault]:
        rows = tx.execute(query, {"most": _MOST_FAULTS})
        return [Fault(invariant=invariant, kind=kind, **_texts(row._mapping)) for row in rows]  # noqa: SLF001 -- SQLAlchemy's public name

    return check


def _texts(row: RowMapping) -> dict[str, str]:
    return {str(name): str(value) for name, value in row.items()}


_FOLD = "count(*) AS rows, md5(string_agg(id || '=' || value, chr(10) ORDER BY id)) AS digest"
_BUCKET = r"coalesce(substring(id FROM '^(.+-\d{6})-\d+$'), split_part(id, '/', 1))"


def _probed(tx: Transaction, view: View, first: str, low: str) -> Iterator[Digest]:
    """Go from bucket to bucket by the index."""
    probe = text(first)
    fold = text(f"SELECT {_FOLD} FROM ({view.rows}) AS shown")  # noqa: S608 -- statements of ours
    while (id_ := tx.scalar(probe, {"low": low})) is not None:
        bucket = bucket_of(id_)
        start, low = range_of(bucket)
        row = tx.execute(fold, {"low": start, "high": low}).one()
        # A view may hold nothing of a bucket although its table does.
        if row.rows:
            yield Digest(bucket=bucket, rows=row.rows, digest=row.digest)


def _grouped(tx: Transaction, view: View, low: str, limit: int) -> Sequence[Digest]:
    """Fold all buckets in one pass."""
    statement = text(
        f"SELECT {_BUCKET} AS bucket, {_FOLD} FROM ({view.rows}) AS shown"  # noqa: S608 -- statements of ours
        " GROUP BY bucket ORDER BY bucket LIMIT :limit"
    )
    wanted = {"low": low, "high": _HIGHEST, "limit": limit}
    return [Digest(**row._mapping) for row in tx.execute(statement, wanted)]  # noqa: SLF001 -- SQLAlchemy's public name


def _prepare(tx: Transaction) -> None:
    tx.execute(_PATIENT)
    if not tx.scalar(_BYTEWISE):
        raise CollationError


_HISTORY = (
    "count(*) || ':' || max(sequence) || ':' || md5(string_agg({0}::text, ',' ORDER BY {1}))"
)

SAID = View(
    name="said",
    rows=f"""
        SELECT subject AS id, {_HISTORY.format("id", "sequence, id")} AS value,
               {AGE.format("max(time)")} AS age
        FROM event_log WHERE subject >= :low AND subject < :high GROUP BY subject
    """,  # noqa: S608 -- constants
    first="SELECT min(subject) FROM event_log WHERE subject >= :low",
)
"""Everything a service said: of each subject how many events, the last number, their ids."""


def heard_from(source: str) -> View:
    """Return the view of everything a consumer heard of a source, in the same words as `SAID`."""
    forged = FORGED.replace("'", "''")
    mine = f"source = '{source}' AND reason IS DISTINCT FROM '{forged}'"
    return View(
        name=f"heard-{source}",
        rows=f"""
            SELECT subject AS id, {_HISTORY.format("event_id", "sequence, event_id")} AS value,
                   extract(epoch FROM clock_timestamp() - max(received_at)) AS age
            FROM inbox WHERE {mine} AND subject >= :low AND subject < :high GROUP BY subject
        """,  # noqa: S608 -- constants
    )


OWN_CHECKS: tuple[Check, ...] = (
    sql_check(
        "I4",
        "hole in the own log",
        """
        SELECT stream.subject AS id, count(log.id) || ' events' AS found,
               stream.last || ' events' AS wanted
        FROM event_stream AS stream LEFT JOIN event_log AS log USING (subject)
        GROUP BY stream.subject, stream.last
        HAVING count(log.id) <> stream.last OR coalesce(max(log.sequence), 0) <> stream.last
        """,
    ),
    sql_check(
        "I6",
        "unsent for more than a minute",
        """
        SELECT coalesce(log.subject || '#' || log.sequence, 'position ' || outbox.position) AS id,
               round(extract(epoch FROM clock_timestamp() - outbox.added_at)) || ' s unsent'
                   || coalesce(': ' || outbox.reason, '') AS found,
               'sent within 60 s' AS wanted
        FROM outbox LEFT JOIN event_log AS log USING (position)
        WHERE outbox.added_at < clock_timestamp() - interval '60 seconds'
        """,
    ),
)
"""What every service that speaks can check by itself."""
