"""The mail of the morning: what each officer was told of since the last, in one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from services.notification.dispatch.domain.lane import lane_of
from services.notification.dispatch.domain.message import EMAIL, Message
from services.notification.dispatch.ports import Messages
from services.notification.staff.domain.staff_mail import Choice, StaffMail
from services.notification.staff.ports import StaffMails, WaitingAlert, WaitingAlerts
from services.notification.templates.domain.template import OF_DESKS, Template
from services.notification.templates.ports import Texts

_BY_MAIL = (Choice.DAILY, Choice.AT_ONCE)
_ALERTS, _DESK = "alerts?state=open", "desk-queue"
MOST_LINES = 100
"""So many lines a mail has, the newest; its number counts all, and the list has the rest."""


def send_mornings(
    *,
    mails: StaffMails,
    waiting: WaitingAlerts,
    texts: Texts,
    messages: Messages,
    new_id: Callable[[], UUID],
    mail_domain: str,
    now: datetime,
) -> Sequence[str]:
    """Queue the mails that are due; return their templates.

    Whose choice became none meanwhile, or who left, gets none; who wants them at once by now
    still gets what had waited. Nothing told, nothing sent.
    """
    due = waiting.take_due(now)
    if not due:
        return ()
    known = {mail.account: mail for mail in mails.of({one.account for one in due})}
    version = texts.newest_version(Template.STAFF_DIGEST)

    def morning(mail: StaffMail, told: Sequence[WaitingAlert]) -> Message:
        message_id = new_id()
        return Message(
            id=message_id,
            event_id=told[-1].event_id,
            recipient=mail.about,
            channel=EMAIL,
            template=Template.STAFF_DIGEST,
            template_version=version,
            dossier=mail.about,
            language=mail.language,
            facts=_facts(told),
            reference=f"{message_id}@{mail_domain}",
            queued_at=now,
            happened_at=told[-1].told_at,
            lane=lane_of(Template.STAFF_DIGEST),
        )

    queued = []
    for account, lines in groupby(due, key=lambda one: one.account):
        mail = known.get(account)
        if mail is not None and any(mail.wants(one, now) for one in _BY_MAIL):
            queued.append(morning(mail, list(lines)))
    return messages.add(queued, hold={})


def _facts(told: Sequence[WaitingAlert]) -> Mapping[str, object]:
    """Return the facts of the mail; each of its lines is written when it goes.

    What it links to has what it tells: alerts of steps are no work of a desk.
    """
    last = told[-1]
    return {
        "procedure": "",
        "place": _DESK if all(one.template in OF_DESKS for one in told) else _ALERTS,
        "audience": "officer",
        "agency": last.facts.get("agency"),
        "count": len(told),
        "happened_at": last.told_at.isoformat(),
        "joined": [
            {"template": one.template, "version": one.template_version, "facts": one.facts}
            for one in told[-MOST_LINES:]
        ],
    }
