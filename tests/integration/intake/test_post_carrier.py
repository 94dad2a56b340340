"""The carrier's client against the carrier of one box, over real HTTP."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from deploy.onebox.post_carrier import Orders, create_carrier
from services.intake.delivery.clients.http_carrier import HttpCarrier
from services.intake.delivery.domain.posting import (
    CarrierAnswer,
    Posting,
    PostingState,
    Recipient,
)
from services.intake.registry.domain.delivery import PostalAddress
from services.intake.settings import PostSettings
from tests.unit.intake.delivery.test_posting import ASKED

LONG_AGO, STEP = 0.0, 10.0
OTHER = f"{ASKED.dossier}-P2"
PATIENCE_SECONDS = 60.0


@dataclass
class Box:
    """The carrier of one box with a clock of its own, and a client of it."""

    orders: Orders
    settings: PostSettings
    client: HttpCarrier
    now: float = LONG_AGO


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    orders = Orders(tmp_path / "orders.json", STEP)
    server = make_server("127.0.0.1", 0, create_carrier(orders, 3600.0), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    settings = PostSettings(carrier_url=url)
    box = Box(orders=orders, settings=settings, client=HttpCarrier(settings, seconds=30.0))
    orders.clock = lambda: box.now
    try:
        yield box
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def addressed(postcode: str | None = None, number: int = 1) -> Posting:
    address = PostalAddress(commune="14797", street="12 Lê Lợi", postcode=postcode)
    recipient = Recipient(name="Nguyễn Thị Ế", phone="+84912345678", address=address)
    return replace(ASKED, number=number, recipient=recipient)


@pytest.mark.parametrize(
    ("postcode", "end"),
    [(None, "delivered"), ("00002", "returned"), ("00003", "lost")],
    ids=["arrives", "comes back", "is lost"],
)
def test_a_parcel_comes_to_its_end_by_the_clock(box: Box, postcode: str | None, end: str) -> None:
    """Ordered, collected, in transit, and what the postcode stands for."""
    answers = [box.client.order(addressed(postcode))]
    for _ in range(4):
        box.now += STEP
        answers.append(box.client.read(ASKED.reference))

    states = [answer.state for answer in answers]
    assert states == ["ordered", "collected", "in-transit", end, end]
    assert {answer.tracking_number for answer in answers} == {"EM000000001VN"}


def test_one_reference_is_one_order_and_a_restart_forgets_none(box: Box) -> None:
    """Sent twice it has one number; another reference has another; the file keeps both."""
    first, again = box.client.order(addressed()), box.client.order(addressed())
    other = box.client.order(addressed(number=2))
    box.orders.push(OTHER)

    kept = Orders(box.orders.file, STEP, clock=lambda: box.now)

    assert (again, other.tracking_number) == (first, "EM000000002VN")
    assert kept.read(ASKED.reference) == {"tracking_number": "EM000000001VN", "status": "100"}
    assert kept.read(OTHER) == {"tracking_number": "EM000000002VN", "status": "200"}


def test_what_is_refused_unknown_or_away_is_told_apart(box: Box) -> None:
    """A refusal ends the order; an order nobody knows, and nobody there, tell nothing."""
    refused = box.client.order(addressed("00001"))
    unknown = box.client.read("nobody-P1")
    nowhere = HttpCarrier(PostSettings(carrier_url="http://127.0.0.1:9"))

    assert refused.state is PostingState.REFUSED
    assert unknown == CarrierAnswer(reached=True)
    assert nowhere.order(addressed()) == CarrierAnswer(reached=False)


def test_a_slow_carrier_is_not_waited_for(box: Box) -> None:
    """Its answer is lost and its order stands: the same reference finds it later."""
    hasty = HttpCarrier(box.settings, seconds=0.2)

    lost = hasty.order(addressed("00004"))

    assert lost == CarrierAnswer(reached=False)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (kept := box.orders.read(ASKED.reference)) is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert kept["tracking_number"] == "EM000000001VN"
