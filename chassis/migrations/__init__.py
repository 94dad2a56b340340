"""Schema migrations: the chassis' own first, then the service's, each with its version table.

A file is `NNNN_{pre,post}_words.py` with the revision id NNNN: `pre` must work with the code that
is running now and goes before the roll-out, `post` goes after it. A migrator waits four seconds
for a lock and gives up rather than queue the whole service behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from chassis.db import sqlalchemy_url
from chassis.migrations.grants import grant_rights

Phase = Literal["pre", "all"]

_HERE = Path(__file__).parent
_OWN_VERSIONS = _HERE / "versions"
_OWN_TABLE = "alembic_version_chassis"
_SERVICE_TABLE = "alembic_version"
_ONE_MIGRATOR = 0x6D6F74637561  # advisory lock: "motcua"
_OPTIONS = "-c lock_timeout=4000 -c statement_timeout=600000 -c timezone=UTC"


def upgrade(
    owner_database_url: str, service_migrations: str | Path | None = None, phase: Phase = "all"
) -> None:
    """Bring a database to this version's schema, as its owner, and grant the roles their rights.

    `service_migrations` is the service's migrations folder (the one with `versions` in it), None
    for a database with the chassis' tables alone. With the phase `pre` it stops before the first
    migration that must wait for the roll-out. Safe to run twice, and by several at once.
    """
    with _connected(owner_database_url) as connection:
        _upgrade(connection, _OWN_VERSIONS, _OWN_TABLE, phase)
        if service_migrations is not None:
            _upgrade(connection, Path(service_migrations) / "versions", _SERVICE_TABLE, phase)
        grant_rights(connection)
        connection.commit()


def version_files(service_migrations: str | Path | None = None) -> Sequence[Path]:
    """Return the migration files of the chassis and of a service, in the order they run."""
    own = sorted(_OWN_VERSIONS.glob("[0-9]*.py"))
    if service_migrations is None:
        return own
    return own + sorted((Path(service_migrations) / "versions").glob("[0-9]*.py"))


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(
        sqlalchemy_url(url),
        poolclass=NullPool,
        connect_args={"options": _OPTIONS, "application_name": "motcua migrate"},
    )
    with engine.connect() as connection:
        # Not bound by lock_timeout's purpose: waiting for the other migrator is what we want.
        connection.execute(text("SET lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _ONE_MIGRATOR})
        connection.execute(text("SET lock_timeout = 4000"))
        connection.commit()
        yield connection


def _upgrade(connection: Connection, versions: Path, table: str, phase: Phase) -> None:
    if not any(versions.glob("[0-9]*.py")):
        return
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(versions))
    config.attributes["connection"] = connection
    config.attributes["version_table"] = table
    target = "head" if phase == "all" else _last_before_post(config, connection, table)
    if target is not None:
        command.upgrade(config, target)
    # With nothing to do, what was read is still a transaction: the next would run inside it.
    connection.commit()


def _last_before_post(config: Config, connection: Connection, table: str) -> str | None:
    """Return the newest revision that can be reached without a `post` migration."""
    current = _current(connection, table)
    reached: str | None = None
    for script in reversed(list(ScriptDirectory.from_config(config).walk_revisions())):
        if current is not None and script.revision <= current:
            continue
        if "_post_" in Path(script.path).name:
            break
        reached = script.revision
    return reached


def _current(connection: Connection, table: str) -> str | None:
    known = connection.scalar(text("SELECT to_regclass(:table)"), {"table": table})
    if known is None:
        return None
    found = connection.scalar(text(f"SELECT max(version_num) FROM {table}"))  # noqa: S608 -- a constant of this module
    connection.commit()
    return None if found is None else str(found)
