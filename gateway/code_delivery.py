"""One-time codes on their way from intake to notification: carried by HTTP, once, and never kept.

The caller has its answer before a code leaves, and a decoy leaves where there is no code, so that
neither the time of the answer nor that of the next tells whether one was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import Any

import orjson
import structlog

from gateway.clients.services import Service
from gateway.metrics import CODES
from kernel.errors import UnavailableError

_CARRIERS = 2
_MOST_WAITING = 200
_log = structlog.get_logger(__name__)


class CodeDelivery:
    """Hands codes over in the background; its threads begin with the first one, after the fork.

    A code that cannot be handed over is lost and counted: whoever waits for it asks again.
    """

    def __init__(self, notification: Service) -> None:
        self._notification = notification
        self._carriers = ThreadPoolExecutor(_CARRIERS, thread_name_prefix="codes")
        self._room = BoundedSemaphore(_MOST_WAITING)

    def begin(self, message: Mapping[str, Any] | None) -> None:
        """Take a message, code or decoy; None, as intake once said for a decoy, goes nowhere."""
        if not self._room.acquire(blocking=False):
            CODES.labels("dropped").inc()
            _log.error("code-dropped")
            return
        self._carriers.submit(self._carry, message)

    def finish(self) -> None:
        """Wait until everything that was taken has been carried."""
        self._carriers.shutdown()

    def _carry(self, message: Mapping[str, Any] | None) -> None:
        try:
            if message is not None:
                CODES.labels(self._handed_over(message)).inc()
        finally:
            self._room.release()

    def _handed_over(self, message: Mapping[str, Any]) -> str:
        try:
            reply = self._notification.call(
                "POST",
                "/internal/codes",
                body=orjson.dumps(message),
                headers={"Content-Type": "application/json"},
            )
        except UnavailableError:
            _log.warning("code-not-carried", code_id=message.get("id"))
            return "unreachable"
        if not reply.ok:
            _log.error("code-refused", code_id=message.get("id"), status=reply.status)
            return "refused"
        return "carried"
