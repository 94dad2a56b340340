"""What is sealed opens only with its key, in its place, unchanged."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from chassis import crypto


def test_sealed_text_opens_again() -> None:
    """Seal and open are inverse, and the seal shows nothing of the text."""
    key = crypto.new_data_key()

    sealed = crypto.seal(key, "Nguyễn Thị Ế".encode(), context="contact/1")

    assert crypto.open_sealed(key, sealed, context="contact/1").decode() == "Nguyễn Thị Ế"
    assert "Nguy" not in sealed


def test_the_same_text_never_looks_the_same() -> None:
    """Equal contacts cannot be told from their seals."""
    key = crypto.new_data_key()

    assert crypto.seal(key, b"x", context="c") != crypto.seal(key, b"x", context="c")


def test_any_flipped_bit_breaks_the_seal() -> None:
    """Every byte is protected."""
    key = crypto.new_data_key()
    raw = base64.b64decode(crypto.seal(key, b"09", context="c"))

    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        with pytest.raises(crypto.SealBrokenError):
            crypto.open_sealed(key, base64.b64encode(changed).decode(), context="c")


def test_a_seal_cannot_be_moved_or_opened_with_another_key() -> None:
    """The context binds it to its row, the key to its owner; rubbish is refused alike."""
    key = crypto.new_data_key()
    sealed = crypto.seal(key, b"x", context="contact/1")

    for wrong_key, text, context in (
        (key, sealed, "contact/2"),
        (crypto.new_data_key(), sealed, "contact/1"),
        (key, "no base64!", "contact/1"),
        (key, "", "contact/1"),
    ):
        with pytest.raises(crypto.SealBrokenError):
            crypto.open_sealed(wrong_key, text, context=context)


def test_data_keys_are_wrapped_with_the_key_id_in_front(tmp_path: Path) -> None:
    """The wrapped key says which master key opens it; an unknown one is refused."""
    file = tmp_path / "keys.json"
    file.write_text(crypto.new_key_ring_document())
    ring = crypto.KeyRing.from_file(file)
    key = crypto.new_data_key()

    wrapped = ring.wrap(key, context="contact_key/1")

    assert wrapped.startswith("k1:")
    assert ring.unwrap(wrapped, context="contact_key/1") == key
    with pytest.raises(crypto.SealBrokenError):
        ring.unwrap("k9" + wrapped[2:], context="contact_key/1")
