"""Where documents enter: shape, defaults, and every fault at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from services.intake.catalogue.api.documents import (
    DocumentFaultyError,
    read_agencies,
    read_calendar,
    read_procedure,
)
from services.intake.catalogue.api.package import read_package
from services.intake.catalogue.api.reading import parse_yaml
from services.intake.commands import catalogue as command


def pointers(error: pytest.ExceptionInfo[DocumentFaultyError]) -> set[str]:
    return {item.pointer for item in error.value.faults}


def test_every_fault_of_a_document_is_named_at_once(birth_document: dict[str, Any]) -> None:
    """An editor corrects a file once."""
    birth_document["code"] = "1.1193"
    birth_document["colour"] = "red"
    birth_document["terms"][0]["term"] = "1"
    birth_document["papers"][0]["id"] = "Giấy chứng sinh"
    birth_document["process"]["legs"][0]["steps"][0]["working_hours"] = 1.1
    birth_document["process"]["legs"][0]["agency"] = {"fixed": "000.00.12.H56"}
    del birth_document["card"]["results"]

    with pytest.raises(DocumentFaultyError) as caught:
        read_procedure(birth_document)

    assert pointers(caught) == {
        "/code",
        "/colour",
        "/terms/0/term",
        "/papers/0/id",
        "/process/legs/0/steps/0/working_hours",
        "/process/legs/0/agency",
        "/card/results",
    }


def test_a_term_without_a_unit_is_never_guessed(birth_document: dict[str, Any]) -> None:
    """It needs review, and says so in Vietnamese."""
    birth_document["terms"][0]["term"] = "1"

    with pytest.raises(DocumentFaultyError) as caught:
        read_procedure(birth_document)

    assert "cần xem lại" in caught.value.faults[0].text.vi


def test_a_name_that_was_cut_off_is_refused(birth_document: dict[str, Any]) -> None:
    """Official names may be shortened, never truncated."""
    birth_document["papers"][0]["name"]["vi"] = "Giấy chứng sinh; trường hợp không có…"

    with pytest.raises(DocumentFaultyError) as caught:
        read_procedure(birth_document)

    assert pointers(caught) == {"/papers/0/name/vi"}


def test_an_unknown_book_of_rules_is_refused(birth_document: dict[str, Any]) -> None:
    """The legal clock must know it."""
    birth_document["rules"] = "feng-shui"

    with pytest.raises(DocumentFaultyError) as caught:
        read_procedure(birth_document)

    assert pointers(caught) == {"/rules"}


def test_reading_twice_gives_the_same_document(birth_document: dict[str, Any]) -> None:
    """The checked document is itself a document."""
    procedure, document = read_procedure(birth_document)

    assert read_procedure(document) == (procedure, document)


@pytest.mark.parametrize("document", [None, [], "x", {}, {"agencies": []}])
def test_what_is_no_document_is_refused(document: object) -> None:
    """Whatever a file holds, there is an answer and no crash."""
    for read in (read_procedure, read_agencies, read_calendar):
        with pytest.raises(DocumentFaultyError):
            read(document)


def test_yaml_keeps_dates_as_text_and_keys_once() -> None:
    """No guessing of types, no silent second key, and composed letters."""
    assert parse_yaml("day: 2026-11-24") == {"day": "2026-11-24"}
    assert parse_yaml("ten: Hộ") == {"ten": "Hộ"}
    with pytest.raises(DocumentFaultyError):
        parse_yaml("a: 1\na: 2")
    with pytest.raises(DocumentFaultyError):
        parse_yaml("a: [")
    with pytest.raises(DocumentFaultyError):
        parse_yaml("a: !!python/object/apply:os.getcwd []")


def copy_of_the_catalogue(folder: Path) -> None:
    source = Path(__file__).parents[4] / "catalogue"
    for path in source.rglob("*.yaml"):
        target = folder / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")


def test_faults_of_all_files_are_listed_with_their_file(tmp_path: Path) -> None:
    """A broken file does not hide the faults of another."""
    copy_of_the_catalogue(tmp_path)
    (tmp_path / "calendars" / "zz.yaml").write_text("id: [", encoding="utf-8")
    birth = tmp_path / "procedures" / "1.001193.yaml"
    birth.write_text(birth.read_text(encoding="utf-8").replace("agency: receiving", "agency: us"))
    law = tmp_path / "procedures" / "1.002010.yaml"
    law.write_text(
        law.read_text(encoding="utf-8").replace("working_hours: 52", "working_hours: 80")
    )

    found = read_package(tmp_path)

    assert [(item.file, item.fault.pointer) for item in found.faults] == [
        ("calendars/zz.yaml", ""),
        ("procedures/1.001193.yaml", "/process/legs/0/agency"),
        ("procedures/1.002010.yaml", "/process/legs"),
    ]


def test_lint_ends_with_one_and_names_file_and_pointer(tmp_path: Path) -> None:
    """A clerk reads what to change, in both languages."""
    copy_of_the_catalogue(tmp_path)
    (tmp_path / "agencies.yaml").write_text("agencies: []", encoding="utf-8")

    result = CliRunner().invoke(command, ["lint", str(tmp_path)])

    assert result.exit_code == 1
    assert "agencies.yaml /office_hours" in result.output
    assert "Thiếu thông tin bắt buộc." in result.output


def test_the_shipped_catalogue_is_clean() -> None:
    """`motcua catalogue lint` says so."""
    result = CliRunner().invoke(command, ["lint"])

    assert result.exit_code == 0, result.output
    assert "75 thủ tục" in result.output
    assert "411 cơ quan" in result.output
