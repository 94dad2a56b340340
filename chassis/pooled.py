"""What a pooled connection is looked after for: whether it still lives, what the server knows."""

from __future__ import annotations

import time
from itertools import count
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

_TRUST_IDLE_SECONDS = 1.0
_STATEMENTS = "statements"
_numbers = count(1)


def watch_connections(engine: Engine) -> None:
    """Have the engine's connections looked after."""
    _check_idle_connections(engine)

    @event.listens_for(engine, "rollback")
    def _rolled_back(connection: Connection) -> None:
        # The driver drops all prepared statements then, whoever prepared them.
        if not connection.invalidated and not connection.closed:
            forget_statements(connection)


def known_statements(connection: Connection) -> dict[str, bytes]:
    """Return what the server has prepared of ours on this connection, each with its name there."""
    known: dict[str, bytes] = connection.info.setdefault(_STATEMENTS, {})
    return known


def forget_statements(connection: Connection) -> None:
    """Take it that the server has none of our statements any more."""
    connection.info.pop(_STATEMENTS, None)


def new_name(statement: str) -> bytes:
    """Return a name at the server that no statement had: one may be left of the same kind."""
    return f"{statement}_{next(_numbers)}".encode()


def _check_idle_connections(engine: Engine) -> None:
    """Ping a pooled connection only when it lay idle, so that a busy one costs nothing more."""

    @event.listens_for(engine, "checkin")
    def _returned(_connection: object, entry: ConnectionPoolEntry) -> None:
        entry.info["returned_at"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _taken(connection: Any, entry: ConnectionPoolEntry, _proxy: object) -> None:  # noqa: ANN401 -- the driver's
        returned_at = entry.info.get("returned_at")
        if returned_at is None or time.monotonic() - returned_at < _TRUST_IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except psycopg.Error as error:
            raise DisconnectionError from error
