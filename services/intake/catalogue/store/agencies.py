"""Agencies in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, or_, select, text
from sqlalchemy.dialects.postgresql import insert

from kernel.office_hours import office_hours_from_document, office_hours_to_document
from services.intake.catalogue.domain.agency import Agency, Tier
from services.intake.catalogue.domain.succession import Successor, heir_of_the_rest, heirs_of
from services.intake.catalogue.store.locks import lock_publishers
from services.intake.catalogue.store.tables import agency as table

_C = table.c
_BELOW = text("""
    WITH RECURSIVE below AS (
        SELECT code FROM agency WHERE parent = :code
        UNION SELECT agency.code FROM agency JOIN below ON agency.parent = below.code
    )
    SELECT code FROM below
""")


class PgAgencies:
    """The port `Agencies` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def get(self, code: str, on: date) -> Agency | None:
        """Return the agency if it is in being on that day."""
        row = self._tx.execute(select(table).where(_C.code == code)).one_or_none()
        found = None if row is None else _from_row(row)
        return found if found is not None and found.in_force(on) else None

    def ever(self, code: str) -> Agency | None:
        """Return the agency as published last, whether it is in being or not."""
        row = self._tx.execute(select(table).where(_C.code == code)).one_or_none()
        return None if row is None else _from_row(row)

    def in_force(self, on: date) -> Sequence[Agency]:
        """Return all agencies in being on that day, by code."""
        rows = self._tx.execute(
            select(table)
            .where(_C.valid_from <= on, or_(_C.valid_to.is_(None), _C.valid_to >= on))
            .order_by(_C.code)
        )
        return [_from_row(row) for row in rows]

    def below(self, code: str) -> frozenset[str]:
        """Return the codes of all agencies that stand below one, those that ended too."""
        return frozenset(self._tx.scalars(_BELOW, {"code": code}))

    def heirs(self, on: date) -> Mapping[str, frozenset[str]]:
        """Return by agency those that ended before a day and left it what no rule gives away."""
        rows = self._tx.execute(select(table).where(_C.valid_to < on))
        agencies = map(_from_row, rows)
        return heirs_of({one.code: heir_of_the_rest(one.successors) for one in agencies})

    def newest(self) -> Mapping[str, Agency]:
        """Return every agency, under a lock that lasts as long as the transaction."""
        lock_publishers(self._tx, "agency")
        rows = self._tx.execute(select(table))
        return {row.code: _from_row(row) for row in rows}

    def put(self, agency: Agency) -> None:
        """Enter or replace the agency."""
        row = _row(agency)
        statement = insert(table).values(row)
        self._tx.execute(statement.on_conflict_do_update(index_elements=[_C.code], set_=row))


def _row(agency: Agency) -> dict[str, Any]:
    return {
        "code": agency.code,
        "name": agency.name,
        "kind": agency.kind,
        "tier": agency.tier,
        "parent": agency.parent,
        "commune": agency.commune,
        "area": list(agency.area),
        "address": agency.address,
        "phone": agency.phone,
        "calendar": agency.calendar,
        "office_hours": office_hours_to_document(agency.office_hours),
        "valid_from": agency.valid_from,
        "valid_to": agency.valid_to,
        "successor": agency.successor,  # for a release that knows one alone
        "successors": [one.to_document() for one in agency.successors],
        "online_from": agency.online_from,
    }


def _from_row(row: Row[Any]) -> Agency:
    values = dict(row._mapping)  # noqa: SLF001 -- SQLAlchemy's documented way
    whole = values.pop("successor")
    written = row.successors or ([{"agency": whole}] if whole else [])
    values["successors"] = tuple(map(Successor.from_document, written))
    values["tier"] = Tier(row.tier)
    values["area"] = tuple(row.area)
    values["office_hours"] = office_hours_from_document(row.office_hours)
    return Agency(**values)
