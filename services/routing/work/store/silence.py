"""The timers of consultations: one row for each limit that runs."""

from __future__ import annotations

from sqlalchemy import Connection

from chassis.timers import Timers
from services.routing.work.domain.case import Case

CONSULTATION = "consultation"
"""The kind of these timers; the subject is `<dossier>/<leg>`."""


def watch_silence(tx: Connection, before: Case | None, after: Case) -> None:
    """Let the timer of every consultation follow its limit: set, moved or dropped."""
    known = {} if before is None else {leg.id: leg.silent_at for leg in before.legs}
    for leg in after.legs:
        if leg.silent_at == known.get(leg.id):
            continue
        subject = f"{after.dossier}/{leg.id}"
        if leg.silent_at is None:
            Timers(tx).cancel(kind=CONSULTATION, subject=subject)
        else:
            Timers(tx).set(kind=CONSULTATION, subject=subject, due_at=leg.silent_at)
