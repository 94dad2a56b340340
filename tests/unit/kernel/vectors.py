"""The vectors of the law, worked by hand; each test level asks them in its own way."""

from __future__ import annotations

from typing import NamedTuple


class Vector(NamedTuple):
    """A question and its answer, in wall times of Vietnam."""

    name: str
    why: str
    filed: str
    term: str
    received: str
    due: str
    rules: tuple[str, ...]  # of the moves, in order
    channel: str = "online"
    book: str | None = None
    stops: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    restarts: tuple[str, ...] = ()


VECTORS = (
    Vector(
        name="a-three-days-off",
        why="27 April (for Giỗ Tổ on a Sunday), 30 April and 1 May are off: 28, 29, 4, 5, 6",
        filed="2026-04-24T09:00",
        term="5wd",
        received="2026-04-24T09:00",
        due="2026-05-06T17:30",
        rules=("start", "day-off", "day-off", "working-days"),
    ),
    Vector(
        name="b-swapped-day-off",
        why="1 January and the swapped Friday 2 January are off: 5, 6",
        filed="2025-12-31T10:00",
        term="2wd",
        received="2025-12-31T10:00",
        due="2026-01-06T17:30",
        rules=("start", "day-off", "day-off", "working-days"),
    ),
    Vector(
        name="c-swapped-working-day",
        why="Saturday 10 January is worked for 2 January: 9, 10",
        filed="2026-01-08T10:00",
        term="2wd",
        received="2026-01-08T10:00",
        due="2026-01-10T17:30",
        rules=("start", "swapped-day", "working-days"),
    ),
    Vector(
        name="d-last-office-hour",
        why="Monday's last hour, 24 November is off: received Wednesday, day 1 is Thursday",
        filed="2026-11-23T16:30",
        term="1wd",
        received="2026-11-25T07:30",
        due="2026-11-26T17:30",
        rules=("day-off", "last-office-hour", "start", "working-days"),
        book="linked-household-business",
    ),
    Vector(
        name="d-without-that-rule",
        why="only the linked group names the rule: elsewhere Monday 16:30 is Monday",
        filed="2026-11-23T16:30",
        term="1wd",
        received="2026-11-23T16:30",
        due="2026-11-25T17:30",
        rules=("start", "day-off", "working-days"),
    ),
    Vector(
        name="e-restart-from-zero",
        why="papers asked for on day 2, complete on Friday 20 March: 15 full days from there",
        filed="2026-03-02T09:00",
        term="15wd",
        received="2026-03-02T09:00",
        due="2026-04-10T17:30",
        rules=("start", "stop", "restart", "working-days"),
        stops=("2026-03-04T10:00",),
        restarts=("2026-03-20T15:30",),
    ),
    Vector(
        name="f-pause-keeps-six-days",
        why="stopped on day 10 (16 March) with 9 used, resumed on the 25th: 6 days from the 26th",
        filed="2026-03-02T09:00",
        term="15wd",
        received="2026-03-02T09:00",
        due="2026-04-02T17:30",
        rules=("start", "stop", "resume", "working-days"),
        stops=("2026-03-16T10:00",),
        resumes=("2026-03-25T14:00",),
    ),
    Vector(
        name="hand-over-limit-moves-nothing",
        why="after 15:00 only the next agency starts later; the citizen's day 1 is the next day",
        filed="2026-03-03T15:30",
        term="1wd",
        received="2026-03-03T15:30",
        due="2026-03-04T17:30",
        rules=("start", "working-days"),
        channel="desk",
    ),
    Vector(
        name="same-day-until-15-00",
        why="received at 15:00:00, still the same day",
        filed="2026-03-03T15:00:00",
        term="0wd",
        received="2026-03-03T15:00:00",
        due="2026-03-03T17:30",
        rules=("start", "same-day"),
        channel="desk",
    ),
    Vector(
        name="same-day-after-15-00",
        why="a second later: the end of the next working day",
        filed="2026-03-03T15:00:01",
        term="0wd",
        received="2026-03-03T15:00:01",
        due="2026-03-04T17:30",
        rules=("start", "same-day-cutoff"),
        channel="desk",
    ),
    Vector(
        name="filed-on-a-rest-day",
        why="online on Sunday: received Monday 07:30, an hour limit never falls on a Saturday",
        filed="2026-03-01T10:00",
        term="8wh",
        received="2026-03-02T07:30",
        due="2026-03-02T17:30",
        rules=("office-closed", "start", "working-hours"),
    ),
    Vector(
        name="calendar-days-over-tet",
        why="13 February + 5 is 18 February, Tết: the end of Monday the 23rd",
        filed="2026-02-13T16:45",
        term="5d",
        received="2026-02-13T16:45",
        due="2026-02-23T17:30",
        rules=("start", "calendar-days", "day-off", "rest-day"),
    ),
    Vector(
        name="month-without-such-a-day",
        why="31 January + 1 month is 28 February, a Saturday: the end of Monday 2 March",
        filed="2026-01-31T10:00",
        term="1m",
        received="2026-01-31T10:00",
        due="2026-03-02T17:30",
        rules=("start", "months", "rest-day"),
        channel="desk",
    ),
)
