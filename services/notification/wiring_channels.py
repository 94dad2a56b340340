"""The ways a message goes: what each channel claims by and hands over to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from chassis.db import Database, Transaction
from kernel.clock import Clock
from services.notification.dispatch.clients.http_sms import HttpSms
from services.notification.dispatch.clients.smpp import SmppSms
from services.notification.dispatch.clients.smtp import SmtpSender
from services.notification.dispatch.domain.budget import Prices
from services.notification.dispatch.domain.mail import Mail
from services.notification.dispatch.domain.message import EMAIL, SMS, Message
from services.notification.dispatch.domain.outcome import Outcome
from services.notification.dispatch.domain.quiet import held_until
from services.notification.dispatch.domain.receipt import Receipt
from services.notification.dispatch.domain.sms import Sms
from services.notification.dispatch.domain.text_in import TextIn
from services.notification.dispatch.ports import Claimed, Purse, SmsSender
from services.notification.dispatch.store.bucket import PgBucket
from services.notification.dispatch.store.messages import PgMessages
from services.notification.dispatch.store.purse import PgPurse
from services.notification.dispatch.usecases.deliver_message import deliver_message
from services.notification.dispatch.usecases.deliver_text import deliver_text
from services.notification.people.domain.contact import Contact, SealedContact
from services.notification.people.ports import Mailboxes, OfficerNames
from services.notification.places import SmppServer, SmsPlace
from services.notification.settings import MailSettings, TextSettings
from services.notification.templates.domain.facts import Facts, officers_of
from services.notification.templates.ports import ShortTexts, Texts
from services.notification.templates.store.short_texts import FileShortTexts
from services.notification.wiring_providers import Carrier, Carriers, lanes_of

_SECONDS = 8.0
"""How long a provider of texts may take over one."""
OpenContact = Callable[[SealedContact], Contact]


class Way(Protocol):
    """A channel as the loops that send see it."""

    channel: str

    def claim(self, tx: Transaction, limit: int) -> Sequence[Claimed]:
        """Choose a provider, and take messages that may go by it now."""
        ...

    def deliver(
        self, message: Message, contact: SealedContact | None, open_contact: OpenContact
    ) -> Outcome:
        """Hand one over."""
        ...

    def give_back(self, tx: Transaction, unsent: Sequence[Claimed]) -> None:
        """Let messages stand as they stood, and tell how the provider did."""
        ...

    def close(self) -> None:
        """Take leave of the providers."""
        ...


class Letters:
    """E-mail; `texted` tells whether there is a provider for texts beside them.

    `officers` knows what the officers of a letter are called.
    """

    channel = EMAIL

    def __init__(
        self,
        clock: Clock,
        texts: Texts,
        carriers: Carriers[Mail],
        *,
        mailboxes: Mailboxes,
        texted: bool,
        officers: OfficerNames | None = None,
    ) -> None:
        self._clock = clock
        self._texts = texts
        self._carriers = carriers
        self._mailboxes = mailboxes
        self._texted = texted
        self._officers = officers
        self._acted: frozenset[str] = frozenset()

    def claim(self, tx: Transaction, limit: int) -> Sequence[Claimed]:
        """Take letters, at any hour."""
        choice = self._carriers.choose(tx)
        if choice is None:
            return ()
        claimed = PgMessages(tx).claim(
            EMAIL,
            self._clock(),
            1 if choice.probe else limit,
            provider=choice.provider,
            lanes=lanes_of(choice),
        )
        if not claimed:
            self._carriers.nothing_to_send(tx)
        accounts = (officers_of(one.message.facts) for one in claimed)
        self._acted = frozenset[str]().union(*accounts)
        return claimed

    def deliver(
        self, message: Message, contact: SealedContact | None, open_contact: OpenContact
    ) -> Outcome:
        """Hand a letter over."""
        return deliver_message(
            message,
            contact,
            open_contact=open_contact,
            texts=self._texts,
            sender=self._carriers,
            mailboxes=self._mailboxes,
            named=self._named,
            further=self._further,
        )

    def give_back(self, tx: Transaction, unsent: Sequence[Claimed]) -> None:
        """Let letters stand as they stood."""
        PgMessages(tx).give_back(unsent)
        self._carriers.tell(tx)

    def close(self) -> None:
        """Take leave of the mail servers."""
        self._carriers.close()

    def _named(self, facts: Facts) -> Facts:
        # The first letter of a batch asks for the officers of all.
        if self._officers is None or facts.officer is facts.in_charge is None:
            return facts
        return facts.handled(self._officers.of(self._acted))

    def _further(self, contact: Contact) -> tuple[str, ...]:
        return (SMS,) if self._texted and contact.mobile.number is not None else ()


class ShortMessages:
    """SMS: at no more than `rate` texts a second by a provider, and not in quiet hours."""

    channel = SMS

    def __init__(
        self,
        clock: Clock,
        short_texts: ShortTexts,
        purse: Purse,
        carriers: Carriers[Sms],
        *,
        rate: float,
    ) -> None:
        self._clock = clock
        self._short_texts = short_texts
        self._purse = purse
        self._carriers = carriers
        self._rate = rate

    def claim(self, tx: Transaction, limit: int) -> Sequence[Claimed]:
        """Take texts; what must not go at this hour is held until it may."""
        choice, now = self._carriers.choose(tx), self._clock()
        if choice is None:
            return ()
        bucket = self._bucket(tx, choice.provider)
        allowed = min(1 if choice.probe else limit, bucket.level())
        if allowed == 0:
            self._carriers.nothing_to_send(tx)
            return ()
        messages = PgMessages(tx)
        claimed = messages.claim(
            SMS,
            now,
            allowed,
            provider=choice.provider,
            lanes=lanes_of(choice),
            patience=self._carriers.patience,
        )
        going = []
        for one in claimed:
            until = held_until(now, one.message.lane)
            if until is None:
                going.append(one)
            else:
                messages.hold([one], until)
        bucket.take(len(going))
        if not going:
            self._carriers.nothing_to_send(tx)
        return going

    def deliver(
        self, message: Message, contact: SealedContact | None, open_contact: OpenContact
    ) -> Outcome:
        """Hand a text over."""
        return deliver_text(
            message,
            contact,
            open_contact=open_contact,
            short_texts=self._short_texts,
            purse=self._purse,
            sender=self._carriers,
        )

    def give_back(self, tx: Transaction, unsent: Sequence[Claimed]) -> None:
        """Let texts stand as they stood, and the provider have others for them."""
        PgMessages(tx).give_back(unsent)
        for provider, count in Counter(one.provider for one in unsent).items():
            self._bucket(tx, provider).take(-count)
        self._carriers.tell(tx)

    def close(self) -> None:
        """Take leave of the providers."""
        self._carriers.close()

    def _bucket(self, tx: Transaction, provider: str) -> PgBucket:
        return PgBucket(tx, provider, rate=self._rate)


def way_of_letters(
    clock: Clock,
    texts: Texts,
    settings: MailSettings,
    *,
    mailboxes: Mailboxes,
    texted: bool,
    officers: OfficerNames | None = None,
) -> Letters:
    """Return the way of letters that the settings name."""
    carriers = {
        server.name: Carrier(
            name=server.name,
            weight=server.weight,
            sender=(sender := SmtpSender(server, settings.sender, returns_to=settings.returns_to)),
            close=sender.close,
        )
        for server in settings.servers
    }
    letters = Carriers(EMAIL, carriers)
    return Letters(clock, texts, letters, mailboxes=mailboxes, texted=texted, officers=officers)


def senders_of_texts(
    providers: Sequence[SmsPlace],
    clock: Clock,
    take: Callable[[Receipt], bool],
    bring: Callable[[TextIn], bool],
) -> Mapping[str, SmsSender]:
    """Return what hands texts over, by the names of providers, for all senders of a process.

    `take` hears their receipts, `bring` the texts that people send.
    """

    def sender(provider: SmsPlace) -> SmsSender:
        if isinstance(provider, SmppServer):
            return SmppSms(provider, seconds=_SECONDS, take=take, bring=bring, clock=clock)
        return HttpSms(provider, seconds=_SECONDS)

    return {provider.name: sender(provider) for provider in providers}


def prices_of(settings: TextSettings) -> Prices:
    """Return what texts may cost by the settings."""
    return Prices(
        segment_price=settings.segment_price,
        daily_cap=settings.daily_cap,
        monthly_cap=settings.monthly_cap,
    )


def way_of_texts(
    database: Database, clock: Clock, settings: TextSettings, senders: Mapping[str, SmsSender]
) -> ShortMessages:
    """Return the way of texts by these providers; without one all wait for one."""
    purse = PgPurse(database, clock, prices_of(settings))
    carriers = {
        provider.name: _carrier_of_texts(provider, senders[provider.name])
        for provider in settings.providers
    }
    return ShortMessages(
        clock, FileShortTexts(), purse, Carriers(SMS, carriers), rate=settings.rate
    )


def _carrier_of_texts(provider: SmsPlace, sender: SmsSender) -> Carrier[Sms]:
    return Carrier(
        name=provider.name,
        weight=provider.weight,
        sender=sender,
        patience=sender.patience,
        close=sender.close if isinstance(sender, HttpSms) else None,
    )
