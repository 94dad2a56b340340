"""The legal clock: (calendar, office hours, start, term, rules) to due date and reasons.

The one place to import it from; the parts are `term`, `calendar`, `schedule`, `rules`,
`rule_choice`, `reception`, `due`, `moves`, `deadline` and `limits` (a module of its own name,
for the limits beside the term). Pure: no clock, no zone of the machine, no database.
"""

from kernel import limits
from kernel.calendar import CalendarYearMissingError, Scope, laid_over
from kernel.channel import Channel
from kernel.deadline import (
    ClockStoppedError,
    Deadline,
    Interruption,
    InterruptionError,
    InterruptionKind,
    deadline,
    deadline_if_filed,
    supplement_interruptions,
)
from kernel.limits import Limit
from kernel.moves import Move
from kernel.office_hours import STANDARD_HOURS, OfficeHours
from kernel.reception import Timeliness, answer_limit, received, timeliness
from kernel.rule_choice import RuleChoice, RuleChoiceError, choose_rules
from kernel.rules import (
    DEFAULT_RULES,
    Rule,
    RuleBook,
    RuleSet,
    RulesMissingError,
    SupplementEffect,
    rule_book,
)
from kernel.schedule import (
    InstantError,
    Schedule,
    add_working_minutes,
    in_vietnam,
    subtract_working_minutes,
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
    "Limit",
    "Move",
    "OfficeHours",
    "Rule",
    "RuleBook",
    "RuleChoice",
    "RuleChoiceError",
    "RuleSet",
    "RulesMissingError",
    "Schedule",
    "Scope",
    "SupplementEffect",
    "Term",
    "TermError",
    "TermUnit",
    "Timeliness",
    "add_working_minutes",
    "answer_limit",
    "choose_rules",
    "deadline",
    "deadline_if_filed",
    "in_vietnam",
    "laid_over",
    "limits",
    "received",
    "rule_book",
    "subtract_working_minutes",
    "supplement_interruptions",
    "timeliness",
    "working_minutes_between",
]
