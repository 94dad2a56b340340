"""Binds the handing over of one-time codes to transactions and to a provider."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from flask_smorest import Blueprint

from chassis.db import Database
from kernel.clock import Clock
from services.notification import metrics
from services.notification.codes.api.routes_codes import codes_blueprint
from services.notification.codes.clients.mail_sms import MailSms, NoSms
from services.notification.codes.domain.code_message import CodeMessage
from services.notification.codes.ports import CodeLog, SmsSender
from services.notification.codes.store.code_log import PgCodeLog
from services.notification.codes.usecases.hand_over_code import hand_over_code
from services.notification.settings import SmsSettings

_log = structlog.get_logger(__name__)


def build_codes(database: Database, clock: Clock, sms: SmsSettings) -> Blueprint:
    """Return the route that takes one-time codes."""
    sender = sms_sender(sms, clock)

    @contextmanager
    def log() -> Iterator[CodeLog]:
        with database.transaction() as tx:
            yield PgCodeLog(tx)

    def hand_over(message: CodeMessage) -> str:
        outcome = hand_over_code(message, log=log, sender=sender, clock=clock)
        nothing_done = "decoy" if message.phone is None else "again"
        result = nothing_done if outcome is None else outcome.result.value
        metrics.codes_handed_over().labels(result).inc()
        reason = outcome.reason if outcome else None
        _log.info("code-handed-over", code_id=str(message.id), result=result, reason=reason)
        return result

    return codes_blueprint(hand_over)


def sms_sender(sms: SmsSettings, clock: Clock) -> SmsSender:
    """Return the provider of text messages that the settings name."""
    if sms.domain is None or sms.server is None:
        return NoSms()
    return MailSms(sms.server, sms.sender, sms.domain, clock)
