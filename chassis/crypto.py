"""Sealed data: AES-256-GCM (NIST SP 800-38D) with key ids, and master keys that wrap data keys."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
KEY_BYTES = 32


class SealBrokenError(Exception):
    """The sealed bytes were changed, or belong to another key or place."""


def new_data_key() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, plaintext: bytes, *, context: str) -> str:
    """Return `plaintext` sealed, as base64; opening needs the same `context` (table and row)."""
    nonce = os.urandom(_NONCE_BYTES)
    return base64.b64encode(
        nonce + AESGCM(key).encrypt(nonce, plaintext, context.encode())
    ).decode()


def open_sealed(key: bytes, sealed: str, *, context: str) -> bytes:
    """Return the plaintext.

    Raises `SealBrokenError` when a byte was changed or key or context are others.
    """
    try:
        raw = base64.b64decode(sealed, validate=True)
        return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBrokenError("the seal is broken") from error


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Master keys by id; `current` wraps, all open. The file lies outside the database."""

    current: str
    keys: dict[str, bytes]

    @classmethod
    def from_file(cls, path: Path) -> KeyRing:
        """Read `{"current": id, "keys": {id: base64 of 32 bytes}}`."""
        document = json.loads(path.read_text())
        keys = {key_id: base64.b64decode(key) for key_id, key in document["keys"].items()}
        return cls(current=document["current"], keys=keys)

    def wrap(self, data_key: bytes, *, context: str) -> str:
        """Return a data key sealed by the current master key, as `id:base64`."""
        return f"{self.current}:{seal(self.keys[self.current], data_key, context=context)}"

    def unwrap(self, wrapped: str, *, context: str) -> bytes:
        """Return the data key; raises `SealBrokenError` also for an unknown master key."""
        key_id, _, sealed = wrapped.partition(":")
        if key_id not in self.keys:
            raise SealBrokenError(f"no master key {key_id}")
        return open_sealed(self.keys[key_id], sealed, context=context)


def new_key_ring_document() -> str:
    """Return the text of a fresh key file with one master key."""
    key = base64.b64encode(new_data_key()).decode()
    return json.dumps({"current": "k1", "keys": {"k1": key}})
