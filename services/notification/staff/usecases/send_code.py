"""The code that proves an officer's address goes there, and nothing else does till then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from services.notification.dispatch.domain.lane import lane_of
from services.notification.dispatch.domain.message import EMAIL, Message
from services.notification.dispatch.ports import Messages
from services.notification.staff.domain.staff_mail import StaffMail
from services.notification.templates.domain.facts import Facts
from services.notification.templates.domain.template import Template
from services.notification.templates.ports import Texts


def send_code(
    mail: StaffMail,
    *,
    texts: Texts,
    messages: Messages,
    new_id: Callable[[], UUID],
    mail_domain: str,
) -> Sequence[str]:
    """Queue the letter with the code, which is written as it goes; return its template.

    Raises `ValueError` for an address that waits for none.
    """
    message_id = new_id()
    template, challenge = Template.STAFF_MAIL_CODE, mail.challenge
    if challenge is None:
        raise ValueError("an address that was entered waits for its code")
    facts = Facts(
        procedure="",
        place="staff-mail",
        challenge=str(challenge.id),
        confirm_by=challenge.until,
        audience="officer",
    )
    letter = Message(
        id=message_id,
        event_id=challenge.id,
        recipient=mail.about,
        channel=EMAIL,
        template=template,
        template_version=texts.newest_version(template),
        dossier=mail.about,
        language=mail.language,
        facts=facts.to_document(),
        reference=f"{message_id}@{mail_domain}",
        queued_at=mail.entered_at,
        happened_at=mail.entered_at,
        lane=lane_of(template),
    )
    return messages.add([letter], hold={})
