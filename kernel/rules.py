"""The rules of the legal clock as date-effective data, each with its legal ground.

A book (`one-stop`, …) is chosen per procedure, case, channel and place; inside it the set in
force on the day the term starts decides. Grounds marked `(chưa đối chiếu)` were not compared with
the printed text and are to be confirmed by the lawyer of the province.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum, unique
from itertools import pairwise
from types import MappingProxyType

from kernel.errors import InvalidInputError
from kernel.term import Term
from kernel.text import Text


@unique
class Rule(StrEnum):
    """The named rules that move a date; every move names one."""

    OFFICE_CLOSED = "office-closed"  # filed while closed: received at the next opening
    LAST_OFFICE_HOUR = "last-office-hour"  # filed too near closing: received at the next opening
    START = "start"  # the day of acceptance is day 0
    SAME_DAY = "same-day"  # due at closing of the day of acceptance
    SAME_DAY_CUTOFF = "same-day-cutoff"  # too late for it: due at the end of the next working day
    WORKING_DAYS = "working-days"  # due at closing of the n-th working day
    WORKING_HOURS = "working-hours"  # counted by the minute inside office hours
    CALENDAR_DAYS = "calendar-days"  # day 0 plus n
    MONTHS = "months"  # the same day of a later month
    REST_DAY = "rest-day"  # an end on a rest day moves to the next working day
    DAY_OFF = "day-off"  # a holiday or swapped day is not counted
    SWAPPED_DAY = "swapped-day"  # a rest day worked instead is counted
    SHORTENED_DAY = "shortened-day"  # a day open in hours of its own
    STOP = "stop"  # the clock is stopped
    RESUME = "resume"  # the clock runs on with what was left
    RESTART = "restart"  # the term starts again from zero
    STAFF_ALERT = "staff-alert"  # nobody has looked at an online dossier: the desk is told
    HEAD_ALERT = "head-alert"  # nobody has answered it: the head is told
    ANSWER_LIMIT = "answer-limit"  # accepted, sent back or refused by then
    SUPPLEMENT_REQUEST = "supplement-request"  # after acceptance: asked by then or not at all
    SUPPLEMENT_LIMIT = "supplement-limit"  # without the papers by then the dossier is closed
    CONFIRMATION_LIMIT = "confirmation-limit"  # a draft not answered by then is consented to
    APOLOGY = "apology"  # before it is late: reason and new date are sent by then
    EXTENSION = "extension"  # the new date that a signed apology names, once
    HAND_OVER = "hand-over"  # the next agency must have it, and starts, by then


@unique
class SupplementEffect(StrEnum):
    """What the complete papers do to a term that waited for them."""

    RESTART = "restart"  # it starts again from zero (Decree 61/2018 art. 19.4)
    PAUSE = "pause"  # it runs on with what was left, where a sector rule says so


_2WH, _8WH, _1WD, _3WD, _15WD = map(Term.parse, ("2wh", "8wh", "1wd", "3wd", "15wd"))


class RulesMissingError(InvalidInputError):
    """No rule book of that name, or none of its sets was in force on that day."""

    slug = "rules-missing"
    title = Text(
        vi="Không có bộ quy tắc tính thời hạn phù hợp.",
        en="No set of deadline rules applies.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """What held from `valid_from` to `valid_to` (both included; None: still in force)."""

    name: str
    valid_from: date
    valid_to: date | None
    grounds: Mapping[Rule, str] = field(repr=False)
    same_day_cutoff: time = time(15, 0)  # the last instant that is still the same day
    last_minutes_count_next: int = 0  # online: filed so near to closing counts at next opening
    hand_over_cutoff: time = time(15, 0)  # accepted until then: passed on the same day
    staff_alert: Term = _2WH
    head_alert: Term = _8WH
    answer_electronic: Term = _8WH
    answer_on_paper: Term = _1WD
    supplement_ask_within: Term = _3WD  # from acceptance
    supplement_answer_within: Term = _15WD  # then the dossier is closed
    supplement_effect: SupplementEffect = SupplementEffect.RESTART
    apology_days_ahead: int = 1  # calendar days before the due instant

    def __post_init__(self) -> None:
        """Freeze the grounds."""
        object.__setattr__(self, "grounds", MappingProxyType(dict(self.grounds)))

    def __hash__(self) -> int:
        return hash((self.name, self.valid_from))

    def in_force(self, day: date) -> bool:
        """Tell whether the set holds on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """Rule sets that followed one another, oldest first, never two on one day."""

    name: str
    sets: tuple[RuleSet, ...]

    def __post_init__(self) -> None:
        """Raise `ValueError` when two sets hold on the same day."""
        for earlier, later in pairwise(self.sets):
            if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
                raise ValueError(self.name)

    def on(self, day: date) -> RuleSet:
        """Return the set in force on `day`, or raise `RulesMissingError`."""
        for rules in reversed(self.sets):
            if rules.in_force(day):
                return rules
        raise RulesMissingError(
            Text(
                vi=f"Bộ quy tắc {self.name} không có hiệu lực ngày {day:%d/%m/%Y}.",
                en=f"The rules {self.name} were not in force on {day.isoformat()}.",
            )
        )


_CIVIL_CODE = "Bộ luật Dân sự 2015, điều 147 và 148 (chưa đối chiếu)"
_LABOUR_CODE = "Bộ luật Lao động 2019, điều 112"

