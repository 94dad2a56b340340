"""The receiving agency and what stands around it, as they were on the day of an act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kernel.errors import UnavailableError
from services.intake.catalogue.domain.agency import Agency
from services.intake.forms.domain.facts import Place
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.ports import Reference

_COMMITTEE = "Ủy ban nhân dân "


def find_place(dossier: Dossier, on: date, *, reference: Reference, tracking_url: str) -> Place:
    """Return the place of the dossier's forms on a day.

    Raises `UnavailableError` while the agency is not known.
    """
    agency = _desk(dossier, on, reference)
    if agency is None:
        raise UnavailableError
    lead = reference.agency(dossier.competent_agency, on)
    return place_of(
        agency,
        on,
        reference=reference,
        lead=lead.name if lead else dossier.competent_agency,
        tracking_url=tracking_url,
    )


def _desk(dossier: Dossier, on: date, reference: Reference) -> Agency | None:
    """Return the desk as of that day: before a reorganisation the one that gave the code."""
    gave_code, now = dossier.code.partition("-")[0], dossier.receiving_agency
    return reference.agency(gave_code, on) or reference.agency(now, on) or reference.ever(now)


def place_of(
    agency: Agency, on: date, *, reference: Reference, lead: str = "", tracking_url: str = ""
) -> Place:
    """Return an agency with what stands around it on a day."""
    parent = reference.agency(agency.parent, on) if agency.parent else None
    return Place(
        agency=agency,
        parent=parent.name if parent else None,
        province=province_name(agency.code, on, reference),
        lead=lead,
        communes=commune_names(on, reference),
        tracking_url=tracking_url,
    )


def commune_names(on: date, reference: Reference) -> Mapping[str, str]:
    """Name the communes by their committees: `Ủy ban nhân dân phường X` serves phường X."""
    return {
        agency.commune: agency.name.removeprefix(_COMMITTEE)
        for agency in reference.agencies(on)
        if agency.commune and agency.name.startswith(_COMMITTEE)
    }


def province_name(agency: str, on: date, reference: Reference) -> str:
    """Return the province an agency belongs to, by the first group of its code."""
    committee = reference.agency(agency.partition(".")[0], on)
    name = committee.name.removeprefix(_COMMITTEE) if committee else ""
    return name.removeprefix("tỉnh ").removeprefix("thành phố ")
