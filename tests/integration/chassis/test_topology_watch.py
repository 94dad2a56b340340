"""A service says at its start how the broker differs, and goes on."""

from __future__ import annotations

import threading
from contextlib import closing

import pika
import pytest
from pika.exceptions import ChannelClosedByBroker
from prometheus_client import REGISTRY

from chassis.management import Management, quoted
from chassis.testing.brokers import Vhost
from chassis.topology_watch import TopologyWatch

SERVICES = ("intake", "routing", "notification", "reporting")


def shown() -> float | None:
    return REGISTRY.get_sample_value("motcua_topology_differences")


def test_differences_are_counted_and_gone_when_mended(vhost: Vhost) -> None:
    """A queue less and a binding more are two; what is mended counts no more."""
    mine = vhost.with_users()
    watch = TopologyWatch(vhost.api_url, vhost.name, mine)
    before = shown()
    watch.compare()
    clean = shown()
    with closing(Management(vhost.api_url)) as management:
        management.delete(f"/policies/{quoted(vhost.name)}/motcua-intake-events")
        management.delete(f"/queues/{quoted(vhost.name)}/routing.dead")
    watch.compare()

    assert (before, clean) == (-1, 0)
    assert shown() == 3  # the policy, the queue, and the queue's binding


def test_a_broker_that_cannot_be_asked_stops_nobody(vhost: Vhost) -> None:
    """Nothing compared is shown as -1; the loop ends when it is told to."""
    watch = TopologyWatch("http://u:p@127.0.0.1:9", vhost.name)
    stop = threading.Event()
    thread = threading.Thread(target=watch.run, args=(stop,))
    thread.start()
    stop.set()
    thread.join(90)

    assert not thread.is_alive()
    assert shown() == -1
    assert watch.ready()
    assert watch.alive()


@pytest.mark.parametrize("me", SERVICES)
def test_least_privilege_of_each_user(vhost: Vhost, me: str) -> None:
    """Nobody speaks for, hears or empties another; nobody declares, binds, purges or deletes."""
    vhost.with_users()
    other = SERVICES[(SERVICES.index(me) + 1) % len(SERVICES)]
    attempts = {
        "publish as another": lambda channel: channel.basic_publish(
            "motcua.events", f"{other}.x.v1", b"{}", mandatory=True
        ),
        "publish to the dead letters": lambda channel: channel.basic_publish(
            "motcua.dead", f"{other}.dead", b"{}", mandatory=True
        ),
        "publish past the exchange": lambda channel: channel.basic_publish(
            "", f"{other}.events", b"{}", mandatory=True
        ),
        "read another's queue": lambda channel: channel.basic_get(f"{other}.events"),
        "read another's dead letters": lambda channel: channel.basic_get(f"{other}.dead"),
        "purge another's queue": lambda channel: channel.queue_purge(f"{other}.events"),
        "declare a queue": lambda channel: channel.queue_declare(f"{me}.mine", durable=True),
        "declare an exchange": lambda channel: channel.exchange_declare("mine", durable=True),
        "bind the own queue": lambda channel: channel.queue_bind(
            f"{me}.events", "motcua.events", "#"
        ),
        "unbind the own queue": lambda channel: channel.queue_unbind(
            f"{me}.events", "motcua.events", "#"
        ),
        "delete the own queue": lambda channel: channel.queue_delete(f"{me}.events"),
    }
    allowed = []
    url = vhost.url_of(f"{vhost.name}-{me}")
    with closing(pika.BlockingConnection(pika.URLParameters(url))) as connection:
        for what, attempt in attempts.items():
            channel = connection.channel()
            channel.confirm_delivery()
            try:
                attempt(channel)  # type: ignore[no-untyped-call]
                allowed.append(what)
            except ChannelClosedByBroker as error:
                if error.reply_code != 403:
                    allowed.append(f"{what}: {error.reply_code}")

    assert allowed == []
