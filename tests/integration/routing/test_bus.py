"""Routing on the real broker: what it hears becomes a case, what it says reaches the others."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pika

from chassis.auth import TokenSigner
from chassis.background import Loop
from chassis.testing.brokers import Vhost
from contracts import codec
from kernel.rights import Role
from services.routing.wiring.service import loops_of
from tests.integration.routing.intake_stand_in import IntakeStandIn, served
from tests.integration.routing.suite import (
    KEYS,
    PROCEDURE,
    Suite,
    accepted,
    agency,
    calendar,
    procedure,
)
from tests.unit.routing.samples import COMMUNE, DOSSIER, INSURANCE, officer

OFFICER = officer(Role.OFFICER)


@contextmanager
def running(loops: list[Loop]) -> Iterator[None]:
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
            thread.join(30)


@contextmanager
def background(suite: Suite, vhost: Vhost, intake: IntakeStandIn) -> Iterator[None]:
    """Run what routing runs in its background process."""
    signer = TokenSigner("routing", KEYS["routing"], suite.clock)
    with served(intake) as address:
        by_role = loops_of(suite.routing, vhost.amqp_url, intake_url=address, signer=signer)
        with running([loop for loops in by_role.values() for loop in loops]):
            yield


def wait_until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait until something is true, or fail."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def heard_by_intake(vhost: Vhost) -> list[str]:
    """Take everything out of intake's queue; return the types in order."""
    types: list[str] = []
    with closing(pika.BlockingConnection(pika.URLParameters(vhost.amqp_url))) as wire:
        channel = wire.channel()
        while True:
            method, _, body = channel.basic_get("intake.events", auto_ack=True)
            if method is None or body is None:
                return types
            types.append(codec.decode(body)[0].type)


def test_an_accepted_dossier_becomes_work_and_news(suite: Suite, vhost: Vhost) -> None:
    """From intake's event to the officer's list, and back to intake's queue."""
    intake = IntakeStandIn(vhost)
    with background(suite, vhost, intake):
        intake.say(calendar(), agency(COMMUNE), agency(INSURANCE), procedure())
        intake.say(accepted())
        wait_until(lambda: suite.count("case") == 1)
        wait_until(lambda: suite.count("outbox") == 0)
        suite.do(OFFICER, "complete")
        wait_until(lambda: suite.count("outbox") == 0)

    assert heard_by_intake(vhost) == [
        "routing.case-opened.v1",
        "routing.leg-started.v1",
        "routing.step-started.v1",
        "routing.step-completed.v1",
        "routing.step-started.v1",
    ]


def test_a_dossier_that_overtakes_its_reference_data_is_held_until_they_are_fetched(
    suite: Suite, vhost: Vhost
) -> None:
    """Version by HTTP, agencies and calendar by their events said again; one case."""
    intake = IntakeStandIn(vhost)
    intake.note(calendar(), agency(COMMUNE), agency(INSURANCE), procedure())
    with background(suite, vhost, intake):
        intake.say(accepted())
        wait_until(lambda: suite.count("case") == 1)

    assert suite.worklist(OFFICER)[0]["dossier"] == DOSSIER
    assert f"/internal/procedures/{PROCEDURE}/versions/1" in intake.asked
    assert "/internal/events/replay" in intake.asked
