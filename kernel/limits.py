"""The limits beside the term itself: alerts, answers, supplements, apologies, hand-overs.

None of them moves the citizen's date. Each is an instant with its moves, so that a reminder can
say why it comes when it comes. All raise `InstantError`, `CalendarYearMissingError` and
`RulesMissingError`; the rules are those in force on the day that the limit runs from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kernel.channel import Channel
from kernel.due import due_of, rows_step
from kernel.moves import Move, Step, moves_of
from kernel.rules import DEFAULT_RULES, Rule, RuleBook, RuleSet
from kernel.schedule import Schedule, in_vietnam
from kernel.term import Term, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """An instant in Vietnam time by which something must happen, with its reasons.

    `provisional` says that a day not yet confirmed by a notice may still move it.
    """

    at: datetime
    provisional: bool
    steps: tuple[Step, ...] = field(default=(), repr=False)

    @property
    def moves(self) -> tuple[Move, ...]:
        """Return why the limit is what it is, oldest first, in words made on demand."""
        return moves_of(self.steps)


def staff_alert(
    received_at: datetime, schedule: Schedule, rules: RuleBook = DEFAULT_RULES
) -> Limit:
    """Return when the desk is reminded of an electronic dossier: shipped, 2 working hours."""
    in_force = _in_force(received_at, rules)
    return _after(received_at, in_force.staff_alert, Rule.STAFF_ALERT, schedule, in_force)


def head_alert(
    received_at: datetime, schedule: Schedule, rules: RuleBook = DEFAULT_RULES
) -> Limit:
    """Return when the head is told that nobody answered: shipped, 8 working hours."""
    in_force = _in_force(received_at, rules)
    return _after(received_at, in_force.head_alert, Rule.HEAD_ALERT, schedule, in_force)


def answer(
    received_at: datetime,
    channel: Channel | str,
    schedule: Schedule,
    rules: RuleBook = DEFAULT_RULES,
) -> Limit:
    """Return by when the desk must accept, ask for a supplement or refuse.

    Shipped: 8 working hours after an electronic filing, the end of the next working day after one
    on paper (Decree 45/2020 art. 11; linked procedures by Decree 297/2025 arts 5 and 6).
    Raises `ValueError` for a channel that does not exist.
    """
    in_force = _in_force(received_at, rules)
    electronic = Channel(channel).electronic
    term = in_force.answer_electronic if electronic else in_force.answer_on_paper
    return _after(received_at, term, Rule.ANSWER_LIMIT, schedule, in_force)


def supplement_request(
    accepted_at: datetime, schedule: Schedule, rules: RuleBook = DEFAULT_RULES
) -> Limit:
    """Return until when papers may be asked for after acceptance: shipped, 3 working days."""
    in_force = _in_force(accepted_at, rules)
    term = in_force.supplement_ask_within
    return _after(accepted_at, term, Rule.SUPPLEMENT_REQUEST, schedule, in_force)


def supplement_answer(
    asked_at: datetime, schedule: Schedule, rules: RuleBook = DEFAULT_RULES
) -> Limit:
    """Return by when the papers must be in, else the dossier is closed: shipped, 15 days."""
    in_force = _in_force(asked_at, rules)
    term = in_force.supplement_answer_within
    return _after(asked_at, term, Rule.SUPPLEMENT_LIMIT, schedule, in_force)


def confirmation(
    offered_at: datetime,
    term: Term,
    ground: str,
    schedule: Schedule,
    rules: RuleBook = DEFAULT_RULES,
) -> Limit:
    """Return by when the owner objects to a draft, else consents: the procedure's own term."""
    in_force = _in_force(offered_at, rules)
    due = due_of(in_vietnam(offered_at), whole(term), schedule, in_force)
    step = Step(Rule.CONFIRMATION_LIMIT, due.at, ground, whole(term))
    return Limit(at=due.at, provisional=due.provisional, steps=(*due.steps, step))


def apology(due_at: datetime, schedule: Schedule, rules: RuleBook = DEFAULT_RULES) -> Limit:
    """Return the last office minute at which an apology for `due_at` still goes out in time.

    At least one day before the due instant (Decree 61/2018 art. 19.9); for a term of a few hours
    that may be before the dossier was accepted.
    """
    due, in_force = in_vietnam(due_at), _in_force(due_at, rules)
    at = schedule.last_open(due - timedelta(days=in_force.apology_days_ahead))
    step = Step(Rule.APOLOGY, at, in_force.grounds[Rule.APOLOGY], before=due)
    steps = (*rows_step(at.date(), due.date(), schedule, in_force), step)
    return Limit(at=at, provisional=schedule.is_provisional(at.date(), due.date()), steps=steps)


def hand_over(accepted_at: datetime, schedule: Schedule, rules: RuleBook = DEFAULT_RULES) -> Limit:
    """Return by when the dossier must be with the next agency, whose clock starts then.

    The same working day; what came after 15:00 or on a rest day, at the next working day's
    opening (Decree 61/2018 art. 18). It never moves the citizen's date.
    """
    local, in_force = in_vietnam(accepted_at), _in_force(accepted_at, rules)
    day = local.date()
    closing = schedule.closing(day) if schedule.is_working(day) else None
    in_time = local.timetz().replace(tzinfo=None) <= in_force.hand_over_cutoff
    if closing is not None and in_time and local <= closing:
        at = closing
    else:
        at = schedule.opening_of_working_day(day)
    step = Step(Rule.HAND_OVER, at, in_force.grounds[Rule.HAND_OVER])
    steps = (*rows_step(day, at.date(), schedule, in_force), step)
    return Limit(at=at, provisional=schedule.is_provisional(day, at.date()), steps=steps)


def _in_force(instant: datetime, rules: RuleBook) -> RuleSet:
    return rules.on(in_vietnam(instant).date())


def _after(
    start: datetime, term: Term, rule: Rule, schedule: Schedule, in_force: RuleSet
) -> Limit:
    due = due_of(in_vietnam(start), whole(term), schedule, in_force)
    step = Step(rule, due.at, in_force.grounds[rule], whole(term))
    return Limit(at=due.at, provisional=due.provisional, steps=(*due.steps, step))
