"""What a receipt makes of a message, in whatever order and however often they come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest

from contracts.events.notification import MessageHandedOver, Undeliverable
from services.notification.dispatch.domain.message import (
    SMS,
    Message,
    MessageStatus,
    learn,
    recipient_of,
    settle,
)
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.domain.receipt import State

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CODE = "H56.14797-261123-0001"
TAKEN = Message(
    id=UUID(int=1),
    event_id=UUID(int=2),
    recipient=recipient_of(CODE),
    channel=SMS,
    template="dossier-accepted",
    template_version=1,
    dossier=CODE,
    language="vi",
    facts={},
    reference="1",
    queued_at=NOW,
    status=MessageStatus.ACCEPTED,
    attempts=1,
)
OPEN = (MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.UNKNOWN)
ENDS = (MessageStatus.DELIVERED, MessageStatus.FAILED, MessageStatus.UNDELIVERABLE)


def test_what_was_taken_arrives_without_a_further_word() -> None:
    """That it was handed over is said already."""
    found = learn(TAKEN, State.DELIVERED, reason=None, now=NOW)

    assert found is not None
    assert (found.message.status, found.event) == (MessageStatus.DELIVERED, None)
    assert found.message.settled_at == NOW


def test_what_was_taken_and_never_arrives_is_somebodys_business() -> None:
    found = learn(TAKEN, State.FAILED, reason="phone-unreachable", now=NOW)

    assert found is not None
    assert found.message.status is MessageStatus.FAILED
    assert isinstance(found.event, Undeliverable)
    assert found.event.reason == "phone-unreachable"


@pytest.mark.parametrize("status", OPEN)
@pytest.mark.parametrize("state", [State.DELIVERED, State.UNDER_WAY])
def test_a_receipt_before_the_answer_says_that_it_was_taken(
    status: MessageStatus, state: State
) -> None:
    found = learn(replace(TAKEN, status=status), state, reason=None, now=NOW)

    assert found is not None
    assert isinstance(found.event, MessageHandedOver)
    assert found.message.status in {MessageStatus.DELIVERED, MessageStatus.ACCEPTED}


@pytest.mark.parametrize("status", ENDS)
@pytest.mark.parametrize("state", list(State))
def test_the_first_end_stands(status: MessageStatus, state: State) -> None:
    assert learn(replace(TAKEN, status=status), state, reason=None, now=NOW) is None


def test_that_it_is_on_its_way_is_nothing_new() -> None:
    assert learn(TAKEN, State.UNDER_WAY, reason=None, now=NOW) is None


@pytest.mark.parametrize("order", list(product(State, repeat=3)))
def test_the_end_is_that_of_the_first_receipt_that_has_one(order: tuple[State, ...]) -> None:
    """And however they come, a thing is said once."""
    message, said = replace(TAKEN, status=MessageStatus.SENDING), []
    for state in order:
        found = learn(message, state, reason=None, now=NOW)
        if found is not None:
            message = found.message
            said.append(type(found.event))
    first = next((state for state in order if state is not State.UNDER_WAY), None)

    assert message.status == (first or "accepted")
    assert said.count(Undeliverable) == (first is State.FAILED)
    assert said.count(MessageHandedOver) <= 1


def test_of_a_draft_nothing_is_said() -> None:
    about = replace(TAKEN, dossier="draft/1", status=MessageStatus.SENDING)

    for state in (State.DELIVERED, State.FAILED):
        found = learn(about, state, reason=None, now=NOW)
        assert found is not None
        assert found.event is None


def test_an_unknown_end_waits_as_long_as_its_provider_asks() -> None:
    """Ten minutes for a receipt, where the same text sent twice is two."""
    sending = replace(TAKEN, status=MessageStatus.SENDING)
    patient = Outcome(result=Result.UNKNOWN, patience=timedelta(minutes=10))
    hasty = Outcome(result=Result.UNKNOWN)
    waits = [settle(sending, one, now=NOW, age=timedelta()).wait for one in (patient, hasty)]

    assert waits == [timedelta(minutes=10), timedelta(seconds=30)]
