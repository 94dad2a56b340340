"""The loop that counts days for good, oldest first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import structlog

from chassis.patience import PatientLoop

_log = structlog.get_logger(__name__)
_IDLE_SECONDS = 60.0


class TallyLoop(PatientLoop):
    """Counts one day a turn; `tally` returns the day it counted, None when none is over."""

    def __init__(self, tally: Callable[[], date | None]) -> None:
        super().__init__("tally")
        self._tally = tally

    def turn(self) -> float:
        """Count a day; look again in a minute where none was over."""
        day = self._tally()
        if day is None:
            return _IDLE_SECONDS
        _log.info("day-tallied", day=day.isoformat())
        return 0.0
