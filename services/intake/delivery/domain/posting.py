"""A result given to the post: one order with the carrier, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import Any, Self

from services.intake.delivery.domain.handover import FeeTaken
from services.intake.registry.domain.delivery import PostalAddress
from services.intake.registry.domain.timeline import By

GIVE_UP_AFTER = timedelta(days=3)
"""An order nobody could place for so long is given up; the desk sees to the result again."""

SILENT_AFTER = timedelta(days=30)
"""A parcel of which no end was told for so long counts as lost (ours, not the law's)."""

_WAITS = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
)


@unique
class PostingState(StrEnum):
    """How far a parcel is; it never goes back."""

    ASKED = "asked"  # given to the post here; the carrier has not confirmed the order
    ORDERED = "ordered"  # the carrier has the order, with a tracking number
    COLLECTED = "collected"  # the carrier has the parcel
    IN_TRANSIT = "in-transit"
    DELIVERED = "delivered"  # it is in the applicant's hands
    RETURNED = "returned"  # it came back to the desk
    LOST = "lost"  # the carrier lost it, or has not told of an end for long
    REFUSED = "refused"  # the carrier does not take the order
    UNPLACED = "unplaced"  # the carrier did not answer for long

    @property
    def over(self) -> bool:
        """Tell whether nothing can follow."""
        return _RANK[self] == _END

    def follows(self, earlier: PostingState) -> bool:
        """Tell whether a parcel can come to this after `earlier`."""
        return _RANK[self] > _RANK[earlier]


_END = 4
_RANK: Mapping[PostingState, int] = {
    PostingState.ASKED: 0,
    PostingState.ORDERED: 1,
    PostingState.COLLECTED: 2,
    PostingState.IN_TRANSIT: 3,
    PostingState.DELIVERED: _END,
    PostingState.RETURNED: _END,
    PostingState.LOST: _END,
    PostingState.REFUSED: _END,
    PostingState.UNPLACED: _END,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who gets the parcel and where; `phone` in E.164."""

    name: str = field(repr=False)
    phone: str | None = field(repr=False)
    address: PostalAddress = field(repr=False)

    def to_document(self) -> dict[str, Any]:
        """Return it as it stands in JSON."""
        return {"name": self.name, "phone": self.phone, "address": self.address.to_document()}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read it back from JSON."""
        return cls(
            name=document["name"],
            phone=document["phone"],
            address=PostalAddress(**document["address"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingMove:
    """A state and when we learnt of it; rows are only added."""

    state: PostingState
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """The posting number `number` (1, 2 …) of a dossier's result.

    `agency` is the one that posted it. `recipient` is None once the dossier is erased. `failures`
    counts the answers in a row that told nothing.
    """

    id: str
    dossier: str
    number: int
    agency: str
    posted_at: datetime
    by: By
    recipient: Recipient | None
    fee: FeeTaken | None = None
    state: PostingState = PostingState.ASKED
    tracking_number: str | None = None
    failures: int = 0
    moves: tuple[PostingMove, ...] = ()

    @property
    def reference(self) -> str:
        """Return what the carrier knows the order by: sent again it is the same order."""
        return f"{self.dossier}-P{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierAnswer:
    """What came of asking the carrier.

    `state` is what it told, None where it told nothing: `reached` says whether anybody answered.
    """

    state: PostingState | None = None
    tracking_number: str | None = None
    reached: bool = True


def next_state(posting: Posting, answer: CarrierAnswer, now: datetime) -> PostingState | None:
    """Return the state the parcel came to, None where it stands as it stood."""
    told = answer.state
    if told is PostingState.REFUSED and posting.state is not PostingState.ASKED:
        told = None  # it has the order: whatever it means, the parcel is on its way
    if told is not None:
        return told if told.follows(posting.state) else _by_time(posting, now)
    return _by_time(posting, now)


def _by_time(posting: Posting, now: datetime) -> PostingState | None:
    since = now - posting.posted_at
    if posting.state is PostingState.ASKED:
        return PostingState.UNPLACED if since >= GIVE_UP_AFTER else None
    return PostingState.LOST if since >= SILENT_AFTER else None


def wait_after(posting: Posting, answer: CarrierAnswer, every: timedelta) -> timedelta:
    """Return how long to wait before the carrier is asked again, longer after each failure."""
    if answer.state is not None:
        return every
    return _WAITS[min(posting.failures, len(_WAITS) - 1)]


def fee_of(postings: Sequence[Posting]) -> FeeTaken | None:
    """Return the fee taken when the result was first posted: it is not taken twice."""
    return next((one.fee for one in postings if one.fee is not None), None)
