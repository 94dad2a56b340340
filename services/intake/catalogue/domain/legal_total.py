"""How much working time a legal term leaves for the internal process."""

from __future__ import annotations

from kernel.term import Term, TermUnit

_DAY = 8 * 60
_WEEK_DAYS = 7
_WORKED_DAYS = 5
_WORKED_DAYS_A_MONTH = 20  # four full weeks: every month has at least these


def legal_minutes(term: Term) -> int:
    """Return the working minutes of a term, 8 hours to the day.

    Calendar terms are counted low (5 of 7 days, 20 days a month) and without holidays, which the
    clock of each dossier knows: this is for checking a process, not for a due date.
    """
    if term.unit is TermUnit.WORKING_HOURS:
        return term.amount * 60
    if term.unit is TermUnit.MONTHS:
        return term.amount * _WORKED_DAYS_A_MONTH * _DAY
    days = term.amount
    if term.unit is TermUnit.CALENDAR_DAYS:
        days = days * _WORKED_DAYS // _WEEK_DAYS
    return max(days, 1) * _DAY  # 0wd: the day it comes in
