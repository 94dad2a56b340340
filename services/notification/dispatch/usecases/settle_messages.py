"""Attempts have ended: messages move on, and the others hear of those that are at their end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from services.notification.dispatch.domain.message import Settlement, settle
from services.notification.dispatch.domain.outcome import Outcome
from services.notification.dispatch.ports import Claimed, Messages, Say


def settle_messages(
    ended: Sequence[tuple[Claimed, Outcome]], *, messages: Messages, say: Say, now: datetime
) -> Mapping[UUID, Settlement]:
    """Record the outcomes; return what came of them, by message.

    A message that somebody else took over meanwhile is not among them.
    """
    settlements = [
        settle(claimed.message, outcome, now=now, age=claimed.age) for claimed, outcome in ended
    ]
    outcomes = [outcome for _, outcome in ended]
    ours = messages.settle(list(zip(settlements, outcomes, strict=True)), now)
    settled = {one.message.id: one for one in settlements if one.message.id in ours}
    say([(one.event, one.message.event_id) for one in settled.values() if one.event is not None])
    return settled
