"""Form 06 over random histories, counted by PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.db import Database
from chassis.testing.databases import cloned_database
from kernel.clock import VIETNAM
from kernel.period import Period
from services.reporting.facts.domain.fact import Fact, Kind
from services.reporting.facts.store.facts import PgFacts
from services.reporting.facts.store.references import PgReferences
from services.reporting.statutory.domain.cut import Span, span_of
from services.reporting.statutory.domain.figures import NOTHING, check_identities
from services.reporting.statutory.domain.report import View
from services.reporting.statutory.store.counts import PgCounts
from tests.integration.reporting.histories import (
    AGENCIES,
    COMMUNES,
    DEPARTMENT,
    PROCEDURES,
    QUARTERS,
    History,
    Word,
    count,
    histories,
    spans,
)

WHENEVER = datetime(2028, 1, 1, tzinfo=VIETNAM)
LIVES = st.lists(histories(), min_size=6, max_size=20)
_EXAMPLES = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """One database for all examples: facts are put in and rolled back."""
    with cloned_database("reporting") as url:
        made = Database(url, name="test reporting")
        with made.transaction() as tx:
            references = PgReferences(tx)
            for agency in AGENCIES:
                references.put_agency(agency, 1)
            for procedure in PROCEDURES:
                references.put_procedure(procedure, 1)
        yield made
        made.dispose()


@contextmanager
def counting(database: Database, lives: Sequence[History]) -> Iterator[PgCounts]:
    """Yield counts over these histories alone; nothing stays."""
    with database.engine.connect() as connection, connection.begin() as transaction:
        PgFacts(connection).add(
            [f for n, life in enumerate(lives, start=1) for f in life.facts(n)]
        )
        yield PgCounts(connection)
        transaction.rollback()


@_EXAMPLES
@given(
    lives=LIVES,
    span=spans(),
    view=st.sampled_from(View),
)
def test_figures_are_those_of_counting_by_hand(
    database: Database, lives: list[History], span: Span, view: View
) -> None:
    """For any span and view, and each field adds up; identities hold."""
    with counting(database, lives) as counts:
        rows, total = counts.by_field(span, view, None)

    check_identities(rows, total)
    assert total == count(lives, span)


@_EXAMPLES
@given(lives=LIVES, view=st.sampled_from(View))
def test_what_is_pending_at_the_end_is_carried_over_into_the_next(
    database: Database, lives: list[History], view: View
) -> None:
    """No dossier is lost between two quarters, or counted out of nowhere."""
    with counting(database, lives) as counts:
        totals = [counts.by_field(span_of(q, WHENEVER), view, None)[1] for q in QUARTERS]

    for before, after in pairwise(totals):
        assert before.pending == after.carried_over


@_EXAMPLES
@given(
    lives=LIVES,
    quarter=st.sampled_from(QUARTERS),
    view=st.sampled_from(View),
)
def test_communes_and_departments_add_up_to_the_province(
    database: Database, lives: list[History], quarter: Period, view: View
) -> None:
    """By receiving and by competent agency, and the province's own tree is the whole."""
    span = span_of(quarter, WHENEVER)
    with counting(database, lives) as counts:
        _, whole = counts.by_field(span, view, None)
        _, tree = counts.by_field(span, view, "H56")
        parts = [counts.by_field(span, view, a)[1] for a in (*COMMUNES, DEPARTMENT)]

    assert sum(parts, NOTHING) == whole == tree


@_EXAMPLES
@given(lives=LIVES, days=st.integers(1, 91))
def test_report_as_of_a_day_knows_nothing_of_later_events(
    database: Database, lives: list[History], days: int
) -> None:
    """An old report can be made again years later."""
    quarter = QUARTERS[1]
    as_of = quarter.start + timedelta(days=days)
    span = span_of(quarter, as_of)
    with counting(database, lives) as counts:
        _, later = counts.by_field(span, View.RECEIVING, None)
    known = [life for life in lives if life.accepted_at and life.accepted_at < as_of]

    assert later == count(known, span)


@pytest.mark.parametrize(
    ("term", "due_at", "late"),
    [
        ("5wd", QUARTERS[0].end - timedelta(hours=18), 0),  # 06:00 of the last day: 23:00 in UTC
        ("5wd", QUARTERS[0].end - timedelta(hours=25), 1),  # the evening before
        ("8wh", QUARTERS[0].end, 0),
        ("8wh", QUARTERS[0].end - timedelta(hours=1), 1),
        ("5wd", None, 0),
    ],
)
def test_pending_is_late_by_day_or_by_instant(
    database: Database, term: str, due_at: datetime | None, late: int
) -> None:
    """A day term runs to the end of its day in Vietnam, an hour term to its instant."""
    life = open_since_the_start(term, due_at)

    assert late_at_the_end(database, life) == late


