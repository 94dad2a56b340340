"""Anyone asks when something filed at an instant would be due, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kernel.channel import Channel
from kernel.deadline import Deadline, Interruption, InterruptionKind, deadline_if_filed
from kernel.office_hours import STANDARD_HOURS, OfficeHours
from kernel.rules import DEFAULT_RULES, RuleBook, RulesMissingError, rule_book
from kernel.schedule import Schedule, in_vietnam
from kernel.term import Term
from kernel.text import Text
from services.intake.catalogue.domain.errors import (
    BadTermError,
    CalendarNotFoundError,
    UnknownProcedureError,
)
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.catalogue.domain.redirection import follow
from services.intake.catalogue.domain.schedules import NATIONAL_CALENDAR, schedule_for
from services.intake.catalogue.domain.succession import Matter
from services.intake.catalogue.ports import AgenciesToRead, CalendarsToRead, ProceduresToRead


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineQuestion:
    """What is asked: a filing instant, a term or the procedure it comes from, and interruptions.

    Without `term` the procedure's own for channel and case counts; without `channel` the
    procedure's first, or online; without `agency` the standard hours on the national calendar;
    without `rules` the procedure's own book. `interruptions` stand in the order they happened.
    """

    filed_at: datetime
    term: Term | None = None
    channel: Channel | None = None
    case: str | None = None
    agency: str | None = None
    procedure: str | None = None
    rules: str | None = None
    interruptions: tuple[Interruption, ...] = ()


def compute_deadline(
    question: DeadlineQuestion,
    *,
    procedures: ProceduresToRead,
    agencies: AgenciesToRead,
    calendars: CalendarsToRead,
) -> Deadline:
    """Return the due date with its reasons.

    Raises `BadTermError` when no term can be found, `UnknownProcedureError`,
    `CalendarNotFoundError`, and what `follow` and the kernel's clock raise.
    """
    day = in_vietnam(question.filed_at).date()
    procedure = _procedure(question.procedure, day, procedures)
    channel = question.channel or (procedure.channels[0] if procedure else Channel.ONLINE)
    term = question.term or _term(procedure, channel, question.case)
    schedule = agency_schedule(question.agency, on=day, agencies=agencies, calendars=calendars)
    return deadline_if_filed(
        question.filed_at,
        term,
        schedule,
        at_desk=channel is Channel.DESK,
        rules=_rules(question, channel, procedure),
        interruptions=question.interruptions,
    )


def agency_schedule(
    code: str | None, *, on: date, agencies: AgenciesToRead, calendars: CalendarsToRead
) -> Schedule:
    """Return the open minutes of an agency, or of standard hours on the national calendar.

    Of one that ended those of its successor. Raises `CalendarNotFoundError`, and as `follow`.
    """
    name, hours = _place(code, on, agencies)
    calendar = calendars.get(name)
    if calendar is None:
        raise CalendarNotFoundError
    return schedule_for(calendar, hours)


def interruptions_of(
    at: Mapping[InterruptionKind, Iterable[datetime]],
) -> tuple[Interruption, ...]:
    """Return what interrupts a term in the order of time, from the instants of each kind."""
    given = [
        Interruption(kind=kind, at=instant)
        for kind, instants in at.items()
        for instant in instants
    ]
    return tuple(sorted(given, key=lambda item: in_vietnam(item.at)))


def _place(code: str | None, on: date, agencies: AgenciesToRead) -> tuple[str, OfficeHours]:
    if code is None:
        return NATIONAL_CALENDAR, STANDARD_HOURS
    agency = follow(code, on=on, matter=Matter(), ever=agencies.ever, pointer="/agency")
    return agency.calendar, agency.office_hours


def _procedure(code: str | None, on: date, procedures: ProceduresToRead) -> Procedure | None:
    if code is None:
        return None
    version = procedures.in_force(code, on)
    if version is None:
        raise UnknownProcedureError(pointer="/procedure")
    return version.procedure


def _term(procedure: Procedure | None, channel: Channel, case: str | None) -> Term:
    if procedure is None:
        raise BadTermError(
            Text(vi="Cần thời hạn hoặc mã thủ tục.", en="A term or a procedure is needed."),
            pointer="/term",
        )
    if case is not None and procedure.case(case) is None:
        raise BadTermError(
            Text(vi="Thủ tục không có trường hợp này.", en="The procedure has no such case."),
            pointer="/case",
        )
    rule = procedure.term_for(channel=channel, case=case)
    if rule is None:
        raise BadTermError(
            Text(
                vi="Thủ tục không có thời hạn cho kênh và trường hợp này.",
                en="The procedure has no term for this channel and case.",
            ),
            pointer="/case" if procedure.cases and case is None else "/channel",
        )
    return rule.term


def _rules(question: DeadlineQuestion, channel: Channel, procedure: Procedure | None) -> RuleBook:
    if question.rules is not None:
        return _named(question.rules)
    if procedure is None:
        return DEFAULT_RULES
    return procedure.rule_book(channel=channel, case=question.case, place=question.agency)


def _named(book: str) -> RuleBook:
    try:
        return rule_book(book)
    except RulesMissingError as error:
        raise RulesMissingError(pointer="/rules") from error
