"""Reference data for the registry: the catalogue's stores behind a short memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from threading import Lock
from typing import Any, TypeVar

from kernel.calendar import Calendar
from kernel.errors import UnavailableError
from kernel.schedule import Schedule
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.procedure import ProcedureVersion
from services.intake.catalogue.domain.schedules import schedule_for
from services.intake.catalogue.ports import Agencies, Calendars, Procedures

_T = TypeVar("_T")
_KEPT_SECONDS = 5.0
_MOST_KEPT = 4096


class ReferenceMemory:
    """What the threads of a process read of the catalogue, for a few seconds.

    A publication is seen by every process within five seconds; what was not found is not
    remembered, so that something new is there at once.
    """

    def __init__(self, seconds: float = _KEPT_SECONDS) -> None:
        self._seconds = seconds
        self._kept: dict[Hashable, tuple[float, Any]] = {}
        self._lock = Lock()

    def get(self, key: Hashable, read: Callable[[], _T | None]) -> _T | None:
        """Return the value kept under the key, or read it."""
        now = time.monotonic()
        known = self._kept.get(key)
        if known is not None and now < known[0]:
            kept: _T = known[1]
            return kept
        value = read()
        if value is not None:
            with self._lock:
                if len(self._kept) >= _MOST_KEPT:
                    self._kept.clear()
                self._kept[key] = (now + self._seconds, value)
        return value


class RememberedReference:
    """The port `Reference` on the catalogue's ports of one transaction."""

    def __init__(
        self,
        memory: ReferenceMemory,
        *,
        procedures: Procedures,
        agencies: Agencies,
        calendars: Calendars,
    ) -> None:
        self._memory = memory
        self._procedures = procedures
        self._agencies = agencies
        self._calendars = calendars

    def procedure(self, code: str, on: date) -> ProcedureVersion | None:
        """Return the version in force on that day."""
        return self._memory.get(
            ("procedure", code, on), lambda: self._procedures.in_force(code, on)
        )

    def procedure_version(self, code: str, version: int) -> ProcedureVersion | None:
        """Return that very version."""
        return self._memory.get(
            ("version", code, version), lambda: self._procedures.get(code, version)
        )

    def agency(self, code: str, on: date) -> Agency | None:
        """Return the agency as it is on that day."""
        return self._in_being(on).get(code)

    def ever(self, code: str) -> Agency | None:
        """Return the agency as published last, in being or not."""
        return self._memory.get(("ever", code), lambda: self._agencies.ever(code))

    def agencies(self, on: date) -> Sequence[Agency]:
        """Return all agencies in being on that day."""
        return tuple(self._in_being(on).values())

    def _in_being(self, on: date) -> Mapping[str, Agency]:
        return self._memory.get(("agencies", on), lambda: self._read_agencies(on)) or {}

    def _read_agencies(self, on: date) -> Mapping[str, Agency] | None:
        return {agency.code: agency for agency in self._agencies.in_force(on)} or None

    def schedule(self, agency: Agency) -> Schedule:
        """Return the open minutes of the agency.

        Raises `UnavailableError` when its calendar was never published.
        """
        calendar = self._calendar(agency.calendar)
        if calendar is None:
            raise UnavailableError
        return schedule_for(calendar, agency.office_hours)

    def _calendar(self, name: str) -> Calendar | None:
        return self._memory.get(("calendar", name), lambda: self._calendars.get(name))
