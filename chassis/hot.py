"""Hot statements go past SQLAlchemy (docs/decisions/0045-hot-statements.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy.exc import DBAPIError

from chassis.db import Transaction


def fetch(tx: Transaction, statement: str, parameters: Mapping[str, object]) -> list[Any]:
    """Execute a hot statement past SQLAlchemy, and return its rows as named tuples.

    A letter waits for several in turn, and SQLAlchemy takes a quarter of a millisecond of each.
    Parameters stand as `%(name)s`. Raises what any statement of a transaction raises.
    """
    driver = tx.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 -- the engine makes no others
    try:
        cursor = driver.cursor(row_factory=namedtuple_row).execute(statement.encode(), parameters)
        return cursor.fetchall() if cursor.description else []
    except psycopg.Error as error:
        raise DBAPIError.instance(
            statement, None, error, psycopg.Error, hide_parameters=True
        ) from error
