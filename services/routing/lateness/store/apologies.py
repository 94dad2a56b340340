"""Apologies in PostgreSQL: one row a dossier, for life."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select, update

from kernel.apology import ApologyReason
from services.routing.lateness.domain.apology import Apology, ApologyState, Because
from services.routing.lateness.store.tables import apology as table


class PgApologies:
    """The port `Apologies` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def find(self, dossier: str) -> Apology | None:
        """Return the apology of a dossier."""
        wanted = select(table).where(table.c.dossier == dossier)
        row = self._tx.execute(wanted).one_or_none()
        return None if row is None else _apology(row)

    def add(self, apology: Apology) -> None:
        """Keep a new one."""
        self._tx.execute(table.insert().values(_row(apology)))

    def save(self, apology: Apology) -> None:
        """Write what became of it."""
        changed = update(table).where(table.c.dossier == apology.dossier)
        self._tx.execute(changed.values(_row(apology)))


def _row(apology: Apology) -> dict[str, Any]:
    return {
        "dossier": apology.dossier,
        "state": apology.state.value,
        "version": apology.version,
        "because": apology.because.value,
        "prepared_at": apology.prepared_at,
        "due_at": apology.due_at,
        "proposed_due_at": apology.proposed_due_at,
        "reason": apology.reason and apology.reason.value,
        "new_due_at": apology.new_due_at,
        "written_by": apology.written_by,
        "written_at": apology.written_at,
        "signed_by": apology.signed_by,
        "signed_at": apology.signed_at,
    }


def _apology(row: Row[Any]) -> Apology:
    return Apology(
        dossier=row.dossier,
        state=ApologyState(row.state),
        version=row.version,
        because=Because(row.because),
        prepared_at=row.prepared_at,
        due_at=row.due_at,
        proposed_due_at=row.proposed_due_at,
        reason=ApologyReason(row.reason) if row.reason else None,
        new_due_at=row.new_due_at,
        written_by=row.written_by,
        written_at=row.written_at,
        signed_by=row.signed_by,
        signed_at=row.signed_at,
    )
