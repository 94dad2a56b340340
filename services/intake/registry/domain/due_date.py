"""The due date of a dossier, with all that hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.term import Term
from services.intake.registry.domain.limit import LimitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """A due date with the term and the version of the calendar it comes from.

    `apology_at` is when an apology must be thought of; None for terms too short for one.
    """

    term: Term
    due_at: datetime
    provisional: bool
    apology_at: datetime | None
    calendar: str
    calendar_version: int


def dated(due: DueDate) -> dict[str, Any]:
    """Return what changes in a dossier whose clock now runs to this due date."""
    return {
        "sub_status": None,
        "due_at": due.due_at,
        "due_provisional": due.provisional,
        "apology_at": due.apology_at,
        "next_limit": LimitKind.APOLOGY if due.apology_at else LimitKind.DUE,
        "calendar": due.calendar,
        "calendar_version": due.calendar_version,
    }


NO_DUE_DATE: Mapping[str, Any] = {
    "due_at": None,
    "due_provisional": False,
    "apology_at": None,
    "next_limit": None,
}
"""What changes in a dossier whose clock stands or never ran."""
