"""An agency was entered or changed: letters name it so from now on."""

from __future__ import annotations

from contracts.events.agency import AgencyPublished
from services.notification.templates.domain.agency import AgencyWords
from services.notification.templates.ports import Names


def keep_agency(event: AgencyPublished, *, names: Names) -> None:
    """Keep name, address and telephone of the agency."""
    names.put_agency(
        AgencyWords(code=event.code, name=event.name, address=event.address, phone=event.phone)
    )
