"""The broker holds what the document says, and every difference is named."""

from __future__ import annotations

from contextlib import closing

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import ChannelClosedByBroker

from chassis import topology
from chassis.management import Management, ManagementError, quoted
from chassis.testing.brokers import Vhost


def test_what_was_applied_does_not_differ(vhost: Vhost) -> None:
    """After an apply nothing differs; before it, users and policies do."""
    before = topology.compare(topology.load(), api_url=vhost.api_url, vhost=vhost.name)
    mine = vhost.with_users()
    after = topology.compare(mine, api_url=vhost.api_url, vhost=vhost.name)

    assert after == []
    assert "policy motcua-intake-events is missing" in before
    assert "user intake has no permissions" in before


def test_each_difference_is_named_and_mended(vhost: Vhost) -> None:
    """A policy, a permission, a binding and a queue that were changed by hand are found."""
    mine = vhost.with_users()
    here, user = quoted(vhost.name), f"{vhost.name}-intake"
    with closing(Management(vhost.api_url)) as management:
        management.put(
            f"/policies/{here}/motcua-dead",
            {"pattern": "^x$", "apply-to": "queues", "definition": {"max-length": 1}},
        )
        management.put(
            f"/permissions/{here}/{user}", {"configure": ".*", "write": ".*", "read": ".*"}
        )
        management.delete(f"/topic-permissions/{here}/{user}")
        management.delete(f"/queues/{here}/routing.dead")
    with closing(pika.BlockingConnection(pika.URLParameters(vhost.amqp_url))) as connection:
        channel = connection.channel()
        channel.queue_bind("routing.events", "motcua.events", "reporting.#")
        channel.queue_declare("stray", durable=True)
    found = topology.compare(mine, api_url=vhost.api_url, vhost=vhost.name)
    topology.apply(mine, amqp_url=vhost.amqp_url, api_url=vhost.api_url, passwords=vhost.passwords)
    left = topology.compare(mine, api_url=vhost.api_url, vhost=vhost.name)

    for words in (
        "policy motcua-dead: pattern is ^x$",
        f"user {user}: configure is .*, not ^$",
        f"user {user}: topic permissions are []",
        "queue routing.dead is missing",
        "binding of routing.events by reporting.# is not in the topology",
        "queue stray is not in the topology",
    ):
        assert any(line.startswith(words) for line in found), words
    assert left == ["queue stray is not in the topology"]


def test_queues_outlive_the_broker(vhost: Vhost) -> None:
    """Every queue is a durable quorum queue, and limits come by policy."""
    vhost.with_users()
    with closing(Management(vhost.api_url)) as management:
        queues = management.get(f"/queues/{quoted(vhost.name)}")

    assert {(queue["type"], queue["durable"]) for queue in queues} == {("quorum", True)}
    assert {tuple(queue["arguments"]) for queue in queues} == {("x-queue-type",)}


def refused(vhost: Vhost, user: str, act: object) -> int:
    """Do something as a run-time user and return the code the broker refuses it with."""
    url = vhost.url_of(f"{vhost.name}-{user}")
    with closing(pika.BlockingConnection(pika.URLParameters(url))) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        with pytest.raises(ChannelClosedByBroker) as error:
            act(channel)  # type: ignore[operator]
    return int(error.value.reply_code)


def test_a_run_time_user_can_do_its_own_work_alone(vhost: Vhost) -> None:
    """It speaks under its own name, hears its own queue, declares nothing."""
    vhost.with_users()

    def publish(key: str, exchange: str = "motcua.events") -> object:
        return lambda channel: channel.basic_publish(exchange, key, b"{}", mandatory=True)

    def consume(queue: str) -> object:
        return lambda channel: channel.basic_consume(queue, lambda *_: None)

    def declare(channel: BlockingChannel) -> None:
        channel.queue_declare("mine", durable=True)

    url = vhost.url_of(f"{vhost.name}-intake")
    with closing(pika.BlockingConnection(pika.URLParameters(url))) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish("motcua.events", "intake.x.v1", b"{}", mandatory=True)
        channel.basic_consume("intake.events", lambda *_: None)

    assert refused(vhost, "intake", publish("routing.x.v1")) == 403
    assert refused(vhost, "intake", publish("routing.events", exchange="")) == 403
    assert refused(vhost, "intake", consume("routing.events")) == 403
    assert refused(vhost, "intake", declare) == 403


def test_a_broker_that_does_not_answer_is_said_so() -> None:
    """No management API under the URL: an error without the password in it."""
    with pytest.raises(ManagementError) as error:
        topology.compare(topology.load(), api_url="http://u:geheim@127.0.0.1:9", vhost="motcua")

    assert "geheim" not in str(error.value)


def test_every_user_of_the_document_is_bound_to_its_name() -> None:
    """No pattern lets one service touch another's queue or speak in its name."""
    loaded = topology.load()

    assert {user.name for user in loaded.users} == {
        queue.name.partition(".")[0] for queue in loaded.queues
    }
    assert all(user.configure == "^$" for user in loaded.users)
    assert all(user.topics["write"] == f"^{user.name}\\..*" for user in loaded.users)
