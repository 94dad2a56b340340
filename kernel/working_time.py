"""The legal clock: (calendar, office hours, start, term, rules) to due date and reasons.

The one place to import it from; the parts are `term`, `schedule`, `rules`, `reception`, `due`,
`moves` and `deadline`. Pure: no clock, no zone of the machine, no database.
"""

from kernel.calendar import CalendarYearMissingError
from kernel.channel import Channel
from kernel.deadline import (
    ClockStoppedError,
    Deadline,
    Interruption,
    InterruptionError,
    InterruptionKind,
    deadline,
    deadline_if_filed,
)
from kernel.moves import Move
from kernel.office_hours import STANDARD_HOURS, OfficeHours
from kernel.reception import Timeliness, answer_limit, received, timeliness
from kernel.rules import DEFAULT_RULES, Rule, RuleBook, RuleSet, RulesMissingError, rule_book
from kernel.schedule import (
    InstantError,
    Schedule,
    add_working_minutes,
    in_vietnam,
    working_minutes_between,
)
from kernel.term import Term, TermError, TermUnit

__all__ = [
    "DEFAULT_RULES",
    "STANDARD_HOURS",
    "CalendarYearMissingError",
    "Channel",
    "ClockStoppedError",
    "Deadline",
    "InstantError",
    "Interruption",
    "InterruptionError",
    "InterruptionKind",
    "Move",
    "OfficeHours",
    "Rule",
    "RuleBook",
    "RuleSet",
    "RulesMissingError",
    "Schedule",
    "Term",
    "TermError",
    "TermUnit",
    "Timeliness",
    "add_working_minutes",
    "answer_limit",
    "deadline",
    "deadline_if_filed",
    "in_vietnam",
    "received",
    "rule_book",
    "timeliness",
    "working_minutes_between",
]
