"""A claimed message is written and handed to the provider; no transaction is open meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from kernel.errors import UnavailableError
from services.notification.dispatch.domain.mail import Mail
from services.notification.dispatch.domain.message import Message
from services.notification.dispatch.domain.naming import Asked, asked_by
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.domain.retry import NAME_TRIES
from services.notification.dispatch.ports import Sender
from services.notification.people.domain.contact import Contact, SealedContact
from services.notification.people.domain.errors import ContactBrokenError, ContactErasedError
from services.notification.people.domain.mark import BOUNCED, stop_of
from services.notification.people.domain.officer import Learnt
from services.notification.people.ports import Mailboxes
from services.notification.templates.domain.courtesy import NO_WISH, Wish
from services.notification.templates.domain.errors import TextFaultyError
from services.notification.templates.domain.greeting import Greeting
from services.notification.templates.domain.template import Rendered, Template
from services.notification.templates.ports import Texts
from services.notification.templates.usecases.write_letter import Draft, write_letter

NO_CONTACT = Outcome(result=Result.REFUSED, reason="no-contact")
NO_ADDRESS = Outcome(result=Result.REFUSED, reason="no-address")
ERASED = Outcome(result=Result.REFUSED, reason=ContactErasedError.slug)
BROKEN = Outcome(result=Result.REFUSED, reason=ContactBrokenError.slug)
NO_KEY_YET = Outcome(result=Result.DEFERRED, reason="key-not-available")
BOUNCED_BEFORE = Outcome(result=Result.REFUSED, reason="address-bounced")
STOPPED = Outcome(result=Result.REFUSED, reason="stopped")
FAULTY_TEXT = Outcome(result=Result.DEFERRED, reason=TextFaultyError.slug)
NOT_NAMED = Outcome(result=Result.DEFERRED, reason="officer-not-named")


def deliver_message(
    message: Message,
    contact: SealedContact | None,
    *,
    open_contact: Callable[[SealedContact], Contact],
    texts: Texts,
    sender: Sender,
    mailboxes: Mailboxes,
    learn: Callable[[Asked], Learnt] = lambda _: Learnt(),
    further: Callable[[Contact], tuple[str, ...]] = lambda _: (),
) -> Outcome:
    """Try to hand a letter over and return how that ended; raises nothing of its own.

    `learn` tells what the officers are called whose accounts the message carries, and who has the
    work where the event could not say it; that is kept, mailbox or none. Where it could not ask,
    the first tries put the letter off, because it is to name them (Decree 224/2026 art. 15);
    after those it goes without, and the outcome says so. `further` tells by which other
    channels the contact can be reached; a courtesy goes by e-mail alone. What its reader stopped
    does not go, and a mailbox that bounced gets nothing. A faulty text is tried again later: the
    next version of the suite may bring a better one.
    """

    def send(opened: Contact) -> Outcome:
        marks = None if contact is None else contact.marks
        asked = asked_by(message)
        wanted = asked.dossiers or (asked.accounts and opened.mailbox)
        learnt = learn(asked) if wanted else Learnt()
        in_charge = learnt.in_charge.get(message.dossier) if asked.dossiers else None
        outcome = _hand_over(
            _in_charge_of(message, in_charge),
            opened,
            texts,
            sender,
            mailboxes,
            marks=marks,
            names=learnt.names,
            waits=bool(learnt.unanswered & asked.all),
        )
        statutory = texts.kind_of(Template(message.template)).statutory
        channels = further(opened) if statutory else ()
        return replace(outcome, further=channels, in_charge=in_charge)

    return with_contact(contact, open_contact, send)


def with_contact(
    contact: SealedContact | None,
    open_contact: Callable[[SealedContact], Contact],
    send: Callable[[Contact], Outcome],
) -> Outcome:
    """Open a contact and send; return how that ended, also where it cannot be opened."""
    try:
        if contact is None:
            return NO_CONTACT
        return send(open_contact(contact))
    except ContactErasedError:
        return ERASED
    except ContactBrokenError:
        return BROKEN
    except UnavailableError:
        return NO_KEY_YET


def _hand_over(
    message: Message,
    contact: Contact,
    texts: Texts,
    sender: Sender,
    mailboxes: Mailboxes,
    *,
    marks: frozenset[str] | None,
    names: Mapping[str, str],
    waits: bool,
) -> Outcome:
    mailbox = contact.mailbox
    if mailbox is None:
        return NO_ADDRESS
    kind = texts.kind_of(Template(message.template))
    marks = mailboxes.marks(mailbox) if marks is None else marks
    if BOUNCED in marks:
        return BOUNCED_BEFORE
    wish = NO_WISH
    if kind.stoppable is not None:
        stopped = stop_of(kind.stoppable) in marks
        if stopped and not kind.statutory:
            return STOPPED
        link = mailboxes.stop_link(mailbox, kind.stoppable, message.language)
        wish = Wish(stopped=stopped, stop_url=None if stopped else link)

    def send() -> Outcome:
        try:
            rendered = write_letter(_draft(message, contact, names), texts=texts, wish=wish)
        except TextFaultyError:
            return FAULTY_TEXT
        # Statutory letters carry no such header: a mailbox must not offer to stop them.
        stop_url = None if kind.statutory else wish.stop_url
        return sender.send(_mail(message, rendered, mailbox, stop_url))

    if waits and message.attempts <= NAME_TRIES:
        return NOT_NAMED
    outcome = send()
    went = outcome.result is Result.ACCEPTED
    return replace(outcome, reason=NOT_NAMED.reason) if waits and went else outcome


def _in_charge_of(message: Message, account: str | None) -> Message:
    if account is None:
        return message
    return replace(message, facts={**message.facts, "in_charge": account})


def _draft(message: Message, contact: Contact, names: Mapping[str, str]) -> Draft:
    return Draft(
        template=message.template,
        version=message.template_version,
        language=message.language,
        facts=message.facts,
        greeting=Greeting(name=contact.name, person=contact.person),
        names=names,
    )


def _mail(message: Message, rendered: Rendered, mailbox: str, stop_url: str | None) -> Mail:
    return Mail(
        reference=message.reference,
        to=mailbox,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        language=rendered.language,
        date=message.queued_at,
        stop_url=stop_url,
    )
