"""What the routes of apologies answer."""

from __future__ import annotations

from typing import Any

from kernel.apology import REASONS
from kernel.schedule import in_vietnam
from services.routing.lateness.domain.apology import Apology
from services.routing.work.api.documents import stamp


def apology_document(apology: Apology) -> dict[str, Any]:
    """Return an apology; `reasons` are those it may be written with."""
    new = apology.new_due_at
    return {
        "dossier": apology.dossier,
        "state": apology.state.value,
        "because": apology.because.value,
        "prepared_at": stamp(apology.prepared_at),
        "due_at": stamp(apology.due_at),
        "proposed_due_on": in_vietnam(apology.proposed_due_at).date().isoformat(),
        "reason": apology.reason and apology.reason.value,
        "new_due_on": None if new is None else in_vietnam(new).date().isoformat(),
        "written_by": apology.written_by,
        "written_at": stamp(apology.written_at),
        "signed_by": apology.signed_by,
        "signed_at": stamp(apology.signed_at),
        "reasons": [
            {"reason": reason.value, "text": text.to_document()}
            for reason, text in REASONS.items()
        ],
    }
