"""The open work of an agency on some dossiers, in PostgreSQL, for a dry run."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from kernel.rights import Confidentiality
from services.routing.process.store.tables import procedure_version
from services.routing.work.domain.case import CaseStatus
from services.routing.work.domain.task import TaskStatus
from services.routing.work.ports import WorkHeld
from services.routing.work.store import rows, tables

_CASE, _STEP, _VERSION = tables.case, tables.step, procedure_version


class PgHeldWork:
    """The port `HeldWork` on one transaction, which may be read-only."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def of(self, agency: str, dossiers: Sequence[str]) -> WorkHeld:
        """Return its work on these dossiers."""
        mine = (_CASE.c.dossier.in_(dossiers), _CASE.c.status == CaseStatus.OPEN.value)
        cases = self._tx.scalars(select(_CASE.c.dossier).where(*mine)).all()
        found = self._tx.execute(
            select(_STEP, _CASE.c.dossier, _VERSION.c.confidential)
            .join_from(_STEP, _CASE, _CASE.c.id == _STEP.c.case_id)
            .join(
                _VERSION,
                (_VERSION.c.code == _CASE.c.procedure)
                & (_VERSION.c.version == _CASE.c.procedure_version),
            )
            .where(*mine, _STEP.c.agency == agency, _STEP.c.status != TaskStatus.ENDED.value)
        )
        return WorkHeld(
            cases=len(cases),
            tasks=[
                (
                    row.dossier,
                    rows.task_from(row),
                    Confidentiality.CONFIDENTIAL if row.confidential else Confidentiality.ORDINARY,
                )
                for row in found
            ],
        )
