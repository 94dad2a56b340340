"""Time as a port: everything that needs an instant takes a Clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
"""The one zone of law and offices; instants are stored and sent with their offset."""

Clock = Callable[[], datetime]
"""Gives the present instant as an aware datetime."""
