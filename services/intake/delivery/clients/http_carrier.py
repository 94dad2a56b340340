"""A postal carrier over HTTP: `PUT /orders/{reference}` places an order, `GET` reads it.

A carrier with another interface gets an adapter of this form in front of it. `PUT` is idempotent
(RFC 9110 section 9.2.2): the same reference again is the same order.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import orjson
import structlog
import urllib3

from services.intake.delivery.domain.posting import CarrierAnswer, Posting, PostingState
from services.intake.settings import PostSettings

_log = structlog.get_logger(__name__)
_CONNECT_SECONDS = 2.0
_READ_SECONDS = 8.0
_MOST_BYTES = 64 * 1024
_LONGEST_NUMBER = 64
_DONE = frozenset({200, 201})
_NO = frozenset({409, 410, 422})  # the order as it is will never be taken

# From the carrier's codes to what they mean here.
_STATES: Mapping[str, PostingState] = {
    "100": PostingState.ORDERED,
    "200": PostingState.COLLECTED,
    "300": PostingState.IN_TRANSIT,
    "400": PostingState.DELIVERED,
    "500": PostingState.RETURNED,
    "600": PostingState.LOST,
}
_NOTHING = CarrierAnswer()
_AWAY = CarrierAnswer(reached=False)


class HttpCarrier:
    """The port `PostalCarrier`; belongs to one thread."""

    def __init__(self, settings: PostSettings, *, seconds: float = _READ_SECONDS) -> None:
        self._base = (settings.carrier_url or "").rstrip("/")
        self._token = settings.carrier_token
        self._pool = urllib3.PoolManager(
            retries=False, timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=seconds)
        )

    def order(self, posting: Posting) -> CarrierAnswer:
        """Place the order."""
        if posting.recipient is None:
            return _NOTHING
        body = {
            "sender": {"agency": posting.agency},
            "recipient": posting.recipient.to_document(),
        }
        return self._ask("PUT", posting.reference, orjson.dumps(body))

    def read(self, reference: str) -> CarrierAnswer:
        """Read how far it is."""
        return self._ask("GET", reference, None)

    def _ask(self, method: str, reference: str, body: bytes | None) -> CarrierAnswer:
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        url = f"{self._base}/orders/{quote(reference, safe='')}"
        try:
            answer = self._pool.request(
                method, url, body=body, headers=headers, redirect=False, preload_content=False
            )
            status, content = answer.status, answer.read(_MOST_BYTES)
            answer.release_conn()
        except urllib3.exceptions.HTTPError as error:
            _log.warning("carrier-away", reference=reference, reason=type(error).__name__)
            return _AWAY
        if status in _NO and method == "PUT":
            return CarrierAnswer(state=PostingState.REFUSED)
        if status not in _DONE:
            _log.warning("carrier-says-nothing", reference=reference, status=status)
            return CarrierAnswer(reached=status < HTTPStatus.INTERNAL_SERVER_ERROR)
        return _answer_of(content, reference)


def _answer_of(content: bytes, reference: str) -> CarrierAnswer:
    """Return what a document of the carrier says; one that cannot be read says nothing."""
    try:
        document: Any = orjson.loads(content)
        state = _STATES[str(document["status"])]
        number = document["tracking_number"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        _log.warning("carrier-not-understood", reference=reference, reason=type(error).__name__)
        return _NOTHING
    if not isinstance(number, str) or not 0 < len(number) <= _LONGEST_NUMBER:
        return _NOTHING
    return CarrierAnswer(state=state, tracking_number=number)
