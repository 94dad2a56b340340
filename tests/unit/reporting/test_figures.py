"""The identities of form 06, and what a report looks back from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from kernel.clock import VIETNAM
from kernel.period import Period
from services.reporting.statutory.domain.cut import PeriodNotBegunError, span_of
from services.reporting.statutory.domain.figures import (
    NAMES,
    NOTHING,
    FieldRow,
    Figures,
    FiguresInconsistentError,
    check_identities,
)

GOOD = Figures(
    received=10,
    online=5,
    direct=3,
    carried_over=2,
    resolved=6,
    early=1,
    on_time=3,
    late=2,
    pending=4,
    pending_in_time=3,
    pending_late=1,
)
Q1 = Period.parse("2026-Q1")


def row(figures: Figures) -> FieldRow:
    return FieldRow(code="HT", name="Hộ tịch", figures=figures)


def test_consistent_figures_pass() -> None:
    """All identities hold, rows add up."""
    check_identities([row(GOOD), row(GOOD)], GOOD + GOOD)


@pytest.mark.parametrize("name", NAMES)
def test_each_figure_off_by_one_is_found(name: str) -> None:
    """No figure may be wrong alone."""
    wrong = replace(GOOD, **{name: getattr(GOOD, name) + 1})

    with pytest.raises(FiguresInconsistentError):
        check_identities([row(wrong)], wrong)


def test_rows_that_do_not_add_up_are_found() -> None:
    """Even when each row is consistent."""
    with pytest.raises(FiguresInconsistentError, match="total row"):
        check_identities([row(GOOD)], GOOD + GOOD)


def test_empty_report_is_consistent() -> None:
    """A new commune has nothing to count."""
    check_identities([], NOTHING)


def test_report_of_a_past_period_stops_at_its_end() -> None:
    """Whenever it is asked for."""
    span = span_of(Q1, datetime(2026, 7, 1, tzinfo=VIETNAM))

    assert span.cut == datetime(2026, 3, 15, tzinfo=VIETNAM)
    assert span.last_day == date(2026, 3, 14)


def test_report_of_the_running_period_stops_at_as_of() -> None:
    """And looks back from that very day."""
    noon = datetime(2026, 2, 13, 12, tzinfo=VIETNAM)
    span = span_of(Q1, noon)

    assert span.cut == noon
    assert span.last_day == date(2026, 2, 13)


def test_period_that_has_not_begun_has_no_report() -> None:
    """There is nothing to count."""
    with pytest.raises(PeriodNotBegunError):
        span_of(Q1, Q1.start)
