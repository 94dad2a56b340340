"""What goes to the database, as the driver's own trace shows it, whoever sends it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.pq import Trace
from sqlalchemy import event

from chassis.db import Database

# One line a message; a client waits for the answer to each of these.
_SENT = re.compile(r"^F\t\d+\t(Query|Execute)\b.*$", re.MULTILINE)


@contextmanager
def trips(database: Database) -> Iterator[list[str]]:
    """Give the list of all that is sent for its own answer; it is filled at the end."""
    seen: list[str] = []
    traced: list[psycopg.Connection[object]] = []
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file:

        def trace(driver: psycopg.Connection[object], *_: object) -> None:
            driver.pgconn.trace(file.fileno())
            driver.pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)
            traced.append(driver)

        event.listen(database.engine, "checkout", trace)
        try:
            yield seen
        finally:
            event.remove(database.engine, "checkout", trace)
            for driver in traced:
                driver.pgconn.untrace()
        file.seek(0)
        seen += [found[0] for found in _SENT.finditer(file.read())]
