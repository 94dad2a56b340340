"""The agencies of the province are entered or changed."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.events.intake import AgencyPublished
from kernel.office_hours import office_hours_to_document
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.ports import Agencies, Events


def publish_agencies(
    published: Iterable[Agency], *, agencies: Agencies, events: Events
) -> tuple[str, ...]:
    """Enter new agencies and replace changed ones; return the codes of both.

    An agency that is not among `published` stays as it is: it ends by its `valid_to`.
    """
    known = agencies.newest()
    changed = [agency for agency in published if known.get(agency.code) != agency]
    for agency in changed:
        agencies.put(agency)
        events.add(_published(agency))
    return tuple(agency.code for agency in changed)


def _published(agency: Agency) -> AgencyPublished:
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
    )
