"""Vietnamese order, search without accents, and money in words people write."""

from __future__ import annotations

from random import Random
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.collation import fold, person_key, sort_key
from kernel.money import format_dong

IN_ORDER = [
    "",
    "1 cửa",
    "an",
    "An",
    "àn",
    "ản",
    "ãn",
    "án",
    "ạn",
    "an ninh",
    "ăn",
    "ấn",
    "ban",
    "da",
    "dốc",
    "đá",
    "Đá",
    "em",
    "êm",
    "facebook",
    "jazz",
    "lý",
    "mơ",
    "no",
    "nô",
    "nơ",
    "tu",
    "tư",
    "va",
    "wifi",
    "xã",
    "ý kiến",
    "zalo",
    "Ω",
]


def test_words_stand_in_the_order_of_the_alphabet() -> None:
    """Letters first (đ after d, ă and â after a), then tones, then small before capital."""
    shuffled = Random(7).sample(IN_ORDER, len(IN_ORDER))  # noqa: S311 - a shuffle, no secret

    assert sorted(shuffled, key=sort_key) == IN_ORDER


def test_composed_and_decomposed_spellings_sort_and_fold_alike() -> None:
    """NFC and NFD of a word are the same word."""
    for word in ("Đường Trường Sơn", "ệ", "Nguyễn Thị Ế", "ợ"):
        assert sort_key(normalize("NFD", word)) == sort_key(word)
        assert fold(normalize("NFD", word)) == fold(word)


def test_foreign_accents_sort_with_their_letter() -> None:
    """A letter the alphabet does not have stands where its plain form does."""
    assert sorted(["müller", "mua", "mưa"], key=sort_key) == ["mua", "müller", "mưa"]
    assert sort_key("\u0301a")  # a mark with nothing to stand on is no crash


def test_people_stand_by_given_name_then_by_family_and_middle_name() -> None:
    """As lists of people are called out; tones and letters of the given name come first."""
    in_order = [
        "Đỗ Thị An",
        "Lê Văn An",
        "Lê Thị Án",
        "Bùi Văn Ân",
        "Nguyễn Thị Bình",
        "Nguyễn Văn Bình",
        "Trần Bình",
        "An Dũng",
        "Y Đôn",
        "Ế",
        "Nguyễn Thị Ế",
    ]

    assert sorted(set(in_order), key=person_key) == in_order
    assert person_key(" An  Dũng ") == person_key("An Dũng")
    assert person_key("")


_PRINTABLE = st.text(st.characters().filter(str.isprintable), max_size=20)


@given(_PRINTABLE, _PRINTABLE)
def test_keys_compare_as_bytes_and_know_no_spelling(one: str, other: str) -> None:
    """The order of the keys is that of their bytes; NFC and NFD have the same key."""
    for key_of in (sort_key, person_key):
        keys = key_of(one), key_of(other)

        assert (keys[0] < keys[1]) == (keys[0].encode() < keys[1].encode())
        assert key_of(normalize("NFD", one)) == key_of(normalize("NFC", one))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký KHAI SINH", "dang ky khai sinh"),
        ("Nguyễn  Thị\nẾ", "nguyen thi e"),
        ("ƯỚC ƠI", "uoc oi"),
        ("1.001193", "1.001193"),
        ("", ""),
    ],
)
def test_search_ignores_accents_case_and_spacing(text: str, folded: str) -> None:
    """What is typed without accents finds what is written with them."""
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (0, "0 đ"),
        (999, "999 đ"),
        (12_000, "12.000 đ"),
        (1_234_567, "1.234.567 đ"),
        (-1500, "-1.500 đ"),
    ],
)
def test_money_is_written_with_dots(amount: int, written: str) -> None:
    """Thousands are parted by dots, the sign of the đồng follows."""
    assert format_dong(amount) == written
