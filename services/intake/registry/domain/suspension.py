"""The head of the competent agency holds the work up, and lets it go on.

A sub-state of code 4 and nothing else: only a tax or land obligation stops the clock.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from contracts.events.course import DossierSuspended, SuspensionLifted
from kernel.status import IllegalTransitionError, Status
from kernel.text import Text
from services.intake.registry.domain.dossier import Dossier, SubStatus
from services.intake.registry.domain.errors import NotSuspendedError, SuspendedError

_HELD = frozenset({Status.IN_PROGRESS, Status.OBLIGATION_REQUESTED})


def require_not_suspended(dossier: Dossier) -> None:
    """Raise `SuspendedError` while the head holds the work up."""
    if dossier.suspended_at is not None:
        raise SuspendedError


def suspend(dossier: Dossier, *, at: datetime, officer: str) -> tuple[Dossier, DossierSuspended]:
    """Hold the work up (inside 4). Raises `SuspendedError`, `IllegalTransitionError`."""
    require_not_suspended(dossier)
    if dossier.status is not Status.IN_PROGRESS:
        raise IllegalTransitionError(
            Text(
                vi=f"Không tạm dừng được hồ sơ ở trạng thái “{dossier.status.text.vi}”.",
                en=f"A dossier that is “{dossier.status.text.en}” cannot be held up.",
            ),
            extra={"status": int(dossier.status)},
        )
    held = replace(
        dossier,
        version=dossier.version + 1,
        sub_status=SubStatus.SUSPENDED,
        suspended_at=at,
    )
    return held, DossierSuspended(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        suspended_at=at,
        officer=officer,
    )


def lift(dossier: Dossier, *, at: datetime, officer: str) -> tuple[Dossier, SuspensionLifted]:
    """Let the work go on; raises `NotSuspendedError`.

    An obligation that routing found before it heard of the suspension leaves it as it is.
    """
    if dossier.suspended_at is None or dossier.status not in _HELD:
        raise NotSuspendedError
    lifted = replace(dossier, version=dossier.version + 1, sub_status=None, suspended_at=None)
    return lifted, SuspensionLifted(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        lifted_at=at,
        officer=officer,
    )
