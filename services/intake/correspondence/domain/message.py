"""A message in the thread of a dossier, and until when one may be written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum, unique

from kernel.text import Text
from services.intake.registry.domain.timeline import By

OPEN_AFTER_END = timedelta(days=30)
"""How long after its end a dossier can still be written about."""

MOST_A_DAY = 20
"""How many messages one side may write within 24 hours."""

NOTICE = Text(
    vi="Nơi hỏi và trả lời về hồ sơ. Giấy tờ bổ sung phải nộp qua mục bổ sung hồ sơ, "
    "gửi ở đây không được tính là đã nộp.",
    en="For questions and answers about the dossier. Papers that were asked for are handed in "
    "as a supplement; what is written here does not count as handed in.",
)
"""What stands above every thread: it is no channel for supplements."""


@unique
class Side(StrEnum):
    """Who writes."""

    CITIZEN = "citizen"  # the owner of the dossier, or one it is about
    OFFICERS = "officers"  # somebody of its agencies

    @property
    def other(self) -> Side:
        """Return who reads what this side writes."""
        return Side.OFFICERS if self is Side.CITIZEN else Side.CITIZEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message; `number` counts those of the dossier from 1.

    `by` is the officer, None for the citizen; `words` are sealed at rest. `read` tells whether
    somebody of the other side has seen it.
    """

    number: int
    at: datetime
    side: Side
    by: By | None
    words: str = field(repr=False)
    read: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A page of the thread, newest first; `unread` counts what its reader has not seen."""

    messages: tuple[Message, ...]
    unread: int
    closed: bool
    more: bool


def is_closed(ended_at: datetime | None, now: datetime) -> bool:
    """Tell whether the thread of a dossier that ended then is closed."""
    return ended_at is not None and now > ended_at + OPEN_AFTER_END
