"""What the outbox holds reaches the broker; what the broker does not take stays."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial

import orjson
import pika
import pytest
from sqlalchemy import text

from chassis.backoff import Backoff, delay_after
from chassis.claim import Claim
from chassis.db import Database
from chassis.outbox import Outbox
from chassis.relay import Relay
from chassis.testing.brokers import Vhost
from contracts import codec
from tests.integration.chassis.bus import handed_over
from tests.integration.chassis.wire import Wire

_NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let relays look often, so that they also stop soon."""
    monkeypatch.setattr("chassis.relay._POLL_SECONDS", 0.1)


def say(database: Database, *dossiers: str) -> list[str]:
    """Say an event about each dossier in one transaction; return the ids."""
    with database.transaction() as tx:
        outbox = Outbox(tx, source="intake", clock=lambda: _NOON)
        return [str(outbox.add(handed_over(dossier)).id) for dossier in dossiers]


def outbox_of(database: Database) -> list[tuple[int, str | None]]:
    """Return attempts and reason of every row still in the outbox."""
    with database.read() as tx:
        rows = tx.execute(text("SELECT attempts, reason FROM outbox ORDER BY position"))
        return [(row.attempts, row.reason) for row in rows]


def bodies_in(vhost: Vhost, queue: str) -> list[bytes]:
    """Take everything out of a queue."""
    bodies: list[bytes] = []
    with closing(pika.BlockingConnection(pika.URLParameters(vhost.amqp_url))) as connection:
        channel = connection.channel()
        while (got := channel.basic_get(queue, auto_ack=True))[0] is not None:
            bodies.append(got[2])
    return bodies


def until(condition: Callable[[], bool], seconds: float = 90.0) -> float:
    """Wait for a condition and return the seconds it took; fail when it does not come.

    Patience is for a busy machine; no test is about how soon.
    """
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "waited in vain"
        time.sleep(0.01)
    return time.monotonic() - began


def longest(_least: float, most: float) -> float:
    """Stand for a chance that always draws the most."""
    return most


def shortest(least: float, _most: float) -> float:
    """Stand for a chance that always draws the least."""
    return least


@contextmanager
def running(*relays: Relay) -> Iterator[None]:
    """Run relays as threads."""
    stop = threading.Event()
    threads = [threading.Thread(target=relay.run, args=(stop,)) for relay in relays]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)


def test_a_claim_is_patient_with_the_broker_and_no_other_transaction_is(
    chassis_database: Database,
) -> None:
    """What holds rows while the broker confirms may idle for longer than others."""
    show = text("SHOW idle_in_transaction_session_timeout")
    say(chassis_database, "A")
    claim = Claim.take(chassis_database, 10)
    assert claim is not None
    patience = claim._tx.execute(show).scalar_one()
    claim.settle([0], {})
    with chassis_database.read() as tx:
        assert (patience, tx.execute(show).scalar_one()) == ("1min", "10s")


def test_events_reach_every_queue_and_leave_the_outbox(
    chassis_database: Database, vhost: Vhost
) -> None:
    """Each queue that listens to intake gets each event, readable, in the order it was said."""
    ids = say(chassis_database, "A", "B", "A")
    with running(Relay(chassis_database, vhost.amqp_url, source="intake")):
        until(lambda: outbox_of(chassis_database) == [])
    read = [codec.decode(body) for body in bodies_in(vhost, "routing.events")]

    assert [str(envelope.id) for envelope, _ in read] == ids
    assert [envelope.sequence for envelope, _ in read] == [1, 1, 2]
    assert [event for _, event in read] == [handed_over(name) for name in "ABA"]
    assert len(bodies_in(vhost, "notification.events")) == 3
    assert len(bodies_in(vhost, "reporting.events")) == 3
    assert bodies_in(vhost, "intake.events") == []


