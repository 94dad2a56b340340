"""While a result is with the post it goes no other way."""

from __future__ import annotations

from services.intake.delivery.domain.errors import ResultOnItsWayError
from services.intake.registry.domain.dossier import Dossier, SubStatus


def on_its_way(dossier: Dossier) -> bool:
    """Tell whether the result was given to the post and no end of it is known."""
    return dossier.sub_status is SubStatus.POSTED


def require_not_on_its_way(dossier: Dossier) -> None:
    """Raise `ResultOnItsWayError` while the post has the result."""
    if on_its_way(dossier):
        raise ResultOnItsWayError
