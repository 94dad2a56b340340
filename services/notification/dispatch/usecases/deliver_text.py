"""A claimed text is written, paid for and handed over; no transaction is open meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from services.notification.dispatch.domain.budget import Bill
from services.notification.dispatch.domain.message import Message
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.domain.sms import Sms
from services.notification.dispatch.ports import Purse, SmsSender
from services.notification.dispatch.usecases.deliver_message import FAULTY_TEXT, with_contact
from services.notification.people.domain.contact import Contact, SealedContact
from services.notification.templates.domain.errors import TextFaultyError
from services.notification.templates.domain.facts import facts_from_document
from services.notification.templates.domain.template import Template
from services.notification.templates.ports import ShortTexts

OVER_BUDGET = Outcome(result=Result.REFUSED, reason="over-budget")
_NOT_TAKEN = frozenset({Result.UNREACHABLE, Result.DEFERRED, Result.REFUSED})


def deliver_text(
    message: Message,
    contact: SealedContact | None,
    *,
    open_contact: Callable[[SealedContact], Contact],
    short_texts: ShortTexts,
    purse: Purse,
    sender: SmsSender,
) -> Outcome:
    """Try to hand a text over and return how that ended; raises nothing of its own.

    A text the provider may have taken stays paid for, and is paid once where it goes once.
    """

    def send(opened: Contact) -> Outcome:
        phone = opened.mobile
        if phone.number is None:
            return Outcome(result=Result.REFUSED, reason=phone.reach)
        try:
            words = _words(message, short_texts)
        except TextFaultyError:
            return FAULTY_TEXT
        bill = _bill(message, sender)
        paid = purse.pay(bill, words, only_way=opened.mailbox is None)
        if paid is None:
            return OVER_BUDGET
        outcome = sender.send(Sms(reference=message.reference, to=phone.number, text=paid.text))
        if outcome.result in _NOT_TAKEN:
            purse.refund(bill)
            return outcome
        return replace(outcome, cost=paid.cost, patience=sender.patience)

    return with_contact(contact, open_contact, send)


def _words(message: Message, short_texts: ShortTexts) -> str:
    return short_texts.words(
        Template(message.template),
        message.template_version,
        message.language,
        facts_from_document(message.facts),
    )


def _bill(message: Message, sender: SmsSender) -> Bill:
    number = 0 if sender.patience is None else message.attempts
    return Bill(message=message.id, number=number, agency=_agency_of(message))


def _agency_of(message: Message) -> str:
    """Return the agency whose budget pays: the one the message speaks for."""
    agency = message.facts.get("agency")
    return str(agency["code"]) if isinstance(agency, Mapping) else ""
