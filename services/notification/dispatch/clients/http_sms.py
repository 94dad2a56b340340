"""SMS through a gateway over HTTP: `PUT /messages/{reference}` hands a text over.

A provider with another interface gets an adapter of this form in front of it. `PUT` is idempotent
(RFC 9110 section 9.2.2): the same reference again is the same text, sent and billed once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import orjson
import structlog
import urllib3

from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.domain.sms import Sms
from services.notification.places import SmsProvider

_log = structlog.get_logger(__name__)
_CONNECT_SECONDS = 2.0
_MOST_BYTES = 64 * 1024
_MOST_AT_ONCE = 16
_TOO_MANY, _SERVER_ERROR = 429, 500
_NOT_LET_IN = frozenset({401, 403})
_UNREACHABLE = Outcome(result=Result.UNREACHABLE, reason="provider-unreachable")
_UNKNOWN = Outcome(result=Result.UNKNOWN, reason="no-answer")

# From the gateway's codes to what they mean for a text.
_MEANINGS: Mapping[int, tuple[Result, str | None]] = {
    0: (Result.ACCEPTED, None),
    1: (Result.ACCEPTED, None),  # it has the reference already
    101: (Result.UNREACHABLE, "authentication"),  # our settings are wrong, not the number
    102: (Result.UNREACHABLE, "account-locked"),
    103: (Result.UNREACHABLE, "account-empty"),
    104: (Result.UNREACHABLE, "sender-not-registered"),
    201: (Result.REFUSED, "number-unknown"),
    202: (Result.REFUSED, "number-refuses-texts"),
    203: (Result.REFUSED, "text-refused"),
    301: (Result.DEFERRED, "provider-throttles"),
    302: (Result.DEFERRED, "provider-error"),
}


# What its receipts say of a text that did not arrive.
_FAILURES: Mapping[int, str] = {
    201: "number-unknown",
    202: "number-refuses-texts",
    203: "text-refused",
    401: "phone-not-reached",  # it was off until the text was too old
    402: "phone-unreachable",
}


def failure_of(code: int | None) -> str:
    """Return why a text did not arrive, in a word of ours."""
    return "not-delivered" if code is None else _FAILURES.get(code, "not-delivered")


def outcome_of(code: int) -> Outcome:
    """Return what a code of the gateway means; an unknown one is asked about again later."""
    result, reason = _MEANINGS.get(code, (Result.DEFERRED, "provider-deferred"))
    return Outcome(result=result, reason=reason, code=code)


class HttpSms:
    """The port `SmsSender`. `seconds` is how long an answer may take.

    With `fresh` each text has a connection of its own: a kept one may be closed by the gateway
    in the moment of use, and whether the text was taken is then unknown.
    """

    patience: timedelta | None = None

    def __init__(self, provider: SmsProvider, *, seconds: float, fresh: bool = False) -> None:
        self._provider = provider
        self._pool = urllib3.PoolManager(
            retries=False,
            maxsize=_MOST_AT_ONCE,
            timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=seconds),
        )
        self._fresh = fresh

    def send(self, sms: Sms) -> Outcome:
        """Hand a text over; raises nothing a provider or network can do."""
        try:
            status, content = self._put(sms)
        except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError):
            return _UNREACHABLE
        except urllib3.exceptions.HTTPError as error:
            _log.warning("sms-gateway-silent", reason=type(error).__name__)
            return _UNKNOWN
        finally:
            if self._fresh:
                self._pool.clear()
        return _meaning(status, content)

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def _put(self, sms: Sms) -> tuple[int, bytes]:
        url = f"{self._provider.url}/messages/{quote(sms.reference, safe='')}"
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if self._provider.password:
            headers["Authorization"] = f"Bearer {self._provider.password}"
        body = {
            "to": sms.to.removeprefix("+"),
            "sender": self._provider.sender,
            "text": sms.text.words,
            "encoding": sms.text.encoding,
        }
        answer = self._pool.request(
            "PUT",
            url,
            body=orjson.dumps(body),
            headers=headers,
            redirect=False,
            preload_content=False,
        )
        try:
            return answer.status, answer.read(_MOST_BYTES)
        finally:
            answer.release_conn()


def _meaning(status: int, content: bytes) -> Outcome:
    """Return what an answer means: its code where there is one, else its status alone."""
    try:
        document: Any = orjson.loads(content)
        code = int(document["code"])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        _log.warning("sms-gateway-not-understood", status=status)
        return _by_status(status)
    return outcome_of(code)


def _by_status(status: int) -> Outcome:
    if status in _NOT_LET_IN:
        return Outcome(result=Result.UNREACHABLE, reason="authentication", code=status)
    if status == _TOO_MANY:
        return Outcome(result=Result.DEFERRED, reason="provider-throttles", code=status)
    if status >= _SERVER_ERROR:
        # Something in between may have answered: the text itself may have been taken.
        return Outcome(result=Result.UNKNOWN, reason="provider-error", code=status)
    return Outcome(result=Result.DEFERRED, reason="provider-deferred", code=status)
