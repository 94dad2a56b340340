"""The owner takes a dossier back: at once before acceptance, after it by routing's word.

Once a decision is issued nobody takes a dossier back (Decree 118/2025 art. 21(2)); who was first
is settled where the case is locked, and intake follows.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from contracts.events.course import DossierWithdrawn, WithdrawalRefused, WithdrawalRequested
from kernel.status import Status, check_transition
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.errors import WithdrawalPendingError
from services.intake.registry.domain.limit import LimitKind
from services.intake.registry.domain.limits import first_limit, window_limit

UNSETTLED = frozenset(
    {
        Status.ACCEPTED,
        Status.IN_PROGRESS,
        Status.SUPPLEMENT_REQUESTED,
        Status.OBLIGATION_REQUESTED,
    }
)
"""The statuses in which a wish can wait for routing's word."""


def pending(dossier: Dossier) -> bool:
    """Tell whether the owner's wish waits for routing's word."""
    return dossier.withdrawal_asked_at is not None and dossier.status in UNSETTLED


def require_not_pending(dossier: Dossier) -> None:
    """Raise `WithdrawalPendingError` while routing settles what the owner wishes."""
    if pending(dossier):
        raise WithdrawalPendingError


def withdraw(
    dossier: Dossier, *, at: datetime, in_charge: str | None = None
) -> tuple[Dossier, DossierWithdrawn]:
    """Give the dossier back (1, 2, 4, 5 or 6 to 7, final); `in_charge` had worked on it.

    Raises `IllegalTransitionError`.
    """
    check_transition(dossier.status, Status.WITHDRAWN)
    withdrawn = replace(
        dossier,
        version=dossier.version + 1,
        status=Status.WITHDRAWN,
        sub_status=None,
        suspended_at=None,
        next_limit=None,
        withdrawn_at=at,
    )
    return withdrawn, DossierWithdrawn(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        accepted=dossier.was_accepted,
        withdrawn_at=at,
        in_charge=in_charge,
    )


def ask_for_withdrawal(dossier: Dossier, *, at: datetime) -> tuple[Dossier, WithdrawalRequested]:
    """Record the wish of the owner of an accepted dossier; the status waits for routing.

    Meanwhile no supplement window closes the dossier. Raises `IllegalTransitionError`,
    `WithdrawalPendingError` for a second wish.
    """
    require_not_pending(dossier)
    check_transition(dossier.status, Status.WITHDRAWN)
    asked = replace(dossier, version=dossier.version + 1, withdrawal_asked_at=at)
    if first_limit(asked) is None:
        asked = replace(asked, next_limit=None)
    return asked, WithdrawalRequested(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        requested_at=at,
    )


def refuse_withdrawal(
    dossier: Dossier, *, at: datetime, in_charge: str | None = None
) -> tuple[Dossier, WithdrawalRefused]:
    """Forget the wish: the decision, which `in_charge` signed, was first.

    Papers that are still waited for have their limit again; their window did not stand.
    """
    kept = replace(dossier, version=dossier.version + 1, withdrawal_asked_at=None)
    if first_limit(kept) is LimitKind.SUPPLEMENT_SOON and kept.supplement_by is not None:
        kept = replace(kept, next_limit=window_limit(kept.supplement_by, at))
    return kept, WithdrawalRefused(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        settled_at=at,
        in_charge=in_charge,
    )
