"""The ledger of the legal clock: every change of a dossier's dates, with rule and ground."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.deadline import Deadline
from kernel.moves import Move, moves_of
from kernel.reception import Reception
from kernel.rules import Rule
from kernel.schedule import in_vietnam
from kernel.text import Text

_RECEIVED = Text(vi="Xác định thời điểm tiếp nhận.", en="The time of reception was found.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockEntry:
    """One row of the ledger; rows are only added, never changed.

    `old_due_at` and `new_due_at` are None where there was, or is, no due date; `moves` are the
    documents of the steps that lead to the new date; `by` is who caused it, as in the timeline.
    """

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


def move_document(move: Move) -> Mapping[str, Any]:
    """Return a move as it stands in JSON."""
    return {
        "at": in_vietnam(move.at).isoformat(),
        "rule": move.rule.value,
        "ground": move.ground,
        "text": move.text.to_document(),
    }
