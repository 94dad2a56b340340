"""Texts that wait for the loop that answers them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kernel.errors import UnavailableError
from services.notification.dispatch.domain.text_in import TextIn
from services.notification.inbound.api.heard_texts import HeardTexts


def text_in(name: str) -> TextIn:
    return TextIn(provider="sms", id=name, number="84912345678", words="alo")


class Answering:
    """Notes what was answered and by which thread; holds, or fails, where it is told to."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.threads: set[int] = set()
        self.faults: list[Exception] = []
        self.go_on = threading.Event()
        self.go_on.set()

    def __call__(self, text: TextIn) -> None:
        self.threads.add(threading.get_ident())
        assert self.go_on.wait(10)
        if self.faults:
            raise self.faults.pop(0)
        self.names.append(text.id)


@contextmanager
def running(heard: HeardTexts) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=heard.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(15)


def test_texts_are_answered_by_a_thread_of_their_own_also_at_the_end() -> None:
    """What waits when the process is told to stop is answered, nothing is taken after."""
    answering = Answering()
    heard = HeardTexts(answering, room=10)
    with running(heard):
        taken = [heard.bring(text_in(name)) for name in "abc"]

    assert (taken, answering.names) == ([True] * 3, ["a", "b", "c"])
    assert threading.get_ident() not in answering.threads
    assert not heard.bring(text_in("d"))


def test_a_full_queue_takes_no_more_and_waits_for_nothing() -> None:
    answering = Answering()
    heard = HeardTexts(answering, room=2)

    assert [heard.bring(text_in(name)) for name in "abc"] == [True, True, False]


def test_a_database_that_is_away_is_waited_for_and_a_fault_is_its_texts_alone() -> None:
    """Anybody may write anything: no text may end the process."""
    answering = Answering()
    answering.faults = [UnavailableError(), ValueError("odd")]
    answering.go_on.clear()
    heard = HeardTexts(answering, room=10)
    with running(heard):
        for name in "abc":
            heard.bring(text_in(name))
        answering.go_on.set()
        for _ in range(200):
            if len(answering.names) == 2:
                break
            threading.Event().wait(0.02)

    assert answering.names == ["b", "c"]
