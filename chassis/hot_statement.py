"""Statements of hot commands, by the driver's lowest level: prepared once, bytes in, text out.

A cursor and SQLAlchemy around it cost several times what a short statement costs by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from sqlalchemy.exc import DBAPIError

from chassis.db import Transaction
from chassis.pooled import known_statements, new_name

Row = tuple[str | None, ...]
"""A row as the server writes it in text."""

_PARAMETER = re.compile(r"%\((\w+)\)s")
_DONE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)


class HotStatement:
    """A statement of fixed text with parameters as `%(name)s`, all of one transaction.

    Fails as every other statement does: with SQLAlchemy's errors around the driver's.
    """

    def __init__(self, name: str, text: str) -> None:
        places: dict[str, int] = {}
        numbered = _PARAMETER.sub(
            lambda found: f"${places.setdefault(found[1], len(places) + 1)}",
            " ".join(text.split()),
        )
        self._name = name
        self._text = numbered.replace("%%", "%").encode()
        self._names = tuple(places)

    def run(self, tx: Transaction, parameters: Mapping[str, Any]) -> Row | None:
        """Run it in the transaction; return its first row as texts, None without one.

        A parameter is a text, bytes (`bytea`), a number, an instant, an id, None, or a list of
        texts.
        """
        driver = _driver_of(tx)
        try:
            values = [_wire(parameters[name]) for name in self._names]
            return self._run(driver.pgconn, known_statements(tx), values)
        except psycopg.Error as error:
            _fail(tx, error, gone=driver.closed)

    def _run(self, server: PGconn, known: dict[str, bytes], values: list[Any]) -> Row | None:
        if server.transaction_status == TransactionStatus.IDLE:
            _expect(server.exec_(b"BEGIN"))
        name = known.get(self._name)
        if name is None:
            name = new_name(self._name)
            _expect(server.prepare(name, self._text))
            known[self._name] = name
        return _first(_expect(server.exec_prepared(name, values)))


def commit(tx: Transaction) -> None:
    """Commit what hot statements did, by the driver's lowest level as well.

    The transaction that is left has then nothing more to do. Raises as statements do.
    """
    driver = _driver_of(tx)
    try:
        done = _expect(driver.pgconn.exec_(b"COMMIT"))
        if done.command_status != b"COMMIT":
            raise psycopg.InternalError("the transaction had failed before")
    except psycopg.Error as error:
        _fail(tx, error, gone=driver.closed)


def _driver_of(tx: Transaction) -> psycopg.Connection[Any]:
    driver = tx.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 -- the only driver there is
    return driver


def _fail(tx: Transaction, error: psycopg.Error, *, gone: bool) -> NoReturn:
    if gone:
        tx.invalidate(error)
        # Its neighbours in the pool are as dead, most likely.
        tx.engine.dispose()
    raise DBAPIError.instance(
        None,
        None,
        error,
        psycopg.Error,
        hide_parameters=True,
        connection_invalidated=gone,
        dialect=tx.dialect,
    ) from error


def _expect(result: PGresult) -> PGresult:
    if result.status not in _DONE:
        raise error_from_result(result)
    return result


def _first(result: PGresult) -> Row | None:
    if result.ntuples == 0:
        return None
    values = (result.get_value(0, column) for column in range(result.nfields))
    return tuple(None if value is None else value.decode() for value in values)


def _wire(value: Any) -> bytes | None:  # noqa: ANN401 -- any parameter
    """Return a parameter as the server reads it in text."""
    if value is None:
        return None
    if type(value) is bytes:
        return b"\\x" + value.hex().encode()
    if isinstance(value, list):
        value = _array(value)
    written = value.encode() if type(value) is str else str(value).encode()
    # To the driver the text would end there.
    if b"\0" in written:
        raise psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
    return written


def _array(texts: Sequence[str | None]) -> str:
    return f"{{{','.join(map(_item, texts))}}}"


def _item(text: str | None) -> str:
    if text is None:
        return "NULL"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
