"""Somebody of the staff is alerted: by a mail at once, or by a line in that of the morning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.notification.dispatch.domain.lane import lane_of
from services.notification.dispatch.domain.message import EMAIL, Message
from services.notification.dispatch.ports import Messages
from services.notification.staff.domain.morning import next_morning
from services.notification.staff.domain.staff_mail import Choice, StaffMail
from services.notification.staff.ports import StaffMails, WaitingAlert, WaitingAlerts
from services.notification.templates.domain.facts import Facts
from services.notification.templates.domain.template import Template
from services.notification.templates.ports import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """What is told to staff: an event, whom by account, and with which words.

    What `gathers` waits for the morning whatever they chose: it is no matter of the moment.

    On `open_days` their office is open. What is told after `until` is told in vain. Of what waits
    for the morning it takes the place of what was told with the same words about the dossier
    `instead`.
    """

    event_id: UUID
    accounts: Sequence[str]
    template: Template
    said_at: datetime
    open_days: Sequence[date] = ()
    until: datetime | None = None
    instead: str | None = None
    gathers: bool = False


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
    heard. What would be told in vain in the morning waits for nobody's. Who has no confirmed
    address, or left, gets none.
    """
    morning = next_morning(now, alarm.open_days)
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

    if alarm.instead is not None:
        waiting.drop(alarm.template, alarm.instead)
    later = [one for one in found if one.wants(Choice.DAILY, now)]
    at_once = [one for one in found if one.wants(Choice.AT_ONCE, now)]
    if alarm.gathers:
        later, at_once = [*at_once, *later], []
    elif alarm.until is not None and alarm.until <= morning:
        later, at_once = [], [*at_once, *later]
    waiting.add([line(one) for one in later], morning)
    return messages.add([message(one) for one in at_once], hold={})
