"""A code goes to a phone at once, and at most once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from kernel.clock import Clock
from services.notification.codes.domain.code_message import CodeMessage
from services.notification.codes.ports import CodeLog
from services.notification.dispatch.domain.outcome import Outcome
from services.notification.dispatch.domain.sms import Sms
from services.notification.dispatch.ports import SmsSender
from services.notification.templates.domain.short_text import short_text

Log = Callable[[], AbstractContextManager[CodeLog]]
"""Opens the log in a transaction of its own."""


def hand_over_code(
    message: CodeMessage, *, log: Log, sender: SmsSender, clock: Clock
) -> Outcome | None:
    """Return what the provider answered; None, and nothing done, for a decoy or one begun before.

    The note that it is begun is committed before the provider is called, with no transaction open
    during the call: a process that dies in between leaves a code that was not sent, never one
    sent twice.
    """
    if message.phone is None:
        return None
    with log() as codes:
        if not codes.begin(message.id, message.dossier, clock()):
            return None
    outcome = sender.send(
        Sms(reference=str(message.id), to=message.phone, text=short_text(message.words))
    )
    with log() as codes:
        codes.settle(message.id, outcome, clock())
    return outcome
