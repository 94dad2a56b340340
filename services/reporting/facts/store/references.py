"""Copies of reference data in PostgreSQL."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import text

from chassis.db import Transaction
from services.reporting.facts.domain.reference import AgencyCopy, OfficerCopy, ProcedureCopy

_PUT_AGENCY = text("""
    INSERT INTO agency (code, name, tier, parent, heir, valid_to, sequence)
    VALUES (:code, :name, :tier, :parent, :heir, :valid_to, :sequence)
    ON CONFLICT (code) DO UPDATE
    SET name = excluded.name, tier = excluded.tier, parent = excluded.parent,
        heir = excluded.heir, valid_to = excluded.valid_to, sequence = excluded.sequence
    WHERE excluded.sequence > agency.sequence
""")
_PUT_PROCEDURE = text("""
    INSERT INTO procedure (code, name, field_code, field_name, sequence)
    VALUES (:code, :name, :field_code, :field_name, :sequence)
    ON CONFLICT (code) DO UPDATE
    SET name = excluded.name, field_code = excluded.field_code,
        field_name = excluded.field_name, sequence = excluded.sequence
    WHERE excluded.sequence > procedure.sequence
""")
# The same word again mends a row that was changed behind our back.
_PUT_OFFICER = text("""
    INSERT INTO officer (account, id, agency, roles, first_day, last_day, sequence)
    VALUES (:account, :officer, :agency, :roles, :first_day, :last_day, :sequence)
    ON CONFLICT (account) DO UPDATE
    SET id = excluded.id, agency = excluded.agency, roles = excluded.roles,
        first_day = excluded.first_day, last_day = excluded.last_day, sequence = excluded.sequence
    WHERE excluded.sequence >= officer.sequence
""")


class PgReferences:
    """The port `References`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def put_agency(self, agency: AgencyCopy, sequence: int) -> None:
        """Keep an agency unless a later word on it is here."""
        self._tx.execute(_PUT_AGENCY, asdict(agency) | {"sequence": sequence})

    def put_procedure(self, procedure: ProcedureCopy, sequence: int) -> None:
        """Keep a procedure unless a later word on it is here."""
        self._tx.execute(_PUT_PROCEDURE, asdict(procedure) | {"sequence": sequence})

    def put_officer(self, officer: OfficerCopy, sequence: int) -> None:
        """Keep an officer unless a later word on them is here."""
        roles = {"roles": list(officer.roles), "sequence": sequence}
        self._tx.execute(_PUT_OFFICER, asdict(officer) | roles)
