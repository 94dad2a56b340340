"""The harness finds each fault planted on purpose, and nothing where none is: zeroes mean it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import closing

import pika
import pytest

from chassis import topology
from tests.chaos.parts import Part, wait_for
from tests.chaos.small_suite import SERVICES, SmallSuite, chain_of
from tests.chaos.test_order import EVENTS_EACH, publish, stream_of

FOUND_SECONDS = 15.0
CLEAN_SECONDS = 90.0
FILINGS = 12

Scenario = Callable[[SmallSuite, str, int], list[str]]


def start(suite: SmallSuite, carrier: str, mutant: str, **environment: str) -> Part:
    """Start the four parts; `carrier` carries the mutant and what is armed in it."""
    for name in ("intake-api", *(f"{service}-background" for service in SERVICES)):
        more = environment if name == carrier else {}
        planted = {"CHAOS_MUTANT": mutant} if name == carrier else {}
        part = suite.add_part(name, name.partition("-")[0], **planted)
        part.start(**more)
    for part in suite.parts.values():
        part.wait_ready()
    return suite.parts[carrier]


def settled(suite: SmallSuite, acked: dict[str, str], mutant: str) -> list[str]:
    return suite.drain(acked, FOUND_SECONDS if mutant else CLEAN_SECONDS)


def crash_before_commit(suite: SmallSuite, mutant: str, seed: int) -> list[str]:
    """Kill the consumer with its effect written and not committed."""
    armed = {"MOTCUA_FAILPOINT": "inbox.applied:kill@1"}
    part = start(suite, "reporting-background", mutant, **armed)
    load = suite.load(seed=seed)
    load.run(FILINGS)
    assert wait_for(lambda: part.deaths > 0, 30)
    return settled(suite, load.acked, mutant)


def crash_before_ack(suite: SmallSuite, mutant: str, seed: int) -> list[str]:
    """Kill the consumer with its effect committed and not acknowledged."""
    armed = {"MOTCUA_FAILPOINT": "consumer.committed:kill@1"}
    part = start(suite, "reporting-background", mutant, **armed)
    load = suite.load(seed=seed)
    load.run(FILINGS)
    assert wait_for(lambda: part.deaths > 0, 30)
    return settled(suite, load.acked, mutant)


def commits_out_of_order(suite: SmallSuite, mutant: str, seed: int) -> list[str]:
    """Transactions commit in another order than their events were numbered."""
    start(suite, "intake-background", mutant)
    suite.parts["intake-api"].restart(CHAOS_COMMIT_DELAY="0.1")
    suite.parts["intake-api"].wait_ready()
    load = suite.load(seed=seed, clients=6)
    load.run(60)
    return settled(suite, load.acked, mutant)


def no_queue_is_bound(suite: SmallSuite, mutant: str, seed: int) -> list[str]:
    """For some seconds no queue is bound for what intake says."""
    start(suite, "intake-background", mutant)
    with closing(pika.BlockingConnection(pika.URLParameters(suite.vhost.amqp_url))) as connection:
        channel = connection.channel()
        for queue in topology.load().queues:
            for key in set(queue.bindings) & {"intake.#", "#"}:
                channel.queue_unbind(queue.name, queue.exchange, key)
    load = suite.load(seed=seed)
    load.run(FILINGS)
    time.sleep(2)
    topology.declare(topology.load(), suite.vhost.amqp_url)
    return settled(suite, load.acked, mutant)


def broker_dies_with_messages(suite: SmallSuite, mutant: str, seed: int) -> list[str]:
    """Kill the broker while its queues hold what nobody has fetched yet."""
    start(suite, "intake-background", mutant)
    suite.parts["reporting-background"].stop()
    if mutant:
        declare_transient(suite, "reporting.events")
    load = suite.load(seed=seed)
    load.run(FILINGS)
    assert wait_for(lambda: not unsent(suite), 30)
    suite.servers.kill("rabbitmq")
    time.sleep(0.5)
    suite.servers.wait_up("rabbitmq")
    topology.declare(topology.load(), suite.vhost.amqp_url)
    suite.parts["reporting-background"].start()
    return settled(suite, load.acked, mutant)


def unsent(suite: SmallSuite) -> int:
    return sum(suite.rows(name, "SELECT count(*) FROM outbox")[0][0] for name in SERVICES)


def declare_transient(suite: SmallSuite, queue: str) -> None:
    with closing(pika.BlockingConnection(pika.URLParameters(suite.vhost.amqp_url))) as connection:
        channel = connection.channel()
        channel.queue_delete(queue)
        channel.queue_declare(queue, durable=False)
        channel.queue_bind(queue, "motcua.events", "#")


def shuffled_deliveries(suite: SmallSuite, mutant: str, seed: int) -> list[str]:
    """Deliveries come doubled and in another order."""
    part = suite.add_part("routing-background", "routing", CHAOS_MUTANT=mutant)
    part.start()
    part.wait_ready()
    stream = stream_of(300, random.Random(seed))  # noqa: S311 -- a seeded run must repeat
    publish(suite, stream.bodies)
    right = (EVENTS_EACH, chain_of(EVENTS_EACH))

    def divergent() -> int:
        copies = suite.rows("routing", "SELECT last, chain FROM copy")
        return stream.dossiers - sum(copy == right for copy in copies)

    wait_for(lambda: not divergent(), FOUND_SECONDS if mutant else CLEAN_SECONDS)
    return [f"{divergent()} divergent copies"] if divergent() else []


SCENARIOS: dict[str, Scenario] = {
    "ack-before-commit": crash_before_commit,
    "no-inbox": crash_before_ack,
    "watermark-relay": commits_out_of_order,
    "no-mandatory": no_queue_is_bound,
    "transient-queue": broker_dies_with_messages,
    "gate-off": shuffled_deliveries,
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mutant", SCENARIOS)
def test_a_planted_fault_is_found(miniature: SmallSuite, seed: int, mutant: str) -> None:
    """The shortest scenario that can show it does."""
    found = SCENARIOS[mutant](miniature, mutant, seed)
    miniature.journal.note("mutant", mutant=mutant, found=found)

    assert found


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mutant", SCENARIOS)
def test_the_same_scenario_is_clean_without_the_fault(
    miniature: SmallSuite, seed: int, mutant: str
) -> None:
    """The control: what is found above is the fault and not the scenario."""
    assert SCENARIOS[mutant](miniature, "", seed) == []
