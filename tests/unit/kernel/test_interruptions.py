"""Restarts and pauses worked by hand: what is left, and what is refused."""

from __future__ import annotations

import pytest

from kernel.working_time import (
    ClockStoppedError,
    Interruption,
    InterruptionError,
    Schedule,
    Term,
    deadline,
)
from tests.unit.kernel.instants import at, restart, resume, stop


def test_a_restart_gives_the_whole_term_anew(schedule: Schedule) -> None:
    """Vector (e): asked on day 2, the papers come weeks later, all 15 days run again."""
    term = Term.parse("15wd")
    again = deadline(
        at("2026-03-02T09:00"),
        term,
        schedule,
        interruptions=[stop("2026-03-04T10:00"), restart("2026-03-20T15:30")],
    )

    assert again.due_at == deadline(at("2026-03-20T15:30"), term, schedule).due_at
    assert again.due_at == at("2026-04-10T17:30")
    assert again.received_at == at("2026-03-02T09:00")


@pytest.mark.parametrize(
    ("start", "term", "stopped", "resumed", "due"),
    [
        # (f) stopped on day 10 of 15 with 9 used: 6 are left
        ("2026-03-02T09:00", "15wd", "2026-03-16T10:00", "2026-03-25T14:00", "2026-04-02T17:30"),
        # stopped on the day of acceptance: nothing is used
        ("2026-03-02T09:00", "2wd", "2026-03-02T10:00", "2026-03-02T11:00", "2026-03-04T17:30"),
        # stopped on a Saturday
        ("2026-03-02T09:00", "6wd", "2026-03-07T10:00", "2026-03-12T11:00", "2026-03-16T17:30"),
        # stopped on the last day: one day is left
        ("2026-03-02T09:00", "1wd", "2026-03-03T10:00", "2026-03-10T11:00", "2026-03-11T17:30"),
        # the same day again, by its cut-off
        ("2026-03-02T09:00", "0wd", "2026-03-02T10:00", "2026-03-04T14:00", "2026-03-04T17:30"),
        ("2026-03-02T09:00", "0wd", "2026-03-02T10:00", "2026-03-04T16:00", "2026-03-05T17:30"),
        # hours by the minute: 1 h 30 used, 2 h 30 left
        ("2026-03-02T08:00", "4wh", "2026-03-02T09:30", "2026-03-03T14:00", "2026-03-03T16:30"),
        # nothing left, resumed while closed
        ("2026-03-02T08:00", "1wh", "2026-03-02T09:00", "2026-03-03T12:00", "2026-03-03T13:30"),
        # calendar days: stopped on day 10 of 15, 6 left
        ("2026-03-02T09:00", "15d", "2026-03-12T10:00", "2026-03-20T10:00", "2026-03-26T17:30"),
        ("2026-03-02T09:00", "15d", "2026-03-02T10:00", "2026-03-20T10:00", "2026-04-06T17:30"),
        # ended on Saturday 7th, moved to Monday 9th, stopped on the Sunday between: 1 left
        ("2026-03-02T09:00", "5d", "2026-03-08T10:00", "2026-03-18T10:00", "2026-03-19T17:30"),
        # months become their days: 31, 9 used, 22 left, end moved off a Saturday
        ("2026-03-02T09:00", "1m", "2026-03-12T10:00", "2026-03-20T10:00", "2026-04-13T17:30"),
        # stopped after it had run out: the date stays
        ("2026-03-02T09:00", "2wd", "2026-03-05T10:00", "2026-03-20T10:00", "2026-03-04T17:30"),
        ("2026-03-02T08:00", "1wh", "2026-03-02T09:01", "2026-03-20T10:00", "2026-03-02T09:00"),
    ],
)
def test_a_pause_keeps_what_was_left(
    schedule: Schedule, start: str, term: str, *, stopped: str, resumed: str, due: str
) -> None:
    """The day of stopping is not used up, the day of resuming is not counted; hours by minute."""
    paused = deadline(
        at(start), Term.parse(term), schedule, interruptions=[stop(stopped), resume(resumed)]
    )

    assert paused.due_at == at(due)


def test_there_is_no_date_while_the_clock_stands(schedule: Schedule) -> None:
    """An open stop has no due date, and says what is left."""
    with pytest.raises(ClockStoppedError) as caught:
        deadline(
            at("2026-03-02T09:00"),
            Term.parse("15wd"),
            schedule,
            interruptions=[stop("2026-03-16T10:00")],
        )

    assert caught.value.left.amount == 6
    assert "6 ngày làm việc" in (caught.value.detail or caught.value.title).vi


def test_a_stop_after_the_due_date_leaves_the_date_standing(schedule: Schedule) -> None:
    """A dossier that is late stays late, even while something is waited for."""
    late = deadline(
        at("2026-03-02T09:00"),
        Term.parse("1wd"),
        schedule,
        interruptions=[stop("2026-03-20T10:00")],
    )

    assert late.due_at == at("2026-03-03T17:30")


def test_a_second_pause_takes_from_what_the_first_left(schedule: Schedule) -> None:
    """15 days, 4 used before the first stop and 2 before the second: 9 are left."""
    twice = deadline(
        at("2026-03-02T09:00"),
        Term.parse("15wd"),
        schedule,
        interruptions=[
            stop("2026-03-09T10:00"),
            resume("2026-03-10T10:00"),
            stop("2026-03-13T10:00"),
            resume("2026-03-16T10:00"),
        ],
    )

    assert twice.due_at == at("2026-03-27T17:30")


@pytest.mark.parametrize(
    "interruptions",
    [
        [resume("2026-03-03T10:00")],
        [stop("2026-03-03T10:00"), stop("2026-03-04T10:00")],
        [stop("2026-03-04T10:00"), resume("2026-03-03T10:00")],
        [stop("2026-03-01T10:00")],
        [restart("2026-03-10T10:00"), stop("2026-03-09T10:00")],
    ],
)
def test_interruptions_out_of_order_are_refused(
    schedule: Schedule, interruptions: list[Interruption]
) -> None:
    """Resumed without a stop, stopped twice, or before what came earlier."""
    with pytest.raises(InterruptionError):
        deadline(at("2026-03-02T09:00"), Term.parse("15wd"), schedule, interruptions=interruptions)
