"""Receipts that wait for the loop that takes them down, and are answered once they are kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from kernel.errors import ConflictError, UnavailableError
from services.notification.dispatch.domain.receipt import Receipt, State
from services.notification.dispatch.ports import Answer
from services.notification.receipts.api.heard_receipts import AT_ONCE, HeardReceipts

NOW = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)


def receipt(name: str) -> Receipt:
    return Receipt(provider="sms", id=name, reference=name, state=State.DELIVERED, at=NOW)


class Keeping:
    """Keeps batches; a batch with a name of `faults` fails whole, as a transaction does."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.faults: dict[str, Exception] = {}
        self.tries = 0
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()

    @property
    def kept(self) -> list[str]:
        return [name for batch in self.batches for name in batch]

    def __call__(self, said: Sequence[Receipt]) -> None:
        self.begun.set()
        assert self.go_on.wait(10)
        self.tries += 1
        names = [one.id for one in said]
        for name in names:
            if name in self.faults:
                raise self.faults[name]
        self.batches.append(names)


class Told:
    """Notes what was answered, and whether it was kept by then."""

    def __init__(self, keeping: Keeping) -> None:
        self.answers: list[tuple[str, bool]] = []
        self.too_early: list[str] = []
        self._keeping = keeping

    def of(self, name: str) -> Answer:
        def answer(*, kept: bool) -> None:
            self.answers.append((name, kept))
            if kept and name not in self._keeping.kept:
                self.too_early.append(name)

        return answer


@contextmanager
def running(heard: HeardReceipts) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=heard.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(15)


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end, "waited in vain"
        threading.Event().wait(0.01)


def hear(heard: HeardReceipts, told: Told, names: Sequence[str]) -> None:
    for name in names:
        heard.hear(receipt(name), told.of(name))


def test_what_is_there_is_kept_together_and_answered_afterwards_in_its_order() -> None:
    """Who brings them waits for nothing; a batch has its bounds."""
    keeping = Keeping()
    keeping.go_on.clear()
    told, heard = Told(keeping), HeardReceipts(keeping, room=1000)
    names = [str(number) for number in range(AT_ONCE + 51)]
    with running(heard):
        hear(heard, told, names[:1])
        assert keeping.begun.wait(10)
        hear(heard, told, names[1:])
        unanswered = list(told.answers)
        keeping.go_on.set()
        wait_until(lambda: len(told.answers) == len(names))

    assert unanswered == []
    assert [len(batch) for batch in keeping.batches] == [1, AT_ONCE, 50]
    assert keeping.kept == names
    assert told.answers == [(name, True) for name in names]
    assert told.too_early == []


def test_a_full_room_takes_no_more_and_says_so_at_once() -> None:
    keeping = Keeping()
    told, heard = Told(keeping), HeardReceipts(keeping, room=2)
    hear(heard, told, "abcd")

    assert told.answers == [("c", False), ("d", False)]


@pytest.mark.parametrize(
    ("place", "fault"),
    [(0, ValueError("odd")), (2, ConflictError(retry_after=1)), (4, ValueError("odd"))],
)
def test_one_that_cannot_be_taken_spoils_no_other(place: int, fault: Exception) -> None:
    """The others are kept in their order, it alone is to be said again."""
    keeping = Keeping()
    keeping.faults["abcde"[place]] = fault
    told, heard = Told(keeping), HeardReceipts(keeping, room=10)
    hear(heard, told, "abcde")
    with running(heard):
        wait_until(lambda: len(told.answers) == 5)
        hear(heard, told, "f")
        wait_until(lambda: len(told.answers) == 6)

    assert keeping.kept == [name for name in "abcdef" if name not in keeping.faults]
    assert dict(told.answers) == {name: name not in keeping.faults for name in "abcdef"}


def test_a_database_that_is_away_is_asked_once_for_all() -> None:
    """It would be waited for a hundred times over; the centre says them again."""
    keeping = Keeping()
    keeping.faults["a"] = UnavailableError()
    told, heard = Told(keeping), HeardReceipts(keeping, room=10)
    hear(heard, told, "abc")
    with running(heard):
        wait_until(lambda: len(told.answers) == 3)

    assert keeping.tries == 1
    assert told.answers == [("a", False), ("b", False), ("c", False)]


def test_what_waits_at_the_end_is_kept_and_nothing_is_taken_after() -> None:
    keeping = Keeping()
    told, heard = Told(keeping), HeardReceipts(keeping, room=500)
    names = [str(number) for number in range(250)]
    hear(heard, told, names)
    with running(heard):
        pass
    hear(heard, told, ["late"])

    assert keeping.kept == names
    assert told.answers == [*((name, True) for name in names), ("late", False)]
