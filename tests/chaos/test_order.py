"""Copies of state stay right when deliveries are doubled and come in another order."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

import pika
import pytest

from chassis.clock import machine_clock
from chassis.identifiers import new_id
from contracts import codec
from contracts.envelope import Envelope
from tests.chaos.miniature import handed_over
from tests.chaos.parts import wait_for
from tests.chaos.small_suite import SmallSuite, chain_of

DUPLICATES = 0.2
WINDOW = 50
EVENTS_EACH = 5
EVENTS = int(os.environ.get("CHAOS_EVENTS", "3000"))
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """What is published: bodies in the order of their deliveries, and how many are doubles."""

    dossiers: int
    bodies: list[bytes]
    doubles: int


def stream_of(events: int, chance: random.Random) -> Stream:
    """Return dossiers of five events, mixed, a fifth of them doubled, shuffled by 50 places."""
    dossiers = events // EVENTS_EACH
    turns = [number for number in range(dossiers) for _ in range(EVENTS_EACH)]
    chance.shuffle(turns)
    counts = [0] * dossiers
    placed: list[tuple[float, bytes]] = []
    doubles = 0
    for place, number in enumerate(turns):
        counts[number] += 1
        body = body_of(f"H56.9-{number:06d}", counts[number])
        placed.append((place + chance.uniform(0, WINDOW), body))
        if chance.random() < DUPLICATES:
            doubles += 1
            placed.append((place + chance.uniform(0, WINDOW), body))
    placed.sort()
    return Stream(dossiers=dossiers, bodies=[body for _, body in placed], doubles=doubles)


def body_of(code: str, sequence: int, method: str = "desk") -> bytes:
    event = handed_over(code, method)
    envelope = Envelope(
        id=new_id(),
        source="intake",
        type=event.TYPE,
        subject=f"dossier/{code}",
        time=machine_clock(),
        sequence=sequence,
    )
    return codec.encode(envelope, event)


def publish(suite: SmallSuite, bodies: Sequence[bytes]) -> None:
    """Publish as intake does, straight to the exchange."""
    url = suite.vhost.url_of(f"{suite.vhost.name}-intake")
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    properties = pika.BasicProperties(delivery_mode=2, user_id=f"{suite.vhost.name}-intake")
    key = handed_over("x", "desk").TYPE
    for start in range(0, len(bodies), _AT_ONCE):
        for body in bodies[start : start + _AT_ONCE]:
            channel.basic_publish("motcua.events", key, body, properties)
        connection.process_data_events()
    connection.close()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("consumers", [1, 2])
def test_no_copy_diverges(miniature: SmallSuite, seed: int, consumers: int) -> None:
    """20 % doubled, shuffled by 50 places: every copy has each event once and in order."""
    stream = stream_of(EVENTS, random.Random(seed))  # noqa: S311 -- a seeded run must repeat
    parts = [
        miniature.add_part(f"routing-background-{number}", "routing")
        for number in range(consumers)
    ]
    for part in parts:
        part.start()
    for part in parts:
        part.wait_ready()
    began = time.monotonic()
    publish(miniature, stream.bodies)

    def is_done() -> bool:
        ((done,),) = miniature.rows("routing", "SELECT count(*) FROM inbox WHERE status = 'done'")
        # Nobody listens to the other queues here.
        left = miniature.depths().get("routing.events")
        return bool(done == stream.dossiers * EVENTS_EACH) and not left

    done = wait_for(is_done, 800, 0.5)
    seconds = time.monotonic() - began
    copies = miniature.rows("routing", "SELECT code, last, chain FROM copy")
    right = (EVENTS_EACH, chain_of(EVENTS_EACH))
    divergent = [code for code, last, chain in copies if (last, chain) != right]
    opened = miniature.rows("routing", "SELECT count(*), count(DISTINCT code) FROM opened")
    miniature.journal.note(
        "order",
        consumers=consumers,
        events=stream.dossiers * EVENTS_EACH,
        doubles=stream.doubles,
        divergent=len(divergent),
        seconds=round(seconds, 1),
    )

    assert done, miniature.rows("routing", "SELECT status, count(*) FROM inbox GROUP BY 1")
    assert divergent == []
    assert len(copies) == stream.dossiers
    assert opened == [(stream.dossiers, stream.dossiers)]
