"""SMS through a centre of short messages, by SMPP 3.4.

It knows no key by which the same text sent twice is one: an attempt whose end is not known waits
for its receipt before it is made again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import timedelta
from typing import Any

import structlog
from smpplib import consts

from chassis.backoff import Backoff
from kernel.clock import Clock
from services.notification.dispatch.clients.smpp_link import (
    BindRefusedError,
    Link,
    LinkDownError,
    LinkNotAskedError,
    NotTrustedError,
)
from services.notification.dispatch.clients.smpp_pdus import (
    fields_of,
    is_receipt,
    is_text,
    receipt_of,
)
from services.notification.dispatch.clients.smpp_texts_in import LongTexts, Part, read_text
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.domain.sms import Sms
from services.notification.dispatch.domain.text_in import TextIn
from services.notification.dispatch.ports import Answer, Hear
from services.notification.places import SmppServer

PATIENCE = timedelta(minutes=10)
"""How long a text whose end is unknown waits for its receipt (docs/decisions/0027)."""

_log = structlog.get_logger(__name__)
_WINDOW = 10
_ENQUIRE_SECONDS = 30.0
_SILENT_SECONDS = 60.0
_READ_SECONDS = 0.5
_PAUSE_SECONDS = 1.0
_LEAVE_SECONDS = 10.0
_ALIVE_SECONDS = 180.0
_UNREACHABLE = Outcome(result=Result.UNREACHABLE, reason="provider-unreachable")
_UNKNOWN = Outcome(result=Result.UNKNOWN, reason="no-answer")
_HALF_TAKEN = Outcome(result=Result.UNKNOWN, reason="half-taken")

# From command_status (SMPP 3.4 section 5.1.3) to what it means for a text.
_MEANINGS: Mapping[int, tuple[Result, str | None]] = {
    consts.SMPP_ESME_ROK: (Result.ACCEPTED, None),
    consts.SMPP_ESME_RTHROTTLED: (Result.DEFERRED, "provider-throttles"),
    consts.SMPP_ESME_RMSGQFUL: (Result.DEFERRED, "provider-queue-full"),
    consts.SMPP_ESME_RSYSERR: (Result.DEFERRED, "provider-error"),
    consts.SMPP_ESME_RX_T_APPN: (Result.DEFERRED, "provider-error"),
    consts.SMPP_ESME_RINVDSTADR: (Result.REFUSED, "number-unknown"),
    consts.SMPP_ESME_RINVDSTTON: (Result.REFUSED, "number-unknown"),
    consts.SMPP_ESME_RINVDSTNPI: (Result.REFUSED, "number-unknown"),
    consts.SMPP_ESME_RX_P_APPN: (Result.REFUSED, "text-refused"),
    consts.SMPP_ESME_RX_R_APPN: (Result.REFUSED, "text-refused"),
    consts.SMPP_ESME_RINVMSGLEN: (Result.REFUSED, "text-refused"),
    # Our settings are wrong, not the number.
    consts.SMPP_ESME_RINVSRCADR: (Result.UNREACHABLE, "sender-not-registered"),
    consts.SMPP_ESME_RINVSRCTON: (Result.UNREACHABLE, "sender-not-registered"),
    consts.SMPP_ESME_RINVSRCNPI: (Result.UNREACHABLE, "sender-not-registered"),
    consts.SMPP_ESME_RBINDFAIL: (Result.UNREACHABLE, "authentication"),
    consts.SMPP_ESME_RINVPASWD: (Result.UNREACHABLE, "authentication"),
    consts.SMPP_ESME_RINVSYSID: (Result.UNREACHABLE, "authentication"),
    consts.SMPP_ESME_RINVSYSTYP: (Result.UNREACHABLE, "authentication"),
    consts.SMPP_ESME_RALYBND: (Result.UNREACHABLE, "bound-elsewhere"),
    consts.SMPP_ESME_RINVBNDSTS: (Result.UNREACHABLE, "provider-unreachable"),
}
_TOO_MUCH = frozenset({consts.SMPP_ESME_RTHROTTLED, consts.SMPP_ESME_RMSGQFUL})


def outcome_of(status: int) -> Outcome:
    """Return what a command_status means; an unknown one is asked about again later."""
    result, reason = _MEANINGS.get(status, (Result.DEFERRED, "provider-deferred"))
    return Outcome(result=result, reason=reason, code=status)


class SmppSms:
    """The port `SmsSender`, and the loop that holds the connection and reads it.

    One bind serves all senders of a process, with ten texts at most unanswered at a time.
    `hear` is told of every receipt, and `bring` of every text that somebody sent; whether it was
    kept is what the centre is answered, and it says again what was not. Both are called by the
    thread that reads, so neither may wait for anything slow: receipts are answered later.
    """

    patience: timedelta | None = PATIENCE

    def __init__(
        self,
        server: SmppServer,
        *,
        seconds: float,
        hear: Hear,
        bring: Callable[[TextIn], bool],
        clock: Clock,
    ) -> None:
        self.name = f"smpp-{server.name}"
        self._server = server
        self._seconds = seconds
        self._hear_receipt = hear
        self._bring = bring
        self._long = LongTexts(server.name, bring)
        self._clock = clock
        self._link: Link | None = None
        self._away = _UNREACHABLE
        self._asked: dict[int, Future[Any]] = {}
        self._window = threading.BoundedSemaphore(_WINDOW)
        self._not_before = 0.0
        self._moved_at = time.monotonic()

    def send(self, sms: Sms) -> Outcome:
        """Hand a text over, once; raises nothing a provider or network can do."""
        link = self._link
        if link is None:
            return self._away
        names: list[str] = []
        for fields in fields_of(sms, self._server.sender, receipts=True):
            outcome, name = self._submit(link, fields)
            if outcome.result is not Result.ACCEPTED:
                # Some of it is there already, and goes again with the rest.
                return _HALF_TAKEN if names else outcome
            names.append(name)
        return Outcome(
            result=Result.ACCEPTED,
            code=consts.SMPP_ESME_ROK,
            provider=self._server.name,
            references=tuple(names),
        )

    def bound(self) -> bool:
        """Tell whether the centre lets us hand over now."""
        return self._link is not None

    def close(self) -> None:
        """Leave the connection to the loop."""

    def run(self, stop: threading.Event) -> None:
        """Hold a connection until `stop` is set; one that breaks is made again."""
        backoff = Backoff(first=1.0, most=30.0)
        while not stop.is_set():
            self._moved_at = time.monotonic()
            link = self._open()
            if link is None:
                stop.wait(backoff.next())
                continue
            backoff.reset()
            try:
                self._serve(link, stop)
            except LinkDownError as error:
                _log.warning("smpp-link-down", provider=self._server.name, reason=str(error))
            finally:
                self._let_go(link)

    def ready(self) -> bool:
        """Tell that the process may work: a provider that is away shows in metrics."""
        return True

    def alive(self) -> bool:
        """Tell whether the loop moved lately."""
        return time.monotonic() - self._moved_at < _ALIVE_SECONDS

    def _submit(self, link: Link, fields: Mapping[str, Any]) -> tuple[Outcome, str]:
        """Return how one part was taken, and by which name."""
        answer, numbers = Future[Any](), list[int]()

        def expect(number: int) -> None:
            numbers.append(number)
            self._asked[number] = answer

        with self._window:
            time.sleep(max(0.0, self._not_before - time.monotonic()))
            try:
                link.ask("submit_sm", expect, **fields)
                pdu = answer.result(self._seconds)
            except LinkNotAskedError:
                # A PDU that did not leave whole is none.
                return _UNREACHABLE, ""
            except (TimeoutError, LinkDownError):
                return _UNKNOWN, ""
            finally:
                # What comes later is of no use: the attempt is over.
                for number in numbers:
                    self._asked.pop(number, None)
        if pdu.status in _TOO_MUCH:
            self._not_before = time.monotonic() + _PAUSE_SECONDS
        return outcome_of(pdu.status), named(pdu)

    def _open(self) -> Link | None:
        link = Link(self._server, seconds=self._seconds)
        try:
            link.open(receiving=True)
        except BindRefusedError as error:
            refused = outcome_of(error.status)
            self._away = Outcome(
                result=Result.UNREACHABLE, reason=refused.reason, code=error.status
            )
        except NotTrustedError as error:
            self._away = Outcome(result=Result.UNREACHABLE, reason=error.reason)
            _log.error("smpp-not-trusted", provider=self._server.name, said=str(error))
        except LinkDownError:
            self._away = _UNREACHABLE
        else:
            self._link = link
            return link
        link.close()
        _log.warning("smpp-away", provider=self._server.name, reason=self._away.reason)
        return None

    def _serve(self, link: Link, stop: threading.Event) -> None:
        """Read until the link breaks; when told to stop, until all is answered."""
        heard_at = asked_at = time.monotonic()
        leave_at: float | None = None
        while True:
            now = self._moved_at = time.monotonic()
            if stop.is_set():
                leave_at = leave_at or now + _LEAVE_SECONDS
                if now >= leave_at or not (self._asked or link.owes()):
                    return
            self._long.hurry(now)
            pdu = link.read(_READ_SECONDS)
            if pdu is not None:
                heard_at = time.monotonic()
                self._heed(link, pdu)
            elif now - heard_at > _SILENT_SECONDS:
                raise LinkDownError("silent")
            elif now - max(heard_at, asked_at) > _ENQUIRE_SECONDS:
                asked_at = now
                link.ask("enquire_link", lambda _: None)

    def _heed(self, link: Link, pdu: Any) -> None:  # noqa: ANN401 -- the library has no types
        if pdu.is_response():
            answer = self._asked.pop(pdu.sequence, None)
            if answer is not None:
                answer.set_result(pdu)
        elif pdu.command in {"deliver_sm", "data_sm"}:
            self._hear(pdu, link.answer_later(pdu))
        elif pdu.command == "enquire_link":
            link.answer(pdu)
        elif pdu.command == "unbind":
            link.answer(pdu)
            raise LinkDownError("unbound")

    def _hear(self, pdu: Any, answer: Answer) -> None:  # noqa: ANN401 -- the library has no types
        name, now = self._server.name, self._clock()
        receipt = receipt_of(pdu, name, now) if is_receipt(pdu) else None
        text = read_text(pdu, name, now) if is_text(pdu) else None
        if receipt is not None:
            self._hear_receipt(receipt, answer)
        elif isinstance(text, Part):
            answer(kept=self._long.take(text, at=time.monotonic(), now=now))
        elif text is not None:
            answer(kept=self._bring(text))
        else:
            # Said again it would be understood no better.
            _log.warning("smpp-not-understood", provider=name)
            answer(kept=True)

    def _let_go(self, link: Link) -> None:
        self._link, self._away = None, _UNREACHABLE
        asked, self._asked = self._asked, {}
        for answer in asked.values():
            answer.set_exception(LinkDownError("gone"))
        link.close()


def named(pdu: Any) -> str:  # noqa: ANN401 -- the library has no types
    """Return by which name the centre knows what it took."""
    return (getattr(pdu, "message_id", None) or b"").decode("latin-1")
