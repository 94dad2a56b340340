"""The catalogue's files as the legal clock asks for them, one file at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from kernel.calendar import Calendar, calendar_from_document, laid_over
from kernel.document import DocumentError
from kernel.text import Text
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.procedure import ProcedureVersion

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue"


class FiledCalendars:
    """The port `CalendarsToRead` on a folder; `given`, a file of the caller's, goes before all."""

    def __init__(self, folder: Path, given: Path | None = None) -> None:
        self._folder = folder / "calendars"
        self._given = given

    def get(self, calendar: str) -> Calendar | None:
        """Return the calendar of that id, or the one given, laid over what it lies over.

        Raises `DocumentError` for a file that is no calendar or lies over none.
        """
        if self._given is not None:
            return self._whole(_calendar(self._given))
        return self._shipped(calendar)

    def _shipped(self, wanted: str) -> Calendar | None:
        read = (_calendar(path) for path in sorted(self._folder.glob("*.yaml")))
        found = next((calendar for calendar in read if calendar.id == wanted), None)
        return None if found is None else self._whole(found)

    def _whole(self, calendar: Calendar) -> Calendar:
        if calendar.is_whole:
            return calendar
        name = str(calendar.over)
        base = self._shipped(name)
        if base is None:
            raise DocumentError(
                Text(vi=f"Không có lịch {name}.", en=f"There is no calendar {name}."),
                pointer="/over",
            )
        return laid_over(base, calendar)


class FiledAgencies:
    """The port `AgenciesToRead` on `agencies.yaml`."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "agencies.yaml"

    def get(self, code: str, on: date) -> Agency | None:
        """Return the agency as it is on that day."""
        agency = self.ever(code)
        return agency if agency is not None and agency.in_force(on) else None

    def ever(self, code: str) -> Agency | None:
        """Return the agency, in being or not."""
        from services.intake.catalogue.api.documents import read_agencies
        from services.intake.catalogue.api.reading import parse_yaml

        written = parse_yaml(self._file.read_text(encoding="utf-8"))
        found = (one for one in read_agencies(written) if one.code == code)
        return next(found, None)


class FiledProcedures:
    """The port `ProceduresToRead` on a folder: the only version of each is its file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "procedures"

    def in_force(self, code: str, on: date) -> ProcedureVersion | None:
        """Return the procedure of that code when it holds on that day."""
        from services.intake.catalogue.api.documents import read_procedure

        # Its own file first: there are many, and each is read whole.
        files = sorted(self._folder.rglob("*.yaml"), key=lambda path: (path.stem != code, path))
        for path in files:
            document = _read(path)
            if isinstance(document, Mapping) and document.get("code") == code:
                procedure, _ = read_procedure(document)
                holds = procedure.in_force(on)
                return (
                    ProcedureVersion(version=1, digest="", procedure=procedure) if holds else None
                )
        return None


def _calendar(path: Path) -> Calendar:
    return calendar_from_document(_read(path))


def _read(path: Path) -> Any:  # noqa: ANN401 - any YAML value
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        raise DocumentError(
            Text(vi=f"{path.name} không phải YAML.", en=f"{path.name} is no YAML.")
        ) from None
