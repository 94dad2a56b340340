"""What would become of the open dossiers if a calendar were published; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kernel.calendar import Calendar
from services.intake.catalogue.domain.calendar_change import ChangedDay, over_new_base
from services.intake.catalogue.ports import Calendars
from services.intake.catalogue.usecases.make_whole import make_whole
from services.intake.registry.domain.replanning import Replanned
from services.intake.registry.ports import OpenDossiers, Reference
from services.intake.registry.usecases.replan_dossiers import change_between, replanned_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Behind which code to go on, and how many open dossiers to look at."""

    after: str = ""
    limit: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """The days that change and a page of open dossiers with old and new date.

    `after` leads to the next page; None when there is none.
    """

    calendar: Calendar
    days: tuple[ChangedDay, ...]
    dossiers: Sequence[Replanned]
    after: str | None


def dry_run_calendar(
    written: Calendar,
    notice: str | None,
    page: Page,
    *,
    now: datetime,
    calendars: Calendars,
    reference: Reference,
    dossiers: OpenDossiers,
) -> DryRun:
    """Compute the dates of a page of open dossiers by the calendar as written.

    Dossiers of the local calendars over it are among them. Raises as `make_whole` and, where the
    calendar ends too early, `CalendarYearMissingError`.
    """
    whole = make_whole(written, calendars=calendars)
    before = calendars.get(whole.id) or whole
    steps = {whole.id: (before, whole)}
    for local in calendars.over(whole.id):
        steps[local.id] = (local, over_new_base(local, before, whole))
    found = dossiers.page(list(steps), page.after, page.limit)
    replanned: list[Replanned] = []
    for old, new in steps.values():
        mine = [dossier for dossier in found if dossier.calendar == new.id]
        change = change_between(old, new, notice)
        replanned += replanned_of(mine, new, change, now=now, reference=reference)
    return DryRun(
        calendar=whole,
        days=change_between(before, whole, notice).days,
        dossiers=sorted(replanned, key=lambda one: one.dossier.code),
        after=found[-1].code if len(found) == page.limit else None,
    )
