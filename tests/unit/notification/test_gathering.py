"""What is told at once, what gathers, and how much of that somebody gets in a day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from kernel.clock import VIETNAM
from services.notification.dispatch.domain.gathering import (
    WINDOW,
    Gathered,
    gather,
    gathers_until,
    may_wait,
)
from services.notification.templates.domain.template import STAFF, Template

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=VIETNAM)
STATUTORY = (
    Template.SUBMITTED,
    Template.ACCEPTED,
    Template.REFUSED,
    Template.SUPPLEMENT_REQUESTED,
    Template.SUPPLEMENTED,
    Template.STOPPED,
    Template.WITHDRAWN,
    Template.PAUSED,
    Template.RESUMED,
    Template.REPLANNED,
    Template.EXTENDED,
    Template.OVERDUE,
    Template.FINISHED,
    Template.DRAFT_OFFERED,
    Template.DRAFT_CONFIRMED,
    Template.REOPENED,
    Template.HANDED_OVER,
    *sorted(STAFF),
)


@pytest.mark.parametrize("template", STATUTORY)
def test_a_change_of_status_or_date_is_told_at_once(template: Template) -> None:
    """Decree 224/2026 art. 15: never capped, never joined."""
    assert not may_wait(template)
    assert gathers_until(template, NOON) is None


def test_what_no_law_asks_for_gathers() -> None:
    assert gathers_until(Template.OFFICER_WROTE, NOON) == NOON + WINDOW


@pytest.mark.parametrize(
    ("told", "cap", "going"), [(0, 3, True), (2, 3, True), (3, 3, False), (9, 0, True)]
)
def test_a_cap_is_of_a_day(told: int, cap: int, *, going: bool) -> None:
    found = gather(told_today=told, cap=cap, now=NOON)

    assert found.going is going


@pytest.mark.parametrize("hour", [0, 6, 12, 23])
def test_what_is_over_waits_for_the_next_morning(hour: int) -> None:
    """Of Vietnam, whatever the hour."""
    found = gather(told_today=3, cap=3, now=NOON.replace(hour=hour))

    assert found == Gathered(going=False, until=NOON.replace(hour=7) + timedelta(days=1))
