"""What phones send, read out of PDUs of SMPP; long texts put together from their parts."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from smpplib import smpp
from smpplib.client import SimpleSequenceGenerator

from deploy.onebox.smsc_phone import FORMS, parts_of
from services.notification.dispatch.clients.smpp_pdus import encoded, is_text
from services.notification.dispatch.clients.smpp_texts_in import (
    ROOM,
    WINDOW_SECONDS,
    LongTexts,
    Part,
    read_text,
)
from services.notification.dispatch.domain.text_in import TextIn
from services.notification.templates.domain.short_text import short_text

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CODE = "H56.14797-261123-0001"
ACCENTS = f"Kính gửi Bộ phận Một cửa, tôi nộp hồ sơ {CODE} đã ba tuần mà chưa thấy gì 😀. " * 3
PLAIN = f"Kinh gui [bo phan mot cua], {{ho so}} {CODE} ~ 2 € | xin tra loi som. " * 4


def typed(words: str = "H56.14797-261123-0001", **fields: Any) -> Any:  # noqa: ANN401 -- the library has no types
    """Return a deliver_sm of a phone."""
    text = short_text(words)
    given = {
        "esm_class": 0,
        "source_addr": "84912345678",
        "data_coding": 8 if text.encoding == "ucs-2" else 0,
        "short_message": encoded(text.words, text),
    }
    numbers = SimpleSequenceGenerator()
    made = smpp.make_pdu("deliver_sm", client=numbers, **(given | fields))
    return smpp.parse_pdu(made.generate(), client=numbers, allow_unknown_opt_params=True)


@pytest.mark.parametrize("words", ["Ho so [H56.14797-261123-0001]?", "Hồ sơ một cửa đến đâu rồi"])
def test_a_text_of_a_phone_is_read(words: str) -> None:
    """In the alphabet of phones and in UCS-2, and wherever long ones stand."""
    pdu = typed(words)
    long = typed(short_message=b"", message_payload=b"H56.14797-261123-0001")
    found, payload = whole(pdu, "sms", NOW), whole(long, "sms", NOW)

    assert (found.provider, found.sender, found.words) == ("sms", "+84912345678", words)
    assert payload.words == "H56.14797-261123-0001"
    assert is_text(pdu)
    assert not [one for one in ("912345678", "Ho so", "Hồ sơ") if one in repr(found)]


@pytest.mark.parametrize(
    ("kind", "address", "sender"),
    [
        (1, "84912345678", "+84912345678"),
        (1, "33612345678", "+33612345678"),
        (2, "0912345678", "0912345678"),
        (3, "900", "900"),
        (5, "NGANHANG", "NGANHANG"),
    ],
)
def test_who_sent_a_text_is_read_by_the_kind_of_number(
    kind: int, address: str, sender: str
) -> None:
    found = whole(typed(source_addr=address, source_addr_ton=kind), "sms", NOW)

    assert found.sender == sender


def test_a_text_said_again_has_its_name_again() -> None:
    """By the centre's mark for ever, without one for ten minutes; others have other names."""
    again, later = NOW + timedelta(seconds=30), NOW + timedelta(minutes=15)
    said = {
        key: whole(pdu, "sms", at)
        for key, pdu, at in (
            ("first", typed(), NOW),
            ("again", typed(), again),
            ("asked again", typed(), later),
            ("other words", typed("alo"), NOW),
            ("other number", typed(source_addr="84987654321"), NOW),
            ("marked", typed(user_message_reference=7), NOW),
            ("marked again", typed(user_message_reference=7), later),
            ("other mark", typed(user_message_reference=8), NOW),
        )
    }
    names = {key: text.id for key, text in said.items()}

    assert names["first"] == names["again"]
    assert names["marked"] == names["marked again"]
    assert len(set(names.values())) == len(said) - 2


