"""A claimed text is written, paid for and handed over; no transaction is open meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from services.notification.dispatch.domain.budget import Bill, payer_of
from services.notification.dispatch.domain.message import Message
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.ports import Purse, SmsSender
from services.notification.dispatch.usecases.deliver_message import FAULTY_TEXT, with_contact
from services.notification.dispatch.usecases.send_paid import send_paid
from services.notification.people.domain.contact import Contact, SealedContact
from services.notification.templates.domain.errors import TextFaultyError
from services.notification.templates.domain.facts import facts_from_document
from services.notification.templates.domain.template import Template
from services.notification.templates.ports import ShortTexts


def deliver_text(
    message: Message,
    contact: SealedContact | None,
    *,
    open_contact: Callable[[SealedContact], Contact],
    short_texts: ShortTexts,
    purse: Purse,
    sender: SmsSender,
) -> Outcome:
    """Try to hand a text over and return how that ended; raises nothing of its own."""

    def send(opened: Contact) -> Outcome:
        phone = opened.mobile
        if phone.number is None:
            return Outcome(result=Result.REFUSED, reason=phone.reach)
        try:
            words = _words(message, short_texts)
        except TextFaultyError:
            return FAULTY_TEXT
        return send_paid(
            words,
            to=phone.number,
            reference=message.reference,
            mark=message.mark,
            bill=_bill(message, sender),
            only_way=opened.mailbox is None,
            purse=purse,
            sender=sender,
        )

    return with_contact(contact, open_contact, send)


def _words(message: Message, short_texts: ShortTexts) -> str:
    return short_texts.words(
        Template(message.template),
        message.template_version,
        message.language,
        facts_from_document(message.facts),
    )


def _bill(message: Message, sender: SmsSender) -> Bill:
    return Bill(
        message=message.id,
        number=message.attempts,
        agency=payer_of(message.facts),
        once=sender.patience is None,
    )
