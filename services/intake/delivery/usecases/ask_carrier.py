"""The carrier is asked about one posting: for the order first, then how far the parcel is."""

from __future__ import annotations

from services.intake.delivery.domain.posting import CarrierAnswer, Posting, PostingState
from services.intake.delivery.ports import PostalCarrier


def ask_carrier(posting: Posting, *, carrier: PostalCarrier) -> CarrierAnswer:
    """Return what the carrier says; call it with no transaction open."""
    if posting.state is PostingState.ASKED:
        return carrier.order(posting)
    return carrier.read(posting.reference)
