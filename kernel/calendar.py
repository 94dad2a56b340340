"""The public calendar: which days are worked, as the yearly notices fix them.

Monday to Friday are worked unless a row says off; Saturday and Sunday are rest unless a row says
work. The days off of Labour Code 2019 art. 112 and the swapped days are published year by year,
so they are rows with the number of their notice, never code. A document looks like this:

    id: vn
    version: 3
    years: {from: 2024, to: 2027}
    days:
      - {from: 2026-02-16, to: 2026-02-20, kind: off, note: Tết Bính Ngọ}
      - {date: 2026-01-02, kind: off, note: Nghỉ hoán đổi, notice: 12729/VPCP-KGVX}
      - {date: 2026-01-10, kind: work, note: Làm bù, stands_for: 2026-01-02,
         notice: 12729/VPCP-KGVX}
      - {date: 2027-02-04, kind: off, note: Tết Đinh Mùi, confirmed: false}

A province or an agency lays a calendar of its own over it: only its days that differ (a storm, a
half day), each with the number of its notice. `laid_over` makes one calendar of both.

    id: h56
    version: 1
    scope: province
    over: vn
    years: {from: 2026, to: 2026}
    days:
      - {date: 2026-09-25, kind: off, note: Bão số 9, notice: 12/CĐ-UBND}
      - {date: 2026-09-28, kind: work, note: Khắc phục bão, hours: ["07:30-11:30"],
         notice: 13/CĐ-UBND}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum, unique
from types import MappingProxyType

from kernel import document as reading
from kernel.calendar_day import (
    CalendarDay,
    CalendarDocumentError,
    DayKind,
    days_from_document,
    fault,
    is_plain_working_day,
)
from kernel.errors import InvalidInputError
from kernel.text import Text

__all__ = [
    "Calendar",
    "CalendarDay",
    "CalendarDocumentError",
    "CalendarYearMissingError",
    "DayKind",
    "Layer",
    "Scope",
    "calendar_from_document",
    "laid_over",
    "to_document",
]

EARLIEST_YEAR = 1976  # before it the offset of Asia/Ho_Chi_Minh still changed
LATEST_YEAR = 2199


@unique
class Scope(StrEnum):
    """Whom a calendar binds, widest first; the days of a narrower one win."""

    NATION = "nation"
    PROVINCE = "province"
    AGENCY = "agency"

    def is_inside(self, other: Scope) -> bool:
        """Tell whether this scope is narrower than `other`."""
        order = list(Scope)
        return order.index(self) > order.index(other)


class CalendarYearMissingError(InvalidInputError):
    """The calendar does not reach the year that a date needs; `extra["year"]` names it."""

    slug = "calendar-year-missing"
    title = Text(
        vi="Lịch làm việc chưa có năm cần tính.",
        en="The working calendar does not cover the year needed.",
    )

    def __init__(self, year: int, calendar_id: str) -> None:
        detail = Text(
            vi=f"Lịch {calendar_id} chưa có năm {year}.",
            en=f"Calendar {calendar_id} does not cover {year}.",
        )
        super().__init__(detail, extra={"year": year, "calendar": calendar_id})


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A published version of a calendar that another one lies over."""

    id: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """One version of a calendar over whole years; `days` holds only the special days.

    `over` is the id of the calendar that this one lies over, None for a whole one; `layers` are
    the versions below that `days` already holds, widest first.
    """

    id: str
    version: int
    days: Mapping[date, CalendarDay]
    first_year: int
    last_year: int
    scope: Scope = Scope.NATION
    over: str | None = None
    layers: tuple[Layer, ...] = ()

    def __post_init__(self) -> None:
        """Freeze the days; raise `CalendarDocumentError` where they contradict the years."""
        object.__setattr__(self, "days", MappingProxyType(dict(sorted(self.days.items()))))
        if not EARLIEST_YEAR <= self.first_year <= self.last_year <= LATEST_YEAR:
            raise fault(
                "/years",
                f"phải nằm trong khoảng {EARLIEST_YEAR} đến {LATEST_YEAR}, từ trước đến sau",
                f"must lie in {EARLIEST_YEAR} to {LATEST_YEAR}, first before last",
            )
        if (self.scope is Scope.NATION) is not (self.over is None):
            raise fault(
                "/over",
                "lịch của tỉnh hoặc cơ quan, và chỉ lịch đó, phải nêu lịch mà nó bổ sung",
                "a province's or agency's calendar, and no other, names the one it lies over",
            )
        for day in self.days:
            if not self.covers(day):
                raise fault("/days", f"ngày {day} nằm ngoài các năm", f"{day} is outside /years")

    def __hash__(self) -> int:
        """Hash by identity of the version: two equal calendars share it."""
        return hash((self.id, self.version))

    @property
    def is_whole(self) -> bool:
        """Tell whether dates can be computed: nothing below is missing."""
        return self.over is None or any(layer.id == self.over for layer in self.layers)

    def covers(self, day: date) -> bool:
        """Tell whether the calendar reaches the year of `day`."""
        return self.first_year <= day.year <= self.last_year

    def special(self, day: date) -> CalendarDay | None:
        """Return the row of `day`, None on a plain day; `CalendarYearMissingError`."""
        if not self.covers(day):
            raise CalendarYearMissingError(day.year, self.id)
        return self.days.get(day)

    def is_working(self, day: date) -> bool:
        """Tell whether `day` is a working day, unconfirmed rows taken as they stand.

        Raises `CalendarYearMissingError`.
        """
        row = self.special(day)
        return is_plain_working_day(day) if row is None else row.kind is DayKind.WORK

    def confirmed(self, day: date) -> bool:
        """Tell whether what the calendar says of `day` is final; `CalendarYearMissingError`."""
        row = self.special(day)
        return row is None or row.confirmed


