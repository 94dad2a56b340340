"""What is arranged for an officer's days: an absence and who covers it, or fields to look after.

Days are days of Vietnam, both ends included. Why somebody is away is nobody's business here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum, unique
from uuid import UUID

from kernel.standing import Span
from kernel.text import Text
from services.routing.officers.domain.errors import (
    NotInOfficeError,
    PlacementEndedError,
    PlacementFaultyError,
)
from services.routing.officers.domain.officer import Officer, require_order


@unique
class ArrangementKind(StrEnum):
    """What is arranged."""

    ABSENCE = "absence"  # on leave, ill, away on duty: gets no task, and gives up those held
    DUTY = "duty"  # looks after these fields and no others


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """Days of one officer; `ground` is the number of the decision or leave note.

    Of an absence `cover` takes over what the officer holds; of a duty `fields` are their codes.
    """

    id: UUID
    officer: UUID
    kind: ArrangementKind
    first_day: date
    last_day: date
    ground: str
    cover: UUID | None = None
    fields: frozenset[str] = frozenset()


def arrange(officer: Officer, cover: Officer | None, wanted: Arrangement) -> Arrangement:
    """Check an arrangement; `NotInOfficeError`, and `PlacementFaultyError` for a cover elsewhere.

    Whoever covers is a colleague of the same agency, and in office on all of the days too.
    """
    require_order(wanted.first_day, wanted.last_day)
    span = Span(first=wanted.first_day, last=wanted.last_day)
    if not officer.in_office(span) or (cover is not None and not cover.in_office(span)):
        raise NotInOfficeError
    if cover is not None and (
        cover.id == officer.id or cover.profile.agency != officer.profile.agency
    ):
        raise PlacementFaultyError(
            Text(
                vi="Người làm thay phải là đồng nghiệp cùng cơ quan.",
                en="Whoever covers is a colleague of the same agency.",
            ),
            pointer="/cover",
        )
    return wanted


def end_arrangement(arrangement: Arrangement, *, today: date) -> Arrangement:
    """Return the arrangement ended at once; raises `PlacementEndedError` when it was over."""
    if arrangement.last_day < today:
        raise PlacementEndedError
    return replace(arrangement, last_day=today - timedelta(days=1))
