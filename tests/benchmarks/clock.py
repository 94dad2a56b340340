"""How many due dates a core computes in a second, and what a long calendar weighs.

    .venv/bin/python -m tests.benchmarks.clock

Time is the CPU time of this process, so that other work on the machine does not count; each
figure is the median of several rounds, with the slowest and fastest beside it.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import yaml

from kernel.calendar import Calendar, CalendarDay, DayKind, calendar_from_document
from kernel.clock import VIETNAM
from kernel.office_hours import STANDARD_HOURS, OfficeHours, office_hours_from_document
from kernel.working_time import Interruption, InterruptionKind, Schedule, Term, deadline

ROUNDS = 9
A_ROUND = 20_000  # computations
YEARS = 30
SHIPPED = Path(__file__).parents[2] / "catalogue" / "calendars" / "vn.yaml"
FULL = ["07:30-11:30", "13:30-17:30"]
SATURDAYS = office_hours_from_document(
    {
        "id": "saturdays",
        "weekly": {
            **dict.fromkeys(("mon", "tue", "wed", "thu"), FULL),
            "fri": ["07:30-11:30"],
            "sat": ["08:00-11:00"],
        },
    }
)


def main() -> None:
    """Print the table."""
    document = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    schedule = Schedule(calendar_from_document(document), STANDARD_HOURS)
    rows = [
        (term, rate_of(schedule, term)) for term in ("5wd", "20wd", "250wd", "8wh", "15d", "2m")
    ]
    say("| due date | computed a second and core | slowest to fastest round |")
    say("|---|---|---|")
    for term, rates in rows:
        say(row(term, rates))
    say(row("20wd, with its moves in words", rate_of(schedule, "20wd", words=True)))
    say(row("20wd, stopped and resumed", rate_of(schedule, "20wd", paused=True)))
    say(row("20wd, agency with Saturday desk", rate_of(rebuilt(schedule, SATURDAYS), "20wd")))
    weight, seconds = weight_of_long_calendar()
    say(f"\n{YEARS} years: {weight / 1024:.0f} KiB kept, built in {seconds * 1000:.1f} ms.")


def rate_of(
    schedule: Schedule, written: str, *, words: bool = False, paused: bool = False
) -> list[float]:
    """Return computations a second of CPU time, one figure a round, from random instants."""
    term = Term.parse(written)
    starts = _starts()
    events = [_pause(start) if paused else () for start in starts]

    def work() -> None:
        for start, happened in zip(starts, events, strict=True):
            found = deadline(start, term, schedule, interruptions=happened)
            if words:
                _ = found.moves

    return [A_ROUND / cpu_seconds(work) for _ in range(ROUNDS)]


def cpu_seconds(work: Callable[[], None]) -> float:
    """Return the CPU time of this process that `work` took."""
    before = time.process_time()
    work()
    return time.process_time() - before


def weight_of_long_calendar() -> tuple[int, float]:
    """Return the bytes a calendar and its schedule keep, and the seconds the latter takes."""
    calendar = long_calendar()
    seconds = statistics.median(cpu_seconds(lambda: _built(calendar)) for _ in range(ROUNDS))
    tracemalloc.start()
    kept = Schedule(long_calendar(), STANDARD_HOURS)
    weight = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert kept.is_working(date(2024, 1, 3))
    return weight, seconds


def long_calendar() -> Calendar:
    """Return a calendar of `YEARS` years with as many rows a year as the shipped one has."""
    rows = {}
    for year in range(2024, 2024 + YEARS):
        for number in range(16):
            day = date(year, 1, 1) + timedelta(days=23 * number)
            rows[day] = CalendarDay(day=day, kind=DayKind.OFF, note="Nghỉ")
    return Calendar(id="long", version=1, days=rows, first_year=2024, last_year=2024 + YEARS - 1)


def rebuilt(schedule: Schedule, hours: OfficeHours) -> Schedule:
    """Return the same calendar in other office hours."""
    return Schedule(schedule.calendar, hours)


def row(name: str, rates: list[float]) -> str:
    """Return a row of the table."""
    low, high = min(rates), max(rates)
    return f"| {name} | {statistics.median(rates):,.0f} | {low:,.0f} to {high:,.0f} |"


def say(text: str) -> None:
    """Write a line."""
    sys.stdout.write(f"{text}\n")


def _built(calendar: Calendar) -> None:
    Schedule(calendar, STANDARD_HOURS)


def _starts() -> list[datetime]:
    drawn = random.Random(7)  # noqa: S311 - the same instants every time
    first = datetime(2024, 1, 2, 8, 0, tzinfo=VIETNAM)
    return [first + timedelta(minutes=drawn.randrange(900 * 24 * 60)) for _ in range(A_ROUND)]


def _pause(start: datetime) -> tuple[Interruption, ...]:
    return (
        Interruption(kind=InterruptionKind.STOP, at=start + timedelta(days=3)),
        Interruption(kind=InterruptionKind.RESUME, at=start + timedelta(days=9)),
    )


if __name__ == "__main__":
    main()
