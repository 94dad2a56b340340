"""Binds the handing over of one-time codes to transactions and to a provider."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from random import SystemRandom

import psycopg
import structlog
from flask_smorest import Blueprint

from chassis.db import Database
from chassis.failpoints import failpoint
from chassis.failure import describe
from kernel.clock import Clock
from kernel.errors import ConflictError, UnavailableError
from services.notification import metrics
from services.notification.codes.api.routes_codes import HandOver, codes_blueprint
from services.notification.codes.domain.code_message import CodeMessage
from services.notification.codes.ports import CodeLog
from services.notification.codes.store.code_log import PgCodeLog
from services.notification.codes.usecases.hand_over_code import hand_over_code
from services.notification.dispatch.clients.http_sms import HttpSms
from services.notification.dispatch.clients.no_sms import NoSms
from services.notification.dispatch.clients.smpp_codes import FreshSmpp
from services.notification.dispatch.domain.message import SMS
from services.notification.dispatch.domain.outcome import Outcome
from services.notification.dispatch.domain.provider import Marks, choose, marks_of
from services.notification.dispatch.domain.sms import Sms
from services.notification.dispatch.ports import SmsSender
from services.notification.dispatch.store.providers import PgProviders
from services.notification.places import SmppServer, SmsPlace
from services.notification.wiring.providers import log_turn

_SECONDS = 4.0
"""How long a provider may take: who waits for a code waits for this answer."""
_AWAY = (UnavailableError, ConflictError, psycopg.OperationalError)
_chance = SystemRandom().random
_log = structlog.get_logger(__name__)


def build_codes(database: Database, clock: Clock, sms: Sequence[SmsPlace]) -> Blueprint:
    """Return the route that takes one-time codes."""
    return codes_blueprint(hand_over_by(database, clock, sms))


def hand_over_by(database: Database, clock: Clock, sms: Sequence[SmsPlace]) -> HandOver:
    """Return what hands a code over, once at most, and tells what came of it."""
    sender = sender_of_codes(database, sms)

    @contextmanager
    def log() -> Iterator[CodeLog]:
        failpoint("codes.noting")
        with database.transaction() as tx:
            yield PgCodeLog(tx)
        failpoint("codes.noted")

    def hand_over(message: CodeMessage) -> str:
        outcome = hand_over_code(message, log=log, sender=sender, clock=clock)
        nothing_done = "decoy" if message.phone is None else "again"
        result = nothing_done if outcome is None else outcome.result.value
        metrics.codes_handed_over().labels(result).inc()
        reason = outcome.reason if outcome else None
        _log.info("code-handed-over", code_id=str(message.id), result=result, reason=reason)
        return result

    return hand_over


def sender_of_codes(database: Database, providers: Sequence[SmsPlace]) -> SmsSender:
    """Return what hands codes over: each on a connection of its own, and never twice."""
    senders = {one.name: _fresh(one) for one in providers}
    return FitSender(database, senders) if senders else NoSms()


class FitSender:
    """The port `SmsSender`: by a provider that is fit, and never asking whether one is back.

    How it did counts like what became of a text, so that one that fails is left by both.
    """

    patience: timedelta | None = None

    def __init__(self, database: Database, senders: Mapping[str, SmsSender]) -> None:
        self._database = database
        self._senders = senders

    def send(self, sms: Sms) -> Outcome:
        """Hand a code over to one of them."""
        with self._database.read() as tx:
            found, now = PgProviders(tx, SMS).all()
        fit = [one for one in found if one.name in self._senders and not one.out]
        choice = choose(fit, now=now, chance=_chance())
        name = next(iter(self._senders)) if choice is None else choice.provider
        begun = time.monotonic()
        outcome = self._senders[name].send(sms)
        took = time.monotonic() - begun
        metrics.provider_seconds().labels(SMS, name).observe(took)
        metrics.provider_attempts().labels(SMS, name, outcome.result).inc()
        self._tell(name, marks_of(outcome, timedelta(seconds=took)))
        return outcome

    def _tell(self, name: str, marks: Marks) -> None:
        """Let all processes know how it did; a code that went out is not the worse for it."""
        try:
            with self._database.transaction() as tx:
                turn = PgProviders(tx, SMS).hear(name, marks, chance=_chance())
        except _AWAY as error:
            _log.warning("provider-not-told", provider=name, reason=describe(error))
            return
        if turn is not None:
            log_turn(SMS, *turn)


def _fresh(provider: SmsPlace) -> SmsSender:
    if isinstance(provider, SmppServer):
        return FreshSmpp(provider, seconds=_SECONDS)
    return HttpSms(provider, seconds=_SECONDS, fresh=True)
