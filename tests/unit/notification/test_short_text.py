"""Alphabets, segments and words without accents."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification.templates.domain.short_text import (
    GSM_BASIC,
    Encoding,
    short_text,
    without_accents,
)


@pytest.mark.parametrize(
    ("words", "encoding", "segments"),
    [
        ("", Encoding.GSM7, 1),
        ("a" * 160, Encoding.GSM7, 1),
        ("a" * 161, Encoding.GSM7, 2),
        ("a" * 306, Encoding.GSM7, 2),
        ("a" * 307, Encoding.GSM7, 3),
        ("[" * 80, Encoding.GSM7, 1),
        ("[" * 81, Encoding.GSM7, 2),
        # 153 septets hold 76 pairs and one that is left: a pair is never cut.
        ("[" * 152, Encoding.GSM7, 2),
        ("[" * 153, Encoding.GSM7, 3),
        ("ế" * 70, Encoding.UCS2, 1),
        ("ế" * 71, Encoding.UCS2, 2),
        ("ế" * 134, Encoding.UCS2, 2),
        ("ế" * 135, Encoding.UCS2, 3),
        ("😀" * 35, Encoding.UCS2, 1),
        ("😀" * 36, Encoding.UCS2, 2),
        # 67 units hold 33 emoji: the pair of units stays together.
        ("😀" * 66, Encoding.UCS2, 2),
        ("😀" * 67, Encoding.UCS2, 3),
        ("Ñandú", Encoding.UCS2, 1),
        ("Größe à 5 €", Encoding.GSM7, 1),
    ],
)
def test_segments_are_those_of_the_standard(words: str, encoding: Encoding, segments: int) -> None:
    text = short_text(words)

    assert (text.encoding, text.segments) == (encoding, segments)


def test_the_default_alphabet_is_whole() -> None:
    """128 places, each once."""
    assert len(GSM_BASIC) == len(set(GSM_BASIC)) == 128


@given(st.text(max_size=400))
def test_segments_lose_nothing(words: str) -> None:
    text = short_text(words)
    limit = 160 if text.encoding is Encoding.GSM7 else 140

    assert "".join(text.parts) == text.words
    assert all(part or text.segments == 1 for part in text.parts)
    if text.encoding is Encoding.UCS2:
        assert all(len(part.encode("utf-16-be")) <= limit for part in text.parts)


def test_decomposed_letters_cost_what_composed_ones_do() -> None:
    words = "Hồ sơ đã được tiếp nhận"
    decomposed = unicodedata.normalize("NFD", words)

    assert len(decomposed) > len(words)
    assert short_text(decomposed) == short_text(words)
    assert without_accents(decomposed) == without_accents(words) == "Ho so da duoc tiep nhan"


def test_line_breaks_and_controls_become_spaces() -> None:
    """A phone shows one line; a control never reaches the provider."""
    assert short_text("a\r\nb\tc\x00\u202ed\u2029e").words == "a b cd e"


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("Ưu đãi ở Đắk Lắk", "Uu dai o Dak Lak"),
        ("ễ Ẵ ự Ỵ", "e A u Y"),
        ("xong 😀!", "xong ?!"),
        ("từ 1–5 `x`", "tu 1-5 'x'"),
        ("[mở]", "[mo]"),
    ],
)
def test_words_without_accents(words: str, plain: str) -> None:
    assert without_accents(words) == plain


@given(st.text(max_size=200))
def test_without_accents_is_always_gsm(words: str) -> None:
    assert short_text(without_accents(words)).encoding is Encoding.GSM7
