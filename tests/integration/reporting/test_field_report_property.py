"""Form 06 over random histories, counted by PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.db import Database
from chassis.testing.databases import cloned_database
from kernel.clock import VIETNAM
from kernel.period import Period
from services.reporting.facts.domain.fact import Kind
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
    life = History(
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
    )
    with counting(database, [life]) as counts:
        _, total = counts.by_field(span_of(QUARTERS[0], WHENEVER), View.RECEIVING, None)

    assert (total.pending, total.pending_late) == (1, late)
