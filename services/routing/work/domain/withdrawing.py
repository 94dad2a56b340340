"""The owner wants the dossier back: the case is closed, unless it is decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from contracts.events.course import WithdrawalSettled
from services.routing.work.domain.cancelling import cancel_rest
from services.routing.work.domain.case import Case, CaseStatus

GRANTED = "granted"
REFUSED = "refused"


def withdraw(
    case: Case, *, requested_at: datetime, at: datetime
) -> tuple[Case, WithdrawalSettled]:
    """Return the case closed with every task and leg cancelled, and what is said.

    A case that is decided stays as it is (Decree 118/2025 art. 21(2)): the wish is refused.
    """
    granted = case.status is CaseStatus.OPEN
    in_charge = _in_charge(case)
    if granted:
        case = replace(
            cancel_rest(case, at),
            status=CaseStatus.WITHDRAWN,
            decided_at=at,
            suspended=None,
            held_since=None,
        )
    return case, WithdrawalSettled(
        dossier=case.dossier,
        case=str(case.id),
        outcome=GRANTED if granted else REFUSED,
        requested_at=requested_at,
        settled_at=at,
        in_charge=in_charge,
    )


def _in_charge(case: Case) -> str | None:
    """Return the account of who holds the newest open task, or who signed the decision."""
    if case.status is not CaseStatus.OPEN:
        return (case.decision.officer or None) if case.decision else None
    held = [task for task in case.tasks if task.open and task.assignee is not None]
    newest = max(held, key=lambda task: task.started_at, default=None)
    return None if newest is None else newest.assignee


def hold(case: Case, since: datetime | None) -> Case:
    """Return the case with its work held up since then, or (None) going on; ended ones stay."""
    return replace(case, held_since=since) if case.status is CaseStatus.OPEN else case
