r"""Acts at one moment on one database, a statement at a time, in an order that a seed chooses.

    with Races(service_database("intake").url) as races:
        suite = Suite(races.database)            # whatever the acts work on
        ... set up a dossier: threads that are no actors are let through ...
        race = races.run(seed, {"accept": lambda: suite.accept(), "withdraw": lambda: ...})
        assert race.results["accept"] == 200     # what an act returned, or the error it raised

Each act runs in a thread of its own and stops before every statement and every commit it sends
through `races.database`. One of those that could go on is chosen and goes on by one statement;
who runs into a lock of the other stays behind until PostgreSQL lets it through, and it is asked
of PostgreSQL whether it does (`pg_blocking_pids`), never guessed by the clock. So the order is a
function of the seed and of the locks alone, and the same seed shows the same fault again.

`races.altered(r'(FROM "case".*) FOR UPDATE$', r"\1")` changes the statements of the actors: a lock
that is missing, on purpose, which a good set of races must find.

What an act needs that is made once a process and kept behind a lock of Python (caches) must be
made before the race, or one act waits for the other where no schedule can help: such a race ends
with an error after `PATIENCE`.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import psycopg
from psycopg import errors as pg
from sqlalchemy import Connection, event
from sqlalchemy.engine import ExceptionContext

from chassis.db import Database

PATIENCE = 60.0
"""Seconds an actor may take for one statement that nobody holds up."""

_LOOK_SECONDS = 0.001
_SWITCHING = (0.1, 0.3, 0.5, 0.9)
_DEADLOCK_MILLISECONDS = 100

Act = Callable[[], object]


class ScheduleStuckError(AssertionError):
    """An act neither went on nor waited for a lock of another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """What came of a race.

    `results`: by the act's name, what it returned or the error it raised. `order`: who sent what,
    as it was let go. `waited`: how often an act stood before a lock of another. `crossed`: whether
    one began before the other had ended. `deadlocks`: how often PostgreSQL had to end one.
    """

    seed: int
    results: Mapping[str, object]
    order: Sequence[str]
    waited: int
    crossed: bool
    deadlocks: int


@dataclass(slots=True, kw_only=True)
class _Actor:
    name: str
    go: threading.Event = field(default_factory=threading.Event)
    at_gate: bool = False
    done: bool = False
    behind: bool = False  # a lock of another one, as far as is known
    pid: int | None = None
    wants: str = ""
    result: object = None


