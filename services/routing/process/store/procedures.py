"""Copies of procedure versions in PostgreSQL."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from chassis.kept import Kept
from services.routing.process.domain.procedure import ProcedureVersion
from services.routing.process.domain.process_document import process_from_document
from services.routing.process.store.tables import procedure_version as table

KeptProcedures = Kept[tuple[str, int], ProcedureVersion]
_C = table.c


class PgProcedures:
    """The port `Procedures` on one transaction; `kept` is shared by all of a process."""

    def __init__(self, tx: Connection, kept: KeptProcedures) -> None:
        self._tx = tx
        self._kept = kept

    def add(self, procedure: ProcedureVersion) -> None:
        """Keep a version; one already kept stays as it is."""
        row = {
            "code": procedure.code,
            "version": procedure.version,
            "name": procedure.name,
            "process": dict(procedure.document),
            "confidential": procedure.confidential,
            "field": procedure.field,
        }
        self._tx.execute(insert(table).values(row).on_conflict_do_nothing())

    def find(self, code: str, version: int) -> ProcedureVersion | None:
        """Return a version, or None while it has not arrived."""
        try:
            return self.get(code, version)
        except KeyError:
            return None

    def get(self, code: str, version: int) -> ProcedureVersion:
        """Return a version that is known to be here; raises `KeyError` otherwise."""
        return self._kept.get((code, version), lambda: self._read(code, version))

    def _read(self, code: str, version: int) -> ProcedureVersion:
        wanted = select(table).where(_C.code == code, _C.version == version)
        row = self._tx.execute(wanted).one_or_none()
        if row is None:
            raise KeyError(code, version)
        return ProcedureVersion(
            code=row.code,
            version=row.version,
            name=row.name,
            process=process_from_document(row.process),
            document=row.process,
            confidential=row.confidential,
            field=row.field,
        )
