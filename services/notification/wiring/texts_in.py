"""Binds the answering of texts to transactions, keys and a provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import structlog
from flask_smorest import Blueprint

from chassis.clock import machine_clock
from chassis.db import Transaction
from chassis.identifiers import new_id
from chassis.webhook_signature import verified
from services.notification import metrics
from services.notification.dispatch.domain.budget import payer_of
from services.notification.dispatch.domain.message import EMAIL, recipient_of
from services.notification.dispatch.domain.outcome import Outcome
from services.notification.dispatch.domain.text_in import TextIn
from services.notification.dispatch.ports import SmsSender
from services.notification.dispatch.store.messages import PgMessages
from services.notification.inbound.api.heard_texts import ROOM, HeardTexts
from services.notification.inbound.api.routes_texts import texts_blueprint
from services.notification.inbound.domain.text_in import Answer
from services.notification.inbound.ports import TextsIn
from services.notification.inbound.store.texts_in import PgTextsIn
from services.notification.inbound.usecases.answer_text import answer_text
from services.notification.people.store.addressees import PgAddressees
from services.notification.people.store.sealed import open_kept
from services.notification.templates.domain.errors import TextFaultyError
from services.notification.templates.domain.facts import facts_from_document
from services.notification.templates.domain.template import Template
from services.notification.templates.store.short_texts import FileShortTexts
from services.notification.wiring.parts import Parts

_LANGUAGE = "vi"
_log = structlog.get_logger(__name__)


def build_texts_in(parts: Parts) -> Blueprint:
    """Return the signed route by which providers bring texts."""

    def verify(provider: str, headers: Mapping[str, str], body: bytes) -> str:
        return verified(headers, body, parts.keys.get(provider, ()), machine_clock())

    return texts_blueprint(text_taker(parts, parts.answers), verify)


def texts_heard(parts: Parts, room: int = ROOM) -> HeardTexts:
    """Return the loop that answers texts which links of SMPP bring; `room` of them may wait."""
    take = text_taker(parts, parts.answers)

    def sealed(text: TextIn) -> Outcome | None:
        # A name without a key could be tried out: there are not many numbers.
        return take(replace(text, id=parts.ring.blind_index("text-in", text.id)))

    return HeardTexts(sealed, room=room)


def text_taker(parts: Parts, sender: SmsSender) -> Callable[[TextIn], Outcome | None]:
    """Return what answers a text that came in, by whatever way."""
    short_texts = FileShortTexts()

    @contextmanager
    def log() -> Iterator[TextsIn]:
        with parts.database.transaction() as tx:
            yield PgTextsIn(tx)

    def state(code: str, number: str) -> Answer | None:
        with parts.database.read() as tx:
            return _state(tx, parts, short_texts, code, number)

    def take(text: TextIn) -> Outcome | None:
        outcome = answer_text(
            text,
            log=log,
            index=lambda number: parts.ring.blind_index("phone", number),
            state=state,
            purse=parts.purse,
            sender=sender,
            new_id=new_id,
            now=parts.clock(),
        )
        result = "none" if outcome is None else outcome.result
        reason = None if outcome is None else outcome.reason
        metrics.texts_in().labels(result).inc()
        metrics.sms_cost().inc(0 if outcome is None else outcome.cost)
        _log.info("text-answered", provider=text.provider, result=result, reason=reason)
        return outcome

    return take


def _state(
    tx: Transaction, parts: Parts, short_texts: FileShortTexts, code: str, number: str
) -> Answer | None:
    """Return what was told last of a dossier and who pays, where the number is its contact's."""
    sealed = PgAddressees(tx).contacts({code})
    opened = open_kept(tx, parts.ring, list(sealed.values()))
    if not any(contact.mobile.number == number for contact in opened):
        return None
    told = PgMessages(tx).of_dossier(code)
    for message, _ in reversed(told):
        if message.channel != EMAIL or message.recipient != recipient_of(code):
            continue
        try:
            words = short_texts.words(
                Template(message.template),
                message.template_version,
                _LANGUAGE,
                facts_from_document(message.facts),
            )
        except (TextFaultyError, ValueError):
            continue
        return Answer(words=words, agency=payer_of(message.facts))
    return None
