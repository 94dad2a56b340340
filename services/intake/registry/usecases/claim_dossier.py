"""A dossier is taken for a change: locked, the right asked, the version compared."""

from __future__ import annotations

from kernel.rights import Action, Actor
from services.intake.registry.domain.dossier import Dossier, require_version
from services.intake.registry.domain.errors import DossierNotFoundError
from services.intake.registry.domain.readership import require_right, require_role
from services.intake.registry.domain.withdrawal import require_not_pending
from services.intake.registry.ports import Dossiers


def claim_dossier(
    code: str, version: int, *, action: Action, actor: Actor, dossiers: Dossiers
) -> Dossier:
    """Return the dossier, locked, when the actor may do `action` to it as read at `version`.

    Raises `ForbiddenError`, `NotFoundError` for unknown and foreign dossiers alike,
    `WithdrawalPendingError` while routing settles whether the owner gets it back,
    `StaleVersionError`.
    """
    require_role(actor, action)
    dossier = dossiers.lock(code)
    if dossier is None:
        raise DossierNotFoundError
    require_right(actor, action, dossier)
    require_not_pending(dossier)
    require_version(dossier, version)
    return dossier
