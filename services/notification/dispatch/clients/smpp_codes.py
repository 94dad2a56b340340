"""One-time codes by SMPP: a connection for each, and no second try."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from smpplib import consts

from services.notification.dispatch.clients.smpp import outcome_of
from services.notification.dispatch.clients.smpp_link import (
    BindRefusedError,
    Link,
    LinkDownError,
    LinkNotAskedError,
    NotTrustedError,
)
from services.notification.dispatch.clients.smpp_pdus import fields_of
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.domain.sms import Sms
from services.notification.places import SmppServer

_UNREACHABLE = Outcome(result=Result.UNREACHABLE, reason="provider-unreachable")
_UNKNOWN = Outcome(result=Result.UNKNOWN, reason="no-answer")


class FreshSmpp:
    """The port `SmsSender`; `seconds` is how long a text may take, its bind included.

    No receipt is asked for: a code that is late is of no use, and who waits asks for another.
    """

    patience: timedelta | None = None

    def __init__(self, server: SmppServer, *, seconds: float) -> None:
        self._server = server
        self._seconds = seconds

    def send(self, sms: Sms) -> Outcome:
        """Hand a text over, once; raises nothing a provider or network can do."""
        link = Link(self._server, seconds=self._seconds)
        until = time.monotonic() + self._seconds
        try:
            link.open(receiving=False)
        except BindRefusedError as error:
            reason = outcome_of(error.status).reason
            return Outcome(result=Result.UNREACHABLE, reason=reason, code=error.status)
        except NotTrustedError as error:
            return Outcome(result=Result.UNREACHABLE, reason=error.reason)
        except LinkDownError:
            return _UNREACHABLE
        else:
            return self._hand_over(link, sms, until)
        finally:
            link.close()

    def _hand_over(self, link: Link, sms: Sms, until: float) -> Outcome:
        outcome = _UNREACHABLE
        for fields in fields_of(sms, self._server.sender, receipts=False):
            numbers: list[int] = []
            try:
                link.ask("submit_sm", numbers.append, **fields)
                pdu = _answer(link, numbers[0], until)
            except LinkNotAskedError:
                return _UNREACHABLE if outcome is _UNREACHABLE else _UNKNOWN
            except LinkDownError:
                return _UNKNOWN
            outcome = outcome_of(pdu.status)
            if pdu.status != consts.SMPP_ESME_ROK:
                return outcome
        return outcome


def _answer(link: Link, number: int, until: float) -> Any:  # noqa: ANN401 -- the library has no types
    """Return the answer to a request; raises `LinkDownError` when it does not come in time."""
    while (left := until - time.monotonic()) > 0:
        pdu = link.read(left)
        if pdu is None:
            continue
        if pdu.is_response() and pdu.sequence == number:
            return pdu
        if pdu.is_request():
            link.answer(pdu)
    raise LinkDownError("no answer")
