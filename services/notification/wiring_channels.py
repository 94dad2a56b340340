"""The ways a message goes: what each channel claims by and hands over to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from chassis.db import Database, Transaction
from kernel.clock import Clock
from services.notification.dispatch.clients.http_sms import HttpSms
from services.notification.dispatch.clients.no_sms import NoSms
from services.notification.dispatch.clients.smpp import SmppSms
from services.notification.dispatch.clients.smtp import SmtpSender
from services.notification.dispatch.domain.message import EMAIL, SMS, Message
from services.notification.dispatch.domain.outcome import Outcome
from services.notification.dispatch.domain.quiet import held_until
from services.notification.dispatch.domain.receipt import Receipt
from services.notification.dispatch.ports import Claimed, Purse, SmsSender
from services.notification.dispatch.store.bucket import PgBucket
from services.notification.dispatch.store.messages import PgMessages
from services.notification.dispatch.store.purse import PgPurse
from services.notification.dispatch.usecases.deliver_message import deliver_message
from services.notification.dispatch.usecases.deliver_text import deliver_text
from services.notification.people.domain.contact import Contact, SealedContact
from services.notification.settings import SmppServer, SmsPlace, SmsProvider, TextSettings
from services.notification.templates.ports import ShortTexts, Texts
from services.notification.templates.store.short_texts import FileShortTexts

_SECONDS = 8.0
"""How long a provider of texts may take over one."""
OpenContact = Callable[[SealedContact], Contact]


class Way(Protocol):
    """A channel as the loops that send see it."""

    channel: str

    def claim(self, tx: Transaction, limit: int) -> Sequence[Claimed]:
        """Take messages that may go now."""
        ...

    def deliver(
        self, message: Message, contact: SealedContact | None, open_contact: OpenContact
    ) -> Outcome:
        """Hand one over."""
        ...

    def give_back(self, tx: Transaction, unsent: Sequence[Claimed]) -> None:
        """Let messages stand as they stood."""
        ...

    def close(self) -> None:
        """Take leave of the provider."""
        ...


class Letters:
    """E-mail; `texted` tells whether there is a provider for texts beside them."""

    channel = EMAIL

    def __init__(self, clock: Clock, texts: Texts, sender: SmtpSender, *, texted: bool) -> None:
        self._clock = clock
        self._texts = texts
        self._sender = sender
        self._texted = texted

    def claim(self, tx: Transaction, limit: int) -> Sequence[Claimed]:
        """Take letters, at any hour."""
        return PgMessages(tx).claim(EMAIL, self._clock(), limit)

    def deliver(
        self, message: Message, contact: SealedContact | None, open_contact: OpenContact
    ) -> Outcome:
        """Hand a letter over."""
        return deliver_message(
            message,
            contact,
            open_contact=open_contact,
            texts=self._texts,
            sender=self._sender,
            further=self._further,
        )

    def give_back(self, tx: Transaction, unsent: Sequence[Claimed]) -> None:
        """Let letters stand as they stood."""
        PgMessages(tx).give_back(unsent)

    def close(self) -> None:
        """Take leave of the mail server."""
        self._sender.close()

    def _further(self, contact: Contact) -> tuple[str, ...]:
        return (SMS,) if self._texted and contact.mobile.number is not None else ()


class ShortMessages:
    """SMS: at no more than the provider's rate, and not in quiet hours."""

    channel = SMS

    def __init__(
        self,
        clock: Clock,
        short_texts: ShortTexts,
        purse: Purse,
        sender: SmsSender,
        *,
        provider: str,
        rate: float,
    ) -> None:
        self._clock = clock
        self._short_texts = short_texts
        self._purse = purse
        self._sender = sender
        self._provider = provider
        self._rate = rate

    def claim(self, tx: Transaction, limit: int) -> Sequence[Claimed]:
        """Take texts; what must not go at this hour is held until it may."""
        bucket, now = self._bucket(tx), self._clock()
        allowed = min(limit, bucket.level())
        if allowed == 0:
            return ()
        messages = PgMessages(tx)
        claimed = messages.claim(SMS, now, allowed, self._sender.patience)
        going = []
        for one in claimed:
            until = held_until(now, one.message.lane)
            if until is None:
                going.append(one)
            else:
                messages.hold([one], until)
        bucket.take(len(going))
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
            sender=self._sender,
        )

    def give_back(self, tx: Transaction, unsent: Sequence[Claimed]) -> None:
        """Let texts stand as they stood, and the provider have others for them."""
        PgMessages(tx).give_back(unsent)
        self._bucket(tx).take(-len(unsent))

    def close(self) -> None:
        """Nothing is open but connections that end by themselves."""

    def _bucket(self, tx: Transaction) -> PgBucket:
        return PgBucket(tx, self._provider, rate=self._rate)


def sender_of_texts(
    provider: SmsPlace | None, clock: Clock, take: Callable[[Receipt], bool]
) -> SmsSender:
    """Return what hands texts over, for all senders of a process; `take` hears its receipts."""
    match provider:
        case None:
            return NoSms()
        case SmppServer():
            return SmppSms(provider, seconds=_SECONDS, take=take, clock=clock)
        case SmsProvider():
            return HttpSms(provider, seconds=_SECONDS)


def way_of_texts(
    database: Database, clock: Clock, settings: TextSettings, sender: SmsSender
) -> ShortMessages:
    """Return the way of texts through a provider; without one all wait for one."""
    provider = settings.provider
    purse = PgPurse(
        database,
        clock,
        segment_price=settings.segment_price,
        daily_cap=settings.daily_cap,
        monthly_cap=settings.monthly_cap,
    )
    name = "none" if provider is None else provider.url
    return ShortMessages(clock, FileShortTexts(), purse, sender, provider=name, rate=settings.rate)
