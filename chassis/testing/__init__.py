"""What tests of every deployable share: a clock that stands, recorded events, real servers."""

from __future__ import annotations

from chassis.testing.clock import FrozenClock
from chassis.testing.events import RecordedEvents

__all__ = ["FrozenClock", "RecordedEvents"]
