"""Keys of contacts from intake: `GET /internal/contact-keys/{key_id}`."""

from __future__ import annotations

import base64
import binascii
from http import HTTPStatus
from urllib.parse import quote

from chassis.clients import ServiceClient
from chassis.key_file import KEY_BYTES
from kernel.errors import UnavailableError
from services.notification.people.domain.errors import ContactErasedError

_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


class IntakeKeys:
    """The port `KeySource`."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def fetch(self, key_id: str) -> bytes:
        """Return the data key; raises `ContactErasedError` or `UnavailableError`."""
        reply = self._client.call("GET", f"/internal/contact-keys/{quote(key_id, safe='')}")
        if reply.status in _GONE:
            raise ContactErasedError
        if not reply.ok:
            raise UnavailableError(extra={"service": "intake"})
        try:
            key = base64.b64decode(reply.json()["key"], validate=True)
        except (ValueError, KeyError, TypeError, binascii.Error) as error:
            raise UnavailableError(extra={"service": "intake"}) from error
        if len(key) != KEY_BYTES:
            raise UnavailableError(extra={"service": "intake"})
        return key
