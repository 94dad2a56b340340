"""The secret by which a dossier is followed without login; only its hash is kept."""

from __future__ import annotations

import hashlib
import hmac


def hash_of(secret: str) -> bytes:
    """Return the SHA-256 of a tracking secret; 128 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).digest()


def matches(secret: str, kept: bytes) -> bool:
    """Compare a secret with a kept hash in a time that tells nothing."""
    return hmac.compare_digest(hash_of(secret), kept)
