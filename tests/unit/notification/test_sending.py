"""A sender's turns: what it holds, when it lets go, and what it never forgets."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from chassis.db import Database, DatabaseUnavailableError
from services.notification.dispatch.api.bell import Bell
from services.notification.dispatch.api.loop import DispatchLoop, hand_over
from services.notification.dispatch.api.recovery import Recovery
from services.notification.dispatch.domain.message import EMAIL, Message, MessageStatus
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.ports import Claimed

ACCEPTED = Outcome(result=Result.ACCEPTED, code=250)
AWAY = Outcome(result=Result.UNREACHABLE, reason="provider-unreachable")
PATIENCE = 60.0


def claimed(number: int) -> Claimed:
    message = Message(
        id=UUID(int=number),
        event_id=UUID(int=number),
        recipient="applicant/1",
        channel=EMAIL,
        template="dossier-accepted",
        template_version=1,
        dossier=str(number),
        language="vi",
        facts={},
        reference=f"{number}@example.vn",
        queued_at=datetime(2026, 11, 23, tzinfo=UTC),
    )
    return Claimed(
        message=message,
        age=timedelta(),
        was=MessageStatus.QUEUED,
        held_since=datetime(2026, 11, 23, tzinfo=UTC),
        provider="smtp",
    )


@dataclass
class FakeWork:
    """A queue in memory; `deliver` answers by `outcome`, `settle` fails so many times first."""

    waiting: list[Claimed] = field(default_factory=list)
    outcome: Callable[[Claimed], Outcome] = lambda _: ACCEPTED
    failures: int = 0
    limits: list[int] = field(default_factory=list)
    settled: list[Claimed] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def claim(self, limit: int) -> Sequence[Claimed]:
        self.limits.append(limit)
        taken, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return taken

    def deliver(self, claimed: Claimed) -> Outcome:
        return self.outcome(claimed)

    def settle(self, ended: Sequence[tuple[Claimed, Outcome]], unsent: Sequence[Claimed]) -> None:
        if self.failures:
            self.failures -= 1
            raise DatabaseUnavailableError
        self.settled += [one for one, _ in ended]
        self.waiting += unsent
        if not self.waiting:
            self.done.set()

    def close(self) -> None:
        """Nothing is open."""


def bell(senders: int = 1) -> Bell:
    """Return a bell that nobody rings but the test."""
    database = Database("postgresql://nobody@127.0.0.1:9/none", name="none")
    return Bell(database, "none", senders=senders, sweep=lambda: None, recovery=Recovery())


def run(work: FakeWork) -> None:
    """Let a loop work until the queue is empty and settled."""
    loop = DispatchLoop(lambda: work, name="dispatch-1", bell=bell(), recovery=Recovery())
    stop = threading.Event()
    thread = threading.Thread(target=loop.run, args=(stop,))
    thread.start()
    found = work.done.wait(PATIENCE)
    stop.set()
    thread.join(PATIENCE)

    assert found


def test_what_time_did_not_reach_is_let_go() -> None:
    """The first of a claim is always tried, so that something moves."""
    work = FakeWork()
    batch = hand_over(work, [claimed(n) for n in range(5)], until=0.0)

    assert [one.message.dossier for one, _ in batch.ended] == ["0"]
    assert [one.message.dossier for one in batch.unsent] == ["1", "2", "3", "4"]


def test_a_provider_that_is_away_ends_the_batch() -> None:
    """What follows is not tried against a closed door."""
    work = FakeWork(outcome=lambda one: AWAY if one.message.dossier == "2" else ACCEPTED)
    batch = hand_over(work, [claimed(n) for n in range(5)])

    assert batch.results == [Result.ACCEPTED, Result.ACCEPTED, Result.UNREACHABLE]
    assert [one.message.dossier for one in batch.unsent] == ["3", "4"]


def test_a_fault_of_ours_is_put_off_alone() -> None:
    """Whatever one message does to us, those beside it go."""

    def outcome(one: Claimed) -> Outcome:
        if one.message.dossier == "1":
            raise KeyError("agency")
        return ACCEPTED

    batch = hand_over(FakeWork(outcome=outcome), [claimed(n) for n in range(3)])

    assert batch.results == [Result.ACCEPTED, Result.DEFERRED, Result.ACCEPTED]


def test_outcomes_are_kept_until_the_database_takes_them() -> None:
    """A database that is away for a moment makes nothing go twice."""
    work = FakeWork(waiting=[claimed(n) for n in range(3)], failures=2)
    run(work)

    assert [one.message.dossier for one in work.settled] == ["0", "1", "2"]


def test_a_large_queue_is_taken_in_portions() -> None:
    """None larger than what may go twice when the process is killed."""
    work = FakeWork(waiting=[claimed(n) for n in range(80)])
    run(work)

    assert len(work.settled) == 80
    assert set(work.limits) == {25}


def test_a_ring_nobody_waits_for_is_kept() -> None:
    """Who comes next does not sleep; there are no more rings than senders."""
    one = bell(senders=2)
    for _ in range(3):
        one.ring()

    assert [one.wait(0) for _ in range(3)] == [True, True, False]


def test_a_ring_wakes_one_who_sleeps() -> None:
    """And not the other."""
    one = bell(senders=2)
    rang: list[bool] = []
    threads = [threading.Thread(target=lambda: rang.append(one.wait(PATIENCE))) for _ in range(2)]
    for thread in threads:
        thread.start()
    one.ring()
    while not rang:
        threads[0].join(0.01)
    first = list(rang)
    one.ring()
    for thread in threads:
        thread.join(PATIENCE)

    assert first == [True]
    assert rang == [True, True]
