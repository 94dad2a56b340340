"""A pooled connection that lay idle is pinged before it is used; a busy one costs nothing more."""

from __future__ import annotations

import time

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

_TRUST_IDLE_SECONDS = 1.0


def check_idle_connections(engine: Engine) -> None:
    """Have the pool of an engine do so; a connection that is gone is replaced."""

    @event.listens_for(engine, "checkin")
    def _returned(_connection: object, entry: ConnectionPoolEntry) -> None:
        entry.info["returned_at"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _taken(connection: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: object) -> None:
        returned_at = entry.info.get("returned_at")
        if returned_at is None or time.monotonic() - returned_at < _TRUST_IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except psycopg.Error as error:
            raise DisconnectionError from error
