"""A calendar was published: the open dossiers follow it, a chunk a transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from kernel.calendar import Calendar
from kernel.channel import Channel
from kernel.errors import UnavailableError
from kernel.schedule import Schedule, in_vietnam
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.calendar_change import changed_days
from services.intake.catalogue.domain.schedules import schedule_for
from services.intake.registry.domain.basis import LegalClock, legal_clock
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.ledger import ClockName
from services.intake.registry.domain.replanning import CalendarChange, Replanned, replan
from services.intake.registry.ports import OpenDossiers, Reference, Supplements


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """What became of one chunk: how many dossiers were looked at and how many dates moved.

    `left` tells whether others wait, perhaps because somebody is at work on them just now.
    """

    seen: int
    moved: int
    left: bool


def replan_dossiers(
    calendar: Calendar,
    change: CalendarChange,
    *,
    now: datetime,
    size: int,
    reference: Reference,
    dossiers: OpenDossiers,
    supplements: Supplements,
) -> Chunk:
    """Move the dates of the next `size` open dossiers that do not follow this version yet.

    Those that follow it carry its number, so a chunk that was cut off is simply done again, and
    the same calendar published again finds nobody. Where the limit of papers moves, who asked for
    them is named as the one in charge. Raises `UnavailableError` while reference data are
    missing.
    """
    found = dossiers.behind(calendar.id, calendar.version, size)
    replanned = replanned_of(found, calendar, change, now=now, reference=reference)
    dossiers.follow(_with_who_asked(replanned, supplements))
    left = len(found) == size or dossiers.any_behind(calendar.id, calendar.version)
    return Chunk(seen=len(found), moved=sum(one.moved for one in replanned), left=left)


def replanned_of(
    found: Sequence[Dossier],
    calendar: Calendar,
    change: CalendarChange,
    *,
    now: datetime,
    reference: Reference,
) -> Sequence[Replanned]:
    """Return these dossiers by that calendar; nothing is written."""
    instant = in_vietnam(now)
    clock_of = _clocks(calendar, instant, reference)
    return [replan(dossier, clock_of(dossier), change, instant) for dossier in found]


def _with_who_asked(
    replanned: Sequence[Replanned], supplements: Supplements
) -> Sequence[Replanned]:
    limits = {one.dossier.code for one in replanned if one.clock is ClockName.SUPPLEMENT}
    asked_by = supplements.asked_by(limits) if limits else {}

    def told(one: Replanned) -> Replanned:
        if one.event is None or one.dossier.code not in limits:
            return one
        in_charge = asked_by.get(one.dossier.code)
        return replace(one, event=replace(one.event, in_charge=in_charge))

    return [told(one) for one in replanned]


def change_between(before: Calendar, after: Calendar, notice: str | None) -> CalendarChange:
    """Return what the newer version changes."""
    return CalendarChange(
        calendar=after.id,
        version=after.version,
        days=changed_days(before, after),
        notice=notice,
    )


def _clocks(
    calendar: Calendar, now: datetime, reference: Reference
) -> Callable[[Dossier], LegalClock]:
    """Return how the clock of a dossier is found; dossiers alike in all that matters share one."""
    agencies = {agency.code: agency for agency in reference.agencies(now.date())}
    schedules: dict[str, Schedule] = {}

    def schedule_of(agency: Agency) -> Schedule:
        if agency.code not in schedules:
            schedules[agency.code] = schedule_for(calendar, agency.office_hours)
        return schedules[agency.code]

    @cache
    def clock_for(
        procedure: str, number: int, channel: Channel, case: str | None, receiving_agency: str
    ) -> LegalClock:
        version = reference.procedure_version(procedure, number)
        agency = agencies.get(receiving_agency) or reference.ever(receiving_agency)
        if version is None or agency is None:
            raise UnavailableError
        return legal_clock(
            version.procedure,
            channel=channel,
            case=case,
            schedule=schedule_of(agency),
            place=agency.code,
        )

    return lambda dossier: clock_for(
        dossier.procedure,
        dossier.procedure_version,
        dossier.channel,
        dossier.case,
        dossier.receiving_agency,
    )
