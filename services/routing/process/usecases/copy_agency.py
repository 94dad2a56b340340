"""An agency was published: keep its office clock."""

from __future__ import annotations

from contracts.events.agency import AgencyPublished
from kernel.office_hours import office_hours_from_document
from services.routing.process.domain.agency import Agency
from services.routing.process.ports import Agencies


def copy_agency(published: AgencyPublished, *, agencies: Agencies) -> None:
    """Keep the agency as it is now; raises `OfficeHoursError` or `DocumentError`."""
    agencies.put(
        Agency(
            code=published.code,
            name=published.name,
            calendar=published.calendar,
            office_hours=office_hours_from_document(published.office_hours),
            parent=published.parent,
            valid_to=published.valid_to,
        )
    )
