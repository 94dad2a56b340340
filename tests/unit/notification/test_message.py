"""What an attempt makes of a message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from contracts.events.notification import MessageHandedOver, Undeliverable
from services.notification.dispatch.domain.message import (
    EMAIL,
    Message,
    MessageStatus,
    recipient_of,
    settle,
)
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.domain.retry import GIVE_UP_AFTER, wait_after

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CODE = "H56.14797-261123-0001"
SENDING = Message(
    id=UUID(int=1),
    event_id=UUID(int=2),
    recipient=recipient_of(CODE),
    channel=EMAIL,
    template="dossier-accepted",
    template_version=1,
    dossier=CODE,
    language="vi",
    facts={},
    reference="1@motcua.example.vn",
    queued_at=NOW - timedelta(seconds=1),
    status=MessageStatus.SENDING,
    attempts=1,
)
YOUNG = timedelta(seconds=1)


def test_accepted_message_is_at_its_end_and_is_said() -> None:
    """The provider has it: others hear of it, never to which address."""
    settled = settle(SENDING, Outcome(result=Result.ACCEPTED, code=250), now=NOW, age=YOUNG)

    assert settled.message.status is MessageStatus.ACCEPTED
    assert settled.message.settled_at == NOW
    assert settled.event == MessageHandedOver(
        dossier=CODE,
        message=str(UUID(int=1)),
        cause=str(UUID(int=2)),
        template="dossier-accepted",
        channel="email",
        at=NOW,
    )


def test_refused_message_is_undeliverable_and_somebody_hears_of_it() -> None:
    """A telephone task for the desk."""
    outcome = Outcome(result=Result.REFUSED, reason="address-refused", code=550)
    settled = settle(SENDING, outcome, now=NOW, age=YOUNG)

    assert settled.message.status is MessageStatus.UNDELIVERABLE
    assert isinstance(settled.event, Undeliverable)
    assert settled.event.reason == "address-refused"


@pytest.mark.parametrize("result", [Result.DEFERRED, Result.UNREACHABLE])
def test_message_that_did_not_leave_is_queued_again(result: Result) -> None:
    """Nothing is dropped on the first failure."""
    settled = settle(SENDING, Outcome(result=result, reason="x"), now=NOW, age=YOUNG)

    assert settled.message.status is MessageStatus.QUEUED
    assert settled.wait is not None
    assert settled.event is None


def test_message_that_may_have_arrived_is_unknown_and_sent_again() -> None:
    """Statutory notices go out at least once, with the same reference."""
    settled = settle(SENDING, Outcome(result=Result.UNKNOWN), now=NOW, age=YOUNG)

    assert settled.message.status is MessageStatus.UNKNOWN
    assert settled.message.reference == SENDING.reference
    assert settled.wait is not None


def test_message_is_given_up_after_three_days() -> None:
    """Then somebody has to telephone."""
    outcome = Outcome(result=Result.DEFERRED, reason="mailbox-busy")
    settled = settle(SENDING, outcome, now=NOW, age=GIVE_UP_AFTER)

    assert settled.message.status is MessageStatus.FAILED
    assert isinstance(settled.event, Undeliverable)


def test_deferred_message_waits_longer_each_time() -> None:
    """From a second to hours."""
    waits = [wait_after(Result.DEFERRED, attempts) for attempts in range(1, 20)]

    assert waits[0] == timedelta(seconds=1)
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=4)


def test_provider_that_is_away_is_asked_again_soon_however_often() -> None:
    """Its return must not wait for a long back-off."""
    assert wait_after(Result.UNREACHABLE, 500) <= timedelta(seconds=10)
