"""The database of a deployable: transactions with time-outs, and faults in our own words."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

import psycopg
from psycopg import errors as pg
from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from chassis import deadline
from chassis.idle_connections import check_idle_connections
from kernel.errors import ConflictError, TimedOutError, UnavailableError

Transaction = Connection
"""What a unit of work holds: every statement through it commits or rolls back together."""

_CONNECT_SECONDS = 3
_TCP_MILLISECONDS = 5000
_IDLE_IN_TRANSACTION_SECONDS = 10
_POOL_WAIT_SECONDS = 5
_RECYCLE_SECONDS = 300

_CONTENTION = (pg.DeadlockDetected, pg.SerializationFailure)
_GONE = (
    pg.AdminShutdown,
    pg.CrashShutdown,
    pg.CannotConnectNow,
    pg.TooManyConnections,
    pg.IdleInTransactionSessionTimeout,
)
_databases: weakref.WeakSet[Database] = weakref.WeakSet()


class DatabaseUnavailableError(UnavailableError):
    """The database cannot be reached, or it ended the connection."""


class StatementTimeoutError(UnavailableError):
    """A statement took longer than it may."""


class LockTimeoutError(ConflictError):
    """Somebody else held the row too long."""

    def __init__(self) -> None:
        super().__init__(retry_after=1)


class ContentionError(ConflictError):
    """The database chose this transaction as the victim of a deadlock or a serial conflict."""

    def __init__(self) -> None:
        super().__init__(retry_after=1)


class Database:
    """One PostgreSQL database, used by many threads; nothing connects before the first use.

    After a fork the child gets connections of its own. `statement_seconds` is 5 for APIs and
    60 for reports; a lock is waited for `lock_seconds` at most.
    """

    def __init__(
        self,
        url: str,
        *,
        name: str,
        pool_size: int = 5,
        statement_seconds: float = 5.0,
        lock_seconds: float = 2.0,
    ) -> None:
        self.url = sqlalchemy_url(url)
        self.name = name
        self._pool_size = pool_size
        self._statement_seconds = statement_seconds
        self._options = _server_options(statement_seconds, lock_seconds)
        self._engine: Engine | None = None
        self._pid = 0
        self._lock = Lock()
        _databases.add(self)

    @property
    def engine(self) -> Engine:
        """Return the engine of this process."""
        if self._engine is None or self._pid != os.getpid():
            with self._lock:
                self._renew()
        assert self._engine is not None  # noqa: S101 -- just made
        return self._engine

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Yield a transaction that commits at the end, or rolls back when an error leaves it.

        Raises `DatabaseUnavailableError`, `StatementTimeoutError`, `LockTimeoutError` or
        `ContentionError` for the database's own troubles, and `TimedOutError` when the caller of
        the present request no longer waits.
        """
        with faults_translated(), self.engine.begin() as connection:
            self._keep_deadline(connection)
            yield connection

    @contextmanager
    def read(self, *, snapshot: bool = False) -> Iterator[Transaction]:
        """Yield a read-only transaction; with `snapshot` all its statements see one state.

        Raises what `transaction` raises.
        """
        options: dict[str, Any] = {"postgresql_readonly": True}
        if snapshot:
            options["isolation_level"] = "REPEATABLE READ"
        with (
            faults_translated(),
            self.engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            self._keep_deadline(connection)
            yield connection

    @contextmanager
    def at_once(self) -> Iterator[Connection]:
        """Yield a connection on which each statement commits by itself, for hot single ones.

        Raises what `transaction` raises.
        """
        options: dict[str, Any] = {"isolation_level": "AUTOCOMMIT"}
        with faults_translated(), self.engine.connect().execution_options(**options) as connection:
            yield connection

    def _keep_deadline(self, connection: Connection) -> None:
        """Let no statement of the transaction outlast the patience of the request's caller."""
        left = deadline.seconds_left()
        if left is None or left >= self._statement_seconds:
            return
        if left <= 0:
            raise TimedOutError
        milliseconds = deadline.header_value(left)
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {milliseconds}")

    def ping(self) -> bool:
        """Tell whether the database answers."""
        try:
            with self.read() as tx:
                tx.execute(text("SELECT 1"))
        except UnavailableError:
            return False
        return True

    def listener(self, channel: str) -> psycopg.Connection[Any]:
        """Return a connection outside the pool that listens to a NOTIFY channel.

        Raises `DatabaseUnavailableError`.
        """
        listen = SQL("LISTEN {}").format(Identifier(channel))
        try:
            connection = psycopg.connect(
                _libpq_url(self.url), autocommit=True, **self._arguments()
            )
            connection.execute(listen)
        except psycopg.OperationalError as error:
            raise DatabaseUnavailableError from error
        return connection

    def dispose(self) -> None:
        """Close all pooled connections; the next use opens new ones."""
        with self._lock:
            if self._engine is not None:
                # A child must not say good-bye on sockets that belong to its parent.
                self._engine.dispose(close=self._pid == os.getpid())
                self._engine = None

    def _renew(self) -> None:
        if self._engine is not None and self._pid == os.getpid():
            return
        if self._engine is not None:
            self._engine.dispose(close=False)
        self._engine = create_engine(
            self.url,
            pool_size=self._pool_size,
            max_overflow=0,
            pool_timeout=_POOL_WAIT_SECONDS,
            pool_recycle=_RECYCLE_SECONDS,
            # What was used last is still in the machine's caches, and is not pinged again.
            pool_use_lifo=True,
            connect_args=self._arguments(),
            # Statements carry personal data; errors must not.
            hide_parameters=True,
        )
        check_idle_connections(self._engine)
        self._pid = os.getpid()
        weakref.finalize(self, _close_own, self._engine, self._pid).atexit = False

    def _arguments(self) -> dict[str, Any]:
        return {
            "application_name": self.name,
            "connect_timeout": _CONNECT_SECONDS,
            "tcp_user_timeout": _TCP_MILLISECONDS,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "options": self._options,
        }


def _close_own(engine: Engine, pid: int) -> None:
    """Close the connections of a database nobody holds any more, but never those of a parent."""
    if pid == os.getpid():
        engine.dispose()


def dispose_all() -> None:
    """Forget the pools of every database of this process, for use right after a fork."""
    for database in list(_databases):
        database.dispose()


def sqlalchemy_url(url: str) -> str:
    """Return the URL with the driver named, whichever of the two spellings came in."""
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def constraint_of(error: DBAPIError) -> str | None:
    """Return the name of the constraint a statement ran against, or None."""
    diagnostics = getattr(error.orig, "diag", None)
    name: str | None = getattr(diagnostics, "constraint_name", None)
    return name


def translated(error: DBAPIError) -> Exception:
    """Return our own error for the database's troubles, or the error itself."""
    original = error.orig
    if isinstance(original, _CONTENTION):
        return ContentionError()
    if isinstance(original, pg.LockNotAvailable):
        return LockTimeoutError()
    if isinstance(original, pg.QueryCanceled):
        return StatementTimeoutError()
    if error.connection_invalidated or isinstance(original, _GONE):
        return DatabaseUnavailableError()
    if isinstance(original, psycopg.OperationalError) and original.sqlstate is None:
        return DatabaseUnavailableError()
    return error


@contextmanager
def faults_translated() -> Iterator[None]:
    """Turn the database's troubles inside into our own errors; others pass as they are."""
    try:
        yield
    except DBAPIError as error:
        ours = translated(error)
        if ours is error:
            raise
        raise ours from error
    except PoolTimeoutError as error:
        raise DatabaseUnavailableError from error


def _libpq_url(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _server_options(statement_seconds: float, lock_seconds: float) -> str:
    settings = {
        "statement_timeout": round(statement_seconds * 1000),
        "lock_timeout": round(lock_seconds * 1000),
        "idle_in_transaction_session_timeout": _IDLE_IN_TRANSACTION_SECONDS * 1000,
        "timezone": "UTC",
    }
    return " ".join(f"-c {name}={value}" for name, value in settings.items())
