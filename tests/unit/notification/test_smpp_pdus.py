"""What is written into PDUs of SMPP and read out of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from smpplib import smpp
from smpplib.client import SimpleSequenceGenerator

from services.notification.dispatch.clients.smpp_pdus import (
    decoded,
    encoded,
    fields_of,
    is_receipt,
    is_text,
    receipt_of,
)
from services.notification.dispatch.domain.receipt import State
from services.notification.dispatch.domain.sms import Sms
from services.notification.templates.domain.short_text import GSM_BASIC, GSM_EXTENSION, short_text

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
EVERYTHING = "".join(char for char in GSM_BASIC + "".join(GSM_EXTENSION) if char.isprintable())
WORDS = (
    "id:00{} sub:001 dlvrd:001 submit date:2611230800 done date:2611230801 stat:{} err:{}"
    " text:Ho so id:99 stat:DELIVRD"
)


def deliver(**fields: Any) -> Any:  # noqa: ANN401 -- the library has no types
    """Return a deliver_sm as it comes out of a connection."""
    numbers = SimpleSequenceGenerator()
    made = smpp.make_pdu("deliver_sm", client=numbers, **({"esm_class": 4} | fields))
    return smpp.parse_pdu(made.generate(), client=numbers, allow_unknown_opt_params=True)


@pytest.mark.parametrize(
    ("word", "state", "reason"),
    [
        ("DELIVRD", State.DELIVERED, None),
        ("EXPIRED", State.FAILED, "phone-not-reached"),
        ("DELETED", State.FAILED, "text-deleted"),
        ("UNDELIV", State.FAILED, "phone-unreachable"),
        ("REJECTD", State.FAILED, "text-refused"),
        ("ACCEPTD", State.UNDER_WAY, None),
        ("ENROUTE", State.UNDER_WAY, None),
        ("UNKNOWN", State.UNDER_WAY, None),
        ("delivrd", State.DELIVERED, None),
    ],
)
def test_a_receipt_in_words_is_read(word: str, state: State, reason: str | None) -> None:
    """Of appendix B; what the message itself says is not looked at."""
    words = WORDS.format("12ab", word, "034").encode()
    found = receipt_of(deliver(short_message=words), "sms", NOW)

    assert found is not None
    assert (found.reference, found.state, found.reason) == ("0012ab", state, reason)
    assert (found.code, found.mark) == (34, None)


def test_a_receipt_in_parameters_is_read() -> None:
    """And its parameters come before its words."""
    pdu = deliver(receipted_message_id="ab-1", message_state=5, user_message_reference=77)
    both = deliver(
        receipted_message_id="ab-1",
        message_state=2,
        short_message=WORDS.format("7", "UNDELIV", "000").encode(),
    )
    found, other = receipt_of(pdu, "sms", NOW), receipt_of(both, "sms", NOW)

    assert found is not None
    assert other is not None
    assert (found.reference, found.state, found.mark) == ("ab-1", State.FAILED, 77)
    assert (other.reference, other.state) == ("ab-1", State.DELIVERED)


def test_one_said_twice_is_one_and_another_state_another() -> None:
    pdus = [
        deliver(short_message=WORDS.format("7", w, "000").encode()) for w in ("UNDELIV", "ENROUTE")
    ]
    ids = [receipt.id for pdu in (*pdus, *pdus) if (receipt := receipt_of(pdu, "sms", NOW))]

    assert ids[:2] == ids[2:]
    assert len(set(ids)) == 2


@pytest.mark.parametrize("words", ["", "hello", "id:7 stat:", "stat:DELIVRD", "id:7 stat:WHAT"])
def test_what_names_no_text_or_no_state_is_none(words: str) -> None:
    assert receipt_of(deliver(short_message=words.encode()), "sms", NOW) is None


def test_a_message_of_a_phone_is_no_receipt() -> None:
    assert not is_receipt(deliver(esm_class=0, short_message=b"id:7 stat:DELIVRD"))
    assert is_receipt(deliver(esm_class=0x44))


def test_every_letter_of_the_default_alphabet_comes_back() -> None:
    text = short_text(EVERYTHING)
    octets = encoded(text.words, text)

    assert decoded(octets, 0) == text.words
    assert len(octets) == len(text.words) + sum(char in GSM_EXTENSION for char in text.words)


def test_parts_of_a_long_text_fit_a_message_each_and_are_told_apart() -> None:
    """140 octets with their header as phones count them; septets lie one in an octet here."""
    for words, most in (("Đ" * 200, 140), ("a" * 400, 6 + 153)):
        sms = Sms(reference="r1", to="+84912345678", text=short_text(words), mark=0)
        parts = fields_of(sms, "MOTCUA", receipts=True)
        headers = [bytes(one["short_message"][:6]) for one in parts]

        assert all(len(one["short_message"]) <= most for one in parts)
        assert {header[:5] for header in headers} == {headers[0][:5]}
        assert [header[5] for header in headers] == list(range(1, len(parts) + 1))
        assert ["user_message_reference" in one for one in parts][-2:] == [False, True]


@pytest.mark.parametrize("esm_class", [0x04, 0x08, 0x10, 0x20])
def test_what_is_no_text_of_a_phone_is_not_taken_for_one(esm_class: int) -> None:
    """Receipts, acknowledgements and notifications on the way (SMPP 3.4 section 5.2.12)."""
    assert not is_text(deliver(esm_class=esm_class, short_message=b"alo"))
