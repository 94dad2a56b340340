"""Further papers: asked for once and in time, sent in, found complete, or never come.

Decree 61/2018 art. 19(4) as Decree 118/2025 carries it on: once in a dossier's life, after
acceptance within three working days, and with the complete papers the term starts anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.events.clock import (
    DossierStopped,
    DossierSupplemented,
    SupplementRequested,
    SupplementSubmitted,
)
from contracts.events.intake import DossierRefused
from kernel.deadline import Interruption
from kernel.status import Status, Trigger, check_transition
from services.intake.registry.domain.basis import LegalClock
from services.intake.registry.domain.dossier import Dossier, SubStatus, refuse
from services.intake.registry.domain.due_date import NO_DUE_DATE, DueDate, dated
from services.intake.registry.domain.errors import (
    SupplementAlreadyAskedError,
    SupplementAlreadyInError,
    SupplementMissingError,
    SupplementWindowOverError,
)
from services.intake.registry.domain.filing import OfferedPaper
from services.intake.registry.domain.lack import Lack
from services.intake.registry.domain.limit import LimitKind
from services.intake.registry.domain.limits import end_of_day, window_limit
from services.intake.registry.domain.refusal import Refusal, RefusalCode
from services.intake.registry.domain.suspension import require_not_suspended

SYSTEM = "system"
"""Who closes a dossier when nobody does: its timer."""

NOT_SUPPLEMENTED = "not-supplemented"
"""Why a dossier was closed: the papers asked for did not come in time."""

NOT_SUPPLEMENTED_REASON = "Quá thời hạn mà hồ sơ không được bổ sung theo yêu cầu."


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementOrder:
    """What the desk asks for (Form 02), and the head's reason for asking too late or again.

    `proposal` is that of the officer who found the lack in a step, where one had proposed it.
    """

    items: tuple[Lack, ...] = field(repr=False)
    reason: str = field(repr=False)
    override_reason: str | None = field(default=None, repr=False)
    proposal: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementRequest:
    """What was asked for, as it is kept; `missing` is what the answer left out, None before it."""

    order: SupplementOrder
    asked_at: datetime
    asked_by: Mapping[str, Any]
    answer_by: datetime
    missing: tuple[Lack, ...] | None = None

    @property
    def in_charge(self) -> str | None:
        """Return the account of who asked."""
        account = self.asked_by.get("subject")
        return account if isinstance(account, str) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """What came in; papers replace those of the same name, `form` has values by JSON pointer."""

    papers: tuple[OfferedPaper, ...]
    form: Mapping[str, Any] = field(default_factory=dict, repr=False)
    note: str | None = field(default=None, repr=False)


def request_supplement(
    dossier: Dossier,
    *,
    at: datetime,
    supplement_by: datetime,
    officer: str,
    again: bool = False,
    proposal: UUID | None = None,
) -> tuple[Dossier, SupplementRequested]:
    """Ask for papers (1 or 4 to 5): the clock stands; `again` where a head answers for it.

    Raises `IllegalTransitionError`, `SupplementAlreadyAskedError`.
    """
    if dossier.supplement_asked_at is not None and not again:
        raise SupplementAlreadyAskedError
    require_not_suspended(dossier)
    check_transition(
        dossier.status, Status.SUPPLEMENT_REQUESTED, was_accepted=dossier.was_accepted
    )
    asked = replace(
        dossier,
        version=dossier.version + 1,
        status=Status.SUPPLEMENT_REQUESTED,
        sub_status=None,
        supplement_asked_at=at,
        supplement_by=supplement_by,
        supplemented_at=None,
        **{**NO_DUE_DATE, "next_limit": window_limit(supplement_by, at)},
    )
    return asked, SupplementRequested(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        accepted=dossier.was_accepted,
        requested_at=at,
        supplement_by=supplement_by,
        officer=officer,
        proposal=None if proposal is None else str(proposal),
    )


def require_awaited(dossier: Dossier, at: datetime) -> None:
    """Raise unless papers are waited for at `at`.

    `IllegalTransitionError` where none were asked for, `SupplementAlreadyInError`,
    `SupplementWindowOverError` once the last day is over.
    """
    if dossier.status is not Status.SUPPLEMENT_REQUESTED:
        target = Status.IN_PROGRESS if dossier.was_accepted else Status.ACCEPTED
        check_transition(Status.HANDED_OVER, target)  # no way from here: said as always
    if dossier.sub_status is SubStatus.SUPPLEMENT_RECEIVED:
        raise SupplementAlreadyInError
    if dossier.supplement_by is not None and at >= end_of_day(dossier.supplement_by):
        raise SupplementWindowOverError


def submit_supplement(
    dossier: Dossier, *, at: datetime, clock: LegalClock
) -> tuple[Dossier, SupplementSubmitted]:
    """Take papers in that were sent online (inside 5): the desk has to answer again."""
    received_at = clock.reception(at, at_desk=False).at
    staff, head = clock.alerts(received_at)
    answer_by = clock.answer_by(received_at, dossier.channel).at
    submitted = replace(
        dossier,
        version=dossier.version + 1,
        sub_status=SubStatus.SUPPLEMENT_RECEIVED,
        supplemented_at=received_at,
        staff_alert_at=staff,
        head_alert_at=head,
        answer_by=answer_by,
        next_limit=LimitKind.STAFF_ALERT,
        calendar=clock.schedule.calendar.id,
        calendar_version=clock.schedule.calendar.version,
    )
    return submitted, SupplementSubmitted(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        filed_at=at,
        received_at=received_at,
        answer_by=answer_by,
    )


def require_supplemented(dossier: Dossier) -> datetime:
    """Return when the papers came in; raise `SupplementMissingError` while they did not."""
    if dossier.supplemented_at is None:
        raise SupplementMissingError
    return dossier.supplemented_at


def complete(
    dossier: Dossier, *, due: DueDate, interruptions: tuple[Interruption, ...], officer: str
) -> tuple[Dossier, DossierSupplemented]:
    """Find the papers of an accepted dossier complete (5 to 4): the clock runs.

    Raises `IllegalTransitionError`, `SupplementMissingError`.
    """
    since = require_supplemented(dossier)
    check_transition(
        dossier.status,
        Status.IN_PROGRESS,
        was_accepted=dossier.was_accepted,
        by=(Trigger.RECEIVE_SUPPLEMENT,),
    )
    running = replace(
        dossier,
        version=dossier.version + 1,
        status=Status.IN_PROGRESS,
        interruptions=interruptions,
        **dated(due),
    )
    return running, DossierSupplemented(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        supplemented_at=since,
        due_at=running.due_at,
        due_provisional=running.due_provisional,
        officer=officer,
    )


def close_unsupplemented(
    dossier: Dossier, *, at: datetime, in_charge: str | None
) -> tuple[Dossier, DossierStopped | DossierRefused]:
    """Close a dossier whose papers never came: 5 to 8 if it ever had a 2, else 5 to 3.

    `in_charge` is who asked for them. Raises `IllegalTransitionError`.
    """
    if not dossier.was_accepted:
        refusal = Refusal(code=RefusalCode.NOT_SUPPLEMENTED, words=NOT_SUPPLEMENTED_REASON)
        return refuse(dossier, at=at, refusal=refusal, officer=SYSTEM, in_charge=in_charge)
    check_transition(dossier.status, Status.STOPPED, was_accepted=True)
    stopped = replace(dossier, version=dossier.version + 1, status=Status.STOPPED, next_limit=None)
    return stopped, DossierStopped(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        stopped_at=at,
        cause=NOT_SUPPLEMENTED,
        in_charge=in_charge,
    )
