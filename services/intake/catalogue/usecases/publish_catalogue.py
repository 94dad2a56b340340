"""A whole catalogue is published: all of it, or nothing when a part has faults."""

from __future__ import annotations

from dataclasses import dataclass

from services.intake.catalogue.domain.errors import CatalogueFaultyError
from services.intake.catalogue.ports import (
    Agencies,
    Calendars,
    CataloguePackage,
    Events,
    Procedures,
    Replans,
    Wordings,
)
from services.intake.catalogue.usecases.lint_catalogue import lint_catalogue, listed
from services.intake.catalogue.usecases.publish_agencies import publish_agencies
from services.intake.catalogue.usecases.publish_calendar import publish_calendar
from services.intake.catalogue.usecases.publish_procedure import publish_procedure
from services.intake.catalogue.usecases.publish_wording import publish_wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What changed: calendar ids, agency codes, procedures with their new version, the wording."""

    calendars: tuple[str, ...]
    agencies: tuple[str, ...]
    procedures: tuple[tuple[str, int], ...]
    wording: bool = False


def publish_catalogue(
    package: CataloguePackage,
    *,
    procedures: Procedures,
    agencies: Agencies,
    calendars: Calendars,
    wordings: Wordings,
    events: Events,
    replans: Replans,
) -> Publication:
    """Publish what changed, calendars and agencies before the procedures that name them.

    Raises `CatalogueFaultyError` with every fault, and `CalendarVersionError`.
    """
    faults = lint_catalogue(package)
    if faults:
        raise CatalogueFaultyError(extra={"faults": [listed(item) for item in faults]})
    changed_calendars = tuple(
        calendar.id
        for calendar in package.calendars
        if publish_calendar(calendar, calendars=calendars, events=events, replans=replans)
    )
    changed_agencies = publish_agencies(package.agencies, agencies=agencies, events=events)
    published = (
        publish_procedure(procedure, document, procedures=procedures, events=events)
        for procedure, document in package.procedures
    )
    return Publication(
        calendars=changed_calendars,
        agencies=changed_agencies,
        procedures=tuple((item.code, item.version) for item in published if item is not None),
        wording=package.wording is not None
        and publish_wording(package.wording, wordings=wordings),
    )
