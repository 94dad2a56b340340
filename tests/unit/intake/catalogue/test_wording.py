"""The wording of the search is linted, and says nothing of the questions that judge it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from services.intake.catalogue.api.documents import DocumentFaultyError
from services.intake.catalogue.api.package import read_package
from services.intake.catalogue.api.wording import read_wording
from services.intake.catalogue.domain.search_words import syllables
from services.intake.catalogue.domain.wording_check import check_wording
from services.intake.catalogue.ports import CataloguePackage

ROOT = Path(__file__).parents[4]
GOOD = {"everyday": ["sổ đỏ"], "official": ["giấy chứng nhận"]}


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"synonyms": [GOOD, GOOD]}, "“sổ đỏ” có ở hai chỗ"),
        (
            {"synonyms": [{**GOOD, "everyday": ["tôi muốn làm lại sổ đỏ"]}]},
            "đây là câu hỏi, không phải một từ",
        ),
        ({"synonyms": [{**GOOD, "official": ["Sổ đỏ"]}]}, "trùng với từ thường gọi"),
        ({"synonyms": [{**GOOD, "everyday": ["!"]}]}, "“!” không có chữ nào"),
        ({"fillers": ["làm", "Làm"]}, "“Làm” có ở hai chỗ"),
    ],
)
def test_a_bad_wording_is_refused_in_words(document: dict[str, Any], words: str) -> None:
    """One bad file for each rule."""
    texts = [item.text.vi for item in check_wording(read_wording(document))]

    assert any(words in text for text in texts), texts


def test_a_wording_of_another_shape_is_refused() -> None:
    """A synonym without its official words."""
    with pytest.raises(DocumentFaultyError) as refused:
        read_wording({"synonyms": [{"everyday": ["sổ đỏ"]}]})

    assert refused.value.faults[0].pointer == "/synonyms/0/official"


def test_a_fault_of_the_wording_names_its_file(tmp_path: Path) -> None:
    """As those of every other file of the catalogue."""
    for name in ("agencies.yaml", "calendars", "procedures"):
        (tmp_path / name).symlink_to(ROOT / "catalogue" / name)
    (tmp_path / "search.yaml").write_text("fillers: [a, a]", encoding="utf-8")

    assert [item.file for item in read_package(tmp_path).faults] == ["search.yaml"]


def test_the_shipped_wording_repeats_no_question(shipped: CataloguePackage) -> None:
    """A synonym that says a whole question would answer that one and no other."""
    assert shipped.wording is not None
    said = {
        tuple(item.plain for item in syllables(text))
        for synonym in shipped.wording["synonyms"]
        for text in synonym["everyday"]
    }
    for file in (ROOT / "tests" / "search").glob("*.yaml"):
        for question in yaml.safe_load(file.read_text(encoding="utf-8")):
            asked = tuple(item.plain for item in syllables(question["asked"]))
            assert asked not in said, question["asked"]
    assert len(said) > 150
