"""In the morning those who have the desk are told how many applicants wait for a call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from contracts.events.desk import CallsWaiting
from kernel.schedule import in_vietnam
from services.intake.desk.domain.morning import has_desk, next_look
from services.intake.desk.ports import Calls, Offices
from services.intake.registry.ports import Events


def tell_of_calls(
    agency: str,
    now: datetime,
    *,
    is_open: Callable[[date], bool],
    calls: Calls,
    offices: Offices,
    events: Events,
) -> bool:
    """Say how many calls wait, on a day on which the office opens; tell whether any does.

    While one does the desk is to be looked at again the next morning. A look that is late, in the
    night, is left to the one of the morning that comes.
    """
    waiting = calls.of_desk(agency)
    if waiting is None:
        return False
    today = in_vietnam(now).date()
    is_morning = next_look(now).date() > today
    if is_morning and is_open(today):
        known = offices.at(agency, today)
        told = CallsWaiting(
            agency=agency,
            on=today,
            calls=waiting.count,
            oldest_at=waiting.oldest_at,
            looked_at=now,
            told_accounts=tuple(
                account for account, office in known if has_desk(account, office, agency, today)
            ),
        )
        events.add(told)
    return True
