"""Ranking: what people type, rightly or wrongly, finds what they mean first."""

from __future__ import annotations

import pytest

from services.intake.catalogue.domain.search_index import Searchable, SearchIndex
from services.intake.catalogue.domain.search_wording import SearchWording
from services.intake.catalogue.domain.search_words import repaired, syllables

NAMES = {
    "birth": "Đăng ký khai sinh",
    "death": "Đăng ký khai tử",
    "insurance": "Cấp thẻ bảo hiểm y tế",
    "forestry": "Cấp giấy phép khai thác lâm nghiệp",
    "land": "Cấp giấy chứng nhận quyền sử dụng đất",
    "art": "Cấp giấy phép biểu diễn kỹ thuật",
}
WORDING = SearchWording.from_document(
    {
        "fillers": ["làm", "ở đâu"],
        "synonyms": [
            {"everyday": ["sổ đỏ"], "official": ["giấy chứng nhận quyền sử dụng đất"]},
            {"everyday": ["báo tử"], "official": ["khai tử"]},
        ],
    }
)


def index_of(names: dict[str, str]) -> SearchIndex:
    entries = [
        Searchable(code=code, phrases=((1.0, syllables(name)),)) for code, name in names.items()
    ]
    return SearchIndex(entries, WORDING)


def found(text: str, names: dict[str, str] = NAMES) -> list[str]:
    scores = index_of(names).scores(syllables(text))
    return sorted(scores, key=lambda code: (-scores[code], code))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("khai sinh", "birth"),
        ("khai sinh o dau", "birth"),
        ("ky thuat", "art"),
        ("kĩ thuật", "art"),
        ("baor hieemr", "insurance"),  # the keyboard's Vietnamese input is off
        ("khai sihn", "birth"),  # two letters changed places
        ("khai sin", "birth"),  # not typed to its end
        ("bao hiiem y te", "insurance"),  # one letter too much
        ("sổ đỏ", "land"),
        ("lam so do o dau", "land"),
        ("bao tu", "death"),
        ("lam nghiep", "forestry"),  # not the filler "làm"
        ("làm lâm nghiệp", "forestry"),
    ],
)
def test_what_was_meant_comes_first(text: str, first: str) -> None:
    """Accents, spellings of one sound, mistypings, everyday words and fillers."""
    assert found(text)[0] == first


def test_accents_that_were_typed_are_meant() -> None:
    """Not "bảo" where "báo" was typed; without accents it may be either."""
    names = {"warning": "báo", "keeping": "bảo", "hoa": "hoà giải"}

    assert found("bảo", names)[0] == "keeping"
    assert found("báo", names)[0] == "warning"
    assert index_of(names).scores(syllables("bao")).keys() == {"warning", "keeping"}
    assert syllables("hòa") == syllables("hoà")


def test_accents_protect_from_synonyms() -> None:
    """Who types "bảo từ" does not mean "báo tử"."""
    assert WORDING.said(syllables("bao tu"))
    assert not WORDING.said(syllables("bảo từ"))


def test_rare_words_count_more() -> None:
    """What most names have says little: who has the rare word comes first."""
    names = {"a": "cấp giấy", "b": "cấp đổi", "c": "cấp phép", "d": "thẻ xanh"}

    assert found("cấp thẻ", names)[0] == "d"


def test_syllables_that_stand_together_are_a_word() -> None:
    """Of two that have both, the one that has them side by side comes first."""
    names = {"apart": "sinh hoạt, khai thác", "together": "khai sinh"}

    assert found("khai sinh", names)[0] == "together"


def test_a_longer_name_is_worth_less() -> None:
    """Of two that have the words, the one that says nothing else comes first."""
    names = {"long": "khai tử và những việc khác trong một tên rất dài ở đây", "short": "khai tử"}

    assert found("khai tử", names) == ["short", "long"]


def test_what_can_be_filed_comes_before_what_is_only_announced() -> None:
    """Of two alike, people are led to the one they can file."""
    phrases = ((1.0, syllables("khai tử")),)
    entries = [
        Searchable(code="announced", phrases=phrases, here=False),
        Searchable(code="here", phrases=phrases),
    ]
    scores = SearchIndex(entries, WORDING).scores(syllables("khai tử"))

    assert scores["here"] > scores["announced"]


def test_little_of_what_was_asked_is_no_hit() -> None:
    """A word that all share does not make everything a hit."""
    assert "land" not in found("cấp thẻ bảo hiểm y tế")
    assert found("tàu vũ trụ") == []


def test_the_longer_of_two_everyday_phrases_counts() -> None:
    """A phrase inside another is not read twice."""
    wording = SearchWording.from_document(
        {
            "fillers": [],
            "synonyms": [
                {"everyday": ["bằng lái"], "official": ["giấy phép lái xe"]},
                {"everyday": ["mất bằng lái"], "official": ["cấp lại giấy phép lái xe"]},
            ],
        }
    )

    (said,) = wording.said(syllables("toi mat bang lai"))
    assert (said.start, said.end) == (1, 4)


def test_a_mistyped_word_has_the_likeliest_meanings() -> None:
    """Telex before beginnings, beginnings before wrong letters; none is none."""
    known = frozenset({"dang", "danh", "khai", "khac"})

    assert repaired("ddawng", known) == ("dang",)
    assert repaired("kha", known) == ("khac", "khai")
    assert repaired("dagn", known) == ("dang",)
    assert repaired("xyz", known) == ()


CATALOGUE = NAMES | {
    "karaoke": "Cấp giấy phép kinh doanh karaoke",
    "film": "Cấp phép phổ biến phim",
    "calendar": "Xác nhận lịch sử hoạt động",
}


@pytest.mark.parametrize(
    "text",
    ["thời tiết hôm nay", "bảo vệ y phục", "lịch chiếu phim hay", "sinh tố bơ", "phep mau"],
)
def test_loose_syllables_of_a_question_about_nothing_are_no_hit(text: str) -> None:
    """Each syllable stands in some name; no two of them stand there together."""
    assert found(text, CATALOGUE) == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("karaoke", "karaoke"),  # one word alone
        ("phép karaoke", "karaoke"),  # two that do not stand together, and nothing else
        ("xin khai sinh cho cháu ngoại", "birth"),  # two that do, among many that are nowhere
        ("báo tử giùm bác hàng xóm", "death"),  # what procedures call it
    ],
)
def test_a_word_or_most_of_what_was_asked_makes_a_hit(text: str, first: str) -> None:
    """However much stands beside it."""
    assert found(text, CATALOGUE)[:1] == [first]
