"""`motcua database create`: one database and three roles per deployable.

`<db>_owner` migrates, `<db>` runs the service and gets its rights table by table from the
migrations (never DDL, never TRUNCATE), `<db>_ro` only reads. Names and passwords are those of the
URLs in the environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

import click
import psycopg
from psycopg.sql import SQL, Composed, Identifier, Literal

from deploy.setup.environment import PARTS

_EXTENSIONS = ("unaccent", "pg_trgm")
_LOCK = 7_301_126  # any number; two runs at once wait for each other
_SCRAM = b"scram-sha-256"
_OF_OWNER = "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public "
_RIGHTS = (
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE, CREATE ON SCHEMA public TO {owner}",
    "GRANT USAGE ON SCHEMA public TO {app}, {reader}",
    _OF_OWNER + "GRANT USAGE, SELECT ON SEQUENCES TO {app}",
    _OF_OWNER + "GRANT SELECT ON TABLES TO {reader}",
    "ALTER ROLE {reader} SET default_transaction_read_only = on",
)


@dataclass(frozen=True, slots=True)
class Role:
    """A role that logs in; without a password it cannot."""

    name: str
    password: str | None


@dataclass(frozen=True, slots=True)
class Home:
    """A deployable's database and the roles that use it."""

    database: str
    owner: Role
    app: Role
    reader: Role


class UrlMissingError(click.ClickException):
    """A database URL that is needed stands not in the environment, or names no role."""


@click.group()
def database() -> None:
    """Make databases and their roles."""


@database.command()
def create() -> None:
    """Make what is missing; passwords are set to those of the URLs."""
    administrator = _required(os.environ, "MOTCUA_POSTGRES_URL").geturl()
    homes = [home_of(os.environ, part) for part in PARTS]
    made = create_homes(administrator, homes)
    click.echo(f"{len(homes)} databases, made now: {', '.join(made) or 'none'}")


def home_of(environment: Mapping[str, str], part: str) -> Home:
    """Return what the URLs of `part` ask for; raises `UrlMissingError`."""
    prefix = f"MOTCUA_{part.upper()}"
    app = _required(environment, f"{prefix}_DATABASE_URL")
    owner = _required(environment, f"{prefix}_OWNER_DATABASE_URL")
    name = app.path.removeprefix("/")
    if owner.path != app.path:
        raise UrlMissingError(f"The two database URLs of {part} name different databases.")
    reader = environment.get(f"{prefix}_READONLY_DATABASE_URL")
    return Home(
        database=name,
        owner=_role(owner, part),
        app=_role(app, part),
        reader=_role(urlsplit(reader), part) if reader else Role(f"{name}_ro", None),
    )


def create_homes(administrator: str, homes: list[Home]) -> list[str]:
    """Make every role and database; return the names of the databases that were new."""
    with psycopg.connect(administrator, autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        made = [home.database for home in homes if _create_home(server, home)]
        for home in homes:
            with psycopg.connect(administrator, dbname=home.database) as inside:
                _furnish(inside, home)
        return made


def _create_home(server: psycopg.Connection, home: Home) -> bool:
    for role in (home.owner, home.app, home.reader):
        _create_role(server, role)
    name, owner = Identifier(home.database), Identifier(home.owner.name)
    if not _is_superuser(server):
        # A managed server's administrator may act only for roles it is a member of.
        server.execute(SQL("GRANT {} TO CURRENT_USER").format(owner))
    new = not _exists(server, "pg_database", "datname", home.database)
    if new:
        server.execute(
            SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                name, owner
            )
        )
    users = SQL(", ").join(Identifier(r.name) for r in (home.owner, home.app, home.reader))
    server.execute(SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    server.execute(SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, users))
    return new


def _create_role(server: psycopg.Connection, role: Role) -> None:
    verb = "ALTER" if _exists(server, "pg_roles", "rolname", role.name) else "CREATE"
    server.execute(
        SQL("{} ROLE {} {} NOCREATEDB NOCREATEROLE").format(
            SQL(verb), Identifier(role.name), _login(server, role)
        )
    )


def _login(server: psycopg.Connection, role: Role) -> Composed | SQL:
    if role.password is None:
        return SQL("NOLOGIN")
    # Hashed here, so that no server log can show it.
    secret = server.pgconn.encrypt_password(role.password.encode(), role.name.encode(), _SCRAM)
    return SQL("LOGIN PASSWORD {}").format(Literal(secret.decode()))


def _furnish(inside: psycopg.Connection, home: Home) -> None:
    """Give rights on what the owner will make, and the extensions the server has."""
    owner, app, reader = (Identifier(r.name) for r in (home.owner, home.app, home.reader))
    for statement in _RIGHTS:
        inside.execute(SQL(statement).format(owner=owner, app=app, reader=reader))
    available = inside.execute(
        "SELECT name FROM pg_available_extensions WHERE name = ANY(%s)", [list(_EXTENSIONS)]
    )
    for (extension,) in available.fetchall():
        inside.execute(SQL("CREATE EXTENSION IF NOT EXISTS {}").format(Identifier(extension)))


def _exists(server: psycopg.Connection, table: str, column: str, name: str) -> bool:
    query = SQL("SELECT 1 FROM {} WHERE {} = %s").format(Identifier(table), Identifier(column))
    return server.execute(query, [name]).fetchone() is not None


def _is_superuser(server: psycopg.Connection) -> bool:
    return server.info.parameter_status("is_superuser") == "on"


def _required(environment: Mapping[str, str], name: str) -> SplitResult:
    url = environment.get(name)
    if not url:
        raise UrlMissingError(f"{name} is not set.")
    return urlsplit(url)


def _role(url: SplitResult, part: str) -> Role:
    if not url.username:
        raise UrlMissingError(f"A database URL of {part} names no role.")
    return Role(unquote(url.username), unquote(url.password) if url.password else None)
