"""Calls the suite with signed receipts, when they are due, until it takes them."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

import orjson
import structlog
import urllib3

from chassis.clock import machine_clock
from chassis.identifiers import new_id
from chassis.webhook_signature import signed
from deploy.onebox.text_fates import receipts_of

_log = structlog.get_logger(__name__)
_TRIES = 8
_AGAIN_SECONDS = 0.5
_IDLE_SECONDS = 0.5
_FAILED_CODE = 402


class ReceiptCaller:
    """What a gateway of text messages says of them afterwards.

    `url` is where the suite listens for it, `key` what both share. A receipt keeps its id over
    all tries, however late it is taken.
    """

    def __init__(
        self, url: str, key: bytes, clock: Callable[[], datetime] = machine_clock
    ) -> None:
        self._url = url
        self._key = key
        self._clock = clock
        self._pool = urllib3.PoolManager(retries=False, timeout=10.0)
        self._due: list[tuple[float, int, int, str, bytes]] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()

    def later(self, reference: str, fate: str) -> None:
        """Say what becomes of a text with this fate, each receipt in its time."""
        for due in receipts_of(fate):
            code = _FAILED_CODE if due.state == "failed" else 0
            document = {
                "type": "message.receipt",
                "timestamp": self._clock().isoformat(),
                "data": {"reference": reference, "state": due.state, "code": code},
            }
            self._put(time.monotonic() + due.seconds, 0, str(new_id()), orjson.dumps(document))

    def bring(self, number: str, words: str) -> bool:
        """Bring a text that somebody sent, at once; tell whether it was taken."""
        document = {
            "type": "message.inbound",
            "timestamp": self._clock().isoformat(),
            "data": {"from": number, "text": words},
        }
        place = self._url.replace("/receipts/", "/inbound/")
        return self._call(str(new_id()), orjson.dumps(document), place)

    def run(self, stop: threading.Event) -> None:
        """Call until `stop` is set."""
        while not stop.is_set():
            found = self._next()
            if found is None:
                continue
            tries, id_, body = found
            if not self._call(id_, body) and tries + 1 < _TRIES:
                again = time.monotonic() + _AGAIN_SECONDS * 2**tries
                self._put(again, tries + 1, id_, body)

    def _put(self, at: float, tries: int, id_: str, body: bytes) -> None:
        with self._changed:
            heapq.heappush(self._due, (at, next(self._numbers), tries, id_, body))
            self._changed.notify()

    def _next(self) -> tuple[int, str, bytes] | None:
        with self._changed:
            left = self._due[0][0] - time.monotonic() if self._due else _IDLE_SECONDS
            if left > 0:
                self._changed.wait(min(left, _IDLE_SECONDS))
                return None
            _, _, tries, id_, body = heapq.heappop(self._due)
            return tries, id_, body

    def _call(self, id_: str, body: bytes, url: str | None = None) -> bool:
        signature = signed(self._key, id_, self._clock(), body)
        headers = {"Content-Type": "application/json", **signature}
        try:
            answer = self._pool.request("POST", url or self._url, body=body, headers=headers)
        except urllib3.exceptions.HTTPError as error:
            _log.warning("receipt-not-taken", reason=type(error).__name__)
            return False
        if answer.status >= HTTPStatus.BAD_REQUEST:
            _log.warning("receipt-not-taken", status=answer.status)
        return answer.status < HTTPStatus.BAD_REQUEST
