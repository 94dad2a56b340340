"""Somebody wants no more messages of a kind, or wants them again."""

from __future__ import annotations

from datetime import datetime

from services.notification.people.domain.mark import Stop, stop_of
from services.notification.people.ports import Marks


def stop_messages(stop: Stop, *, marks: Marks, now: datetime) -> bool:
    """Keep the stop with its time; False when it was there already."""
    return marks.put(stop.address, stop_of(stop.kind), now)


def resume_messages(stop: Stop, *, marks: Marks) -> None:
    """Take the stop back."""
    marks.take_back(stop.address, stop_of(stop.kind))
