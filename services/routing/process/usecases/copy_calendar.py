"""A version of a calendar was published: keep it if it is the newest."""

from __future__ import annotations

from contracts.events.intake import CalendarPublished
from kernel.calendar import calendar_from_document
from services.routing.process.ports import Calendars


def copy_calendar(published: CalendarPublished, *, calendars: Calendars) -> None:
    """Keep the calendar; raises `CalendarDocumentError` or `DocumentError`."""
    calendars.put(calendar_from_document(published.document))
