"""In the morning those who have the desk are told what waits there, in numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from contracts.events.desk import CallsWaiting, DeskWorkWaiting
from kernel.schedule import in_vietnam
from services.intake.desk.domain.morning import MorningKind, Waiting, has_desk
from services.intake.desk.ports import DeskWork, Offices
from services.intake.registry.domain.morning import next_look
from services.intake.registry.ports import Events


def tell_of_waiting(
    agency: str,
    now: datetime,
    *,
    is_open: Callable[[date], bool],
    work: DeskWork,
    offices: Offices,
    events: Events,
) -> bool:
    """Say how many of each kind wait, on a day on which the office opens; tell whether any does.

    While one does the desk is to be looked at again the next morning. A look that is late, in the
    night, is left to the one of the morning that comes.
    """
    waiting = work.of(agency, now)
    today = in_vietnam(now).date()
    is_morning = next_look(now).date() > today
    if not waiting or not is_morning or not is_open(today):
        return bool(waiting)
    known = offices.at(agency, today)
    for one in waiting:
        told = tuple(
            account
            for account, office in known
            if has_desk(account, office, agency, today, one.kind)
        )
        events.add(_said(one, agency, today, now, told))
    return True


def _said(
    waiting: Waiting, agency: str, today: date, now: datetime, told: tuple[str, ...]
) -> CallsWaiting | DeskWorkWaiting:
    if waiting.kind is MorningKind.CALL:
        return CallsWaiting(
            agency=agency,
            on=today,
            calls=waiting.count,
            oldest_at=waiting.oldest_at,
            looked_at=now,
            told_accounts=told,
        )
    return DeskWorkWaiting(
        agency=agency,
        on=today,
        kind=waiting.kind.value,
        count=waiting.count,
        oldest_at=waiting.oldest_at,
        looked_at=now,
        told_accounts=told,
    )
