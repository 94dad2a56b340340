"""The relay against raw pika: same broker, same quorum queue, same sizes, rounds interleaved."""

from __future__ import annotations

import gc
import time
from contextlib import closing

from chassis.publisher import Publisher
from chassis.relay import Relay
from tests.benchmarks.place import EXCHANGE, QUEUE, Place
from tests.benchmarks.raw_pika import WINDOW, RawPublisher
from tests.benchmarks.report import Rates
from tests.benchmarks.said import accepted, bodies, say_many


def measure(place: Place, *, rounds: int, events: int) -> list[Rates]:
    """Return the relay's rates and those of raw pika, which are the measure."""
    raw = Rates(name=f"raw pika, window {WINDOW}")
    ours = Rates(name="relay: claim, publish, confirm, delete")
    place.declare(QUEUE, bound=True)
    for _ in range(rounds):
        for rates, round_ in ((raw, _raw_round), (ours, _relay_round)):
            place.settle()
            seconds, cpu = round_(place, events)
            place.wait_depth(QUEUE, events)
            place.purge(QUEUE)
            rates.add(events / seconds, cpu / events * 1e6)
    return [raw, ours]


def _raw_round(place: Place, events: int) -> tuple[float, float]:
    publisher = RawPublisher(place.amqp_url, EXCHANGE, accepted(0).TYPE, list(bodies(events)))
    gc.collect()
    publisher.run()
    return publisher.seconds, publisher.cpu_seconds


def _relay_round(place: Place, events: int) -> tuple[float, float]:
    with place.speaking.transaction() as tx:
        say_many(tx, events)
    relay = Relay(place.speaking, place.amqp_url, source="intake", exchange=EXCHANGE)
    publisher = Publisher(place.amqp_url, exchange=EXCHANGE, name="benchmark relay")
    with closing(publisher):
        publisher.open()
        gc.collect()
        began, cpu_began = time.perf_counter(), time.process_time()
        relay.drain(publisher)
        return time.perf_counter() - began, time.process_time() - cpu_began
