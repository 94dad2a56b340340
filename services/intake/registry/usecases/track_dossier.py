"""Anyone with the code and its secret follows a dossier without login."""

from __future__ import annotations

from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.errors import DossierNotFoundError
from services.intake.registry.domain.tracking import hash_of, matches
from services.intake.registry.ports import DossierFiles

_NO_HASH = hash_of("")


def track_dossier(code: str, secret: str, *, files: DossierFiles) -> Dossier:
    """Return the dossier.

    Raises `DossierNotFoundError` for a wrong secret and an unknown code alike, after equal work.
    """
    found = files.tracked(code)
    kept = _NO_HASH if found is None else found.secret_hash
    if not matches(secret, kept) or found is None:
        raise DossierNotFoundError
    return found.dossier
