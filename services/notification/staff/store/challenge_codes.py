"""Codes that prove an address: made anew of what was kept, so that none lies in a table."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from chassis.crypto import KeyRing

_DIGITS = 6


class ChallengeCodes:
    """The port `Codes`; its key is derived and stays when master keys change."""

    def __init__(self, ring: KeyRing) -> None:
        self._key = hmac.digest(ring.derivation, b"motcua staff mail code", hashlib.sha256)

    def code_of(self, challenge: UUID) -> str:
        """Return the code of a challenge: six digits, each as likely."""
        digest = hmac.digest(self._key, challenge.bytes, hashlib.sha256)
        return f"{int.from_bytes(digest) % 10**_DIGITS:0{_DIGITS}d}"
