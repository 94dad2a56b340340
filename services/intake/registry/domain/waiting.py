"""What a result waits for until it is in the owner's hands."""

from __future__ import annotations

from services.intake.catalogue.domain.fee import FeeMoment
from services.intake.registry.domain.content import Fee
from services.intake.registry.domain.dossier import SubStatus


def waits_for(fee: Fee) -> SubStatus:
    """Return what a result waits for that nobody has to check any more."""
    return SubStatus.WAITING_FEE if fee.due(FeeMoment.RETURN) else SubStatus.WAITING_RETURN
