"""Attempts have ended: messages move on, and the others hear of those that are at their end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from contracts.events.notification import Undeliverable
from services.notification.dispatch.domain.binding import UNKNOWN_WINDOW, binds
from services.notification.dispatch.domain.message import Message, Settlement, beside, settle
from services.notification.dispatch.domain.outcome import Outcome
from services.notification.dispatch.ports import Claimed, Messages, Say


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What came of messages, and the templates of those queued by further channels."""

    settled: Mapping[UUID, Settlement]
    queued: Sequence[str]


def settle_messages(
    ended: Sequence[tuple[Claimed, Outcome]],
    *,
    messages: Messages,
    say: Say,
    new_id: Callable[[], UUID],
    now: datetime,
) -> Recorded:
    """Record the outcomes, and queue what a contact, once opened, has further channels for.

    A message that somebody else took over meanwhile is not among the settled. That nobody was
    reached is said of the whole and not of a channel: by the last that fails.
    """
    settlements = [_settled(claimed, outcome, now) for claimed, outcome in ended]
    outcomes = [outcome for _, outcome in ended]
    messages.lock_whole([one.message for one in settlements if _reached_nobody(one)])
    ours = messages.settle(list(zip(settlements, outcomes, strict=True)), now)
    pairs = list(zip(settlements, outcomes, strict=True))
    queued = messages.add(_further(pairs, new_id, now), hold={})
    settled = {one.message.id: one for one in settlements if one.message.id in ours}
    lost = [one.message for one in settled.values() if _reached_nobody(one)]
    hopeful = messages.hopeful(lost)
    said = [one for one in settled.values() if one.message.id not in hopeful]
    say([(one.event, one.message.event_id) for one in said if one.event is not None])
    return Recorded(settled=settled, queued=queued)


def _settled(claimed: Claimed, outcome: Outcome, now: datetime) -> Settlement:
    settlement = settle(claimed.message, outcome, now=now, age=claimed.age)
    bind = UNKNOWN_WINDOW if binds(outcome, bound=claimed.bound) else timedelta()
    return replace(settlement, provider=claimed.provider, bind=bind, held_since=claimed.held_since)


def _reached_nobody(settlement: Settlement) -> bool:
    return isinstance(settlement.event, Undeliverable)


def _further(
    pairs: Sequence[tuple[Settlement, Outcome]], new_id: Callable[[], UUID], now: datetime
) -> Sequence[Message]:
    return [
        beside(settlement.message, channel, message_id=new_id(), now=now)
        for settlement, outcome in pairs
        for channel in outcome.further
    ]
