"""What a mail to staff tells of an event: no person, neither who filed nor who works."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from contracts.events import Event
from contracts.events.lateness import ApologyWritten, StepEscalated
from services.notification.staff.usecases.tell_staff import Alarm
from services.notification.staff.usecases.word_desk import OfDesk, facts_of_desk, text_of_desk
from services.notification.templates.domain.agency import AgencyWords
from services.notification.templates.domain.facts import Facts
from services.notification.templates.domain.template import Template
from services.notification.templates.ports import Names
from services.notification.templates.usecases.gather_facts import NameUnknownError

Alarming = StepEscalated | ApologyWritten | OfDesk
"""What staff are told of."""

TEMPLATE_OF: Mapping[type[Event], Template] = {
    StepEscalated: Template.STEP_ESCALATED,
    ApologyWritten: Template.APOLOGY_TO_SIGN,
}
"""Which text tells of which event; of what waits at a desk its kind says it."""


def alarm_of(event: Alarming, event_id: UUID, said_at: datetime) -> Alarm | None:
    """Return whom it is for and when, None where there are no words for it.

    A signature is asked for once, while it counts; what waits at a desk is told in the morning.
    """
    template = _template_of(event)
    if template is None:
        return None
    alarm = Alarm(
        event_id=event_id, accounts=event.told_accounts, template=template, said_at=said_at
    )
    if isinstance(event, OfDesk):
        return replace(alarm, open_days=(event.on,), gathers=True)
    alarm = replace(alarm, open_days=event.open_days)
    if isinstance(event, ApologyWritten):
        return replace(alarm, until=event.sign_by, instead=event.dossier)
    return alarm


def _template_of(event: Alarming) -> Template | None:
    return text_of_desk(event) if isinstance(event, OfDesk) else TEMPLATE_OF[type(event)]


def word_alarm(event: Alarming, *, names: Names) -> Callable[[str], Facts]:
    """Return the facts by language.

    Raises `NameUnknownError` while the agency or procedure is not here yet.
    """
    of_procedure = None if isinstance(event, OfDesk) else event.procedure
    wanted = set() if of_procedure is None else {of_procedure}
    published = names.published(agencies={event.agency}, procedures=wanted)
    agency = published.agencies.get(event.agency)
    if agency is None:
        raise NameUnknownError(f"agency {event.agency}")
    if wanted - set(published.procedures):
        raise NameUnknownError(f"procedure {of_procedure}")
    procedure = published.procedures.get(of_procedure or "", "")
    if isinstance(event, OfDesk):
        return lambda _: facts_of_desk(event, agency)
    if isinstance(event, StepEscalated):
        return lambda language: _of_step(event, agency, procedure, language)
    return lambda _: _of_apology(event, agency, procedure)


def _of_step(event: StepEscalated, agency: AgencyWords, procedure: str, language: str) -> Facts:
    return Facts(
        code=event.dossier,
        place=f"alerts?dossier={event.dossier}",
        procedure=procedure,
        agency=agency,
        step=event.step_name.get(language) or event.step_name.get("vi") or event.step,
        percent=event.percent,
        audience=event.audience,
        due_at=event.due_at,
        happened_at=event.escalated_at,
    )


def _of_apology(event: ApologyWritten, agency: AgencyWords, procedure: str) -> Facts:
    return Facts(
        code=event.dossier,
        place=f"dossiers/{event.dossier}/apology",
        procedure=procedure,
        agency=agency,
        audience="head",
        cause=event.cause,
        old_due_at=event.due_at,
        new_at=event.new_due_at,
        confirm_by=event.sign_by,
        happened_at=event.written_at,
    )