class Desk:
    """What is told of the texts that came in; while it is shut it keeps none."""

    def __init__(self) -> None:
        self.brought: list[TextIn] = []
        self.shut = False
        self.long = LongTexts("sms", self._bring)

    def say(self, number: str, fields: Any, at: float = 0.0) -> bool:  # noqa: ANN401 -- as above
        """Have a part said; tell whether it was taken."""
        found = read_text(typed(**{"source_addr": number, **fields}), "sms", NOW)
        assert isinstance(found, Part)
        return self.long.take(found, at=at, now=NOW + timedelta(seconds=at))

    @property
    def words(self) -> list[str]:
        return [one.words for one in self.brought]

    def _bring(self, text: TextIn) -> bool:
        if not self.shut:
            self.brought.append(text)
        return not self.shut


def whole(pdu: Any, provider: str, now: datetime) -> TextIn:  # noqa: ANN401 -- the library has no types
    """Return a text of one part."""
    found = read_text(pdu, provider, now)
    assert isinstance(found, TextIn)
    return found


def cut(words: str, form: str = "header", reference: int = 7) -> list[Any]:
    """Return the parts of a text; each has its own short_message."""
    return [{"short_message": b"", **part} for part in parts_of(words, form, reference)]


@pytest.mark.parametrize("form", FORMS[:3])
@pytest.mark.parametrize("words", [ACCENTS, PLAIN])
@pytest.mark.parametrize("seed", range(4))
def test_parts_are_one_text_in_whatever_order_and_however_often_they_come(
    form: str, words: str, seed: int
) -> None:
    desk, parts = Desk(), cut(words, form)
    order = parts * 2
    random.Random(seed).shuffle(order)  # noqa: S311 -- to be repeated
    taken = [desk.say("84912345678", part) for part in order]
    desk.long.hurry(2 * WINDOW_SECONDS)

    assert len(parts) > 2
    assert all(taken)
    assert desk.words == [short_text(words).words]


@pytest.mark.parametrize(("words", "octets"), [("a€b", 2), ("😀" + "Đ", 2)])
def test_a_letter_may_begin_in_one_part_and_end_in_the_next(words: str, octets: int) -> None:
    """Some phones cut between the two octets of €, or the halves of a picture."""
    text, desk = short_text(words), Desk()
    all_octets = encoded(text.words, text)
    for place, piece in enumerate((all_octets[:octets], all_octets[octets:]), start=1):
        header = bytes((5, 0, 3, 9, 2, place))
        coding = 8 if text.encoding == "ucs-2" else 0
        fields = {"esm_class": 0x40, "short_message": header + piece, "data_coding": coding}
        desk.say("84912345678", fields)

    assert desk.words == [words]


def test_what_lacks_a_part_goes_after_a_minute_as_it_is() -> None:
    """Across what is missing no code is read; what comes later is not another text."""
    desk, parts = Desk(), cut(ACCENTS)
    for part in (*parts[:1], *parts[2:]):
        desk.say("84912345678", part)
    desk.long.hurry(WINDOW_SECONDS - 1)
    before = list(desk.words)
    desk.long.hurry(WINDOW_SECONDS)
    late = desk.say("84912345678", parts[1], WINDOW_SECONDS + 1)
    desk.long.hurry(3 * WINDOW_SECONDS)
    first, *rest = short_text(ACCENTS).parts

    assert (before, late) == ([], True)
    assert desk.words == [f"{first}?{''.join(rest[1:])}"]


def test_parts_of_others_are_kept_apart() -> None:
    """By number, mark and how many there are, though they come in turns."""
    desk = Desk()
    texts = [
        ("84912345678", cut(ACCENTS)),
        ("84987654321", cut(ACCENTS)),
        ("84912345678", cut(PLAIN, reference=8)),
        ("84912345678", cut(PLAIN, "sar")),
        ("84912345678", cut(PLAIN, "wide-header")),
    ]
    for place in range(max(len(parts) for _, parts in texts)):
        for number, parts in texts:
            if place < len(parts):
                desk.say(number, parts[place])

    assert sorted(desk.words) == sorted([short_text(ACCENTS).words] * 2 + [PLAIN.strip()] * 3)
    assert len({one.id for one in desk.brought}) == len(texts)


