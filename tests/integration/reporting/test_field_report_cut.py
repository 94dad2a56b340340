"""Form 06 at the instant of the cut itself, which belongs to the next period."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chassis.db import Database
from services.reporting.facts.domain.fact import Kind
from services.reporting.statutory.domain.cut import span_of
from services.reporting.statutory.domain.report import View
from tests.integration.reporting import test_field_report_property as form_06
from tests.integration.reporting.histories import QUARTERS, History, Word

database = form_06.database
START, CUT = QUARTERS[0].start, QUARTERS[0].end
DAY = timedelta(days=1)
OPEN = form_06.open_since_the_start("5wd", CUT - 40 * DAY)


def accepted(at: datetime) -> History:
    return replace(OPEN, filed_at=at, accepted_at=at)


def ended(at: datetime, *, accepted_at: datetime = START, kind: Kind = Kind.FINISHED) -> History:
    return replace(accepted(accepted_at), end=kind, ended_at=at)


@pytest.mark.parametrize(
    ("life", "first", "second"),
    [
        # new, carried over, resolved, pending
        (accepted(START), (1, 0, 0, 1), (0, 1, 0, 1)),
        (accepted(CUT), (0, 0, 0, 0), (1, 0, 0, 1)),
        (ended(CUT), (1, 0, 0, 1), (0, 1, 1, 0)),
        (ended(CUT, kind=Kind.STOPPED), (1, 0, 0, 1), (0, 1, 1, 0)),
        (ended(START, accepted_at=START - DAY), (0, 1, 1, 0), (0, 0, 0, 0)),
        (
            replace(ended(CUT - DAY), words=(Word(kind=Kind.REOPENED, at=CUT, due_at=CUT),)),
            (1, 0, 1, 0),
            (0, 1, 0, 1),
        ),
    ],
)
def test_what_happens_at_the_cut_happens_in_the_next_period(
    database: Database, life: History, first: tuple[int, ...], second: tuple[int, ...]
) -> None:
    """Accepted, finished, closed or taken back: counted once, on one side."""
    found = []
    with form_06.counting(database, [life]) as counts:
        for quarter in QUARTERS[:2]:
            span = span_of(quarter, form_06.WHENEVER)
            one = counts.by_field(span, View.RECEIVING, None)[1]
            new = one.online + one.direct
            found.append((new, one.carried_over, one.resolved, one.pending))

    assert found == [first, second]


@pytest.mark.parametrize(("said_at", "late"), [(CUT - DAY, 0), (CUT, 1)])
def test_a_clock_that_stops_at_the_cut_ran_until_then(
    database: Database, said_at: datetime, late: int
) -> None:
    """A day earlier its payment was waited for: in time; at the cut it was late still."""
    paused = replace(OPEN, words=(Word(kind=Kind.PAUSED, at=said_at, due_at=None),))

    assert form_06.late_at_the_end(database, paused) == late
