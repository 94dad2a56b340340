"""How far a parcel is: it never goes back, and waits for no carrier for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kernel.clock import VIETNAM
from services.intake.delivery.domain.handover import FeeTaken
from services.intake.delivery.domain.posting import (
    GIVE_UP_AFTER,
    SILENT_AFTER,
    CarrierAnswer,
    Posting,
    PostingState,
    fee_of,
    next_state,
    wait_after,
)

AT = datetime(2026, 11, 23, 9, tzinfo=VIETNAM)
EVERY = timedelta(minutes=30)
ASKED = Posting(
    id="1",
    dossier="H56.14797-261123-0001",
    number=1,
    agency="H56.14797",
    posted_at=AT,
    by={"subject": "officer-1"},
    recipient=None,
)
ORDERED = replace(ASKED, state=PostingState.ORDERED, tracking_number="EM1VN")
NOTHING = CarrierAnswer()
LATER = AT + timedelta(hours=1)


def told(state: PostingState) -> CarrierAnswer:
    return CarrierAnswer(state=state, tracking_number="EM1VN")


@pytest.mark.parametrize("state", list(PostingState))
def test_only_what_comes_later_is_a_move(state: PostingState) -> None:
    """The same word again, or an older one that comes late, moves nothing."""
    posting = replace(ORDERED, state=PostingState.IN_TRANSIT)
    ends = {PostingState.DELIVERED, PostingState.RETURNED, PostingState.LOST}

    found = next_state(posting, told(state), LATER)

    assert found == (state if state in ends or state is PostingState.UNPLACED else None)


def test_an_order_is_refused_before_it_is_taken_alone() -> None:
    """A refusal of what the carrier has is no end of the parcel."""
    refused = CarrierAnswer(state=PostingState.REFUSED)

    assert next_state(ASKED, refused, LATER) is PostingState.REFUSED
    assert next_state(ORDERED, refused, LATER) is None


def test_nobody_waits_for_ever() -> None:
    """Three days for an order, thirty for a parcel; the carrier's word counts even then."""
    moment = timedelta(seconds=1)

    assert next_state(ASKED, NOTHING, AT + GIVE_UP_AFTER - moment) is None
    assert next_state(ASKED, NOTHING, AT + GIVE_UP_AFTER) is PostingState.UNPLACED
    assert next_state(ORDERED, NOTHING, AT + SILENT_AFTER - moment) is None
    silent = next_state(ORDERED, told(PostingState.ORDERED), AT + SILENT_AFTER)
    assert silent is PostingState.LOST
    late = next_state(ORDERED, told(PostingState.DELIVERED), AT + SILENT_AFTER)
    assert late is PostingState.DELIVERED


def test_waits_grow_while_nothing_is_told_and_begin_anew_after() -> None:
    """Up to an hour; after an answer the ordinary wait."""
    waits = [wait_after(replace(ASKED, failures=n), NOTHING, EVERY) for n in range(7)]

    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(seconds=30), timedelta(hours=1))
    assert wait_after(replace(ORDERED, failures=5), told(PostingState.ORDERED), EVERY) == EVERY


def test_a_fee_is_taken_with_the_first_posting() -> None:
    """And found again whatever came after."""
    fee = FeeTaken(amount=10_000, receipt="0000123")

    assert fee_of([replace(ASKED, fee=fee), ORDERED]) == fee
    assert fee_of([ORDERED]) is None


def test_nobody_reads_an_address_in_a_log() -> None:
    """Whom a parcel goes to is in no representation."""
    assert "recipient" in repr(ASKED)
    assert "Lợi" not in repr(ASKED)
