"""The date a signed apology names: working days behind the term, once, and what moves it."""

from __future__ import annotations

import pytest

from kernel.working_time import (
    ClockStoppedError,
    Interruption,
    Rule,
    Schedule,
    Term,
    deadline,
)
from tests.unit.kernel.instants import at, extension, restart, resume, stop

START = "2026-03-02T09:00"  # a Monday: 5wd end on Monday 9th


@pytest.mark.parametrize(
    ("term", "more", "due"),
    [
        ("5wd", [extension("2026-03-06T10:00", 3)], "2026-03-12T17:30"),
        # hours end by the minute, the named day at its closing
        ("4wh", [extension("2026-03-02T10:00", 1)], "2026-03-03T17:30"),
        ("5d", [extension("2026-03-05T10:00", 1)], "2026-03-10T17:30"),
        # stopped before the term is used up: 1 day of it is left, and the 3 of the extension
        (
            "5wd",
            [
                extension("2026-03-06T10:00", 3),
                stop("2026-03-09T10:00"),
                resume("2026-03-16T10:00"),
            ],
            "2026-03-20T17:30",
        ),
        # stopped on the 2nd day of the extension: that day and the 3rd are left
        (
            "5wd",
            [
                extension("2026-03-06T10:00", 3),
                stop("2026-03-11T10:00"),
                resume("2026-03-16T10:00"),
            ],
            "2026-03-18T17:30",
        ),
        # stopped after the named date: it stays
        (
            "5wd",
            [
                extension("2026-03-06T10:00", 3),
                stop("2026-03-13T10:00"),
                resume("2026-03-16T10:00"),
            ],
            "2026-03-12T17:30",
        ),
        # papers asked for: the whole term anew, and nothing of the extension
        (
            "5wd",
            [
                extension("2026-03-06T10:00", 3),
                stop("2026-03-09T10:00"),
                restart("2026-03-16T10:00"),
            ],
            "2026-03-23T17:30",
        ),
    ],
)
def test_an_extension_stands_behind_what_the_term_comes_to(
    schedule: Schedule, term: str, more: list[Interruption], due: str
) -> None:
    """Worked by hand."""
    found = deadline(at(START), Term.parse(term), schedule, interruptions=more)

    assert found.due_at == at(due)


def test_the_last_move_says_from_where_to_where(schedule: Schedule) -> None:
    """With the article, and a holiday on the way named; a restart leaves no extension behind."""
    more = [extension("2026-04-22T10:00", 2)]
    found = deadline(at("2026-04-20T09:00"), Term.parse("4wd"), schedule, interruptions=more)
    anew = [*more, stop("2026-04-22T11:00"), restart("2026-05-11T09:00")]

    assert found.due_at == at("2026-04-29T17:30")  # 26 April is Giỗ Tổ: 27 April is off
    assert found.extended
    assert [move.rule for move in found.moves][-2:] == [Rule.DAY_OFF, Rule.EXTENSION]
    assert found.moves[-1].ground
    assert "24/04/2026" in found.moves[-1].text.vi
    assert not deadline(at(START), Term.parse("5wd"), schedule, interruptions=anew).extended


def test_a_clock_that_stands_in_its_extension_has_no_date(schedule: Schedule) -> None:
    """Stopped on a day of the extension: what is left is of the extension alone."""
    more = [extension("2026-03-06T10:00", 3), stop("2026-03-11T10:00")]

    with pytest.raises(ClockStoppedError) as told:
        deadline(at(START), Term.parse("5wd"), schedule, interruptions=more)

    assert told.value.left.amount == 0
