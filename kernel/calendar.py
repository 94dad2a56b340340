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
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, unique
from types import MappingProxyType

from kernel import document as reading
from kernel.errors import InvalidInputError
from kernel.text import Text

EARLIEST_YEAR = 1976  # before it the offset of Asia/Ho_Chi_Minh still changed
LATEST_YEAR = 2199
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


@unique
class DayKind(StrEnum):
    """What a row of the calendar makes of its day."""

    OFF = "off"  # a holiday, a day given for one, a swapped day, a local closure
    WORK = "work"  # a rest day worked instead of a day off


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


class CalendarDocumentError(reading.DocumentError):
    """A calendar document contradicts itself or the plain week."""

    slug = "invalid-calendar"
    title = Text(vi="Tài liệu lịch không hợp lệ.", en="The calendar document is not valid.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """One day that differs, or may yet differ, from the plain week.

    `notice` is the number of the text that fixes the day; `confirmed` is false while none does;
    `stands_for` is the day off that a swapped working day replaces, whose office hours it takes.
    """

    day: date
    kind: DayKind
    note: str
    notice: str | None = None
    confirmed: bool = True
    stands_for: date | None = None

    @property
    def weekday_for_hours(self) -> int:
        """The weekday (Monday 0) whose office hours are kept on this day."""
        return (self.stands_for or self.day).weekday()


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """One version of a calendar over whole years; `days` holds only the special days."""

    id: str
    version: int
    days: Mapping[date, CalendarDay]
    first_year: int
    last_year: int

    def __post_init__(self) -> None:
        """Freeze the days; raise `CalendarDocumentError` where they contradict the years."""
        object.__setattr__(self, "days", MappingProxyType(dict(sorted(self.days.items()))))
        if not EARLIEST_YEAR <= self.first_year <= self.last_year <= LATEST_YEAR:
            raise _fault(
                "/years",
                f"phải nằm trong khoảng {EARLIEST_YEAR} đến {LATEST_YEAR}, từ trước đến sau",
                f"must lie in {EARLIEST_YEAR} to {LATEST_YEAR}, first before last",
            )
        for day in self.days:
            if not self.covers(day):
                raise _fault("/days", f"ngày {day} nằm ngoài các năm", f"{day} is outside /years")

    def __hash__(self) -> int:
        """Hash by identity of the version: two equal calendars share it."""
        return hash((self.id, self.version))

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
        return day.weekday() < _SATURDAY if row is None else row.kind is DayKind.WORK

    def confirmed(self, day: date) -> bool:
        """Tell whether what the calendar says of `day` is final; `CalendarYearMissingError`."""
        row = self.special(day)
        return row is None or row.confirmed


def calendar_from_document(document: object) -> Calendar:
    """Read a calendar from its document (shape: the module's docstring).

    Raises an InvalidInputError with a JSON pointer: unknown or missing
    member, bad date, a day twice, a day outside the years, a rest day worked for no named day.
    """
    top = reading.members(document, "", required=("id", "version", "years", "days"))
    years = reading.members(top["years"], "/years", required=("from", "to"))
    days: dict[date, CalendarDay] = {}
    for number, entry in enumerate(reading.items(top["days"], "/days")):
        pointer = f"/days/{number}"
        for row in _rows(entry, pointer):
            if row.day in days:
                raise _fault(pointer, f"ngày {row.day} có hai lần", f"{row.day} stands twice")
            days[row.day] = row
    return Calendar(
        id=reading.text(top["id"], "/id"),
        version=reading.integer(top["version"], "/version", low=1, high=2**31 - 1),
        days=days,
        first_year=reading.integer(
            years["from"], "/years/from", low=EARLIEST_YEAR, high=LATEST_YEAR
        ),
        last_year=reading.integer(years["to"], "/years/to", low=EARLIEST_YEAR, high=LATEST_YEAR),
    )


def to_document(calendar: Calendar) -> dict[str, object]:
    """Return the document of `calendar`, one row a day, days as `YYYY-MM-DD` (fit for JSON)."""
    return {
        "id": calendar.id,
        "version": calendar.version,
        "years": {"from": calendar.first_year, "to": calendar.last_year},
        "days": [_row_document(row) for row in calendar.days.values()],
    }


def _row_document(row: CalendarDay) -> dict[str, object]:
    entry: dict[str, object] = {
        "date": row.day.isoformat(),
        "kind": row.kind.value,
        "note": row.note,
        "confirmed": row.confirmed,
    }
    if row.notice is not None:
        entry["notice"] = row.notice
    if row.stands_for is not None:
        entry["stands_for"] = row.stands_for.isoformat()
    return entry


def _rows(entry: object, pointer: str) -> Iterator[CalendarDay]:
    fields = reading.members(
        entry,
        pointer,
        required=("kind", "note"),
        optional=("date", "from", "to", "notice", "confirmed", "stands_for"),
    )
    kind = _kind(fields["kind"], f"{pointer}/kind")
    stands_for = _optional_day(fields, "stands_for", pointer)
    for day in _span(fields, pointer):
        _check_swap(day, kind, stands_for, pointer)
        yield CalendarDay(
            day=day,
            kind=kind,
            note=reading.text(fields["note"], f"{pointer}/note"),
            notice=_optional_text(fields, "notice", pointer),
            confirmed=reading.flag(fields.get("confirmed", True), f"{pointer}/confirmed"),
            stands_for=stands_for,
        )


def _span(fields: Mapping[str, object], pointer: str) -> Iterable[date]:
    single = _optional_day(fields, "date", pointer)
    first = _optional_day(fields, "from", pointer)
    last = _optional_day(fields, "to", pointer)
    if single is not None and first is None and last is None:
        return (single,)
    if single is not None or first is None or last is None or last < first:
        raise _fault(
            pointer,
            "cần hoặc date, hoặc from và to theo thứ tự",
            "needs either date, or from and to in this order",
        )
    return [first + _ONE_DAY * step for step in range((last - first).days + 1)]


def _kind(value: object, pointer: str) -> DayKind:
    try:
        return DayKind(value)  # type: ignore[arg-type]  # any other object is simply no kind
    except ValueError:
        # YAML 1.1 reads a bare `off` as false, so that spelling is taken for what was written.
        if value is False:
            return DayKind.OFF
        raise _fault(pointer, "phải là off hoặc work", "must be off or work") from None


def _check_swap(day: date, kind: DayKind, stands_for: date | None, pointer: str) -> None:
    if kind is DayKind.OFF and stands_for is not None:
        raise _fault(
            f"{pointer}/stands_for", "chỉ dành cho ngày làm việc", "is for working days only"
        )
    if kind is DayKind.WORK and (stands_for or day).weekday() >= _SATURDAY:
        raise _fault(
            f"{pointer}/stands_for",
            f"ngày làm bù {day} phải nêu ngày thứ Hai đến thứ Sáu được thay",
            f"{day} must name the Monday to Friday it is worked for",
        )


def _optional_day(fields: Mapping[str, object], name: str, pointer: str) -> date | None:
    value = fields.get(name)
    return None if value is None else reading.day(value, f"{pointer}/{name}")


def _optional_text(fields: Mapping[str, object], name: str, pointer: str) -> str | None:
    value = fields.get(name)
    return None if value is None else reading.text(value, f"{pointer}/{name}")


def _fault(pointer: str, vi: str, en: str) -> CalendarDocumentError:
    return CalendarDocumentError(
        Text(vi=f"{pointer}: {vi}.", en=f"{pointer}: {en}."), pointer=pointer
    )