def test_a_commit_wakes_the_relay(
    chassis_database: Database, vhost: Vhost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event said while the relay idles goes out long before the next poll."""
    monkeypatch.setattr("chassis.relay._POLL_SECONDS", 60.0)
    relay = Relay(chassis_database, vhost.amqp_url, source="intake")
    stop = threading.Event()
    thread = threading.Thread(target=relay.run, args=(stop,))
    thread.start()
    until(relay.ready)
    time.sleep(0.05)
    say(chassis_database, "A")
    took = until(lambda: outbox_of(chassis_database) == [])
    stop.set()
    say(chassis_database, "B")
    thread.join(90)

    assert took < 30
    assert not thread.is_alive()


def test_nothing_is_lost_while_the_broker_is_away(
    chassis_database: Database, vhost: Vhost
) -> None:
    """Rows wait, the relay neither spins nor dies, and all go out when the broker is back."""
    wire, url = Wire.to(vhost.amqp_url)
    relay = Relay(chassis_database, url, source="intake")
    with closing(wire), running(relay):
        until(relay.ready)
        wire.cut()
        ids = say(chassis_database, *(f"D{number}" for number in range(20)))
        until(lambda: not relay.ready())
        before = wire.attempts
        time.sleep(1)
        attempts, waiting = wire.attempts - before, len(outbox_of(chassis_database))
        wire.mend()
        until(lambda: outbox_of(chassis_database) == [])
    heard = [orjson.loads(body)["id"] for body in bodies_in(vhost, "routing.events")]

    assert waiting == 20
    assert attempts < 20
    assert set(heard) == set(ids)
    assert relay.alive()


def test_an_event_without_a_queue_stays_with_its_reason(
    chassis_database: Database, vhost: Vhost
) -> None:
    """A returned event is not taken for published, is counted and put off; others go out."""
    say(chassis_database, "A", "B")
    with chassis_database.transaction() as tx:
        tx.execute(text("UPDATE event_log SET type = 'stray' WHERE subject = 'dossier/A'"))
    with closing(pika.BlockingConnection(pika.URLParameters(vhost.amqp_url))) as connection:
        connection.channel().queue_unbind("reporting.events", "motcua.events", "#")
    with running(Relay(chassis_database, vhost.amqp_url, source="intake")):
        until(lambda: [row[0] for row in outbox_of(chassis_database)] == [1])

    assert outbox_of(chassis_database) == [(1, "returned: 312 NO_ROUTE")]
    assert len(bodies_in(vhost, "routing.events")) == 1


def test_an_event_the_broker_refuses_holds_up_no_other(
    chassis_database: Database, vhost: Vhost
) -> None:
    """Of many events one is forbidden and closes the channel: it alone stays behind."""
    say(chassis_database, *(f"D{number}" for number in range(30)))
    with chassis_database.transaction() as tx:
        tx.execute(text("UPDATE event_log SET type = 'routing.x.v1' WHERE subject = 'dossier/D9'"))
    vhost.with_users()
    relay = Relay(chassis_database, vhost.url_of(f"{vhost.name}-intake"), source="intake")
    with running(relay):
        until(lambda: len(outbox_of(chassis_database)) == 1)
        until(lambda: outbox_of(chassis_database)[0][0] >= 1)
    left = outbox_of(chassis_database)
    heard = {orjson.loads(body)["id"] for body in bodies_in(vhost, "routing.events")}

    assert "403" in str(left[0][1])
    assert len(heard) == 29


def test_a_refused_event_that_is_due_again_holds_up_no_other(
    chassis_database: Database, vhost: Vhost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the worst of chances, the longest waits and the shortest puttings-off, others go out."""
    monkeypatch.setattr("chassis.relay.Backoff", partial(Backoff, uniform=longest))
    monkeypatch.setattr("chassis.claim.delay_after", partial(delay_after, uniform=shortest))
    say(chassis_database, *(f"D{number}" for number in range(30)))
    with chassis_database.transaction() as tx:
        tx.execute(text("UPDATE event_log SET type = 'routing.x.v1' WHERE subject = 'dossier/D3'"))
    vhost.with_users()
    relay = Relay(chassis_database, vhost.url_of(f"{vhost.name}-intake"), source="intake")
    with running(relay):
        until(lambda: len(outbox_of(chassis_database)) == 1)

    assert outbox_of(chassis_database)[0][0] <= 3


def test_several_relays_share_the_work(chassis_database: Database, vhost: Vhost) -> None:
    """Three relays beside each other publish every event once."""
    ids = [say(chassis_database, *(f"D{n}" for n in range(100))) for _ in range(12)]
    relays = [Relay(chassis_database, vhost.amqp_url, source="intake") for _ in range(3)]
    with running(*relays):
        until(lambda: outbox_of(chassis_database) == [])
    heard = [orjson.loads(body)["id"] for body in bodies_in(vhost, "reporting.events")]

    assert sorted(heard) == sorted(event_id for said in ids for event_id in said)


def test_a_database_that_goes_away_is_waited_for(chassis_database: Database, vhost: Vhost) -> None:
    """Cut off from the database the relay waits, then goes on by itself."""
    wire, url = Wire.to(chassis_database.url)
    over_wire = Database(url, name="over the wire")
    relay = Relay(over_wire, vhost.amqp_url, source="intake")
    with closing(wire), running(relay):
        until(relay.ready)
        wire.cut()
        until(lambda: not relay.ready())
        say(chassis_database, "A")
        wire.mend()
        until(lambda: outbox_of(chassis_database) == [])
    over_wire.dispose()

    assert relay.alive()
