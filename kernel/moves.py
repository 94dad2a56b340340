"""The moves of a date in words: what happened, when, by which rule and legal ground."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from string import Formatter
from typing import NamedTuple

from kernel.calendar import CalendarDay, DayKind
from kernel.clock import VIETNAM
from kernel.rules import Rule
from kernel.term import Left
from kernel.text import Text
from kernel.wording import day_in_english


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One reason why a date is what it is; `at` is the instant the clock was moved to."""

    at: datetime
    rule: Rule
    ground: str
    text: Text


class Step(NamedTuple):
    """A move before it is put into words; words are made only when somebody reads them."""

    rule: Rule
    at: datetime
    ground: str
    left: Left | None = None
    before: datetime | None = None
    rows: tuple[CalendarDay, ...] = ()


def moves_of(steps: tuple[Step, ...]) -> tuple[Move, ...]:
    """Put `steps` into words; neighbouring days off of one notice become one move."""
    moves: list[Move] = []
    for step in steps:
        if step.rows:
            moves.extend(_day_moves(step.rows, step.ground))
        else:
            text = _WORDS[step.rule](step)
            moves.append(Move(at=step.at, rule=step.rule, ground=step.ground, text=text))
    return tuple(moves)


@lru_cache(maxsize=256)
def _day_moves(rows: tuple[CalendarDay, ...], ground: str) -> tuple[Move, ...]:
    # Of the many dates that a new calendar moves, most run over the same few special days.
    runs = [[rows[0]]]
    for earlier, later in pairwise(rows):
        if _same_reason(earlier, later):
            runs[-1].append(later)
        else:
            runs.append([later])
    return tuple(_day_move(run, ground) for run in runs)


def _same_reason(earlier: CalendarDay, later: CalendarDay) -> bool:
    return later.day - earlier.day == timedelta(days=1) and (
        (earlier.kind, earlier.note, earlier.notice, earlier.confirmed, earlier.hours)
        == (later.kind, later.note, later.notice, later.confirmed, later.hours)
    )


def _day_move(run: list[CalendarDay], ground: str) -> Move:
    first, last = run[0], run[-1]
    span_vi, span_en = _day_vi(first.day), day_in_english(first.day)
    if last is not first:
        span_vi, span_en = (
            f"{span_vi} đến {_day_vi(last.day)}",
            f"{span_en} to {day_in_english(last.day)}",
        )
    rule, vi, en = _what_the_day_is(first)
    open_vi, open_en = ("", "") if first.confirmed else (" (chưa chốt)", " (not confirmed yet)")
    return Move(
        at=datetime.combine(first.day, time(), VIETNAM),
        rule=rule,
        ground=first.notice or ground,
        text=Text(
            vi=f"{vi.format(span_vi)}: {first.note}{open_vi}.",
            en=f"{en.format(span_en)}: {first.note}{open_en}.",
        ),
    )


def _what_the_day_is(row: CalendarDay) -> tuple[Rule, str, str]:
    if row.kind is DayKind.OFF:
        return Rule.DAY_OFF, "Không tính {}", "{} not counted"
    if row.hours is None:
        return Rule.SWAPPED_DAY, "Có tính {}", "{} counted"
    hours = ", ".join(map(str, row.hours))
    return Rule.SHORTENED_DAY, f"{{}} chỉ làm việc {hours}", f"{{}} open {hours} only"


