"""Links that stop messages: sealed, so that they tell nothing and nobody can make one."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from chassis.crypto import KeyRing, SealBrokenError, open_bytes, seal_bytes
from services.notification.people.domain.errors import StopUnknownError
from services.notification.people.domain.mark import Stop

_PATH = "/api/v1/stops/"
_CONTEXT = "stop link"
_PARTS = 3


class StopLinks:
    """Makes and opens the links; their key is derived and stays when master keys change.

    A link has no end (RFC 8058 section 3.2 wants old ones to work) and holds no address: kind,
    language and the blind index of the address, under AES-256-GCM.
    """

    def __init__(self, ring: KeyRing, base_url: str) -> None:
        self._key = hmac.digest(ring.derivation, b"motcua stop link", hashlib.sha256)
        self._base_url = base_url.rstrip("/")

    def link(self, stop: Stop) -> str:
        """Return where a stop is asked for."""
        plain = f"{stop.kind}/{stop.language}/{stop.address}".encode()
        sealed = seal_bytes(self._key, plain, context=_CONTEXT)
        token = base64.urlsafe_b64encode(sealed).decode().rstrip("=")
        return f"{self._base_url}{_PATH}{token}"

    def open(self, token: str) -> Stop:
        """Return what a link stops; raises `StopUnknownError` for one that we did not make."""
        try:
            sealed = base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True)
            parts = open_bytes(self._key, sealed, context=_CONTEXT).decode().split("/")
        except (SealBrokenError, binascii.Error, ValueError) as error:
            raise StopUnknownError from error
        if len(parts) != _PARTS:
            raise StopUnknownError
        kind, language, address = parts
        return Stop(kind=kind, language=language, address=address)
