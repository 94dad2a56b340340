"""What this area needs from outside, beyond the registry's own ports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.intake.delivery.domain.handover import HandOver
from services.intake.delivery.domain.posting import CarrierAnswer, Posting, PostingMove
from services.intake.registry.domain.reopening import Correction
from services.intake.registry.ports import Dossiers, Events
from services.intake.registry.ports.mornings import Mornings


class SettledDossiers(Dossiers, Protocol):
    """The dossiers, as whoever takes one back into work needs them."""

    def catch_up(self, code: str) -> None:
        """Have the dossier's dates follow what calendars were published while it was settled."""
        ...


class Corrections(Protocol):
    """Why results were taken back; nothing is ever taken out."""

    def add(self, code: str, correction: Correction) -> None:
        """Keep why a result was taken back."""
        ...

    def of(self, code: str) -> Sequence[Correction]:
        """Return the corrections of a dossier, oldest first."""
        ...


class PostalCarrier(Protocol):
    """Who carries parcels; slow, away at times, and never called with a transaction open."""

    def order(self, posting: Posting) -> CarrierAnswer:
        """Place the order; one reference sent again is the same order. Never raises for them."""
        ...

    def read(self, reference: str) -> CarrierAnswer:
        """Return how far the parcel of an order is. Never raises for what a carrier can do."""
        ...


class Postings(Protocol):
    """Results given to the post."""

    def add(self, posting: Posting) -> None:
        """Keep a posting, to be ordered at once; `ResultOnItsWayError` while another goes on."""
        ...

    def of(self, code: str) -> Sequence[Posting]:
        """Return those of a dossier with their moves, oldest first."""
        ...

    def claim(self) -> Posting | None:
        """Take the one whose carrier is to be asked longest; for a while nobody else gets it.

        The caller commits before it asks.
        """
        ...

    def lock(self, id_: str) -> Posting:
        """Return one by its id, locked until the transaction ends."""
        ...

    def move(self, posting: Posting, move: PostingMove, look_at: datetime | None) -> None:
        """Store what it came to, with its tracking number; `look_at` None: nothing can follow."""
        ...

    def look_again(self, posting: Posting, at: datetime, *, failed: bool) -> None:
        """Have the carrier asked again at an instant."""
        ...


class Returned(Protocol):
    """Results that went out by post and did not arrive, on the queue of their desk."""

    def came_back(self, code: str, at: datetime) -> None:
        """Have the desk see to the result again."""
        ...

    def settled(self, code: str) -> None:
        """Take it off the queue: the result went another way, or out again."""
        ...


class HandOvers(Protocol):
    """To whom results were given; written once, with the transition."""

    def add(self, code: str, handover: HandOver) -> None:
        """Keep to whom the result was given."""
        ...

    def of(self, code: str) -> HandOver | None:
        """Return the hand-over of a dossier, None before it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingBooks:
    """Where the course of a parcel is written, in one transaction."""

    dossiers: Dossiers
    handovers: HandOvers
    postings: Postings
    returned: Returned
    mornings: Mornings
    events: Events
