"""A calendar was published: the clocks of open cases follow, a chunk at a time."""

from __future__ import annotations

from uuid import UUID

from services.routing.process.ports import Schedules
from services.routing.work.domain import clocks
from services.routing.work.ports import Cases


def replan_cases(
    after: UUID | None, *, size: int, cases: Cases, schedules: Schedules
) -> UUID | None:
    """Compute the clocks of the next `size` open cases behind the id `after`.

    Returns where the next chunk begins, None at the end. Doing one twice changes nothing more.
    Raises `ReferenceMissingError` while an office clock is missing, `LockTimeoutError` when
    somebody is at work on the next case.
    """
    found = cases.lock_open(after, size)
    for before in found:
        here = {code: schedules.of(code) for code in before.agencies}
        # Also where no date of ours moves: what is left until the legal one may be less.
        cases.save(before, clocks.follow(before, here))
    return found[-1].id if found else None
