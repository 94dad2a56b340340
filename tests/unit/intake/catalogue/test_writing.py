"""A published content written back as a file, and two files compared in the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from services.intake.catalogue.api.documents import read_procedure
from services.intake.catalogue.api.reading import parse_yaml
from services.intake.catalogue.api.writing import to_yaml
from services.intake.catalogue.domain.errors import ProcedureNotFoundError
from services.intake.catalogue.domain.procedure_check import check_procedure
from services.intake.catalogue.ports import CataloguePackage
from services.intake.catalogue.usecases.export_procedure import export_procedure
from services.intake.commands import catalogue as command
from tests.unit.intake.catalogue.conftest import InMemoryCatalogue
from tests.unit.intake.catalogue.test_procedure import ON

SHIPPED = Path(__file__).parents[4] / "catalogue" / "procedures"


def test_a_document_written_as_yaml_is_read_back_equal_and_clean(
    shipped: CataloguePackage,
) -> None:
    """Words, codes that look like numbers, days and hours keep their types."""
    for procedure, document in shipped.procedures[::5]:
        again, read = read_procedure(parse_yaml(to_yaml(document)))

        assert read == document
        assert again == procedure
        assert check_procedure(again) == []


def test_what_was_never_published_cannot_be_exported(catalogue: InMemoryCatalogue) -> None:
    """Neither an unknown code nor a version that is not there yet."""
    ports = catalogue.procedures

    assert export_procedure("1.001193", None, on=ON, procedures=ports)["code"] == "1.001193"
    assert export_procedure("1.001193", 1, on=ON, procedures=ports)["code"] == "1.001193"
    for code, version in (("1.001193", 2), ("1.999999", None)):
        with pytest.raises(ProcedureNotFoundError):
            export_procedure(code, version, on=ON, procedures=ports)


def test_two_files_are_compared_in_words_for_a_clerk(tmp_path: Path) -> None:
    """By part, with what it was and is; a file that cannot be read says why."""
    old = SHIPPED / "1.000656.yaml"
    new, bad = tmp_path / "new.yaml", tmp_path / "bad.yaml"
    text = old.read_text(encoding="utf-8")
    new.write_text(text.replace("term: 1wd", "term: 8wh"), encoding="utf-8")
    bad.write_text(text.replace("term: 1wd", "term: soon"), encoding="utf-8")

    same = CliRunner().invoke(command, ["diff", str(old), str(old)])
    found = CliRunner().invoke(command, ["diff", str(old), str(new)])
    english = CliRunner().invoke(command, ["diff", str(old), str(new), "--language", "en"])
    refused = CliRunner().invoke(command, ["diff", str(old), str(bad)])

    assert same.output == "Không có gì thay đổi.\n"
    assert found.output.splitlines() == [
        "Thời hạn",
        "  ~ Thời hạn",
        "      1 ngày làm việc",
        "    → 8 giờ làm việc",
    ]
    assert "8 working hours" in english.output
    assert refused.exit_code == 1
    assert "/terms/0/term Thời hạn cần xem lại" in refused.output
