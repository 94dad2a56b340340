"""Published versions of procedures in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from chassis.kept import Kept
from services.intake.catalogue.domain.procedure import Procedure, ProcedureVersion
from services.intake.catalogue.store.tables import procedure, procedure_version

KeptProcedures = Kept[str, Procedure]
_V = procedure_version.c


class PgProcedures:
    """The port `Procedures` on one transaction; `kept` may be shared by all of a process."""

    def __init__(self, tx: Connection, kept: KeptProcedures | None = None) -> None:
        self._tx = tx
        self._kept = KeptProcedures() if kept is None else kept

    def in_force(self, code: str, on: date) -> ProcedureVersion | None:
        """Return the newest version that began by that day, unless it has ended."""
        version = self._newest(_V.code == code, _V.valid_from <= on)
        return version if version is not None and version.procedure.in_force(on) else None

    def get(self, code: str, version: int) -> ProcedureVersion | None:
        """Return that version."""
        return self._newest(_V.code == code, _V.version == version)

    def newest(self, code: str) -> ProcedureVersion | None:
        """Return the version published last; the lock lasts as long as the transaction."""
        self._tx.execute(insert(procedure).values(code=code).on_conflict_do_nothing())
        self._tx.execute(select(procedure).where(procedure.c.code == code).with_for_update())
        return self._newest(_V.code == code)

    def digests(self) -> Mapping[str, str]:
        """Return by code the digest of the version published last."""
        latest = select(_V.code, _V.digest).ext(distinct_on(_V.code))
        rows = self._tx.execute(latest.order_by(_V.code, _V.version.desc()))
        return {row.code: row.digest for row in rows}

    def document(self, code: str, version: int) -> Mapping[str, Any] | None:
        """Return the checked document that version was read from."""
        statement = select(_V.document).where(_V.code == code, _V.version == version)
        found: Mapping[str, Any] | None = self._tx.execute(statement).scalar_one_or_none()
        return found

    def add(self, version: ProcedureVersion, document: Mapping[str, Any]) -> None:
        """Keep a new version; `newest` has made and locked the procedure's row."""
        self._tx.execute(procedure_version.insert().values(_row(version, document)))

    def _newest(self, *where: ColumnElement[bool]) -> ProcedureVersion | None:
        row = self._tx.execute(
            select(_V.code, _V.version, _V.digest)
            .where(*where)
            .order_by(_V.version.desc())
            .limit(1)
        ).one_or_none()
        if row is None:
            return None
        content = self._kept.get(row.digest, lambda: self._content(row.code, row.version))
        return ProcedureVersion(version=row.version, digest=row.digest, procedure=content)

    def _content(self, code: str, version: int) -> Procedure:
        document = self._tx.execute(
            select(_V.document).where(_V.code == code, _V.version == version)
        ).scalar_one()
        return Procedure.from_document(document)


def _row(version: ProcedureVersion, document: Mapping[str, Any]) -> dict[str, Any]:
    content = version.procedure
    card = content.card
    return {
        "code": content.code,
        "version": version.version,
        "digest": version.digest,
        "valid_from": content.valid_from,
        "valid_to": content.valid_to,
        "name_vi": card.name.vi,
        "name_en": card.name.en,
        "short_name_vi": card.short_name.vi,
        "short_name_en": card.short_name.en,
        "field_code": content.field.code,
        "field_name": content.field.name,
        "tier": content.tier,
        "legal_level": content.legal_level,
        "delivery_mode": content.delivery_mode,
        "receiving_kinds": list(content.receiving_kinds),
        "document": document,
    }
