"""Databases and roles are made so that nobody can do more than their work needs."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from chassis.clock import ClockSetting, machine_clock, read_setting, setting_for
from chassis.db import Database
from chassis.migrations import upgrade
from chassis.testing.fixtures import ServiceDatabase
from chassis.testing.servers import server_url
from deploy.databases import Home, Role, create_homes
from deploy.suite_clock import write_everywhere


@pytest.fixture
def home() -> Iterator[Home]:
    name = f"motcua_test_home_{secrets.token_hex(4)}"
    made = Home(
        database=name,
        owner=Role(f"{name}_owner", "own/er"),
        app=Role(name, "a'pp"),
        reader=Role(f"{name}_ro", "reader"),
    )
    yield made
    with psycopg.connect(server_url("MOTCUA_POSTGRES_URL"), autocommit=True) as server:
        server.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
        for role in (made.owner, made.app, made.reader):
            server.execute(SQL("DROP ROLE IF EXISTS {}").format(Identifier(role.name)))


def connected(home: Home, role: Role) -> psycopg.Connection:
    return psycopg.connect(
        server_url("MOTCUA_POSTGRES_URL"),
        dbname=home.database,
        user=role.name,
        password=role.password,
        autocommit=True,
    )


def url_of(home: Home, role: Role) -> str:
    server = server_url("MOTCUA_POSTGRES_URL").rpartition("@")[2].partition("/")[0]
    password = (role.password or "").replace("/", "%2F")
    return f"postgresql://{role.name}:{password}@{server}/{home.database}"


def test_made_once_and_mended_after(home: Home) -> None:
    """A second run makes nothing new and sets a password that was changed."""
    administrator = server_url("MOTCUA_POSTGRES_URL")
    assert create_homes(administrator, [home]) == [home.database]

    with psycopg.connect(administrator, autocommit=True) as server:
        server.execute(SQL("ALTER ROLE {} PASSWORD 'other'").format(Identifier(home.app.name)))

    assert create_homes(administrator, [home]) == []
    connected(home, home.app).close()


def test_the_run_time_role_can_write_rows_and_nothing_else(home: Home) -> None:
    """No table made, changed or emptied at once, no change of what is append-only."""
    create_homes(server_url("MOTCUA_POSTGRES_URL"), [home])
    upgrade(url_of(home, home.owner))

    with connected(home, home.app) as app:
        app.execute("INSERT INTO gate (consumer, source, subject, last) VALUES ('a','b','c',1)")
        app.execute("UPDATE gate SET last = 2")
        app.execute("DELETE FROM gate")
        for forbidden in (
            "CREATE TABLE mine (a int)",
            "CREATE TEMPORARY TABLE mine (a int)",
            "TRUNCATE gate",
            "ALTER TABLE gate ADD COLUMN a int",
            "DROP TABLE gate",
            "UPDATE event_log SET type = 'x'",
            "DELETE FROM event_log",
            "DELETE FROM suite_clock",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)


def test_the_reading_role_only_reads(home: Home) -> None:
    """Reports and people who look cannot change anything."""
    create_homes(server_url("MOTCUA_POSTGRES_URL"), [home])
    upgrade(url_of(home, home.owner))

    with connected(home, home.reader) as reader:
        assert reader.execute("SELECT count(*) FROM event_log").fetchone() == (0,)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            reader.execute("DELETE FROM gate")
        reader.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("DELETE FROM gate")


def test_nobody_else_may_connect(home: Home) -> None:
    """A service cannot even open another service's database."""
    create_homes(server_url("MOTCUA_POSTGRES_URL"), [home])
    administrator = server_url("MOTCUA_POSTGRES_URL")
    with psycopg.connect(administrator) as server:
        allowed = server.execute(
            "SELECT has_database_privilege('public', %s, 'CONNECT')", [home.database]
        ).fetchone()

    assert allowed == (False,)


def test_the_clock_is_set_in_all_databases_or_in_none(service_database: ServiceDatabase) -> None:
    """One that fails takes the others back."""
    first, second, broken = (service_database(None) for _ in range(3))
    with broken.transaction() as tx:
        tx.exec_driver_sql("DROP TABLE suite_clock")
    setting = setting_for(machine_clock(), 60.0)

    with pytest.raises(Exception, match="suite_clock"):
        write_everywhere([first, second, broken], setting)
    assert settings_of(first, second) == {None}

    write_everywhere([first, second], setting)

    assert settings_of(first, second) == {setting}


def settings_of(*databases: Database) -> set[ClockSetting | None]:
    return {read_setting(database) for database in databases}