class Races:
    """A database whose actors take turns; made from the URL of a database of the test's own."""

    def __init__(self, url: str) -> None:
        self.database = Database(
            url, name="races", pool_size=8, statement_seconds=PATIENCE, lock_seconds=PATIENCE
        )
        self._here = threading.local()
        self._changed = threading.Condition()
        self._alter: Callable[[str], str] | None = None
        self._deadlocks = 0
        self._actors: Sequence[_Actor] = ()
        self._watch: psycopg.Connection[Any] | None = None

    def __enter__(self) -> Self:
        engine = self.database.engine
        event.listen(engine, "connect", _as_patient)
        event.listen(engine, "before_cursor_execute", self._before_statement, retval=True)
        event.listen(engine, "commit", self._before_commit)
        event.listen(engine, "checkin", self._given_back)
        event.listen(engine, "handle_error", self._after_error)
        self._watch = self.database.listener("races")
        return self

    def __exit__(self, *_: object) -> None:
        if self._watch is not None:
            self._watch.close()
        self.database.dispose()

    @contextmanager
    def altered(self, pattern: str, replacement: str) -> Iterator[None]:
        """Change what matches in the statements of actors while the block runs."""
        found = re.compile(pattern, re.DOTALL)
        self._alter = lambda statement: found.sub(replacement, statement)
        try:
            yield
        finally:
            self._alter = None

    def run(self, seed: int, acts: Mapping[str, Act]) -> Race:
        """Let the acts meet in the order of the seed. Raises `ScheduleStuckError`."""
        chance = random.Random(seed)  # noqa: S311 -- a schedule is no secret
        switching = chance.choice(_SWITCHING)
        self._actors = actors = [_Actor(name=name) for name in acts]
        self._deadlocks, order, waited, last = 0, [], 0, chance.choice(actors)
        begun: set[str] = set()
        with ThreadPoolExecutor(len(actors)) as threads:
            for actor in actors:
                threads.submit(self._play, actor, acts[actor.name])
            try:
                while ready := self._settled(actors):
                    stays = last in ready and chance.random() >= switching
                    last = last if stays else chance.choice(ready)
                    if not any(one.done for one in actors):
                        begun.add(last.name)
                    order.append(f"{last.name}: {last.wants}")
                    self._let_go(last)
                    self._settled(actors)
                    waited += last.behind
            except BaseException:
                self._abandon(actors)
                raise
        return Race(
            seed=seed,
            results={actor.name: actor.result for actor in actors},
            order=order,
            waited=waited,
            crossed=len(begun) > 1,
            deadlocks=self._deadlocks,
        )

    def _play(self, actor: _Actor, act: Act) -> None:
        self._here.actor = actor
        try:
            actor.result = act()
        except Exception as error:  # noqa: BLE001 -- the race tells what came of each act
            actor.result = error
        finally:
            self._here.actor = None
            with self._changed:
                actor.done, actor.at_gate, actor.behind = True, False, False
                self._changed.notify_all()

    def _gate(self, connection: Connection, wants: str) -> None:
        """Stop the actor of this thread until it is its turn; others are let through."""
        actor: _Actor | None = getattr(self._here, "actor", None)
        if actor is None:
            return
        driver: Any = connection.connection.dbapi_connection
        with self._changed:
            actor.pid, actor.wants, actor.at_gate = driver.info.backend_pid, wants, True
            actor.behind = False
            self._changed.notify_all()
        actor.go.wait()
        actor.go.clear()

    def _let_go(self, actor: _Actor) -> None:
        with self._changed:
            actor.at_gate = False
        actor.go.set()

    def _abandon(self, actors: Sequence[_Actor]) -> None:
        """Let everybody run to the end, in whatever order."""
        while not all(actor.done for actor in actors):
            for actor in actors:
                actor.go.set()
            time.sleep(_LOOK_SECONDS)

    def _settled(self, actors: Sequence[_Actor]) -> list[_Actor]:
        """Return who could go on, once all others stand still; nobody when all are done."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with self._changed:
                running = [one for one in actors if not one.at_gate and not one.done]
                ready = [one for one in actors if one.at_gate]
                moving = [one for one in running if not one.behind]
                if not moving and (ready or not running):
                    return ready
                # Most statements are done sooner than PostgreSQL could tell who waits.
                self._changed.wait(_LOOK_SECONDS)
                moving = [one for one in moving or running if not one.at_gate and not one.done]
            for one in moving:
                one.behind = self._blocked(one, actors)
        stuck = ", ".join(f"{one.name}: {one.wants}" for one in actors if not one.done)
        raise ScheduleStuckError(f"neither going on nor waiting for a lock: {stuck}")

    def _blocked(self, actor: _Actor, actors: Sequence[_Actor]) -> bool:
        if actor.pid is None or self._watch is None:
            return False
        row = self._watch.execute("SELECT pg_blocking_pids(%s)", [actor.pid]).fetchone()
        others = {one.pid for one in actors if one is not actor}
        return row is not None and not others.isdisjoint(row[0])

    def _before_statement(
        self,
        connection: Connection,
        _cursor: object,
        statement: str,
        parameters: object,
        _context: object,
        _many: object,
    ) -> tuple[str, object]:
        self._gate(connection, " ".join(statement.split())[:60])
        if self._alter is not None and getattr(self._here, "actor", None) is not None:
            statement = self._alter(statement)
        return statement, parameters

    def _before_commit(self, connection: Connection) -> None:
        self._gate(connection, "COMMIT")

    def _given_back(self, _connection: object, _record: object) -> None:
        """Note that a transaction is over: whoever stood behind it may go on."""
        actor: _Actor | None = getattr(self._here, "actor", None)
        if actor is not None:
            with self._changed:
                actor.pid = None
                for other in self._actors:
                    other.behind = False

    def _after_error(self, context: ExceptionContext) -> None:
        self._deadlocks += isinstance(context.original_exception, pg.DeadlockDetected)


def _as_patient(connection: psycopg.Connection[Any], _record: object) -> None:
    """Let a connection stand in a transaction as long as a schedule needs; find deadlocks soon."""
    connection.execute("SET idle_in_transaction_session_timeout = 0")
    connection.execute("SET synchronous_commit = off")
    connection.execute(f"SET deadlock_timeout = {_DEADLOCK_MILLISECONDS}")
    connection.commit()
