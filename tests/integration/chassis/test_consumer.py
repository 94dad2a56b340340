"""What comes over the bus takes effect once, and listening goes on whatever happens."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pika
import pytest
from sqlalchemy import text

from chassis.consumer import Consumer, Park
from chassis.db import Database
from chassis.inbox import Inbox
from chassis.outbox import Outbox
from chassis.relay import Relay
from chassis.testing.brokers import Vhost
from tests.integration.chassis.bus import (
    NOON,
    Effects,
    body,
    effects_in,
    handed_over,
    statuses_in,
)
from tests.integration.chassis.wire import Wire


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the loops turn often, so that they also stop soon."""
    monkeypatch.setattr("chassis.relay._POLL_SECONDS", 0.1)
    monkeypatch.setattr("chassis.consumer._TURN_SECONDS", 0.1)


def listener(effects: Effects, database: Database, url: str) -> Consumer:
    """Return a consumer of routing's queue."""
    subscriptions = effects.subscriptions()
    inbox = Inbox(database, "routing", subscriptions, gated={("intake", "dossier")})
    return Consumer(inbox, url)


@contextmanager
def running(*loops: Consumer | Relay) -> Iterator[None]:
    """Run loops as threads."""
    stop = threading.Event()
    threads = [threading.Thread(target=loop.run, args=(stop,)) for loop in loops]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)


def publish(vhost: Vhost, *bodies: bytes, queue: str | None = None) -> None:
    """Publish bodies the plain way, or put them straight into a queue."""
    with closing(pika.BlockingConnection(pika.URLParameters(vhost.amqp_url))) as connection:
        channel = connection.channel()
        for each in bodies:
            exchange, key = (
                ("", queue) if queue else ("motcua.events", "intake.dossier-handed-over.v1")
            )
            channel.basic_publish(exchange, key, each, pika.BasicProperties(delivery_mode=2))


def left_in(vhost: Vhost, queue: str = "routing.events") -> int:
    """Return how many messages are ready in a queue."""
    with closing(pika.BlockingConnection(pika.URLParameters(vhost.amqp_url))) as connection:
        return int(connection.channel().queue_declare(queue, passive=True).method.message_count)


