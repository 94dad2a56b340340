"""Which numbers can be texted."""

from __future__ import annotations

import pytest

from services.notification.people.domain.phone import Phone, Reach, phone_of


@pytest.mark.parametrize(
    ("written", "reach", "number"),
    [
        ("+84912345678", Reach.MOBILE, "+84912345678"),
        ("0912 345 678", Reach.MOBILE, "+84912345678"),
        ("0321234567", Reach.MOBILE, "+84321234567"),
        # An eleven-digit mobile number of before 2018, written at home and abroad.
        ("01621234567", Reach.RENUMBERED, "+84321234567"),
        ("+84 120 1234567", Reach.RENUMBERED, "+84701234567"),
        ("01991234567", Reach.RENUMBERED, "+84591234567"),
        ("02373000000", Reach.LANDLINE, None),
        ("19001009", Reach.LANDLINE, None),
        ("+33612345678", Reach.FOREIGN, None),
        (None, Reach.NONE, None),
        ("  ", Reach.NONE, None),
        ("091234567", Reach.INVALID, None),
        ("0912345678\r\nBcc: 0", Reach.INVALID, None),
        ("0912345678 📱\n", Reach.INVALID, None),
        ("0" * 2000, Reach.INVALID, None),
        ("gọi chị Ba", Reach.INVALID, None),
    ],
)
def test_a_number_is_good_for(written: str | None, reach: Reach, number: str | None) -> None:
    assert phone_of(written) == Phone(reach=reach, number=number)


def test_no_repr_shows_a_number() -> None:
    assert "912345678" not in repr(phone_of("0912345678"))