def laid_over(base: Calendar, local: Calendar) -> Calendar:
    """Return `local` made whole: its days over those of `base`, in the years of `base`.

    The version is the sum of both, so it rises when either does. Raises `CalendarDocumentError`
    when `local` names another base or is no narrower, `CalendarYearMissingError` for its days
    that `base` does not reach.
    """
    if local.over != base.id or not local.scope.is_inside(base.scope) or not base.is_whole:
        raise fault(
            "/over",
            f"lịch {local.id} không thể đặt trên lịch {base.id}",
            f"{local.id} cannot lie over {base.id}",
        )
    for day in local.days:
        if not base.covers(day):
            raise CalendarYearMissingError(day.year, base.id)
    return replace(
        local,
        version=base.version + local.version,
        days={**base.days, **local.days},
        first_year=base.first_year,
        last_year=base.last_year,
        layers=(*base.layers, Layer(id=base.id, version=base.version)),
    )


def calendar_from_document(document: object) -> Calendar:
    """Read a calendar from its document (shape: the module's docstring).

    Raises an InvalidInputError with a JSON pointer: unknown or missing
    member, bad date, a day twice, a day outside the years, a rest day worked for no named day.
    """
    top = reading.members(
        document,
        "",
        required=("id", "version", "years", "days"),
        optional=("scope", "over", "layers"),
    )
    years = reading.members(top["years"], "/years", required=("from", "to"))
    return Calendar(
        id=reading.text(top["id"], "/id"),
        version=_version(top["version"], "/version"),
        days=_days(top["days"]),
        first_year=_year(years["from"], "/years/from"),
        last_year=_year(years["to"], "/years/to"),
        scope=_scope(top.get("scope", Scope.NATION)),
        over=None if "over" not in top else reading.text(top["over"], "/over"),
        layers=_layers(top.get("layers", ())),
    )


def to_document(calendar: Calendar) -> dict[str, object]:
    """Return the document of `calendar`, one row a day, days as `YYYY-MM-DD` (fit for JSON)."""
    document: dict[str, object] = {
        "id": calendar.id,
        "version": calendar.version,
        "years": {"from": calendar.first_year, "to": calendar.last_year},
        "days": [row.to_document() for row in calendar.days.values()],
    }
    if calendar.over is not None:
        document["scope"] = calendar.scope.value
        document["over"] = calendar.over
        document["layers"] = [{"id": at.id, "version": at.version} for at in calendar.layers]
    return document


def _days(value: object) -> dict[date, CalendarDay]:
    days: dict[date, CalendarDay] = {}
    for number, entry in enumerate(reading.items(value, "/days")):
        pointer = f"/days/{number}"
        for row in days_from_document(entry, pointer):
            if row.day in days:
                raise fault(pointer, f"ngày {row.day} có hai lần", f"{row.day} stands twice")
            days[row.day] = row
    return days


def _year(value: object, pointer: str) -> int:
    return reading.integer(value, pointer, low=EARLIEST_YEAR, high=LATEST_YEAR)


def _version(value: object, pointer: str) -> int:
    return reading.integer(value, pointer, low=1, high=2**31 - 1)


def _scope(value: object) -> Scope:
    try:
        return Scope(value)  # type: ignore[arg-type]  # any other object is simply no scope
    except ValueError:
        raise fault(
            "/scope", "phải là nation, province hoặc agency", "must be nation, province or agency"
        ) from None


def _layers(value: object) -> tuple[Layer, ...]:
    found = []
    for number, entry in enumerate(reading.items(value, "/layers")):
        pointer = f"/layers/{number}"
        fields = reading.members(entry, pointer, required=("id", "version"))
        found.append(
            Layer(
                id=reading.text(fields["id"], f"{pointer}/id"),
                version=_version(fields["version"], f"{pointer}/version"),
            )
        )
    return tuple(found)
