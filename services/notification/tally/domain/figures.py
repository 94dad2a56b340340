"""What is counted of notices and of their messages."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum, unique


@unique
class By(StrEnum):
    """Of what a line tells."""

    TOTAL = "total"
    AGENCY = "agency"  # for which the notices speak
    MILESTONE = "milestone"  # by their template
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFigures:
    """What became of notices; each is in one of the counts behind `notices`.

    `told_first` counts those told by the first channel the citizen left, `told_other` those told
    by another alone, `told_nobody` those that nobody was reached with: somebody telephones, unless
    they were about a draft. `joined` went as lines of a digest, which is a notice of its own;
    `stopped` are courtesies whose reader wants none.
    """

    notices: int
    told_first: int
    told_other: int
    told_nobody: int
    on_the_way: int
    unknown: int
    joined: int
    stopped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFigures:
    """What became of the messages of notices.

    Each is in one of the counts from `handed_over` on to `unknown`; `delivered` are those of
    `handed_over` of which the provider says so. `attempts` leaves out what found no address or
    was stopped, `cost` is in đồng. Half of those handed over were so within `p50_ms` of the event,
    nineteen of twenty within `p95_ms`, to two digits; None where none was.
    """

    messages: int
    handed_over: int
    delivered: int
    failed: int
    without_address: int
    stopped: int
    joined: int
    on_the_way: int
    unknown: int
    attempts: int
    segments: int
    cost: int
    p50_ms: int | None
    p95_ms: int | None


NOTICE_COUNTS = tuple(field.name for field in fields(NoticeFigures))
MESSAGE_COUNTS = tuple(field.name for field in fields(MessageFigures) if "_ms" not in field.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The figures of one agency, milestone or channel, or of all; a notice has no one channel."""

    by: By
    key: str
    messages: MessageFigures
    notices: NoticeFigures | None