def until(condition: Callable[[], bool], seconds: float = 90.0) -> None:
    """Wait for a condition; fail when it does not come."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "waited in vain"
        time.sleep(0.01)


def test_what_is_said_in_one_database_takes_effect_in_another(
    database: Database, vhost: Vhost
) -> None:
    """Outbox, relay, broker, consumer, inbox: two hundred events, each effect once, in order."""
    vhost.with_users()
    relay = Relay(database, vhost.url_of(f"{vhost.name}-intake"), source="intake")
    effects = Effects()
    consumer = listener(effects, database, vhost.url_of(f"{vhost.name}-routing"))
    with running(relay, consumer):
        for _ in range(10):
            with database.transaction() as tx:
                outbox = Outbox(tx, source="intake", clock=lambda: NOON)
                for number in range(20):
                    outbox.add(handed_over(f"D{number:02}"))
        until(lambda: len(effects_in(database)) == 200)
        ready = consumer.ready()

    assert effects_in(database) == [(f"D{n:02}", s) for n in range(20) for s in range(1, 11)]
    assert statuses_in(database) == {"done": 200}
    assert ready
    assert left_in(vhost) == 0


def test_duplicates_disorder_and_poison_over_the_bus(database: Database, vhost: Vhost) -> None:
    """Neighbours of a bad message are applied; the bad ones are parked and acknowledged."""
    effects = Effects()
    effects.failing = {"dossier/B:1": Park("never")}
    good = [body("A", number) for number in (3, 1, 2)]
    publish(vhost, *good, b"junk", body("B", 1), *good, body("B", 2))
    with running(listener(effects, database, vhost.amqp_url)):
        until(lambda: sum(statuses_in(database).values()) == 6)
        time.sleep(0.2)

    assert effects_in(database) == [("A", 1), ("A", 2), ("A", 3)]
    assert statuses_in(database) == {"done": 3, "parked": 2, "waiting": 1}
    assert left_in(vhost) == 0


@pytest.mark.parametrize(("fails", "status"), [(1, "done"), (2, "parked")], ids=["once", "twice"])
def test_a_lone_message_over_which_the_inbox_fails_is_tried_once_more(
    database: Database, vhost: Vhost, monkeypatch: pytest.MonkeyPatch, fails: int, status: str
) -> None:
    """As each of many is, by itself; what fails again is parked, both times acknowledged."""
    failed: list[str] = []

    def fail(place: str) -> None:
        if len(failed) < fails:
            failed.append(place)
            raise RuntimeError(place)

    monkeypatch.setattr("chassis.inbox.failpoint", fail)
    publish(vhost, body("A", 1))
    with running(listener(Effects(), database, vhost.amqp_url)):
        until(lambda: sum(statuses_in(database).values()) == 1 and left_in(vhost) == 0)

    assert statuses_in(database) == {status: 1}
    assert failed == ["inbox.applied"] * fails


def test_nothing_is_acknowledged_before_its_effect_is_committed(
    database: Database, vhost: Vhost
) -> None:
    """A consumer that dies in the middle of a batch leaves all of it for the next one."""
    effects = Effects()
    effects.failing = {"dossier/A:2": SystemExit()}
    publish(vhost, *(body("A", number) for number in (1, 2, 3)))
    with pytest.raises(SystemExit):
        listener(effects, database, vhost.amqp_url).run(threading.Event())
    half_done = effects_in(database)
    effects.failing = {}
    with running(listener(effects, database, vhost.amqp_url)):
        until(lambda: statuses_in(database) == {"done": 3})

    assert half_done == []
    assert effects_in(database) == [("A", 1), ("A", 2), ("A", 3)]


def test_dead_letters_are_parked_where_operators_see_them(
    database: Database, vhost: Vhost
) -> None:
    """What the broker gave up on is not applied but parked with its body."""
    publish(vhost, body("A"), queue="routing.dead")
    with running(listener(Effects(), database, vhost.amqp_url)):
        until(lambda: statuses_in(database) == {"parked": 1})
    with database.read() as tx:
        reason = tx.scalar(text("SELECT reason FROM inbox"))

    assert effects_in(database) == []
    assert str(reason).startswith("dead-lettered")


def test_listening_goes_on_after_the_broker_was_away(database: Database, vhost: Vhost) -> None:
    """Cut off three times, the consumer takes up its queue each time; nothing is done twice."""
    wire, url = Wire.to(vhost.amqp_url)
    consumer = listener(Effects(), database, url)
    with closing(wire), running(consumer):
        for number in range(1, 4):
            until(consumer.ready)
            publish(vhost, body("A", number))
            until(lambda: len(effects_in(database)) == number)  # noqa: B023 -- called at once
            wire.cut()
            until(lambda: not consumer.ready())
            wire.mend()

    assert effects_in(database) == [("A", 1), ("A", 2), ("A", 3)]


def test_a_missing_queue_is_not_taken_for_listening(database: Database, vhost: Vhost) -> None:
    """Without its queue the consumer is not ready; once the queue is there it listens."""
    parameters = pika.URLParameters(vhost.amqp_url)
    consumer = listener(Effects(), database, vhost.amqp_url)
    with closing(pika.BlockingConnection(parameters)) as connection:
        channel = connection.channel()
        channel.queue_delete("routing.events")
        with running(consumer):
            time.sleep(0.5)
            deaf = not consumer.ready()
            channel.queue_declare(
                "routing.events", durable=True, arguments={"x-queue-type": "quorum"}
            )
            channel.queue_bind("routing.events", "motcua.events", "intake.#")
            until(consumer.ready)
            publish(vhost, body("A"))
            until(lambda: effects_in(database) == [("A", 1)])
            channel.queue_delete("routing.events")
            until(lambda: not consumer.ready())

    assert deaf


def test_a_database_that_is_away_causes_no_requeue(database: Database, vhost: Vhost) -> None:
    """Messages stay with the consumer, unacknowledged, and are applied when it is back."""
    wire, url = Wire.to(database.url)
    over_wire = Database(url, name="over the wire")
    consumer = listener(Effects(), over_wire, vhost.amqp_url)
    with closing(wire), running(consumer):
        until(consumer.ready)
        wire.cut()
        publish(vhost, *(body("A", number) for number in range(1, 31)))
        time.sleep(1)
        held, listening = left_in(vhost), consumer.ready()
        wire.mend()
        until(lambda: len(effects_in(database)) == 30)
    over_wire.dispose()

    assert held == 0
    assert listening
    assert effects_in(database) == [("A", number) for number in range(1, 31)]


def test_two_consumers_of_one_service_agree(database: Database, vhost: Vhost) -> None:
    """Side by side on one queue they do each effect once and in order."""
    effects = [Effects(), Effects()]
    publish(vhost, *(body(f"D{n}", s) for s in range(1, 6) for n in range(40)))
    consumers = [listener(each, database, vhost.amqp_url) for each in effects]
    with running(*consumers):
        until(lambda: statuses_in(database) == {"done": 200})

    assert effects_in(database) == sorted((f"D{n}", s) for n in range(40) for s in range(1, 6))
