"""What tests of intake's areas share: the shipped catalogue, read once."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from chassis.testing import RecordedEvents
from services.intake.catalogue.api.package import read_package
from services.intake.catalogue.api.reading import parse_yaml
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.catalogue.ports import CataloguePackage

CATALOGUE = Path(__file__).parents[3] / "catalogue"


@pytest.fixture(scope="session")
def shipped() -> CataloguePackage:
    """Give the catalogue the project ships."""
    found = read_package(CATALOGUE)
    assert found.faults == ()
    return found.package


@pytest.fixture
def events() -> RecordedEvents:
    """Give a place to record events."""
    return RecordedEvents()


@pytest.fixture
def birth(shipped: CataloguePackage) -> Procedure:
    """Give birth registration: level 4, free, at a commune."""
    return _procedure(shipped, "1.001193")


@pytest.fixture
def copies(shipped: CataloguePackage) -> Procedure:
    """Give the certification of copies: on the spot, with a fee by the page."""
    return _procedure(shipped, "2.000815")


@pytest.fixture
def law_office(shipped: CataloguePackage) -> Procedure:
    """Give the registration of a law practice: two cases, seven working days."""
    return _procedure(shipped, "1.002010")


@pytest.fixture
def land(shipped: CataloguePackage) -> Procedure:
    """Give the transfer of land-use right: three legs, four cases."""
    return _procedure(shipped, "1.013831")


@pytest.fixture(scope="session")
def parsed_birth() -> object:
    """Give the raw document of birth registration, not to be changed."""
    return parse_yaml((CATALOGUE / "procedures" / "1.001193.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def birth_document(parsed_birth: object) -> dict[str, Any]:
    """Give a fresh copy of the raw document of birth registration."""
    document = deepcopy(parsed_birth)
    assert isinstance(document, dict)
    return document


def _procedure(package: CataloguePackage, code: str) -> Procedure:
    return next(p for p, _ in package.procedures if p.code == code)
