"""An administrator lays down who is told when steps of an agency run out of time."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.errors import StaleVersionError
from services.routing.lateness.domain.errors import LadderAgencyError
from services.routing.lateness.domain.ladder import Ladder, LadderRule, next_ladder
from services.routing.lateness.ports import Ladders, Rungs
from services.routing.process.ports import Agencies


def show_ladder(agency: str, *, agencies: Agencies, ladders: Ladders) -> Ladder:
    """Return the ladder of an agency; raises `LadderAgencyError`."""
    if agencies.find(agency) is None:
        raise LadderAgencyError
    return ladders.newest(agency)


def lay_down_ladder(
    agency: str,
    version: str,
    rules: tuple[LadderRule, ...],
    *,
    by: str,
    agencies: Agencies,
    ladders: Ladders,
    rungs: Rungs,
    clock: Clock,
) -> Ladder:
    """Replace the ladder as read at `version`; earlier versions stay, open cases follow.

    Raises `LadderAgencyError`, `StaleVersionError`, `LadderFaultyError`.
    """
    before = show_ladder(agency, agencies=agencies, ladders=ladders)
    if version != str(before.version):
        raise StaleVersionError
    after = next_ladder(before, rules)
    now = clock()
    ladders.add(after, by=by, at=now)
    rungs.look_at(agency, now)
    return after
