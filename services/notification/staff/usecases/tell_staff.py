"""Somebody of the staff is alerted: by a mail at once, or by a line in that of the morning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.events.lateness import StepEscalated
from services.notification.dispatch.domain.lane import lane_of
from services.notification.dispatch.domain.message import EMAIL, Message
from services.notification.dispatch.ports import Messages
from services.notification.staff.domain.morning import next_morning
from services.notification.staff.domain.staff_mail import Choice, StaffMail
from services.notification.staff.ports import StaffMails, WaitingAlert, WaitingAlerts
from services.notification.templates.domain.facts import Facts
from services.notification.templates.domain.template import Template
from services.notification.templates.ports import Names, Texts
from services.notification.templates.usecases.gather_facts import NameUnknownError


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """What is told to staff: an event, whom by account, and with which words."""

    event_id: UUID
    accounts: Sequence[str]
    template: Template
    said_at: datetime


def tell_staff(
    alarm: Alarm,
    facts_in: Callable[[str], Facts],
    *,
    mails: StaffMails,
    waiting: WaitingAlerts,
    texts: Texts,
    messages: Messages,
    new_id: Callable[[], UUID],
    mail_domain: str,
    now: datetime,
) -> Sequence[str]:
    """Queue a mail to each who wants it at once, let the others' wait; return the templates.

    `facts_in` are the facts in a language. One mail an event and officer, however often it is
    heard. Who has no confirmed address, or left, gets none.
    """
    found = sorted(mails.of(alarm.accounts), key=lambda mail: mail.account)
    version = texts.newest_version(alarm.template) if found else 0

    def message(mail: StaffMail) -> Message:
        message_id = new_id()
        return Message(
            id=message_id,
            event_id=alarm.event_id,
            recipient=mail.about,
            channel=EMAIL,
            template=alarm.template,
            template_version=version,
            dossier=mail.about,
            language=mail.language,
            facts=facts_in(mail.language).to_document(),
            reference=f"{message_id}@{mail_domain}",
            queued_at=now,
            happened_at=alarm.said_at,
            lane=lane_of(alarm.template),
        )

    def line(mail: StaffMail) -> WaitingAlert:
        return WaitingAlert(
            account=mail.account,
            event_id=alarm.event_id,
            template=alarm.template,
            template_version=version,
            facts=facts_in(mail.language).to_document(),
            told_at=alarm.said_at,
        )

    waiting.add([line(one) for one in found if one.wants(Choice.DAILY, now)], next_morning(now))
    at_once = [message(one) for one in found if one.wants(Choice.AT_ONCE, now)]
    return messages.add(at_once, hold={})


def facts_of_step(event: StepEscalated, *, names: Names) -> Callable[[str], Facts]:
    """Return what a mail tells of a step whose time runs out, by language.

    No person stands in it, neither who filed nor who works on it. Raises `NameUnknownError`
    while the agency or procedure is not here yet.
    """
    wanted = set() if event.procedure is None else {event.procedure}
    published = names.published(agencies={event.agency}, procedures=wanted)
    agency = published.agencies.get(event.agency)
    if agency is None:
        raise NameUnknownError(f"agency {event.agency}")
    missing = wanted - set(published.procedures)
    if missing:
        raise NameUnknownError(f"procedure {event.procedure}")
    procedure = published.procedures.get(event.procedure or "", "")

    def facts_in(language: str) -> Facts:
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

    return facts_in
