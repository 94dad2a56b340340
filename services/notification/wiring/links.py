"""Binds what hands texts over, and the links that bring receipts and texts back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from chassis.background import Loop
from services.notification.dispatch.clients.smpp import SmppSms
from services.notification.dispatch.ports import SmsSender
from services.notification.settings import TextSettings
from services.notification.wiring.codes import sender_of_codes
from services.notification.wiring.parts import Parts
from services.notification.wiring.receipts import receipts_heard
from services.notification.wiring.texts import prices_of, senders_of_texts
from services.notification.wiring.texts_in import texts_heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What hands texts over, by providers, and the loops it needs: none without a link."""

    senders: Mapping[str, SmsSender]
    loops: Sequence[Loop]


def links_of(parts: Parts, texts: TextSettings) -> Links:
    """Return the senders of a process, which hear receipts and texts where they hold a link."""
    providers = texts.providers
    answers = sender_of_codes(parts.database, providers)
    texts_in = texts_heard(replace(parts, answers=answers, prices=prices_of(texts)))
    receipts = receipts_heard(parts.database, parts.clock)
    senders = senders_of_texts(providers, parts.clock, receipts.hear, texts_in.bring)
    links = [sender for sender in senders.values() if isinstance(sender, SmppSms)]
    return Links(senders=senders, loops=[*links, receipts, texts_in] if links else ())
