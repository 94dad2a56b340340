"""Who does not need a number sees its end; who may see nothing of it, nothing."""

from __future__ import annotations

import pytest

from kernel.visibility import ALL, Part
from services.intake.registry.domain.masking import masked_email, masked_number, shown_person

PERSON = {
    "kind": "citizen",
    "name": "Nguyễn Thị Ế",
    "id_number": "038190000001",
    "birth_date": "1990-02-01",
    "phone": "+84912345678",
    "email": "e@example.vn",
    "address": {"commune": "14797", "street": "12 Lê Lợi"},
}


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("+84912345678", "0******678"),
        ("0912345678", "0******678"),
        ("038190000001", "0********001"),
        ("0101234567-001", "0**********001"),
        ("1234", "***"),
        ("", "***"),
    ],
)
def test_of_a_number_both_ends_are_left(number: str, masked: str) -> None:
    """The length stays; too short a number shows nothing."""
    assert masked_number(number) == masked


def test_of_an_address_the_domain_is_left() -> None:
    """Enough to ask `is it the one at …?`."""
    assert masked_email("lan.anh@example.vn") == "l***@example.vn"


def test_who_sees_everything_sees_it_as_it_is() -> None:
    """The owner, and the staff who work on it."""
    assert shown_person(PERSON, ALL) == PERSON


def test_each_part_is_masked_by_itself() -> None:
    """A leg's staff see who it is and not how to reach them; a supervisor neither."""
    leg = shown_person(PERSON, ALL - {Part.CONTACT})
    supervisor = shown_person(PERSON, frozenset({Part.STATE, Part.NAME}))
    nobody = shown_person(PERSON, frozenset())

    assert leg == PERSON | {
        "phone": "0******678",
        "email": "e***@example.vn",
        "address": {"commune": "14797", "street": "***"},
    }
    assert supervisor == leg | {"id_number": "0********001", "birth_date": "1990-**-**"}
    assert nobody["name"] == "***"
    assert PERSON["phone"] == "+84912345678"
