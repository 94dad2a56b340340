"""`motcua catalogue publish` in a terminal: what it hands on, and how a refusal is told."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from kernel.errors import UnavailableError
from services.intake.catalogue.domain.errors import CatalogueNotReadyError
from services.intake.catalogue.ports import CataloguePackage
from services.intake.catalogue.usecases.publish_catalogue import Publication
from services.intake.commands import catalogue
from services.intake.wiring import service as wiring

NOTHING = Publication(calendars=(), agencies=(), procedures=())


def test_agencies_alone_go_without_procedures(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that nobody need be asked about them."""
    packages: list[CataloguePackage] = []

    def publish(package: CataloguePackage) -> Publication:
        packages.append(package)
        return NOTHING

    monkeypatch.setattr(wiring, "publish_catalogue", publish)
    ran = CliRunner().invoke(catalogue, ["publish", "--agencies"])

    assert ran.exit_code == 0, ran.output
    assert packages[0].procedures == ()
    assert packages[0].wording is None
    assert (len(packages[0].agencies) > 400, len(packages[0].calendars)) == (True, 1)


def test_a_refusal_names_each_lack_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    """By document and place, then what it all comes to; the command fails."""
    lack = {
        "document": "1.001193",
        "pointer": "/process/legs/0/steps/1/role",
        "vi": "“Ký”: chưa có người ký duyệt tại H56.14797.",
        "en": "“Sign”: no approver at H56.14797.",
    }

    def refuse(_package: CataloguePackage) -> Publication:
        raise CatalogueNotReadyError(extra={"faults": [lack]})

    monkeypatch.setattr(wiring, "publish_catalogue", refuse)
    ran = CliRunner().invoke(catalogue, ["publish", "--agencies"])

    assert ran.exit_code == 1
    assert "1.001193 /process/legs/0/steps/1/role" in ran.output
    assert lack["vi"] in ran.output
    assert lack["en"] in ran.output
    assert "Chưa công bố được" in ran.output


def test_somebody_who_does_not_answer_is_no_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command fails and says so."""

    def away(_package: CataloguePackage) -> Publication:
        raise UnavailableError

    monkeypatch.setattr(wiring, "publish_catalogue", away)
    ran = CliRunner().invoke(catalogue, ["publish", "--agencies"])

    assert (ran.exit_code, "The service is not available" in ran.output) == (1, True)
