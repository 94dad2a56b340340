"""A failing service is left alone, a slow one holds its share, and both are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event, Thread

import pytest

from chassis.clients import Reply
from gateway.clients.breaker import Breaker
from gateway.clients.bulkhead import Bulkhead
from gateway.clients.guarded import GuardedService, Hasty
from gateway.settings import _THREADS, SERVICES, SHARES
from kernel.errors import UnavailableError
from tests.unit.gateway.doubles import FakeService, json_reply


@dataclass(slots=True)
class Hand:
    """A monotonic clock that is set by hand."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass(slots=True)
class Stream:
    """The rest of a long answer."""

    closed: int = 0
    pieces: list[bytes] = field(default_factory=lambda: [b"b", b"c"])

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.pieces)

    def close(self) -> None:
        self.closed += 1


def guarded(service: FakeService, hand: Hand, *, slots: int = 4, queue: int = 0) -> GuardedService:
    breaker = Breaker(failures=3, open_seconds=5.0, monotonic=hand)
    return GuardedService("intake", service, breaker, Bulkhead(slots, queue, patience=0.01))


def fail(service: GuardedService, times: int) -> None:
    for _ in range(times):
        with pytest.raises(UnavailableError):
            service.call("GET", "/x")


def test_after_failures_in_a_row_nobody_is_sent_there_for_a_while() -> None:
    """The answer comes at once, with the seconds until it is tried again."""
    hand, service = Hand(), FakeService(None)
    guard = guarded(service, hand)
    fail(guard, 3)
    hand.now += 1.5
    with pytest.raises(UnavailableError) as caught:
        guard.call("GET", "/x")

    assert len(service.calls) == 3
    assert caught.value.retry_after == 4
    assert caught.value.extra == {"service": "intake"}


def test_then_one_tries_for_all() -> None:
    """Its failure closes the way for as long again, its success opens it to everybody."""
    hand, service = Hand(), FakeService(None)
    guard = guarded(service, hand)
    fail(guard, 3)
    hand.now += 5.1
    fail(guard, 2)
    assert len(service.calls) == 4

    hand.now += 5.1
    service.reply = json_reply({})
    guard.call("GET", "/x")
    guard.call("GET", "/x")

    assert len(service.calls) == 6


def test_while_one_tries_the_others_are_turned_away() -> None:
    """A service that comes back is not run over."""
    breaker = Breaker(failures=1, open_seconds=5.0, monotonic=Hand())
    breaker.failed()
    breaker._open_until = 0.0

    assert breaker.enter() == 0.0
    assert breaker.enter() > 0.0
    breaker.abandoned()
    assert breaker.enter() == 0.0


def test_any_answer_is_a_sign_of_life() -> None:
    """Also a 503 of the service's own: it answers, and says itself what is wrong."""
    service = FakeService(json_reply({}, 503))
    guard = guarded(service, Hand())
    for _ in range(10):
        guard.call("GET", "/x")

    assert len(service.calls) == 10


def test_a_full_bulkhead_turns_away_and_is_free_again_after() -> None:
    """A slot is held while the answer is awaited, and no longer."""
    here, go = Event(), Event()

    class Slow(FakeService):
        def call(self, method: str, path: str, **given: object) -> Reply:
            del method, path, given
            here.set()
            go.wait(60)
            return json_reply({})

    guard = guarded(Slow(), Hand(), slots=1)
    first = Thread(target=guard.call, args=("GET", "/x"))
    first.start()
    here.wait(60)
    told = []
    for _ in range(200):
        with pytest.raises(UnavailableError) as caught:
            guard.call("GET", "/x")
        told.append(caught.value.retry_after)
    go.set()
    first.join(60)

    # Spread, so that those turned away together do not come back together.
    assert set(told) == {1, 2, 3, 4}
    assert guard.call("GET", "/x").ok


def test_a_long_answer_holds_its_slot_until_it_is_closed() -> None:
    """Once, however often it is closed."""
    rest = Stream()
    service = FakeService(Reply(status=200, headers={}, body=b"a", rest=rest))
    guard = guarded(service, Hand(), slots=1)
    reply = guard.call("GET", "/x", whole=False)
    with pytest.raises(UnavailableError):
        guard.call("GET", "/x")

    assert reply.rest is not None
    assert list(reply.rest) == [b"b", b"c"]
    reply.rest.close()
    reply.rest.close()
    assert guard.call("GET", "/x").ok
    with pytest.raises(UnavailableError):
        guard.call("GET", "/x")


def test_a_body_that_breaks_off_says_nothing_of_the_service() -> None:
    """The client is to blame: the slot is free and the breaker closed."""

    def broken() -> Iterator[bytes]:
        yield b"x"
        raise ConnectionResetError

    service = FakeService(json_reply({}))
    guard = guarded(service, Hand(), slots=1)
    for _ in range(5):
        with pytest.raises(ConnectionResetError):
            guard.call("POST", "/x", body=broken())

    assert guard.call("GET", "/x").ok


def test_a_part_of_an_answer_is_waited_for_a_little() -> None:
    """Its seconds, or fewer where the route gives fewer."""
    service = FakeService(json_reply({}))
    hasty = Hasty(service, 2.0)
    hasty.call("GET", "/x")
    hasty.call("GET", "/x", seconds=1.0)
    hasty.call("GET", "/x", seconds=9.0)

    assert [call.seconds for call in service.calls] == [2.0, 1.0, 2.0]


def test_the_shares_of_all_services_leave_threads_free() -> None:
    """Else services that are slow together would stop the door for everybody."""
    together = sum(share.slots + share.queue for share in SHARES.values())

    assert set(SHARES) == set(SERVICES)
    assert together + _THREADS // 3 <= _THREADS
