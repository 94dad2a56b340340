"""Tracking secrets are derived, so that none has to be kept to be said again."""

from __future__ import annotations

import base64
import hashlib
import hmac

from chassis.crypto import KeyRing

_BYTES = 16  # 128 bits


class DerivedTrackingSecrets:
    """The port `TrackingSecrets`: HMAC-SHA-256 of the code, cut to 128 bits.

    The key is one of its own, so that secrets given out outlive every master key. The database
    holds only the hash; whoever reads it, or knows the code, cannot make the secret.
    """

    def __init__(self, ring: KeyRing) -> None:
        self._key = hmac.digest(ring.derivation, b"motcua tracking secret", hashlib.sha256)

    def secret_of(self, code: str) -> str:
        """Return the secret of a dossier in 22 characters of base64url."""
        derived = hmac.digest(self._key, code.encode(), hashlib.sha256)[:_BYTES]
        return base64.urlsafe_b64encode(derived).decode().rstrip("=")
