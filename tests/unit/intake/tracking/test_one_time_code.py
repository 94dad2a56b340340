"""One-time codes are hard to guess, and harder to read out of what is kept."""

from __future__ import annotations

import math
from uuid import UUID

from services.intake.tracking.domain.one_time_code import (
    DIGITS,
    LIFE,
    CodeHash,
    KeptCode,
    new_code,
)

CODE = "H56.14797-261123-0001"
ID = UUID(int=1)
HASH = CodeHash(b"p" * 32)


def test_a_code_has_twenty_bits_and_ten_minutes() -> None:
    """ASVS 5.0, 6.5.4 and 6.5.5; eight digits, zeros in front kept."""
    codes = {new_code() for _ in range(500)}

    assert math.log2(10**DIGITS) >= 20
    assert LIFE.total_seconds() <= 600
    assert all(len(code) == DIGITS and code.isdigit() for code in codes)
    assert len(codes) > 490


def test_what_is_kept_matches_its_code_for_its_dossier_and_key_alone() -> None:
    """Another code, dossier, salt or key does not; nothing kept matches nothing."""
    kept = HASH.keep(ID, CODE, "12345678")
    salted = KeptCode(id=ID, salt=b"s" * 16, hash=kept.hash)

    assert HASH.matches(CODE, "12345678", kept)
    assert not HASH.matches(CODE, "12345679", kept)
    assert not HASH.matches(f"{CODE}0", "12345678", kept)
    assert not HASH.matches(CODE, "12345678", salted)
    assert not CodeHash(b"q" * 32).matches(CODE, "12345678", kept)
    assert not HASH.matches(CODE, "12345678", None)


def test_nothing_of_it_is_shown() -> None:
    """Neither hash, nor salt, nor key in what may reach a log."""
    kept = HASH.keep(ID, CODE, "12345678")

    assert repr(kept) == f"KeptCode(id={ID!r})"
    assert repr(HASH) == "CodeHash()"
