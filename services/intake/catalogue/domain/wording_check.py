"""Checks on the wording of the search; what fails them is not published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.intake.catalogue.domain.fault import Fault, fault
from services.intake.catalogue.domain.search_words import syllables

_LONGEST = 5


def check_wording(document: Mapping[str, Any]) -> list[Fault]:
    """Return every fault of the synonyms and fillers in a checked document."""
    synonyms = document["synonyms"]
    return [
        *_check_repeated([said for item in synonyms for said in item["everyday"]], "/synonyms"),
        *_check_repeated(document["fillers"], "/fillers"),
        *(
            found
            for number, item in enumerate(synonyms)
            for found in _check_synonym(item, f"/synonyms/{number}")
        ),
    ]


def _check_synonym(item: Mapping[str, Any], pointer: str) -> Iterator[Fault]:
    official = {_spelling(text) for text in item["official"]}
    for text in item["everyday"]:
        if len(_spelling(text)) > _LONGEST:
            yield fault(
                f"{pointer}/everyday",
                f"“{text}” dài hơn {_LONGEST} tiếng: đây là câu hỏi, không phải một từ.",
                f"“{text}” has more than {_LONGEST} syllables: a question, not a word.",
            )
        if official == {_spelling(text)}:
            yield fault(
                f"{pointer}/official",
                f"Từ chính thức “{text}” trùng với từ thường gọi.",
                f"The official words “{text}” are the everyday ones.",
            )


def _check_repeated(texts: Sequence[str], pointer: str) -> Iterator[Fault]:
    times = Counter(map(_spelling, texts))
    for text in {_spelling(text): text for text in texts}.values():
        if times[_spelling(text)] > 1:
            yield fault(pointer, f"“{text}” có ở hai chỗ.", f"“{text}” stands twice.")
        if not _spelling(text):
            yield fault(pointer, f"“{text}” không có chữ nào.", f"“{text}” has no letter.")


def _spelling(text: str) -> tuple[str, ...]:
    return tuple(item.marks for item in syllables(text))
