"""A claim that a crash of the database server forgot: whose it was harms no later one.

No claim waits for the disk, so its number is given again after the crash, while its sender still
holds the letter and says in the end what came of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from services.notification.dispatch.api.bell import Bell
from services.notification.dispatch.api.recovery import Recovery
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.ports import Claimed
from services.notification.dispatch.store.messages import PgMessages
from services.notification.wiring.dispatch import Dispatching
from tests.integration.notification.intake_stub import CODE
from tests.integration.notification.rig import Notification, running, wait_until
from tests.integration.notification.test_batches import queue

ACCEPTED = Outcome(result=Result.ACCEPTED, code=250)
DEFERRED = Outcome(result=Result.DEFERRED, reason="fault")
REFUSED = Outcome(result=Result.REFUSED, reason="no-mailbox")
UNKNOWN = Outcome(result=Result.UNKNOWN, reason="no-answer")


def claim_lost(notification: Notification) -> tuple[Dispatching, Claimed]:
    """Claim the one letter, and let the database forget it as a crash does."""
    work = notification.dispatching()
    (claimed,) = work.claim(25)
    notification.execute("DELETE FROM attempt")
    notification.execute("UPDATE message SET status = 'queued', attempts = 0, claimed_at = NULL")
    return work, claimed


@pytest.fixture
def lost(notification: Notification) -> tuple[Dispatching, Claimed]:
    """Return who holds a letter of which the database knows nothing."""
    queue(notification, CODE)
    return claim_lost(notification)


def attempts(notification: Notification) -> Sequence[tuple[int, str | None]]:
    ((_, kept),) = notification.messages()
    return [(one.number, one.outcome) for one in kept]


@pytest.mark.parametrize("outcome", [ACCEPTED, DEFERRED, UNKNOWN])
def test_what_came_of_it_ends_no_later_claim(
    notification: Notification, lost: tuple[Dispatching, Claimed], outcome: Outcome
) -> None:
    """Else what the later one hands over would go once more."""
    former, held = lost
    later = notification.dispatching()
    (again,) = later.claim(25)
    former.settle([(held, outcome)], [])
    under_way = (notification.statuses(), attempts(notification))
    later.settle([(again, ACCEPTED)], [])

    assert again.message.attempts == held.message.attempts == 1
    assert under_way == ([("sending", 1, 1)], [(1, None)])
    assert notification.statuses() == [("accepted", 1, 1)]
    assert attempts(notification) == [(1, "accepted")]
    assert notification.send_all() == []


def test_giving_it_back_gives_back_no_later_claim(
    notification: Notification, lost: tuple[Dispatching, Claimed]
) -> None:
    former, held = lost
    later = notification.dispatching()
    (again,) = later.claim(25)
    former.settle([], [held])
    later.settle([(again, ACCEPTED)], [])

    assert notification.statuses() == [("accepted", 1, 1)]


def test_holding_it_holds_no_later_claim(
    notification: Notification, lost: tuple[Dispatching, Claimed]
) -> None:
    _, held = lost
    later = notification.dispatching()
    (again,) = later.claim(25)
    with notification.database.transaction() as tx:
        PgMessages(tx).hold([held], notification.clock() + timedelta(hours=9))
    later.settle([(again, ACCEPTED)], [])

    assert notification.statuses() == [("accepted", 1, 1)]


@pytest.mark.parametrize("outcome", [DEFERRED, UNKNOWN])
def test_what_may_not_have_left_goes_again(
    notification: Notification, lost: tuple[Dispatching, Claimed], outcome: Outcome
) -> None:
    former, held = lost
    former.settle([(held, outcome)], [])

    assert notification.statuses() == [("queued", 0, 0)]
    assert notification.send_all() == [Result.ACCEPTED]
    assert notification.statuses() == [("accepted", 1, 1)]


@pytest.mark.parametrize(
    ("outcome", "status"), [(ACCEPTED, "accepted"), (REFUSED, "undeliverable")]
)
def test_an_end_is_made_up_for_where_nobody_claimed_it_since(
    notification: Notification,
    lost: tuple[Dispatching, Claimed],
    outcome: Outcome,
    status: str,
) -> None:
    """Else a letter would go twice of which we know that it went."""
    former, held = lost
    moved = former.settle([(held, outcome)], [])
    once_more = former.settle([(held, outcome)], [])
    ((_, (attempt,)),) = notification.messages()

    assert (moved, once_more) == ({held.message.id}, set())
    assert notification.statuses() == [(status, 1, 1)]
    assert (attempt.outcome, attempt.provider) == (outcome.result, held.provider)
    assert len(notification.said()) == 1
    assert notification.send_all() == []


def second_claim_lost(notification: Notification) -> tuple[Dispatching, Claimed]:
    """Claim a letter again whose first end is unknown, and let the database forget that."""
    queue(notification, CODE)
    work = notification.dispatching()
    (first,) = work.claim(25)
    work.settle([(first, UNKNOWN)], [])
    notification.execute("UPDATE message SET next_attempt_at = now()")
    (second,) = work.claim(25)
    notification.execute("DELETE FROM attempt WHERE number = 2")
    notification.execute("UPDATE message SET status = 'unknown', attempts = 1, claimed_at = NULL")
    return work, second


def test_an_end_is_made_up_for_under_its_own_number(notification: Notification) -> None:
    former, held = second_claim_lost(notification)
    former.settle([(held, ACCEPTED)], [])

    assert notification.statuses() == [("accepted", 2, 2)]
    assert attempts(notification) == [(1, "unknown"), (2, "accepted")]


def test_what_a_receipt_ended_meanwhile_stays_ended(notification: Notification) -> None:
    former, held = second_claim_lost(notification)
    notification.execute("UPDATE message SET status = 'delivered'")
    moved = former.settle([(held, ACCEPTED)], [])

    assert not moved
    assert notification.statuses() == [("delivered", 1, 1)]


def test_what_came_of_an_attempt_given_up_as_lost_is_still_taken_down(
    notification: Notification,
) -> None:
    """Its sender stood still for minutes, and nobody took the letter meanwhile."""
    queue(notification, CODE)
    slow = notification.dispatching()
    (claimed,) = slow.claim(25)
    notification.execute("UPDATE message SET claimed_at = now() - interval '3 minutes'")
    notification.sweep()
    given_up = notification.statuses()
    slow.settle([(claimed, ACCEPTED)], [])

    assert given_up == [("unknown", 1, 1)]
    assert notification.statuses() == [("accepted", 1, 1)]
    assert attempts(notification) == [(1, "accepted")]


class Counting(Recovery):
    """Counts how often trouble was noted."""

    noted = 0

    def interrupted(self) -> None:
        self.noted += 1
        super().interrupted()


def test_idle_senders_hear_of_a_crash_by_their_bell_and_of_the_return(
    notification: Notification,
) -> None:
    """Another loop of the process may have met the ended connections before any sender did."""
    recovery = Counting()
    bell = Bell(notification.database, "crashes", senders=1, sweep=lambda: None, recovery=recovery)
    with running([bell]):
        wait_until(bell.ready)
        at_first = recovery.noted
        notification.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
            " AND datname = current_database()"
        )
        wait_until(lambda: recovery.noted > 0)
        left = recovery.seconds_left()
        wait_until(lambda: bell.ready() and recovery.noted > 1)

    assert at_first == 0
    assert left > 0
