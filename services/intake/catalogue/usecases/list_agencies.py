"""The agencies in being are listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kernel.collation import sort_key
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.errors import UnknownProcedureError
from services.intake.catalogue.ports import Agencies, Procedures


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyFilter:
    """Which agencies: of a kind or tier, serving a commune, receiving a procedure."""

    kind: str | None = None
    tier: str | None = None
    commune: str | None = None
    procedure: str | None = None


def list_agencies(
    wanted: AgencyFilter, *, on: date, agencies: Agencies, procedures: Procedures
) -> Sequence[Agency]:
    """Return the agencies in being on that day that meet the filter, by name.

    In the order of the Vietnamese alphabet, whatever collation the database has; agencies of one
    name by code.

    Raises `UnknownProcedureError` when the filter names one that is not in force.
    """
    kinds: tuple[str, ...] | None = None
    if wanted.procedure is not None:
        version = procedures.in_force(wanted.procedure, on)
        if version is None:
            raise UnknownProcedureError(pointer="/procedure")
        kinds = version.procedure.receiving_kinds
    found = [
        agency
        for agency in agencies.in_force(on)
        if wanted.kind in (None, agency.kind)
        and wanted.tier in (None, agency.tier)
        and (wanted.commune is None or agency.serves(wanted.commune))
        and (kinds is None or agency.kind in kinds)
    ]
    return sorted(found, key=lambda agency: (_key_of(agency.name), agency.code))


@lru_cache(maxsize=4096)
def _key_of(name: str) -> str:
    # Every visitor asks for the same few hundred names.
    return sort_key(name)
