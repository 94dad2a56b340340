"""What is counted of notices and their messages, and the identities the figures must satisfy.

Decree 224/2026 art. 15 has applicants told of every change at once: who was not, and how soon
the others were, is what a leader asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum, unique

from services.reporting.statutory.domain.figures import FiguresInconsistentError


@unique
class By(StrEnum):
    """Of what a line tells."""

    TOTAL = "total"
    AGENCY = "agency"  # for which the notices speak
    MILESTONE = "milestone"  # what they tell of
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFigures:
    """What became of notices: each is in one of the counts behind `notices`.

    `told_first` by the first channel the citizen left, `told_other` by another alone,
    `told_nobody` left to the telephone; `joined` into a digest, which is a notice of its own;
    `stopped` by a reader who wants no courtesies.
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
    """What became of the messages of notices, by whatever channels; `cost` in đồng.

    Each is in one of the counts from `handed_over` on to `unknown`, `delivered` aside, which is a
    part of `handed_over`. `p50_ms` and `p95_ms` are from the event to the hand-over.
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
    """The figures of one agency, milestone or channel (`key`), or of all.

    `notices` is None of a channel: a notice may go by several.
    """

    by: By
    key: str
    messages: MessageFigures
    notices: NoticeFigures | None


_OF_NOTICES: Mapping[str, Callable[[NoticeFigures], bool]] = {
    "notices = first + other + nobody + on the way + unknown + joined + stopped": lambda f: (
        f.notices
        == f.told_first
        + f.told_other
        + f.told_nobody
        + f.on_the_way
        + f.unknown
        + f.joined
        + f.stopped
    ),
}
_OF_MESSAGES: Mapping[str, Callable[[MessageFigures], bool]] = {
    "messages = handed over + failed + no address + stopped + joined + on the way + unknown": (
        lambda f: (
            f.messages
            == f.handed_over
            + f.failed
            + f.without_address
            + f.stopped
            + f.joined
            + f.on_the_way
            + f.unknown
        )
    ),
    "delivered is a part of handed over": lambda f: f.delivered <= f.handed_over,
}


def check_lines(lines: Sequence[Line]) -> Line:
    """Return the line of all; raise `FiguresInconsistentError` unless every identity holds.

    The agencies add up to it, the milestones and the channels.
    """
    totals = [line for line in lines if line.by is By.TOTAL]
    if len(totals) != 1 or totals[0].notices is None:
        raise FiguresInconsistentError("one line of all")
    (total,) = totals
    broken = [f"{line.by} {line.key}: {identity}" for line in lines for identity in _broken(line)]
    broken += [f"{by} add up" for by in By if by is not By.TOTAL and not _add_up(lines, by, total)]
    if broken:
        raise FiguresInconsistentError("; ".join(broken))
    return total


def _broken(line: Line) -> Iterator[str]:
    yield from (name for name, holds in _OF_MESSAGES.items() if not holds(line.messages))
    if line.notices is not None:
        yield from (name for name, holds in _OF_NOTICES.items() if not holds(line.notices))
    elif line.by is not By.CHANNEL:
        yield "its notices are counted"


def _add_up(lines: Sequence[Line], by: By, total: Line) -> bool:
    of_it = [line for line in lines if line.by is by]
    messages = _sums([line.messages for line in of_it], MESSAGE_COUNTS)
    if messages != _sums([total.messages], MESSAGE_COUNTS):
        return False
    notices = [line.notices for line in of_it if line.notices]
    return by is By.CHANNEL or _sums(notices, NOTICE_COUNTS) == _sums(
        [total.notices], NOTICE_COUNTS
    )


def _sums(figures: Sequence[object], names: Sequence[str]) -> Sequence[int]:
    return [sum(getattr(one, name) for one in figures) for name in names]
