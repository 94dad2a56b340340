"""A dossier whose reception was corrected has another case; the one before counts no more."""

from __future__ import annotations

from services.intake.registry.domain.dossier import Dossier


def is_past(dossier: Dossier, case_number: int) -> bool:
    """Tell whether a case is one the dossier no longer has: it was received anew since."""
    return case_number < dossier.case_number