DUE = QUARTERS[0].start + timedelta(days=30)
BACK = DUE - timedelta(days=10)
NEW = QUARTERS[0].end + timedelta(days=5)
RUNNING_LATE = QUARTERS[0].end - timedelta(days=2)


@pytest.mark.parametrize(
    ("words", "late"),
    [
        ([], 1),
        ([(Kind.SUPPLEMENT_REQUESTED, None)], 0),
        ([(Kind.PAUSED, None)], 0),
        ([(Kind.SUPPLEMENT_REQUESTED, None), (Kind.SUPPLEMENTED, NEW)], 0),
        ([(Kind.SUPPLEMENT_REQUESTED, None), (Kind.SUPPLEMENTED, RUNNING_LATE)], 1),
        ([(Kind.PAUSED, None), (Kind.RESUMED, NEW)], 0),
        ([(Kind.PAUSED, None), (Kind.RESUMED, RUNNING_LATE)], 1),
        ([(Kind.REPLANNED, NEW)], 0),
        ([(Kind.EXTENDED, NEW)], 0),
        ([(Kind.EXTENDED, RUNNING_LATE)], 1),
        ([(Kind.REPLANNED, NEW), (Kind.REPLANNED, RUNNING_LATE)], 1),
        ([(Kind.REPLANNED, NEW), (Kind.PAUSED, None), (Kind.RESUMED, RUNNING_LATE)], 1),
    ],
)
def test_pending_is_late_by_the_date_that_holds(
    database: Database, words: list[tuple[Kind, datetime | None]], late: int
) -> None:
    """While it waits for papers or a payment it is in time, whatever was due before."""
    said = tuple(
        Word(kind=kind, at=BACK + timedelta(days=day), due_at=due_at)
        for day, (kind, due_at) in enumerate(words)
    )

    assert late_at_the_end(database, open_since_the_start("15d", DUE, said)) == late


def test_report_of_old_knows_the_date_of_then(database: Database) -> None:
    """A later re-plan leaves the figure of a day before it as it was."""
    moved = Word(kind=Kind.REPLANNED, at=DUE + timedelta(days=20), due_at=NEW)
    life = open_since_the_start("15d", DUE, (moved,))
    before, after = DUE + timedelta(days=19), DUE + timedelta(days=21)

    with counting(database, [life]) as counts:
        late = [
            counts.by_field(span_of(QUARTERS[0], as_of), View.RECEIVING, None)[1].pending_late
            for as_of in (before, after)
        ]

    assert late == [1, 0]


def open_since_the_start(
    term: str, due_at: datetime | None, words: tuple[Word, ...] = ()
) -> History:
    """Return a dossier that was accepted as the first quarter began and has not ended."""
    return History(
        receiving=COMMUNES[0],
        competent=DEPARTMENT,
        procedure=PROCEDURES[0].code,
        channel="online",
        term=term,
        filed_at=QUARTERS[0].start,
        accepted_at=QUARTERS[0].start,
        due_at=due_at,
        end=Kind.FINISHED,
        ended_at=None,
        timeliness="on-time",
        words=words,
    )


def late_at_the_end(database: Database, life: History) -> int:
    """Return how many of one dossier are pending and late at the end of the first quarter."""
    with counting(database, [life]) as counts:
        _, total = counts.by_field(span_of(QUARTERS[0], WHENEVER), View.RECEIVING, None)
    assert total.pending == 1
    return total.pending_late


def test_a_result_taken_back_counts_by_its_later_finish(database: Database) -> None:
    """Finished, pending while the error is corrected, finished again: by the dates of events."""
    first, back, again = (QUARTERS[0].start + timedelta(days=n) for n in (10, 12, 40))
    life = History(
        receiving=COMMUNES[0],
        competent=DEPARTMENT,
        procedure=PROCEDURES[0].code,
        channel="online",
        term="5wd",
        filed_at=QUARTERS[0].start,
        accepted_at=QUARTERS[0].start,
        due_at=first + timedelta(days=5),
        end=Kind.FINISHED,
        ended_at=first,
        timeliness="early",
    )
    seen = []
    with counting(database, [life]) as counts:
        more = [
            Fact(
                event_id=UUID(int=number),
                kind=kind,
                dossier=f"{COMMUNES[0]}-260101-0001",
                occurred_at=at,
                recorded_at=at,
                timeliness="late" if kind is Kind.FINISHED else None,
            )
            for number, kind, at in ((8, Kind.REOPENED, back), (9, Kind.FINISHED, again))
        ]
        PgFacts(counts._tx).add(more)
        for days in (11, 13, 41):
            as_of = QUARTERS[0].start + timedelta(days=days)
            rows, total = counts.by_field(span_of(QUARTERS[0], as_of), View.RECEIVING, None)
            check_identities(rows, total)
            seen.append((total.received, total.resolved, total.early, total.late, total.pending))

    assert seen == [(1, 1, 1, 0, 0), (1, 0, 0, 0, 1), (1, 1, 0, 1, 0)]
