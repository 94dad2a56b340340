"""One-time codes: eight digits for ten minutes and one use (ASVS 5.0, 6.5.1, 6.5.4, 6.5.5)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

LIFE = timedelta(minutes=10)
DIGITS = 8  # 26 bits

_SALT_BYTES = 16
_COST = 2**14
_BLOCK = 8
_PASSES = 1
_MEMORY = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCode:
    """A code as it is kept: its id, salt and hash."""

    id: UUID
    salt: bytes = field(repr=False)
    hash: bytes = field(repr=False)


def decoy_name(kept: KeptCode) -> str:
    """Return what a code is kept under that goes to nobody; codes of dossiers have no blank."""
    return f"nobody {kept.id}"


@dataclass(frozen=True, slots=True)
class CodeHash:
    """Hashes codes with scrypt (RFC 7914), below a key that the database does not hold.

    Fewer than 112 bits need a password hash (ASVS 6.5.2). One costs 16 MiB and some 50 ms, so
    that whoever has both table and key needs weeks for a code that lives ten minutes, while we
    can check them by the hundred. The cost is the same for every code.
    """

    pepper: bytes = field(repr=False)

    def keep(self, code_id: UUID, dossier: str, otp: str) -> KeptCode:
        """Return what is kept of a new code."""
        salt = secrets.token_bytes(_SALT_BYTES)
        return KeptCode(id=code_id, salt=salt, hash=self._hash(dossier, otp, salt))

    def matches(self, dossier: str, otp: str, kept: KeptCode | None) -> bool:
        """Tell whether `otp` is the code that is kept; where none is, after the same work."""
        salt = kept.salt if kept else bytes(_SALT_BYTES)
        hashed = self._hash(dossier, otp, salt)
        return hmac.compare_digest(hashed, kept.hash if kept else bytes(32)) and kept is not None

    def _hash(self, dossier: str, otp: str, salt: bytes) -> bytes:
        keyed = hmac.digest(self.pepper, f"{dossier} {otp}".encode(), hashlib.sha256)
        return hashlib.scrypt(
            keyed, salt=salt, n=_COST, r=_BLOCK, p=_PASSES, maxmem=_MEMORY, dklen=32
        )


def new_code() -> str:
    """Return eight random digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
