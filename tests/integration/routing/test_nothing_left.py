"""A clock that stops over a term with nothing left: register, timers and worklist."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from contracts.events.clock import DossierResumed, SupplementRequested
from tests.integration.routing.suite import Suite, accepted, calendar
from tests.integration.routing.test_limit_books import faults
from tests.integration.routing.test_violations import ABOUT, OFFICER, TWO, lines, storm, timers_at
from tests.unit.routing.samples import COMMUNE, DOSSIER, INSURANCE

RUN: dict[str, Any] = ABOUT | {"code": DOSSIER, "competent_agency": COMMUNE}


@pytest.fixture
def begun(suite: Suite) -> Suite:
    """Give a case of two legs one after the other; the first is due on Tuesday at eight."""
    suite.hear_reference(TWO)
    suite.hear(accepted(legs={"one": COMMUNE, "two": INSURANCE}))
    return suite


def stop(suite: Suite) -> None:
    """Let intake ask for papers now."""
    now = suite.clock()
    until = now + timedelta(days=20)
    asked = SupplementRequested(
        accepted=True, requested_at=now, supplement_by=until, officer="desk-1", **RUN
    )
    suite.hear(asked)


def run_on(suite: Suite) -> None:
    """Let the clock run on now."""
    due = suite.clock() + timedelta(days=20)
    suite.hear(DossierResumed(resumed_at=suite.clock(), due_at=due, due_provisional=False, **RUN))


def waits(suite: Suite) -> list[str]:
    with suite.database.read() as tx:
        return list(tx.scalars(text("SELECT subject FROM timer WHERE kind = 'leg-late'")))


def test_a_stop_charges_a_lateness_whose_timer_had_not_come(begun: Suite) -> None:
    """The timers were away for a day: the line is there all the same, and stays alone."""
    begun.clock.advance(days=2)
    stop(begun)
    charged = lines(begun)
    timers_at(begun, 1)
    run_on(begun)
    timers_at(begun, 1)

    assert [(line["leg"], line["due_at"]) for line in charged] == [
        ("one", "2026-11-03T08:00:00+07:00")
    ]
    assert lines(begun) == charged


def test_a_leg_that_a_newer_calendar_leaves_nothing_has_a_minute(begun: Suite) -> None:
    """Due on Wednesday when Tuesday was off; it stops on Tuesday, which is worked after all."""
    begun.hear(storm())
    timers_at(begun, 1.1)
    begun.hear(calendar(3))
    stop(begun)
    standing = lines(begun), waits(begun)
    begun.clock.advance(days=1)
    run_on(begun)
    waited_for = waits(begun)
    (item,) = begun.worklist(OFFICER)
    in_time = lines(begun)
    wrong = faults(begun)
    timers_at(begun, 0.01)
    (line,) = lines(begun)

    assert standing == ([], [])
    assert waited_for == [f"{DOSSIER}/one"]
    assert (in_time, wrong) == ([], [])
    assert item["due_at"] == "2026-11-04T10:24:00+07:00"
    assert line["due_at"] == "2026-11-04T10:25:00+07:00"
