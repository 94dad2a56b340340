"""A database of its own for each test: cloned from a template that was migrated once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from chassis.migrations import grants, upgrade, version_files
from chassis.testing.servers import server_url

_ROOT = Path(__file__).parents[2]
_EXTENSIONS = ("unaccent", "pg_trgm")
_ONE_MAKER = 0x74656D706C  # advisory lock: "templ"


@contextmanager
def cloned_database(service: str | None, *, like: str | None = None) -> Iterator[str]:
    """Yield the URL of a fresh database with this service's schema (None: the chassis' tables).

    The template carries a hash of the migrations in its name, so it is made again only when one
    of them changed. `like` is the URL of a database to copy instead, rows and all; nobody may be
    connected to it. The URL is the administrator's; the database is dropped at the end.
    """
    name = f"motcua_test_{service or 'chassis'}_{secrets.token_hex(5)}"
    with _administrator() as connection:
        template = urlsplit(like).path[1:] if like else _template(connection, service)
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    try:
        yield _url_of(name)
    finally:
        with _administrator() as connection:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(drop.format(sql.Identifier(name)))


def migrations_of(service: str | None) -> Path | None:
    """Return the folder of a service's migrations, or None when it has none."""
    if service is None:
        return None
    for folder in (_ROOT / "services" / service, _ROOT / service):
        if (folder / "migrations").is_dir():
            return folder / "migrations"
    return None


def _template(connection: psycopg.Connection[object], service: str | None) -> str:
    folder = migrations_of(service)
    digest = hashlib.sha256()
    for file in (*version_files(folder), Path(grants.__file__)):
        digest.update(file.name.encode() + file.read_bytes())
    name = f"motcua_template_{service or 'chassis'}_{digest.hexdigest()[:12]}"
    connection.execute("SELECT pg_advisory_lock(%s)", [_ONE_MAKER])
    try:
        if not _exists(connection, name):
            _make(connection, name, folder)
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", [_ONE_MAKER])
    return name


def _exists(connection: psycopg.Connection[object], name: str) -> bool:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return found.fetchone() is not None


def _make(connection: psycopg.Connection[object], name: str, folder: Path | None) -> None:
    """Migrate under another name first: a half-migrated template must never be found."""
    raw = f"{name}_raw"
    connection.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(raw))
    )
    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(raw)))
    with psycopg.connect(_url_of(raw), autocommit=True) as owner:
        for extension in _EXTENSIONS:
            owner.execute(
                sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension))
            )
    upgrade(_url_of(raw), folder)
    connection.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(raw), sql.Identifier(name))
    )


def _administrator() -> psycopg.Connection[object]:
    return psycopg.connect(server_url("MOTCUA_POSTGRES_URL"), autocommit=True, connect_timeout=5)


def _url_of(database: str) -> str:
    parts = urlsplit(server_url("MOTCUA_POSTGRES_URL"))
    return urlunsplit(parts._replace(path=f"/{database}"))
