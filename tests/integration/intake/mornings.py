"""A desk that is looked at in the morning, and what is said of it."""

from __future__ import annotations

from datetime import date, datetime

from chassis.identifiers import new_id
from chassis.timers import TimerRunner
from contracts.events import Event
from contracts.events.desk import CallsWaiting, DeskWorkWaiting
from contracts.events.routing import OfficerSet
from kernel.rights import Role
from services.intake.wiring.desk import desk_morning_handler
from tests.integration.intake.office import COMMUNE, MONDAY, Office

TUESDAY_OFF, WEDNESDAY = "2026-11-24", "2026-11-25"
THURSDAY, FRIDAY = "2026-11-26", "2026-11-27"


def look(office: Office, now: datetime, agency: str = COMMUNE) -> list[Event]:
    """Move the clock, look at the desks that are due, and return what was said of one so far."""
    office.set_clock(now)
    runner = TimerRunner(office.database, [desk_morning_handler(office.parts)])
    while runner.run_one():
        pass
    return office.said_of(f"desk/{agency}")


def looks(office: Office) -> int:
    """Return how many desks are to be looked at."""
    return office.count("timer WHERE kind = 'desk-morning'")


def told(events: list[Event]) -> list[tuple[str, str, int, datetime]]:
    """Return of what was said the day, the kind, how many and since when the first."""
    return [
        (one.on.isoformat(), "call", one.calls, one.oldest_at)
        if isinstance(one, CallsWaiting)
        else (one.on.isoformat(), one.kind, one.count, one.oldest_at)
        for one in events
        if isinstance(one, CallsWaiting | DeskWorkWaiting)
    ]


def entered(account: str, role: Role, agency: str, *, last_day: str | None = None) -> OfficerSet:
    """Return what routing says of an officer's entry."""
    return OfficerSet(
        officer=str(new_id()),
        account=account,
        agency=agency,
        post="Chuyên viên",
        roles=(role.value,),
        first_day=MONDAY.date(),
        last_day=None if last_day is None else date.fromisoformat(last_day),
        changed_at=MONDAY,
    )
