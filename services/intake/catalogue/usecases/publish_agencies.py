"""The agencies of the province are entered or changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from contracts.events.agency import AgencyPublished, AgencySuccessor
from kernel.office_hours import office_hours_to_document
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.ports import Agencies, Events


def publish_agencies(
    published: Iterable[Agency], *, agencies: Agencies, events: Events
) -> tuple[str, ...]:
    """Enter new agencies and replace changed ones; return the codes of both.

    An agency that is not among `published` stays as it is: it ends by its `valid_to`. An end
    that a reorganisation decided stands until the published one names successors itself.
    """
    known = agencies.newest()
    wanted = with_their_ends(published, known)
    changed = [agency for agency in wanted if known.get(agency.code) != agency]
    for agency in changed:
        agencies.put(agency)
        events.add(published_event(agency))
    return tuple(agency.code for agency in changed)


def with_their_ends(published: Iterable[Agency], known: Mapping[str, Agency]) -> list[Agency]:
    """Return agencies with the ends that reorganisations decided for those `known`."""
    return [_with_its_end(agency, known.get(agency.code)) for agency in published]


def _with_its_end(agency: Agency, known: Agency | None) -> Agency:
    if known is None or not known.successors or agency.successors:
        return agency
    return replace(agency, valid_to=known.valid_to, successors=known.successors)


def published_event(agency: Agency) -> AgencyPublished:
    """Return what is said of an agency that was entered or changed."""
    return AgencyPublished(
        code=agency.code,
        name=agency.name,
        kind=agency.kind,
        tier=agency.tier,
        parent=agency.parent,
        commune=agency.commune,
        area=agency.area,
        address=agency.address,
        phone=agency.phone,
        calendar=agency.calendar,
        office_hours=office_hours_to_document(agency.office_hours),
        valid_from=agency.valid_from,
        valid_to=agency.valid_to,
        successors=tuple(
            AgencySuccessor(
                agency=one.agency,
                procedures=one.procedures,
                fields=one.fields,
                communes=one.communes,
            )
            for one in agency.successors
        ),
        online_from=agency.online_from,
    )
