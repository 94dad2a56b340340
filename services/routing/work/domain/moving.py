"""A dossier had been received wrongly: its case goes to nobody's account, another one begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.routing.work.domain.cancelling import cancel_rest
from services.routing.work.domain.case import Case, CaseStatus


def give_up(case: Case, at: datetime) -> Case:
    """Return the case closed as moved, whatever it had come to: a decision in it is void.

    What is open is cancelled, so nobody is late with it.
    """
    return replace(
        cancel_rest(case, at),
        status=CaseStatus.MOVED,
        decided_at=case.decided_at or at,
        suspended=None,
        held_since=None,
    )
