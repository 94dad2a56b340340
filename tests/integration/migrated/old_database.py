"""A database with the schema of an earlier migration, holding what another one holds.

Today's code fills a database of today; what an earlier schema had room for is carried over into a
database at that migration, row by row. So old rows need no old code.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from chassis.migrations import upgrade
from chassis.testing.databases import cloned_database, migrations_of

_COLUMNS = """
    SELECT table_name, string_agg(column_name, ' ' ORDER BY ordinal_position)
    FROM information_schema.columns
    JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
        AND table_name NOT LIKE 'alembic%'
    GROUP BY table_name
"""
_NUMBERED = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND is_identity = 'YES'
"""
_NEVER_NULL = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %s AND is_nullable = 'NO' AND data_type = 'text'
"""

Connection = psycopg.Connection[tuple[object, ...]]


@contextmanager
def old_database(service: str, last: str, folder: Path) -> Iterator[str]:
    """Yield the URL of an empty database at this service's migration `last`.

    `folder` is an empty one, for the migrations up to there. The chassis' are all done.
    """
    versions = folder / service / "versions"
    versions.mkdir(parents=True)
    for file in _files(service):
        if file.name[:4] <= last:
            shutil.copy(file, versions)
    with cloned_database(None) as url:
        upgrade(url, versions.parent)
        yield url


def carry_over(source: str, target: str) -> None:
    """Copy every row into the tables and columns that the target has already."""
    with psycopg.connect(source) as old, psycopg.connect(target) as new:
        # Triggers would chain the trail a second time; keys hold, for the source held them.
        new.execute("SET session_replication_role = replica")
        there = _columns(old)
        for table, columns in _columns(new).items():
            shared = [column for column in columns if column in there[table]]
            _copy(old, new, table, shared)
        for table, column in new.execute(_NUMBERED).fetchall():
            _number_on(new, str(table), str(column))


def forget_later_timers(url: str) -> None:
    """Drop the timers that code of then did not set: late legs of routing had none."""
    with psycopg.connect(url) as connection:
        connection.execute("DELETE FROM timer WHERE kind = 'leg-late'")


def migrate(service: str, url: str) -> None:
    """Run all migrations that are left."""
    upgrade(url, migrations_of(service))


def counted(url: str) -> dict[str, int]:
    """Return how many rows each table has."""
    with psycopg.connect(url) as connection:
        return {table: _count(connection, table) for table in _columns(connection)}


def _files(service: str) -> list[Path]:
    folder = migrations_of(service)
    return sorted((folder / "versions").glob("[0-9]*.py")) if folder else []


def _columns(connection: Connection) -> dict[str, list[str]]:
    rows = connection.execute(_COLUMNS).fetchall()
    return {str(table): str(columns).split() for table, columns in rows}


def _copy(old: Connection, new: Connection, table: str, columns: list[str]) -> None:
    place = sql.Identifier(table)
    new.execute(sql.SQL("DELETE FROM {}").format(place))
    # A text that code of today leaves out or has no column for; code of then wrote it in each row.
    wanted = {str(column) for (column,) in new.execute(_NEVER_NULL, (table,)).fetchall()}
    values = sql.SQL(", ").join(
        sql.SQL("coalesce({}, '')" if column in wanted else "{}").format(sql.Identifier(column))
        for column in columns
    )
    gone = sorted(wanted.difference(columns))
    values = sql.SQL(", ").join([values, *(sql.SQL("''") for _ in gone)])
    names = sql.SQL(", ").join(map(sql.Identifier, [*columns, *gone]))
    out = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(values, place)
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(place, names)
    with old.cursor().copy(out) as rows, new.cursor().copy(into) as taken:
        for part in rows:
            taken.write(part)


def _number_on(connection: Connection, table: str, column: str) -> None:
    connection.execute(
        sql.SQL(
            "SELECT setval(pg_get_serial_sequence({}, {}), coalesce(max({}), 0) + 1, false)"
            " FROM {}"
        ).format(table, column, sql.Identifier(column), sql.Identifier(table))
    )


def _count(connection: Connection, table: str) -> int:
    found = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
    row = found.fetchone()
    assert row is not None
    return int(str(row[0]))
