"""What holds for every stop, resumption and restart, in each unit."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta, timezone

from hypothesis import assume, given
from hypothesis import strategies as st

from kernel.working_time import Interruption, InterruptionKind, Schedule, Term, TermUnit, deadline
from tests.unit.kernel.properties import (
    ALWAYS,
    calendar_day_terms,
    due,
    hour_terms,
    instants,
    month_terms,
    offsets,
    pause,
    schedules,
    since,
    terms,
    working_day_terms,
)

ONE_DAY = timedelta(days=1)


@ALWAYS
@given(start=instants, term=working_day_terms, data=st.data())
def test_a_pause_conserves_whole_working_days(
    office: Schedule, start: datetime, term: Term, data: st.DataObject
) -> None:
    """Days counted before the stop and after the resumption are the days of the term."""
    stopped = data.draw(since(start))
    resumed = data.draw(since(stopped))
    plain = due(start, term, office)
    paused = due(start, term, office, *pause(stopped, resumed))
    if stopped.date() > plain.date():
        assert paused == plain
        return
    before = office.working_days(start.date(), max(start.date(), stopped.date() - ONE_DAY))

    assert before + office.working_days(resumed.date(), paused.date()) == term.amount


@ALWAYS
@given(start=instants, term=calendar_day_terms, data=st.data())
def test_a_pause_conserves_whole_calendar_days(
    office: Schedule, start: datetime, term: Term, data: st.DataObject
) -> None:
    """Stopping uses no day up, resuming counts none, at least one is left."""
    plain = due(start, term, office)
    stopped = data.draw(since(start, plain))
    resumed = data.draw(since(stopped))
    used = max(0, (stopped.date() - start.date()).days - 1)
    left = max(1, term.amount - used)

    paused = due(start, term, office, *pause(stopped, resumed))

    assert paused == office.end_on_or_after(resumed.date() + ONE_DAY * left)


@ALWAYS
@given(start=instants, term=month_terms, data=st.data())
def test_a_paused_month_is_the_days_it_stands_for(
    office: Schedule, start: datetime, term: Term, data: st.DataObject
) -> None:
    """Stopped on the first day nothing is used: the months run on as their days."""
    stopped = data.draw(since(start, start.replace(hour=23, minute=59)))
    resumed = data.draw(since(stopped))
    months = start.year * 12 + start.month - 1 + term.amount
    year, month = divmod(months, 12)
    last = monthrange(year, month + 1)[1]
    nominal = date(year, month + 1, min(start.day, last))
    days = (nominal - start.date()).days

    paused = due(start, term, office, *pause(stopped, resumed))

    assert paused == office.end_on_or_after(resumed.date() + ONE_DAY * days)


@ALWAYS
@given(start=instants, term=hour_terms, data=st.data())
def test_a_pause_conserves_working_minutes(
    office: Schedule, start: datetime, term: Term, data: st.DataObject
) -> None:
    """Open time before the stop and after the resumption is the time of the term, exactly."""
    plain = due(start, term, office)
    stopped = data.draw(since(start, plain))
    resumed = data.draw(since(stopped))
    paused = due(start, term, office, *pause(stopped, resumed))
    used = office.open_time_until(stopped) - office.open_time_until(start)
    rest = office.open_time_until(paused) - office.open_time_until(resumed)

    assert used + rest == term.amount * 3_600_000_000
    assert paused >= plain


@ALWAYS
@given(office=schedules(), start=instants, term=terms, data=st.data())
def test_a_pause_gives_no_earlier_date_and_none_while_closed(
    office: Schedule, start: datetime, term: Term, data: st.DataObject
) -> None:
    """On any calendar, for every unit: waiting costs the citizen time, never the office hours."""
    stopped = data.draw(since(start))
    resumed = data.draw(since(stopped))
    plain = due(start, term, office)
    paused = due(start, term, office, *pause(stopped, resumed))

    assert paused >= plain
    assert office.is_open(paused)
    assert paused == plain or term.by_instant or office.is_working(paused.date())


@ALWAYS
@given(start=instants, term=working_day_terms, data=st.data())
def test_two_pauses_conserve_what_one_leaves(
    office: Schedule, start: datetime, term: Term, data: st.DataObject
) -> None:
    """Counted days of all three stretches are those of the term."""
    plain = due(start, term, office)
    one = data.draw(since(start, plain))
    two = data.draw(since(one))
    once = due(start, term, office, *pause(one, two))
    assume(once >= two)
    three = data.draw(since(two, once))
    four = data.draw(since(three))
    twice = due(start, term, office, *pause(one, two), *pause(three, four))
    counted = [
        office.working_days(a.date(), max(a.date(), b.date() - ONE_DAY))
        for a, b in ((start, one), (two, three))
    ]

    assert sum(counted) + office.working_days(four.date(), twice.date()) == term.amount


@ALWAYS
@given(start=instants, term=terms, data=st.data())
def test_a_restart_equals_a_fresh_start(
    office: Schedule, start: datetime, term: Term, data: st.DataObject
) -> None:
    """Whatever ran before, stopped or not, a restart gives date and state of a new dossier."""
    again, stopped = data.draw(since(start)), data.draw(since(start))
    events = [Interruption(kind=InterruptionKind.RESTART, at=again)]
    if stopped <= again and data.draw(st.booleans()):
        events.insert(0, Interruption(kind=InterruptionKind.STOP, at=stopped))
    restarted = deadline(start, term, office, interruptions=events)
    fresh = deadline(again, term, office)

    assert (restarted.due_at, restarted.provisional) == (fresh.due_at, fresh.provisional)


@ALWAYS
@given(start=instants, term=terms, offset=offsets, data=st.data())
def test_the_offset_of_what_interrupts_does_not_matter(
    office: Schedule, start: datetime, term: Term, offset: timezone, data: st.DataObject
) -> None:
    """The same instants written with another offset give the same date."""
    stopped = data.draw(since(start))
    resumed = data.draw(since(stopped))
    elsewhere = pause(stopped.astimezone(offset), resumed.astimezone(offset))

    assert due(start.astimezone(offset), term, office, *elsewhere) == (
        due(start, term, office, *pause(stopped, resumed))
    )


@ALWAYS
@given(start=instants, term=terms, data=st.data())
def test_every_date_comes_with_its_moves_in_order(
    office: Schedule, start: datetime, term: Term, data: st.DataObject
) -> None:
    """The last move is the due date itself; every move has rule, ground and both languages."""
    stopped = data.draw(since(start))
    resumed = data.draw(since(stopped))
    found = deadline(start, term, office, interruptions=pause(stopped, resumed))
    moves = found.moves

    assert moves[-1].at == found.due_at
    assert moves[0].at == found.received_at
    assert all(move.ground and move.text.vi and move.text.en for move in moves)
    assert (term.unit is TermUnit.WORKING_HOURS) == any(
        move.rule.value == "working-hours" for move in moves
    )
