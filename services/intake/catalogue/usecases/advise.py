"""A person asks, before filing, what a procedure will want of them and how long it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kernel.channel import Channel
from kernel.deadline import Deadline, deadline_if_filed
from kernel.schedule import in_vietnam
from kernel.text import Text
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.case_variant import CaseVariant, Question, find_case
from services.intake.catalogue.domain.errors import AdviceError
from services.intake.catalogue.domain.fee import FeeItem
from services.intake.catalogue.domain.paper import Paper
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.catalogue.domain.redirection import (
    Redirection,
    follow,
    redirection,
    require_online,
)
from services.intake.catalogue.domain.succession import Matter
from services.intake.catalogue.domain.term import TermRule
from services.intake.catalogue.ports import Agencies, Calendars, Procedures
from services.intake.catalogue.usecases.compute_deadline import agency_schedule
from services.intake.catalogue.usecases.find_procedure import find_procedure


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceQuestion:
    """What the person said: `answers` by question, `values` of the form that fees count by."""

    answers: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    channel: Channel | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What filing now would mean; `open_questions` are those that could still change the case.

    `redirected` says that the agency asked for ended, and which one was taken for it.
    """

    procedure: str
    version: int
    case: CaseVariant | None
    open_questions: tuple[Question, ...]
    channel: Channel
    channels: tuple[Channel, ...]
    papers: tuple[Paper, ...]
    fees: tuple[FeeItem, ...]
    term: TermRule
    deadline: Deadline
    redirected: Redirection | None = None


def advise(
    code: str,
    question: AdviceQuestion,
    *,
    now: datetime,
    procedures: Procedures,
    agencies: Agencies,
    calendars: Calendars,
) -> Advice:
    """Return case, papers, fee, channel and the due date if filed now.

    Raises `ProcedureNotFoundError`, `AdviceError` for answers that lead nowhere, and what
    `follow`, `require_online`, `agency_schedule` and the kernel's clock raise.
    """
    on = in_vietnam(now).date()
    version = find_procedure(code, on=on, procedures=procedures)
    procedure = version.procedure
    channel = _channel(procedure, question.channel)
    case = _case(procedure, question.answers)
    case_id = None if case is None else case.id
    term = _term(procedure, channel, case_id)
    place = _place(question.agency, procedure, channel, on, agencies)
    at = place.code if place else None
    rules = procedure.rule_book(channel=channel, case=case_id, place=at)
    schedule = agency_schedule(at, on=on, agencies=agencies, calendars=calendars)
    return Advice(
        procedure=procedure.code,
        version=version.version,
        case=case,
        open_questions=_unanswered(procedure, question),
        channel=channel,
        channels=procedure.channels,
        papers=procedure.papers_for(channel=channel, case=case_id),
        fees=procedure.fees_for(channel=channel, case=case_id, values=question.values),
        term=term,
        deadline=deadline_if_filed(
            now, term.term, schedule, at_desk=channel is Channel.DESK, rules=rules
        ),
        redirected=redirection(question.agency, place) if question.agency and place else None,
    )


def _unanswered(procedure: Procedure, question: AdviceQuestion) -> tuple[Question, ...]:
    return tuple(item for item in procedure.questions if item.id not in question.answers)


def _place(
    code: str | None, procedure: Procedure, channel: Channel, on: date, agencies: Agencies
) -> Agency | None:
    if code is None:
        return None
    matter = Matter(procedure=procedure.code, field=procedure.field.code)
    agency = follow(code, on=on, matter=matter, ever=agencies.ever, pointer="/agency")
    if channel.electronic:
        require_online(agency, on=on, pointer="/agency")
    return agency


def _channel(procedure: Procedure, wanted: Channel | None) -> Channel:
    if wanted is None:
        return procedure.channels[0]
    if wanted not in procedure.channels:
        raise AdviceError(
            Text(vi="Thủ tục không nhận qua kênh này.", en="This channel is not offered."),
            pointer="/channel",
        )
    return wanted


def _term(procedure: Procedure, channel: Channel, case: str | None) -> TermRule:
    term = procedure.term_for(channel=channel, case=case)
    if term is None:
        raise AdviceError(pointer="/channel")
    return term


def _case(procedure: Procedure, answers: Mapping[str, str]) -> CaseVariant | None:
    known = {question.id: question for question in procedure.questions}
    for name, answer in answers.items():
        if name not in known or all(answer != option.value for option in known[name].options):
            raise AdviceError(
                Text(
                    vi="Câu hỏi hoặc câu trả lời không có trong thủ tục này.",
                    en="The procedure has no such question or answer.",
                ),
                pointer=f"/answers/{name}",
            )
    case = find_case(procedure.cases, answers)
    if case is None and procedure.cases:
        raise AdviceError(
            Text(
                vi="Cần trả lời thêm để xác định trường hợp.",
                en="More answers are needed to find the case.",
            ),
            pointer="/answers",
        )
    return case
