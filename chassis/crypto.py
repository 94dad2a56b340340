"""Sealed data: AES-256-GCM (NIST SP 800-38D) with key ids, master keys, blind indexes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chassis.key_file import KEY_BYTES, KeyFileError, read_key_file

_NONCE_BYTES = 12
_INDEX_BYTES = 16


class SealBrokenError(Exception):
    """The sealed bytes were changed, or belong to another key or place."""


def new_data_key() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, plaintext: bytes, *, context: str) -> str:
    """Return `plaintext` sealed, as base64; opening needs the same `context` (table and row)."""
    return base64.b64encode(seal_bytes(key, plaintext, context=context)).decode()


def seal_bytes(key: bytes, plaintext: bytes, *, context: str) -> bytes:
    """Return `plaintext` sealed, as it is stored where it is long."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, context.encode())


def open_bytes(key: bytes, sealed: bytes, *, context: str) -> bytes:
    """Return the plaintext of `seal_bytes`; raises `SealBrokenError`."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBrokenError("the seal is broken") from error


def open_sealed(key: bytes, sealed: str, *, context: str) -> bytes:
    """Return the plaintext.

    Raises `SealBrokenError` when a byte was changed or key or context are others.
    """
    try:
        raw = base64.b64decode(sealed, validate=True)
    except ValueError as error:
        raise SealBrokenError("the seal is broken") from error
    return open_bytes(key, raw, context=context)


def key_id_of(sealed: str) -> str:
    """Return the id of the master key that something was sealed with."""
    return sealed.partition(":")[0]


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Master keys by id; `current` seals, all open. The file lies outside the database.

    `index` is the key of blind indexes and `derivation` that of derived secrets: both must stay
    when master keys come and go. A ring made in memory gets fresh ones.
    """

    current: str
    keys: Mapping[str, bytes] = field(repr=False)
    index: bytes = field(default_factory=new_data_key, repr=False)
    derivation: bytes = field(default_factory=new_data_key, repr=False)

    @classmethod
    def from_file(cls, path: Path, *, complete: bool = False) -> KeyRing:
        """Read a key file; `chassis.key_file` says what stands in it. Raises `KeyFileError`.

        With `complete`, as production demands, no key in it may be left to be derived.
        """
        document = read_key_file(path)
        if complete and not document.complete:
            raise KeyFileError(f"{path}: index or derivation is missing; run `motcua keys init`")
        return cls(
            current=document.current,
            keys=document.keys,
            index=document.index,
            derivation=document.derivation,
        )

    def seal(self, plaintext: bytes, *, context: str) -> str:
        """Return a value sealed by the current master key, as `id:base64`.

        `context` names table, row and column: what is moved or swapped does not open.
        """
        return f"{self.current}:{seal(self.keys[self.current], plaintext, context=context)}"

    def open(self, sealed: str, *, context: str) -> bytes:
        """Return the plaintext; raises `SealBrokenError` also for an unknown master key."""
        key_id, _, body = sealed.partition(":")
        if key_id not in self.keys:
            raise SealBrokenError(f"no master key {key_id}")
        return open_sealed(self.keys[key_id], body, context=context)

    def wrap(self, data_key: bytes, *, context: str) -> str:
        """Return a data key sealed by the current master key, as `id:base64`."""
        return self.seal(data_key, context=context)

    def unwrap(self, wrapped: str, *, context: str) -> bytes:
        """Return the data key; raises `SealBrokenError` also for an unknown master key."""
        return self.open(wrapped, context=context)

    def reseal(self, sealed: str, *, context: str) -> str:
        """Return the same value sealed by the current master key; `SealBrokenError`."""
        if key_id_of(sealed) == self.current:
            return sealed
        return self.seal(self.open(sealed, context=context), context=context)

    def blind_index(self, kind: str, value: str) -> str:
        """Return what stands for `value` where equal values must be found: 22 characters.

        HMAC-SHA-256 cut to 128 bits, of `kind` (`id`, `tax`, `phone`, `email`) and value; nobody
        without the key can compute or guess it. Phones in E.164; e-mail by `email_index`.
        """
        digest = hmac.digest(self.index, f"{kind}\0{value}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest[:_INDEX_BYTES]).decode().rstrip("=")

    def email_index(self, address: str) -> str:
        """Return the blind index of an e-mail address, in whatever case it was written."""
        return self.blind_index("email", address.casefold())
