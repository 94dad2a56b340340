"""The ledger of the legal clock: every change of a dossier's dates, with rule and ground."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import Any

from kernel.deadline import Deadline
from kernel.limits import Limit
from kernel.moves import Move, Step, moves_of
from kernel.reception import Reception
from kernel.rules import Rule
from kernel.schedule import in_vietnam
from kernel.term import Left
from kernel.text import Text
from services.intake.registry.domain.dossier import Dossier

_RECEIVED = Text(vi="Xác định thời điểm tiếp nhận.", en="The time of reception was found.")
_WAITS_FOR_PAPERS = Text(
    vi="Dừng tính thời hạn để chờ giấy tờ bổ sung.",
    en="The clock stands until the papers asked for are in.",
)
_STOPPED_TOO_LATE = Text(
    vi="Quyết định đã được ký trước khi thời hạn dừng: hạn cũ vẫn giữ nguyên.",
    en="The decision was signed before the clock stopped: the date stands as it was.",
)


@unique
class ClockName(StrEnum):
    """Which date of a dossier a row of the ledger is about."""

    TERM = "term"  # the due date
    ANSWER = "answer"  # by when the desk answers
    SUPPLEMENT = "supplement"  # by when the papers asked for are in
    CONFIRMATION = "confirmation"  # by when the owner answers about the draft of the result


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockEntry:
    """One row of the ledger; rows are only added, never changed.

    `clock` is the date it is about, `old_due_at` and `new_due_at` that date before and after,
    None where there was, or is, none; `moves` are the documents of the steps that lead to the
    new date; `by` is who caused it, as in the timeline.
    """

    clock: ClockName = ClockName.TERM

    at: datetime
    rule: str
    ground: str
    text: Text
    old_due_at: datetime | None
    new_due_at: datetime | None
    provisional: bool
    by: Mapping[str, Any] | None
    moves: tuple[Mapping[str, Any], ...]


def reception_entry(found: Reception, *, at: datetime) -> ClockEntry | None:
    """Return the row that says why a dossier counts as received later than filed, if it does."""
    moves = moves_of(found.steps)
    if not moves:
        return None
    return ClockEntry(
        at=at,
        rule=moves[0].rule.value,
        ground=moves[0].ground,
        text=moves[0].text,
        old_due_at=None,
        new_due_at=None,
        provisional=found.provisional,
        by=None,
        moves=tuple(map(move_document, moves)),
    )


def start_entry(deadline: Deadline, *, at: datetime, by: Mapping[str, Any] | None) -> ClockEntry:
    """Return the row of the clock's start at acceptance."""
    moves = deadline.moves
    start = next((move for move in moves if move.rule is Rule.START), None)
    return ClockEntry(
        at=at,
        rule=Rule.START.value,
        ground=start.ground if start else "",
        text=start.text if start else _RECEIVED,
        old_due_at=None,
        new_due_at=deadline.due_at,
        provisional=deadline.provisional,
        by=by,
        moves=tuple(map(move_document, moves)),
    )


def stop_entry(
    dossier: Dossier, *, at: datetime, ground: str, left: Left, by: Mapping[str, Any] | None
) -> ClockEntry:
    """Return the row of a clock that stops with so much left."""
    move = moves_of((Step(Rule.STOP, at, ground, left),))[0]
    return ClockEntry(
        at=at,
        rule=Rule.STOP.value,
        ground=ground,
        text=move.text,
        old_due_at=dossier.due_at,
        new_due_at=None,
        provisional=False,
        by=by,
        moves=(move_document(move),),
    )


def supplement_stop_entry(
    dossier: Dossier, *, at: datetime, ground: str, by: Mapping[str, Any] | None
) -> ClockEntry:
    """Return the row of a clock that stands until the papers asked for are in."""
    return ClockEntry(
        at=at,
        rule=Rule.STOP.value,
        ground=ground,
        text=_WAITS_FOR_PAPERS,
        old_due_at=dossier.due_at,
        new_due_at=None,
        provisional=False,
        by=by,
        moves=(
            {
                "at": in_vietnam(at).isoformat(),
                "rule": Rule.STOP.value,
                "ground": ground,
                "text": _WAITS_FOR_PAPERS.to_document(),
            },
        ),
    )


def supplement_limit_entry(
    limit: Limit, *, at: datetime, by: Mapping[str, Any] | None
) -> ClockEntry:
    """Return the row of the day by which the papers must be in."""
    return _limit_entry(limit, ClockName.SUPPLEMENT, at=at, old=None, by=by)


def confirmation_limit_entry(limit: Limit, *, at: datetime) -> ClockEntry:
    """Return the row of the instant by which the owner answers about a draft."""
    return _limit_entry(limit, ClockName.CONFIRMATION, at=at, old=None, by=None)


def running_entry(
    deadline: Deadline, rule: Rule, *, at: datetime, by: Mapping[str, Any] | None
) -> ClockEntry:
    """Return the row of a clock that runs again: restarted or resumed (`rule`)."""
    moves = deadline.moves
    begun = next((move for move in reversed(moves) if move.rule is rule), moves[-1])
    return ClockEntry(
        at=at,
        rule=rule.value,
        ground=begun.ground,
        text=begun.text,
        old_due_at=None,
        new_due_at=deadline.due_at,
        provisional=deadline.provisional,
        by=by,
        moves=tuple(map(move_document, moves)),
    )


def extension_entry(
    deadline: Deadline,
    *,
    at: datetime,
    old: datetime | None,
    by: Mapping[str, Any] | None,
) -> ClockEntry:
    """Return the row of a date that a signed apology moved: by which article, who, from where."""
    named = deadline.moves[-1]
    return ClockEntry(
        at=at,
        rule=named.rule.value,
        ground=named.ground,
        text=named.text,
        old_due_at=old,
        new_due_at=deadline.due_at,
        provisional=deadline.provisional,
        by=by,
        moves=tuple(map(move_document, deadline.moves)),
    )


def void_stop_entry(
    deadline: Deadline, *, at: datetime, by: Mapping[str, Any] | None
) -> ClockEntry:
    """Return the row of a stop that came after the decision: the date is as it was before."""
    return ClockEntry(
        at=at,
        rule=Rule.RESUME.value,
        ground=deadline.moves[-1].ground,
        text=_STOPPED_TOO_LATE,
        old_due_at=None,
        new_due_at=deadline.due_at,
        provisional=deadline.provisional,
        by=by,
        moves=tuple(map(move_document, deadline.moves)),
    )


def _limit_entry(
    limit: Limit,
    clock: ClockName,
    *,
    at: datetime,
    old: datetime | None,
    by: Mapping[str, Any] | None,
) -> ClockEntry:
    moves = limit.moves
    return ClockEntry(
        clock=clock,
        at=at,
        rule=moves[-1].rule.value,
        ground=moves[-1].ground,
        text=moves[-1].text,
        old_due_at=old,
        new_due_at=limit.at,
        provisional=limit.provisional,
        by=by,
        moves=tuple(map(move_document, moves)),
    )


def move_document(move: Move) -> Mapping[str, Any]:
    """Return a move as it stands in JSON."""
    return {
        "at": in_vietnam(move.at).isoformat(),
        "rule": move.rule.value,
        "ground": move.ground,
        "text": move.text.to_document(),
    }
