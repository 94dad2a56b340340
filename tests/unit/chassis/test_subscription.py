"""What becomes of an event that cannot be applied."""

from __future__ import annotations

import pytest

from chassis.db import ContentionError, DatabaseUnavailableError, LockTimeoutError
from chassis.subscription import NotYet, Park, Patience, Status, judge
from kernel.errors import ConflictError, InvalidInputError, NotFoundError, UnavailableError

_PATIENCE = Patience(tries=3, hold_seconds=100.0)


@pytest.mark.parametrize(
    ("error", "tries", "age", "status"),
    [
        (Park("no"), 1, 0, Status.PARKED),
        (InvalidInputError(), 1, 0, Status.PARKED),
        (NotFoundError(), 1, 0, Status.PARKED),
        (ConflictError(), 1, 0, Status.PARKED),
        (KeyError(), 1, 0, Status.RETRY),
        (KeyError(), 2, 1e6, Status.RETRY),
        (KeyError(), 3, 0, Status.PARKED),
        (LockTimeoutError(), 2, 0, Status.RETRY),
        (ContentionError(), 3, 0, Status.PARKED),
        (NotYet("later"), 50, 99, Status.RETRY),
        (NotYet("later"), 1, 100, Status.PARKED),
        (UnavailableError(), 50, 99, Status.RETRY),
        (DatabaseUnavailableError(), 50, 99, Status.RETRY),
    ],
)
def test_errors_are_judged(error: Exception, tries: int, age: float, status: Status) -> None:
    """What can never work is parked at once; failures have tries, absences have a day."""
    verdict = judge(error, tries=tries, age=age, patience=_PATIENCE)

    assert verdict.status is status
    assert (verdict.seconds is None) == (status is Status.PARKED)


def test_waits_of_held_events_stay_short() -> None:
    """What is merely not here yet is looked for each minute at least."""
    held = judge(NotYet("later"), tries=40, age=0, patience=Patience())
    failed = judge(KeyError(), tries=11, age=0, patience=Patience())

    assert 30 <= (held.seconds or 0) <= 60
    assert 150 <= (failed.seconds or 0) <= 300
