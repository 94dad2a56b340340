"""The way of texts: what SMS claims by, hands over to, and what that may cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from chassis.db import Database, Transaction
from kernel.clock import Clock
from services.notification.dispatch.clients.http_sms import HttpSms
from services.notification.dispatch.clients.smpp import SmppSms
from services.notification.dispatch.domain.budget import Prices
from services.notification.dispatch.domain.message import SMS, Message
from services.notification.dispatch.domain.outcome import Outcome
from services.notification.dispatch.domain.quiet import held_until
from services.notification.dispatch.domain.sms import Sms
from services.notification.dispatch.domain.text_in import TextIn
from services.notification.dispatch.ports import NOTHING, Beside, Claimed, Hear, Purse, SmsSender
from services.notification.dispatch.store.bucket import PgBucket
from services.notification.dispatch.store.messages import PgMessages
from services.notification.dispatch.store.purse import PgPurse
from services.notification.dispatch.usecases.deliver_text import deliver_text
from services.notification.people.domain.contact import SealedContact
from services.notification.places import SmppServer, SmsPlace
from services.notification.settings import TextSettings
from services.notification.templates.ports import ShortTexts
from services.notification.templates.store.short_texts import FileShortTexts
from services.notification.wiring.channels import OpenContact
from services.notification.wiring.providers import Carrier, Carriers, lanes_of

_SECONDS = 8.0
"""How long a provider of texts may take over one."""


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

    def claim(self, tx: Transaction, limit: int, beside: Beside = NOTHING) -> Sequence[Claimed]:
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
            beside=beside,
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


def senders_of_texts(
    providers: Sequence[SmsPlace],
    clock: Clock,
    hear: Hear,
    bring: Callable[[TextIn], bool],
) -> Mapping[str, SmsSender]:
    """Return what hands texts over, by the names of providers, for all senders of a process.

    `hear` puts their receipts aside, `bring` the texts that people send.
    """

    def sender(provider: SmsPlace) -> SmsSender:
        if isinstance(provider, SmppServer):
            return SmppSms(provider, seconds=_SECONDS, hear=hear, bring=bring, clock=clock)
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
