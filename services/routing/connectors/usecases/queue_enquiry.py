"""Routing said that a system is asked: the enquiry is handed over."""

from __future__ import annotations

from contracts.events.systems import SystemAsked
from services.routing.connectors.domain.delivery import delivery_of
from services.routing.connectors.ports import Deliveries


def queue_enquiry(asked: SystemAsked, *, deliveries: Deliveries) -> None:
    """Keep the enquiry until its system has it."""
    deliveries.put(delivery_of(asked))