def _day_vi(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"


def _instant_vi(instant: datetime) -> str:
    return f"{instant.hour:02}:{instant.minute:02} ngày {_day_vi(instant)}"


def _instant_en(instant: datetime) -> str:
    return f"{instant.hour:02}:{instant.minute:02} on {day_in_english(instant)}"


def _amount(step: Step) -> Text:
    return Text(vi="", en="") if step.left is None else step.left.text


_Value = Callable[[Step], str]

_VI: Mapping[str, _Value] = {
    "at": lambda step: _instant_vi(step.at),
    "day": lambda step: _day_vi(step.at),
    "before": lambda step: _instant_vi(step.before or step.at),
    "amount": lambda step: _amount(step).vi,
}
_EN: Mapping[str, _Value] = {
    "at": lambda step: _instant_en(step.at),
    "day": lambda step: day_in_english(step.at),
    "before": lambda step: _instant_en(step.before or step.at),
    "amount": lambda step: _amount(step).en,
}


def _template(vi: str, en: str) -> Callable[[Step], Text]:
    asked_vi, asked_en = _values_for(vi, _VI), _values_for(en, _EN)

    def words(step: Step) -> Text:
        return Text(
            vi=vi.format(**{name: said(step) for name, said in asked_vi}),
            en=en.format(**{name: said(step) for name, said in asked_en}),
        )

    return words


def _values_for(template: str, values: Mapping[str, _Value]) -> list[tuple[str, _Value]]:
    """Return what a template asks for, so that nothing else is put into words."""
    names = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    return [(name, values[name]) for name in sorted(names)]


_WORDS: dict[Rule, Callable[[Step], Text]] = {
    Rule.OFFICE_CLOSED: _template(
        "Nộp lúc {before}, ngoài giờ làm việc: coi là nhận lúc {at}.",
        "Filed at {before}, outside office hours: counts as received at {at}.",
    ),
    Rule.LAST_OFFICE_HOUR: _template(
        "Nộp lúc {before}, sát giờ đóng cửa: coi là nhận lúc {at}.",
        "Filed at {before}, too near to closing: counts as received at {at}.",
    ),
    Rule.START: _template(
        "Thời hạn ({amount}) tính từ {at}.",
        "The term ({amount}) runs from {at}.",
    ),
    Rule.SAME_DAY: _template(
        "Trả trong ngày: hạn là {at}.",
        "The same day: due at {at}.",
    ),
    Rule.SAME_DAY_CUTOFF: _template(
        "Đã quá giờ trả trong ngày: hạn là hết ngày làm việc tiếp theo, {at}.",
        "Too late for the same day: due at the end of the next working day, {at}.",
    ),
    Rule.WORKING_DAYS: _template(
        "Không tính ngày bắt đầu và ngày nghỉ hằng tuần; hết {amount} là {at}.",
        "Without the first day and weekly rest, the term of {amount} ends at {at}.",
    ),
    Rule.WORKING_HOURS: _template(
        "Tính từng phút trong giờ làm việc, hết {amount} là {at}.",
        "By the minute inside office hours, the term of {amount} ends at {at}.",
    ),
    Rule.CALENDAR_DAYS: _template(
        "Không tính ngày bắt đầu; hết {amount} là ngày {day}.",
        "Without the first day, the term of {amount} ends on {day}.",
    ),
    Rule.MONTHS: _template(
        "Ngày tương ứng sau {amount} là {day}.",
        "The same day of the month, {amount} later, is {day}.",
    ),
    Rule.REST_DAY: _template(
        "Ngày cuối là ngày nghỉ: chuyển sang hết ngày làm việc tiếp theo, {at}.",
        "The last day is a rest day: moved to the end of the next working day, {at}.",
    ),
    Rule.STOP: _template(
        "Dừng tính thời hạn từ {at}, còn {amount}.",
        "The clock stops at {at} with {amount} left.",
    ),
    Rule.RESUME: _template(
        "Tính tiếp từ {at}, còn {amount}.",
        "The clock runs on from {at} with {amount} left.",
    ),
    Rule.RESTART: _template(
        "Thời hạn ({amount}) tính lại từ đầu từ {at}.",
        "The term ({amount}) starts again from zero at {at}.",
    ),
    Rule.STAFF_ALERT: _template(
        "Chưa ai xem thì nhắc cán bộ lúc {at}.",
        "Unread by {at}, the desk is reminded.",
    ),
    Rule.HEAD_ALERT: _template(
        "Chưa trả lời thì báo thủ trưởng lúc {at}.",
        "Unanswered by {at}, the head is told.",
    ),
    Rule.ANSWER_LIMIT: _template(
        "Chậm nhất {at} phải tiếp nhận, yêu cầu bổ sung hoặc từ chối.",
        "It must be accepted, sent back for papers or refused by {at}.",
    ),
    Rule.SUPPLEMENT_REQUEST: _template(
        "Sau khi tiếp nhận chỉ được yêu cầu bổ sung đến {at}.",
        "After acceptance, papers may be asked for until {at} only.",
    ),
    Rule.SUPPLEMENT_LIMIT: _template(
        "Không bổ sung đến {at} thì dừng giải quyết hồ sơ.",
        "Without the papers by {at} the dossier is closed.",
    ),
    Rule.CONFIRMATION_LIMIT: _template(
        "Không có ý kiến về dự thảo kết quả đến {at} thì coi là đồng ý.",
        "Without a word on the draft of the result by {at}, the owner consents.",
    ),
    Rule.APOLOGY: _template(
        "Nếu không kịp {before}, thư xin lỗi phải gửi chậm nhất {at}.",
        "If {before} cannot be kept, the apology must go out by {at}.",
    ),
    Rule.EXTENSION: _template(
        "Đã xin lỗi và hẹn lại một lần: hạn chuyển từ {before} sang {at}.",
        "With an apology the date is moved, once, from {before} to {at}.",
    ),
    Rule.HAND_OVER: _template(
        "Phải chuyển cho cơ quan tiếp theo chậm nhất {at}.",
        "It must be with the next agency by {at}.",
    ),
}
