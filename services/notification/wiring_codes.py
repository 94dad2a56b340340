"""Binds the handing over of one-time codes to transactions and to a provider."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from flask_smorest import Blueprint

from chassis.db import Database
from chassis.failpoints import failpoint
from kernel.clock import Clock
from services.notification import metrics
from services.notification.codes.api.routes_codes import HandOver, codes_blueprint
from services.notification.codes.domain.code_message import CodeMessage
from services.notification.codes.ports import CodeLog
from services.notification.codes.store.code_log import PgCodeLog
from services.notification.codes.usecases.hand_over_code import hand_over_code
from services.notification.dispatch.clients.http_sms import HttpSms
from services.notification.dispatch.clients.no_sms import NoSms
from services.notification.dispatch.clients.smpp_codes import FreshSmpp
from services.notification.dispatch.ports import SmsSender
from services.notification.settings import SmppServer, SmsPlace

_SECONDS = 4.0
"""How long a provider may take: who waits for a code waits for this answer."""
_log = structlog.get_logger(__name__)


def build_codes(database: Database, clock: Clock, sms: SmsPlace | None) -> Blueprint:
    """Return the route that takes one-time codes."""
    return codes_blueprint(hand_over_by(database, clock, sms))


def hand_over_by(database: Database, clock: Clock, sms: SmsPlace | None) -> HandOver:
    """Return what hands a code over, once at most, and tells what came of it."""
    sender = sender_of_codes(sms)

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


def sender_of_codes(provider: SmsPlace | None) -> SmsSender:
    """Return what hands codes over: each on a connection of its own, and never twice."""
    if provider is None:
        return NoSms()
    if isinstance(provider, SmppServer):
        return FreshSmpp(provider, seconds=_SECONDS)
    return HttpSms(provider, seconds=_SECONDS, fresh=True)
