"""An attempt has ended: the message moves on, and the others hear of it when that is the end."""

from __future__ import annotations

from datetime import datetime

from services.notification.dispatch.domain.message import Settlement, settle
from services.notification.dispatch.domain.outcome import Outcome
from services.notification.dispatch.ports import Claimed, Events, Messages


def settle_message(
    claimed: Claimed, outcome: Outcome, *, messages: Messages, events: Events, now: datetime
) -> Settlement | None:
    """Record the outcome; None when somebody else took the message over meanwhile."""
    settlement = settle(claimed.message, outcome, now=now, age=claimed.age)
    if not messages.settle(settlement, outcome, now):
        return None
    if settlement.event is not None:
        events.add(settlement.event, causation=claimed.message.event_id)
    return settlement
