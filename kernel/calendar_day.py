"""One day of a calendar that differs from the plain week, and how documents write it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, unique

from kernel import document as reading
from kernel.office_hours import Window, windows_from_document
from kernel.text import Text

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


@unique
class DayKind(StrEnum):
    """What a row of the calendar makes of its day."""

    OFF = "off"  # a holiday, a day given for one, a swapped day, a local closure
    WORK = "work"  # a rest day worked instead of a day off, or a day with hours of its own


class CalendarDocumentError(reading.DocumentError):
    """A calendar document contradicts itself or the plain week."""

    slug = "invalid-calendar"
    title = Text(vi="Tài liệu lịch không hợp lệ.", en="The calendar document is not valid.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """One day that differs, or may yet differ, from the plain week.

    `notice` is the number of the text that fixes the day; `confirmed` is false while none does;
    `stands_for` is the day off that a swapped working day replaces, whose office hours it takes;
    `hours`, on a working day, are the windows kept instead of the agency's own (a half day).
    """

    day: date
    kind: DayKind
    note: str
    notice: str | None = None
    confirmed: bool = True
    stands_for: date | None = None
    hours: tuple[Window, ...] | None = None

    def __post_init__(self) -> None:
        """Raise `ValueError` for a worked rest day whose office hours nothing gives."""
        kept = self.kind is DayKind.OFF or self.hours is not None
        if not kept and self.weekday_for_hours >= _SATURDAY:
            raise ValueError(self.day)

    @property
    def weekday_for_hours(self) -> int:
        """The weekday (Monday 0) whose office hours are kept on this day."""
        return (self.stands_for or self.day).weekday()

    def to_document(self) -> dict[str, object]:
        """Return the row of one day, fit for JSON."""
        entry: dict[str, object] = {
            "date": self.day.isoformat(),
            "kind": self.kind.value,
            "note": self.note,
            "confirmed": self.confirmed,
        }
        if self.notice is not None:
            entry["notice"] = self.notice
        if self.stands_for is not None:
            entry["stands_for"] = self.stands_for.isoformat()
        if self.hours is not None:
            entry["hours"] = [str(window) for window in self.hours]
        return entry


def is_plain_working_day(day: date) -> bool:
    """Tell whether a day without a row is worked: Monday to Friday."""
    return day.weekday() < _SATURDAY


def days_from_document(entry: object, pointer: str) -> Iterator[CalendarDay]:
    """Read the days of one row (`date`, or `from` and `to`); raise `DocumentError`."""
    fields = reading.members(
        entry,
        pointer,
        required=("kind", "note"),
        optional=("date", "from", "to", "notice", "confirmed", "stands_for", "hours"),
    )
    kind = _kind(fields["kind"], f"{pointer}/kind")
    stands_for = _optional_day(fields, "stands_for", pointer)
    hours = _hours(fields, kind, pointer)
    for day in _span(fields, pointer):
        _check_swap(day, kind, stands_for, pointer)
        yield CalendarDay(
            day=day,
            kind=kind,
            note=reading.text(fields["note"], f"{pointer}/note"),
            notice=_optional_text(fields, "notice", pointer),
            confirmed=reading.flag(fields.get("confirmed", True), f"{pointer}/confirmed"),
            stands_for=stands_for,
            hours=hours,
        )


def _hours(fields: Mapping[str, object], kind: DayKind, pointer: str) -> tuple[Window, ...] | None:
    if "hours" not in fields:
        return None
    at = f"{pointer}/hours"
    windows = windows_from_document(fields["hours"], at)
    if kind is DayKind.OFF or not windows:
        raise fault(at, "chỉ dành cho ngày làm việc có giờ mở cửa", "is for days that are open")
    return windows


def _span(fields: Mapping[str, object], pointer: str) -> Iterable[date]:
    single = _optional_day(fields, "date", pointer)
    first = _optional_day(fields, "from", pointer)
    last = _optional_day(fields, "to", pointer)
    if single is not None and first is None and last is None:
        return (single,)
    if single is not None or first is None or last is None or last < first:
        raise fault(
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
        raise fault(pointer, "phải là off hoặc work", "must be off or work") from None


def _check_swap(day: date, kind: DayKind, stands_for: date | None, pointer: str) -> None:
    if kind is DayKind.OFF and stands_for is not None:
        raise fault(
            f"{pointer}/stands_for", "chỉ dành cho ngày làm việc", "is for working days only"
        )
    if kind is DayKind.WORK and (stands_for or day).weekday() >= _SATURDAY:
        raise fault(
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


def fault(pointer: str, vi: str, en: str) -> CalendarDocumentError:
    """Return the error that says what is wrong at `pointer`, in both languages."""
    return CalendarDocumentError(
        Text(vi=f"{pointer}: {vi}.", en=f"{pointer}: {en}."), pointer=pointer
    )
