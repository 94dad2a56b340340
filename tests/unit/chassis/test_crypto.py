"""What is sealed opens only with its key, in its place, unchanged."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from chassis import crypto
from chassis.key_file import KeyFileError, new_key_document, read_key_file, write_key_file


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
    file.write_text(new_key_document().to_text())
    ring = crypto.KeyRing.from_file(file)
    key = crypto.new_data_key()

    wrapped = ring.wrap(key, context="contact_key/1")

    assert wrapped.startswith("k1:")
    assert ring.unwrap(wrapped, context="contact_key/1") == key
    with pytest.raises(crypto.SealBrokenError):
        ring.unwrap("k9" + wrapped[2:], context="contact_key/1")


def test_a_field_opens_in_its_place_only_and_says_its_key() -> None:
    """Moved to another row or column, a value is refused; every key of the ring opens."""
    old = crypto.KeyRing(current="k1", keys={"k1": crypto.new_data_key()})
    ring = crypto.KeyRing(current="k2", keys={**old.keys, "k2": crypto.new_data_key()})
    sealed = old.seal(b"038190000001", context="dossier_content/a/applicant.id_number")

    assert crypto.key_id_of(sealed) == "k1"
    assert ring.open(sealed, context="dossier_content/a/applicant.id_number") == b"038190000001"
    for place in ("dossier_content/b/applicant.id_number", "dossier_content/a/applicant.phone"):
        with pytest.raises(crypto.SealBrokenError):
            ring.open(sealed, context=place)


def test_sealing_anew_moves_a_value_to_the_current_key() -> None:
    """What the current key sealed is left as it is; afterwards the old key opens nothing."""
    old, new = crypto.new_data_key(), crypto.new_data_key()
    sealed = crypto.KeyRing(current="k1", keys={"k1": old}).seal(b"x", context="c")
    both = crypto.KeyRing(current="k2", keys={"k1": old, "k2": new})

    anew = both.reseal(sealed, context="c")

    assert crypto.KeyRing(current="k2", keys={"k2": new}).open(anew, context="c") == b"x"
    assert both.reseal(anew, context="c") == anew
    with pytest.raises(crypto.SealBrokenError):
        crypto.KeyRing(current="k1", keys={"k1": old}).open(anew, context="c")


def test_a_blind_index_is_equal_for_equal_values_of_one_kind_alone() -> None:
    """It finds, and shows nothing; another key makes another index; e-mail knows no case."""
    ring = crypto.KeyRing(current="k1", keys={"k1": crypto.new_data_key()})
    other = crypto.KeyRing(current="k1", keys=ring.keys)

    index = ring.blind_index("phone", "+84912345678")

    assert index == ring.blind_index("phone", "+84912345678")
    assert len(index) == 22
    assert index != ring.blind_index("id", "+84912345678")
    assert index != ring.blind_index("phone", "+84912345679")
    assert index != other.blind_index("phone", "+84912345678")
    assert ring.email_index("E@Example.vn") == ring.email_index("e@example.vn")


def test_rings_and_documents_show_no_key() -> None:
    """Neither stands in a repr, a trace or an error."""
    document = new_key_document()
    ring = crypto.KeyRing(current="k1", keys=document.keys)

    for text in (repr(document), repr(ring)):
        assert repr(document.keys["k1"]) not in text
        assert "index" not in text


def test_keys_come_and_go_in_steps(tmp_path: Path) -> None:
    """A new key seals only once promoted; the current one is never dropped."""
    file = tmp_path / "keys.json"
    write_key_file(file, new_key_document().added("k2"))
    both = read_key_file(file)

    assert (both.current, sorted(both.keys)) == ("k1", ["k1", "k2"])
    assert sorted(both.promoted("k2").dropped("k1").keys) == ["k2"]
    for change, key_id in (
        (both.added, "k2"),
        (both.added, "k:3"),
        (both.promoted, "k3"),
        (both.dropped, "k1"),
        (both.dropped, "k3"),
    ):
        with pytest.raises(KeyFileError):
            change(key_id)


def test_an_older_key_file_is_read_but_not_in_production(tmp_path: Path) -> None:
    """Its derived keys stay the same when they are written down."""
    file = tmp_path / "keys.json"
    document = json.loads(new_key_document().to_text())
    file.write_text(json.dumps({"current": "k1", "keys": document["keys"]}))

    before = read_key_file(file)
    with pytest.raises(KeyFileError, match="keys init"):
        crypto.KeyRing.from_file(file, complete=True)
    write_key_file(file, before)

    ring = crypto.KeyRing.from_file(file, complete=True)
    assert (ring.index, ring.derivation) == (before.index, before.keys["k1"])


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"current": "k1", "keys": {"k1": "c2hvcnQ="}}', '{"current": "k1"}']
)
def test_what_is_no_key_file_is_refused_without_showing_it(tmp_path: Path, text: str) -> None:
    """The message names the file and never what stands in it."""
    file = tmp_path / "keys.json"
    file.write_text(text)

    with pytest.raises(KeyFileError) as error:
        read_key_file(file)
    assert "c2hvcnQ=" not in str(error.value)
