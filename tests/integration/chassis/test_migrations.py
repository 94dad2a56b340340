"""The schema is what the tables say, and each role may do its own work alone."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from psycopg import sql
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import text
from sqlalchemy.engine import make_url

from chassis.db import Database
from chassis.migrations import upgrade
from chassis.tables import metadata

_WRITES = {
    "event_log": "UPDATE event_log SET type = 'x'",
    "event_log ": "DELETE FROM event_log",
    "outbox": "TRUNCATE outbox",
    "suite_clock": "DELETE FROM suite_clock",
    "alembic_version_chassis": "DELETE FROM alembic_version_chassis",
    "inbox": "CREATE TABLE mine (n int)",
}


@pytest.fixture
def roles(chassis_database: Database) -> Iterator[dict[str, str]]:
    """Make the run-time roles of the test's database and migrate again; give their URLs."""
    url = make_url(chassis_database.url)
    password = secrets.token_hex(8)
    names = [str(url.database), f"{url.database}_ro"]
    libpq = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(libpq, autocommit=True) as connection:
        for name in names:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                    sql.Identifier(name), sql.Literal(password)
                )
            )
        upgrade(chassis_database.url)
        yield {
            name: url.set(username=name, password=password).render_as_string(hide_password=False)
            for name in names
        }
        for name in names:
            connection.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(name)))
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def test_the_tables_in_code_are_those_in_the_database(chassis_database: Database) -> None:
    """No column, type, index, default or comment differs."""
    with chassis_database.transaction() as tx:
        context = MigrationContext.configure(tx, opts={"compare_server_default": True})
        differences = compare_metadata(context, metadata)

    foreign = [each for each in differences if "alembic_version" not in str(each)]
    assert foreign == []


def test_an_index_is_made_beside_the_writers_of_a_database_in_use(
    chassis_database: Database, tmp_path: Path
) -> None:
    """A migration may step out of its transaction also where the chassis' own are all done."""
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions" / "0001_pre_index.py").write_text(
        "from alembic import op\n"
        "revision, down_revision, branch_labels, depends_on = '0001', None, None, None\n"
        "def upgrade():\n"
        "    with op.get_context().autocommit_block():\n"
        "        op.execute('CREATE INDEX CONCURRENTLY made_beside_idx ON timer (kind)')\n",
        encoding="utf-8",
    )

    upgrade(chassis_database.url, tmp_path)

    with chassis_database.read() as tx:
        assert tx.execute(text("SELECT to_regclass('made_beside_idx')")).scalar_one()


def test_migrating_again_changes_nothing(chassis_database: Database) -> None:
    """A second run finds everything done."""
    every_table = text(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'public' ORDER BY 1, 2"
    )
    with chassis_database.read() as tx:
        before = tx.execute(every_table).all()

    upgrade(chassis_database.url)

    with chassis_database.read() as tx:
        assert tx.execute(every_table).all() == before


def test_the_run_time_role_writes_data_and_nothing_else(roles: dict[str, str]) -> None:
    """It may say, hear and set timers; it may not rewrite history, truncate or define."""
    url = next(url for name, url in roles.items() if not name.endswith("_ro"))
    database = Database(url, name="run time")
    with database.transaction() as tx:
        tx.execute(text("INSERT INTO outbox (position) VALUES (1)"))
        tx.execute(text("DELETE FROM outbox"))
        tx.execute(
            text("INSERT INTO timer (kind, subject, due_at, payload) VALUES ('a','b',now(),'{}')")
        )
    for statement in _WRITES.values():
        with (
            pytest.raises(Exception, match=r"denied|owner") as error,
            database.transaction() as tx,
        ):
            tx.execute(text(statement))
        assert isinstance(error.value.__cause__, InsufficientPrivilege), statement
    database.dispose()


def test_the_reading_role_only_reads(roles: dict[str, str]) -> None:
    """It may select from every table and write to none."""
    url = next(url for name, url in roles.items() if name.endswith("_ro"))
    database = Database(url, name="reader")
    with database.read() as tx:
        counts = [tx.scalar(text(f"SELECT count(*) FROM {name}")) for name in metadata.tables]  # noqa: S608 -- our own names
    with pytest.raises(Exception, match="denied"), database.transaction() as tx:
        tx.execute(text("DELETE FROM timer"))
    database.dispose()

    assert set(counts) == {0}


def test_pre_stops_before_the_first_post_migration(
    chassis_database: Database, tmp_path: Path
) -> None:
    """Before a roll-out only what the running code can live with is migrated."""
    versions = tmp_path / "versions"
    versions.mkdir()
    for number, name in enumerate(("pre_one", "post_two", "pre_three"), 1):
        (versions / f"{number:04}_{name}.py").write_text(
            f"from alembic import op\nrevision = '{number:04}'\n"
            f"down_revision = {f'{number - 1:04}' if number > 1 else None!r}\n"
            f"def upgrade():\n    op.execute('CREATE TABLE t{number} (n int)')\n",
            encoding="utf-8",
        )
    made = text("SELECT count(*) FROM pg_class WHERE relname IN ('t1', 't2', 't3')")
    counts = []
    for phase in ("pre", "pre", "all"):
        upgrade(chassis_database.url, tmp_path, phase=phase)
        with chassis_database.read() as tx:
            counts.append(tx.scalar(made))

    assert counts == [1, 1, 3]
