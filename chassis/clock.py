"""The suite's clock: the machine's, or on one box a set one (offset and speed).

The setting is one row in the database of every deployable, written together by
`motcua clock set`; SQL reads it by `motcua_now()`, Python by `SuiteClock`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from chassis.db import Database, Transaction
from chassis.settings import SettingsError
from kernel.clock import Clock

REREAD_SECONDS = 1.0
"""How long a process may go by the clock of before, once it was set: on one box only."""


def machine_clock() -> datetime:
    """Return the machine's time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSetting:
    """At `real_anchor` the suite's clock shows `suite_anchor`, then runs `speed` times as fast."""

    real_anchor: datetime
    suite_anchor: datetime
    speed: float

    def at(self, real: datetime) -> datetime:
        """Return the suite's time for a real instant."""
        return self.suite_anchor + (real - self.real_anchor) * self.speed


class SuiteClock:
    """A Clock that follows the database's setting, read again once a second."""

    def __init__(self, read: Callable[[], ClockSetting | None]) -> None:
        self._read = read
        self._setting: ClockSetting | None = None
        self._reread_at = 0.0

    def __call__(self) -> datetime:
        """Return the suite's present instant, aware."""
        if time.monotonic() >= self._reread_at:
            self._setting = self._read()
            self._reread_at = time.monotonic() + REREAD_SECONDS
        now = machine_clock()
        return self._setting.at(now) if self._setting else now


def suite_clock(database: Database, *, one_box: bool) -> Clock:
    """Return the clock of a deployable: a set clock is followed on one box only.

    In production the machine's clock is used without asking; `refuse_set_clock` at start makes
    sure that no setting lies in the database there.
    """
    if not one_box:
        return machine_clock
    return SuiteClock(lambda: read_setting(database))


def refuse_set_clock(database: Database) -> None:
    """Raise `SettingsError` when a clock is set: production must not run on it."""
    if read_setting(database) is not None:
        raise SettingsError("The clock of this database is set; production refuses that.")


def write_setting(tx: Transaction, setting: ClockSetting | None) -> None:
    """Set the clock of one database, or give it back to the machine (None)."""
    tx.execute(text("DELETE FROM suite_clock"))
    if setting is None:
        return
    tx.execute(
        text(
            "INSERT INTO suite_clock (real_anchor, suite_anchor, speed)"
            " VALUES (:real_anchor, :suite_anchor, :speed)"
        ),
        {
            "real_anchor": setting.real_anchor,
            "suite_anchor": setting.suite_anchor,
            "speed": setting.speed,
        },
    )


def setting_for(suite_now: datetime, speed: float) -> ClockSetting:
    """Return the setting that shows `suite_now` at this moment and then runs at `speed`."""
    if suite_now.tzinfo is None or speed <= 0 or speed > timedelta(days=1).total_seconds():
        raise SettingsError("The clock needs an instant with its offset and a speed above 0.")
    return ClockSetting(real_anchor=machine_clock(), suite_anchor=suite_now, speed=speed)


def read_setting(database: Database) -> ClockSetting | None:
    """Return the clock of one database, None while the machine's counts."""
    with database.read() as tx:
        row = tx.execute(text("SELECT real_anchor, suite_anchor, speed FROM suite_clock")).first()
    if row is None:
        return None
    return ClockSetting(
        real_anchor=row.real_anchor, suite_anchor=row.suite_anchor, speed=row.speed
    )