_GROUNDS_2018: Mapping[Rule, str] = {
    Rule.OFFICE_CLOSED: "Nghị định 45/2020/NĐ-CP, điều 11 (chưa đối chiếu)",
    Rule.LAST_OFFICE_HOUR: "quy trình riêng của nhóm thủ tục",
    Rule.START: "Nghị định 61/2018/NĐ-CP (chưa đối chiếu điều khoản)",
    Rule.SAME_DAY: "Nghị định 61/2018/NĐ-CP, điều 17 khoản 4",
    Rule.SAME_DAY_CUTOFF: "quyết định công bố thủ tục: nhận sau 15 giờ trả ngày làm việc sau",
    Rule.WORKING_DAYS: _CIVIL_CODE,
    Rule.WORKING_HOURS: "quyết định phê duyệt quy trình nội bộ",
    Rule.CALENDAR_DAYS: _CIVIL_CODE,
    Rule.MONTHS: _CIVIL_CODE,
    Rule.REST_DAY: "Bộ luật Dân sự 2015, điều 148 khoản 5 (chưa đối chiếu)",
    Rule.DAY_OFF: _LABOUR_CODE,
    Rule.SWAPPED_DAY: _LABOUR_CODE,
    Rule.SHORTENED_DAY: "thông báo giờ làm việc của cơ quan",
    Rule.STOP: "luật chuyên ngành về nghĩa vụ tài chính (chưa đối chiếu)",
    Rule.RESUME: "luật chuyên ngành về nghĩa vụ tài chính (chưa đối chiếu)",
    Rule.RESTART: "Nghị định 61/2018/NĐ-CP, điều 19 khoản 4",
    Rule.STAFF_ALERT: "quy chế hoạt động của hệ thống một cửa (chưa đối chiếu)",
    Rule.HEAD_ALERT: "quy chế hoạt động của hệ thống một cửa (chưa đối chiếu)",
    Rule.ANSWER_LIMIT: "Nghị định 45/2020/NĐ-CP, điều 11 (chưa đối chiếu)",
    Rule.SUPPLEMENT_REQUEST: "Nghị định 61/2018/NĐ-CP, điều 19 khoản 4",
    Rule.SUPPLEMENT_LIMIT: "quy chế hoạt động của hệ thống một cửa (chưa đối chiếu)",
    Rule.CONFIRMATION_LIMIT: "quy trình nội bộ của thủ tục (chưa đối chiếu)",
    Rule.APOLOGY: "Nghị định 61/2018/NĐ-CP, điều 19 khoản 9",
    Rule.EXTENSION: "Nghị định 61/2018/NĐ-CP, điều 19 khoản 9",
    Rule.HAND_OVER: "Nghị định 61/2018/NĐ-CP, điều 18 khoản 2 và 3",
}

ONE_STOP_2018 = RuleSet(
    name="one-stop-2018",
    valid_from=date(2018, 6, 21),
    valid_to=date(2025, 6, 30),
    grounds=_GROUNDS_2018,
)

_GROUNDS_2025: Mapping[Rule, str] = {
    **_GROUNDS_2018,
    Rule.START: "Nghị định 118/2025/NĐ-CP (chưa đối chiếu điều khoản)",
    Rule.SAME_DAY: "Nghị định 118/2025/NĐ-CP (chưa đối chiếu điều khoản)",
    Rule.RESTART: "Nghị định 118/2025/NĐ-CP (chưa đối chiếu điều khoản)",
    Rule.SUPPLEMENT_REQUEST: "Nghị định 118/2025/NĐ-CP (chưa đối chiếu điều khoản)",
    Rule.APOLOGY: "Nghị định 118/2025/NĐ-CP (chưa đối chiếu điều khoản)",
    Rule.EXTENSION: "Nghị định 118/2025/NĐ-CP (chưa đối chiếu điều khoản)",
    Rule.HAND_OVER: "Nghị định 118/2025/NĐ-CP (chưa đối chiếu điều khoản)",
}

ONE_STOP_2025 = RuleSet(
    name="one-stop-2025",
    valid_from=date(2025, 7, 1),
    valid_to=None,
    grounds=_GROUNDS_2025,
)

LINKED_HOUSEHOLD_BUSINESS_2025 = RuleSet(
    name="linked-household-business-2025",
    valid_from=date(2025, 7, 1),  # with Decree 118/2025; the day of Decree 297/2025 is to confirm
    valid_to=None,
    last_minutes_count_next=60,
    grounds={
        **_GROUNDS_2025,
        Rule.LAST_OFFICE_HOUR: "Nghị định 297/2025/NĐ-CP, điều 5 và 6",
        Rule.STAFF_ALERT: "Nghị định 297/2025/NĐ-CP, điều 5 và 6",
        Rule.ANSWER_LIMIT: "Nghị định 297/2025/NĐ-CP, điều 5 và 6",
        Rule.SUPPLEMENT_LIMIT: "Nghị định 297/2025/NĐ-CP, điều 5 và 6",
    },
)

DEFAULT_RULES = RuleBook(name="one-stop", sets=(ONE_STOP_2018, ONE_STOP_2025))
"""The book for every procedure that names no other."""

_BOOKS = {
    book.name: book
    for book in (
        DEFAULT_RULES,
        RuleBook(name="linked-household-business", sets=(LINKED_HOUSEHOLD_BUSINESS_2025,)),
    )
}


def rule_book(name: str) -> RuleBook:
    """Return the rule book called `name` (`one-stop`, `linked-household-business`).

    Raises `RulesMissingError`.
    """
    try:
        return _BOOKS[name]
    except KeyError:
        raise RulesMissingError from None
