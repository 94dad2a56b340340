"""Hours in which a text wakes nobody, and lanes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kernel.clock import VIETNAM
from services.notification.dispatch.domain.lane import Lane, lane_of
from services.notification.dispatch.domain.quiet import held_until
from services.notification.templates.domain.template import Template


def at(day: int, hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 2, day, hour, minute, second, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at(13, 20, 59, 59), None),
        (at(13, 21, 0), at(14, 7, 0)),
        (at(13, 23, 59), at(14, 7, 0)),
        (at(14, 0, 0), at(14, 7, 0)),
        (at(14, 6, 59, 59), at(14, 7, 0)),
        (at(14, 7, 0), None),
        (at(14, 12, 0), None),
        # The last evening of February, and of the year of the horse's eve.
        (at(28, 21, 0), datetime(2026, 3, 1, 7, tzinfo=VIETNAM)),
        (at(16, 21, 30), at(17, 7, 0)),
        # 14:00 in UTC is 21:00 in Vietnam.
        (datetime(2026, 2, 13, 14, tzinfo=UTC), at(14, 7, 0)),
        (datetime(2026, 2, 13, 13, 59, tzinfo=UTC), None),
    ],
)
@pytest.mark.parametrize("lane", [Lane.NORMAL, Lane.BULK])
def test_a_text_waits_for_the_morning(now: datetime, until: datetime | None, lane: Lane) -> None:
    assert held_until(now, lane) == until


def test_an_urgent_text_goes_at_any_hour() -> None:
    assert held_until(at(13, 23, 0), Lane.URGENT) is None


def test_what_must_be_acted_on_is_urgent_and_what_all_get_is_bulk() -> None:
    assert lane_of(Template.SUPPLEMENT_REQUESTED) is Lane.URGENT
    assert lane_of(Template.ACCEPTED) is Lane.NORMAL
    assert lane_of(Template.REPLANNED) is Lane.BULK
    assert list(Lane) == sorted(Lane)
