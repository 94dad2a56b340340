"""What a change of a procedure is told as, and that none is passed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from services.intake.catalogue.api.documents import DocumentFaultyError, read_procedure
from services.intake.catalogue.domain.comparison import Part, compare
from services.intake.catalogue.ports import CataloguePackage


def told(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[Part, str, str, str]]:
    """Return part, name, old and new of each difference, in Vietnamese."""
    return [
        (
            change.part,
            change.label.vi,
            change.old.vi if change.old else "",
            change.new.vi if change.new else "",
        )
        for change in compare(read_procedure(old), read_procedure(new))
    ]


def test_the_same_content_has_no_difference(birth_document: dict[str, Any]) -> None:
    """Read twice, nothing is told."""
    assert told(birth_document, deepcopy(birth_document)) == []


def test_term_paper_and_step_are_told_in_words_of_the_office(
    birth_document: dict[str, Any],
) -> None:
    """What it was and is, not which member of a file changed."""
    new = deepcopy(birth_document)
    new["terms"][0]["term"] = "8wh"
    new["papers"][0]["originals"] = 2
    new["process"]["legs"][0]["steps"][0]["working_hours"] = 4
    new["fees"] = [
        {
            "id": "fee",
            "name": {"vi": "Lệ phí", "en": "Fee"},
            "amount": 8000,
            "moment": "return",
            "ground": "Nghị quyết",
        }
    ]

    found = told(birth_document, new)

    assert {part for part, *_ in found} == {Part.TERMS, Part.PAPERS, Part.FEES, Part.PROCESS}
    assert any(new == "8 giờ làm việc" for part, _, _, new in found if part is Part.TERMS)
    (paper,) = (item for item in found if item[0] is Part.PAPERS)
    assert paper[1] == "Giấy chứng sinh"
    assert "1 bản chính" in paper[2]
    assert "2 bản chính" in paper[3]
    assert (Part.FEES, "Lệ phí", "", "8.000 đồng, nộp khi trả kết quả") in found
    (step,) = (item for item in found if item[0] is Part.PROCESS)
    assert step[1] == "Bước “Thẩm tra, ghi sổ hộ tịch” (Đăng ký khai sinh)"
    assert "5 giờ làm việc" in step[2]
    assert "4 giờ làm việc" in step[3]


def test_what_the_words_leave_out_is_told_all_the_same(birth_document: dict[str, Any]) -> None:
    """A limit of a field is no word of its entry, a rule book no part of the card."""
    new = deepcopy(birth_document)
    next(item for item in new["form"]["fields"] if item["id"] == "copies")["maximum"] = 30
    new["rules"] = "linked-household-business"

    found = told(birth_document, new)

    assert [part for part, *_ in found] == [Part.FORM, Part.OTHER]
    assert "chi tiết khác trước" in found[0][3]
    assert found[1][1] == "Mục “rules”"


def leaves(document: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value that holds no other."""
    if isinstance(document, dict):
        for name, inner in document.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(document, list):
        for number, inner in enumerate(document):
            yield from leaves(inner, (*path, number))
    else:
        yield path


def changed(document: Mapping[str, Any], path: tuple[Any, ...]) -> Mapping[str, Any] | None:
    """Return the document with that value changed; None where it cannot be read any more."""
    new: Any = deepcopy(dict(document))
    holder = new
    for name in path[:-1]:
        holder = holder[name]
    value = holder[path[-1]]
    holder[path[-1]] = (
        not value if isinstance(value, bool) else f"{value}x" if isinstance(value, str) else 3
    )
    try:
        return read_procedure(new)[1]
    except (DocumentFaultyError, KeyError, ValueError):
        return None


def test_no_change_of_any_value_is_passed_over(shipped: CataloguePackage) -> None:
    """Every fourth value of a land procedure is changed: each readable change is told."""
    old = next(item for item in shipped.procedures if item[0].code == "1.013949")
    tried = 0
    for path in list(leaves(old[1]))[::4]:
        document = changed(old[1], path)
        if document is None or document == old[1]:
            continue
        tried += 1
        assert compare(old, read_procedure(document)), path

    assert tried > 60