def test_what_is_whole_and_finds_no_room_is_said_again() -> None:
    desk, parts = Desk(), cut(ACCENTS)
    desk.shut = True
    taken = [desk.say("84912345678", part) for part in parts]
    desk.shut = False
    again = desk.say("84912345678", parts[-1])

    assert taken == [True] * (len(parts) - 1) + [False]
    assert (again, desk.words) == (True, [short_text(ACCENTS).words])


def test_no_more_than_a_hundred_are_kept_unfinished() -> None:
    """The oldest goes as it is; while nobody takes that, no further one begins."""
    desk, parts = Desk(), cut(ACCENTS)
    numbers = [f"849{place:08}" for place in range(ROOM + 2)]
    for number in numbers[:ROOM]:
        desk.say(number, parts[0])
    desk.shut = True
    refused = desk.say(numbers[ROOM], parts[0])
    desk.shut = False
    taken = desk.say(numbers[ROOM + 1], parts[0])

    assert (refused, taken) == (False, True)
    assert [one.number for one in desk.brought] == numbers[:1]


def test_of_a_text_without_end_the_first_twenty_parts_are_kept() -> None:
    desk = Desk()
    taken = [
        desk.say("84912345678", {"esm_class": 0x40, "short_message": header + b"a"})
        for header in (bytes((5, 0, 3, 9, 255, place)) for place in range(1, 256))
    ]

    assert all(taken)
    assert desk.words == ["a" * 20]


def test_ten_minutes_later_the_same_mark_is_another_text() -> None:
    """Phones have 256 of them, and some always take the same."""
    desk = Desk()
    for at in (0.0, 599.0, 601.0):
        desk.long.hurry(at)
        for part in cut(ACCENTS):
            desk.say("84912345678", part, at)

    assert len(desk.brought) == 2
    assert len({one.id for one in desk.brought}) == 2


def test_parts_show_neither_number_nor_words() -> None:
    part = read_text(typed(**cut(PLAIN)[0]), "sms", NOW)

    assert isinstance(part, Part)
    assert not [one for one in ("912345678", "Kinh") if one in repr(part)]


@pytest.mark.parametrize(
    "header",
    [
        bytes((6, 5, 4, 9, 9, 0, 2)),
        bytes((5, 0, 3, 9, 1, 1)),
        bytes((5, 0, 3, 9, 2, 0)),
        bytes((5, 0, 3, 9, 2, 3)),
        b"",
    ],
)
def test_what_names_no_place_that_can_be_is_a_text_of_its_own(header: bytes) -> None:
    """Ports are no parts, and of one part there is nothing to put together."""
    found = whole(typed(esm_class=0x40, short_message=header + CODE.encode()), "sms", NOW)

    assert found.words == (CODE if header else "")


def test_a_header_that_breaks_off_is_not_understood() -> None:
    assert read_text(typed(esm_class=0x40, short_message=bytes((5, 0, 3, 9))), "sms", NOW) is None


@pytest.mark.parametrize("words", ["Ho so [H56.14797-261123-0001]?", ACCENTS.strip()])
def test_a_data_sm_is_read_as_the_same(words: str) -> None:
    """It has no short_message; what it says stands in message_payload, however long."""
    numbers, text = SimpleSequenceGenerator(), short_text(words)
    made = smpp.make_pdu(
        "data_sm",
        client=numbers,
        source_addr="84912345678",
        data_coding=8 if text.encoding == "ucs-2" else 0,
        message_payload=encoded(text.words, text),
    )
    pdu = smpp.parse_pdu(made.generate(), client=numbers, allow_unknown_opt_params=True)

    assert is_text(pdu)
    assert whole(pdu, "sms", NOW).words == text.words
