"""A result that was not handed over yet is taken back, because there is an error in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum, unique
from typing import Any

from contracts.events.result import DossierReopened
from kernel.status import Status, Trigger, check_transition
from kernel.text import Text
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.ledger import ClockEntry
from services.intake.registry.domain.limits import after, first_limit, instant_of
from services.intake.registry.domain.timeline import By

RULE = "correct-error"
"""The rule of the ledger's row that says a correction leaves the due date where it was."""

GROUND = "Nghị định 61/2018/NĐ-CP, Điều 21 khoản 1"

_DATE_STAYS = Text(
    vi="Sửa sai sót trong kết quả: ngày hẹn trả giữ nguyên, ngày hoàn thành là ngày ký lại.",
    en="An error is corrected: the due date stays, the finish is that of the later decision.",
)


@unique
class Cause(StrEnum):
    """Who found that the result is wrong."""

    ERROR = "error"  # the agency itself
    OBJECTION = "objection"  # the owner, shown the draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Why a result was taken back: `reason` in an officer's or the owner's own words."""

    at: datetime
    by: By
    cause: Cause
    reason: str = field(repr=False)


def reopen(
    dossier: Dossier, *, at: datetime, cause: Cause, officer: str
) -> tuple[Dossier, DossierReopened]:
    """Take the result back (9 to 4, Decree 61/2018 art. 21(1)); the due date stays.

    A draft that the owner was to check is void with it. What the timer waits for is the first
    limit that is still to come; one that passed while the result lay there is not told again.
    Raises `IllegalTransitionError`.
    """
    check_transition(dossier.status, Status.IN_PROGRESS, by=(Trigger.CORRECT_ERROR,))
    working = replace(
        dossier,
        version=dossier.version + 1,
        status=Status.IN_PROGRESS,
        sub_status=None,
        finished_at=None,
        outcome=None,
        result_number=None,
        timeliness=None,
        **_without_draft(dossier),
    )
    working = _with_limit(working, at)
    return working, DossierReopened(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        cause=cause.value,
        finished_at=dossier.finished_at or at,
        reopened_at=at,
        due_at=dossier.due_at,
        officer=officer,
    )


def date_stays_entry(dossier: Dossier, *, at: datetime, by: By) -> ClockEntry:
    """Return the ledger's row about a correction: the same date before and after."""
    return ClockEntry(
        at=at,
        rule=RULE,
        ground=GROUND,
        text=_DATE_STAYS,
        old_due_at=dossier.due_at,
        new_due_at=dossier.due_at,
        provisional=dossier.due_provisional,
        by=by,
        moves=(),
    )


def _without_draft(dossier: Dossier) -> dict[str, Any]:
    """Return what changes in a dossier whose draft is void: its dates follow what they did."""
    version = dossier.term_calendar_version
    return {
        "draft_offered_at": None,
        "confirm_by": None,
        "confirm_term": None,
        "term_calendar_version": None,
        "calendar_version": dossier.calendar_version if version is None else version,
    }


def _with_limit(dossier: Dossier, at: datetime) -> Dossier:
    kind = first_limit(dossier)
    while kind is not None:
        instant = instant_of(dossier, kind)
        if instant is not None and instant > at:
            break
        kind = after(kind)
    return replace(dossier, next_limit=kind)
