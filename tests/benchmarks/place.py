"""Where a run happens: private servers, a vhost and two databases of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pika

from chassis.db import Database
from chassis.testing.brokers import fresh_vhost
from chassis.testing.databases import cloned_database
from deploy.setup.environment import read_env

ROOT = Path(__file__).parents[2]
STATE = ROOT / ".local" / "benchmarks"
EXCHANGE = "benchmark"
CONSUMER = "reporting"
QUEUE = f"{CONSUMER}.events"
_OFFSET = "700"
_DEPTH_SECONDS = 60.0

# `at` is when its transaction began: from it the rate comes out right whatever the batch.
_EFFECT = """
    CREATE TABLE effect (
        at timestamptz NOT NULL DEFAULT now(), event_id uuid NOT NULL,
        subject text NOT NULL, type text NOT NULL
    )
"""


class WrongOutcomeError(Exception):
    """A round did not do the work it was timed for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One vhost, the database of who speaks and that of who listens."""

    amqp_url: str
    speaking: Database
    listening: Database
    listening_url: str

    def declare(self, queue: str, *, bound: bool) -> None:
        """Declare a durable quorum queue; bound ones get what is said to the exchange."""
        with self._channel() as channel:
            channel.queue_declare(queue, durable=True, arguments={"x-queue-type": "quorum"})
            if bound:
                channel.queue_bind(queue, EXCHANGE, "#")

    def delete(self, queue: str) -> None:
        """Delete a queue with what it holds."""
        with self._channel() as channel:
            channel.queue_delete(queue)

    def purge(self, queue: str) -> None:
        """Empty a queue."""
        with self._channel() as channel:
            channel.queue_purge(queue)

    def wait_depth(self, queue: str, depth: int) -> None:
        """Wait until a queue holds so many messages."""
        deadline = time.monotonic() + _DEPTH_SECONDS
        found = -1
        with self._channel() as channel:
            while time.monotonic() < deadline:
                found = channel.queue_declare(queue, passive=True).method.message_count
                if found == depth:
                    return
                time.sleep(0.1)
        raise WrongOutcomeError(f"{queue} holds {found} messages, expected {depth}")

    def settle(self) -> None:
        """Empty the tables of both sides and let the server write what it still has to."""
        with self.speaking.transaction() as tx:
            tx.exec_driver_sql("TRUNCATE event_log, outbox, event_stream")
        with self.listening.transaction() as tx:
            tx.exec_driver_sql("TRUNCATE inbox, gate, effect")
        with self.listening.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("CHECKPOINT")

    def environment(self, queue: str, events: Path) -> dict[str, str]:
        """Return the environment of a contestant's process."""
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "BENCHMARK_DATABASE_URL": self.listening_url,
            "BENCHMARK_AMQP_URL": self.amqp_url,
            "BENCHMARK_QUEUE": queue,
            "BENCHMARK_EVENTS": str(events),
        }

    @contextmanager
    def _channel(self) -> Iterator[pika.adapters.blocking_connection.BlockingChannel]:
        connection = pika.BlockingConnection(pika.URLParameters(self.amqp_url))
        try:
            yield connection.channel()
        finally:
            connection.close()


def dev(*arguments: str, state: Path = STATE, offset: str = _OFFSET) -> None:
    """Run `deploy/dev.py` on a state folder of the benchmarks.

    Raises `subprocess.CalledProcessError`.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    own = {"MOTCUA_STATE_DIR": str(state), "MOTCUA_PORT_OFFSET": offset}
    subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, str(ROOT / "deploy" / "dev.py"), *arguments],
        cwd=ROOT,
        env=kept | own,
        check=True,
        stdout=subprocess.DEVNULL,
    )


@contextmanager
def fresh_place() -> Iterator[Place]:
    """Yield a place on the private servers, which must run; all of it goes at the end."""
    os.environ.update(read_env(STATE / "env"))
    with ExitStack() as stack:
        amqp_url = stack.enter_context(fresh_vhost()).amqp_url
        urls = [stack.enter_context(cloned_database(None)) for _ in range(2)]
        speaking, listening = (Database(url, name="benchmark") for url in urls)
        for database in (speaking, listening):
            stack.callback(database.dispose)
        with listening.transaction() as tx:
            tx.exec_driver_sql(_EFFECT)
        place = Place(
            amqp_url=amqp_url, speaking=speaking, listening=listening, listening_url=urls[1]
        )
        with place._channel() as channel:
            channel.exchange_declare(EXCHANGE, exchange_type="topic", durable=True)
        yield place
