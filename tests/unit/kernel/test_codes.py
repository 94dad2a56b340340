"""Codes of agencies, procedures and dossiers."""

from __future__ import annotations

from datetime import date

import pytest

from kernel.codes import (
    AgencyCode,
    AgencyCodeError,
    DossierCode,
    DossierCodeError,
    ProcedureCode,
    ProcedureCodeError,
)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("H56", "H56"),
        ("H56.14797", "H56.14797"),
        (" h56.12.3 ", "H56.12.3"),
        ("000.00.12.H56", "H56.12"),
        ("000.00.00.H56", "H56"),
        ("005.01.12.H56", "H56.12.01.005"),
        ("005.00.12.H56", "H56.12.00.005"),  # only levels that do not exist are dropped
        ("G09.H56", "G09.H56"),  # already in order, though its end looks like a beginning
    ],
)
def test_an_agency_code_reads_in_both_orders(written: str, value: str) -> None:
    """The present order stays, the older reversed one is turned round."""
    assert str(AgencyCode.parse(written)) == value


@pytest.mark.parametrize(
    "written",
    [
        "",
        "56",
        "Z56.1",
        "H5.1",
        "H56.",
        "H56..1",
        "H56.á",
        "H56-1",
        "000.00.12",
        "H56 .1",
        "H56." + "1" * 40,
        "1" * 40 + ".H56",
        "H56" + ".1" * 10,
    ],
)
def test_an_agency_code_of_another_shape_is_refused(written: str) -> None:
    """One letter A to Y and two digits first, groups of letters and digits, 35 signs at most."""
    with pytest.raises(AgencyCodeError):
        AgencyCode.parse(written)


def test_an_agency_code_knows_its_level_and_top() -> None:
    """The groups are the levels."""
    code = AgencyCode.parse("H56.12.3")

    assert (code.level, code.top) == (3, "H56")


@pytest.mark.parametrize(
    "written", ["1.001193", "2.000890.000.00.00.H56", " 1.001193.000.00.00.h56"]
)
def test_a_procedure_code_reads_with_and_without_suffix(written: str) -> None:
    """The national number is what both have in common."""
    code = ProcedureCode.parse(written)

    assert code.number in {"1.001193", "2.000890"}
    assert str(code) == written.strip().upper()


@pytest.mark.parametrize("written", ["", "1.00119", "1.0011933", "1001193", "1.001193.H56", "x"])
def test_a_procedure_code_of_another_shape_is_refused(written: str) -> None:
    """One digit, a dot, six digits, and the whole suffix or none."""
    with pytest.raises(ProcedureCodeError):
        ProcedureCode.parse(written)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "H56.14797-261123-0001"),
        (9999, "H56.14797-261123-9999"),
        (10_000, "H56.14797-261123-10000"),  # wider, never wrapped
        (123_456, "H56.14797-261123-123456"),
    ],
)
def test_a_dossier_code_widens_past_9999(number: int, written: str) -> None:
    """Four digits while they do, more when they do not, and back again."""
    code = DossierCode(agency=AgencyCode("H56.14797"), day=date(2026, 11, 23), number=number)

    assert str(code) == written
    assert DossierCode.parse(written) == code


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        (" h56.14797-261123-0001 ", "H56.14797-261123-0001"),
        ("000.00.12.H56-191125-0042", "H56.12-191125-0042"),
    ],
)
def test_a_dossier_code_is_read_as_people_write_it(written: str, canonical: str) -> None:
    """Small letters and the older order of the agency mean the same dossier."""
    assert str(DossierCode.parse(written)) == canonical


@pytest.mark.parametrize(
    "written",
    [
        "",
        "H56.14797",
        "H56.14797-261123-001",
        "H56.14797-261123-00001",
        "H56.14797-261123-0000",
        "H56.14797-260230-0001",
        "H56.14797-20261123-0001",
        "Z56-261123-0001",
        "x" * 500,
    ],
)
def test_a_dossier_code_of_another_shape_is_refused(written: str) -> None:
    """A real day, a number from 1 in its one spelling, a valid agency."""
    with pytest.raises(DossierCodeError):
        DossierCode.parse(written)


def test_a_dossier_code_can_only_say_this_century() -> None:
    """Two digits of the year are the years 2000 to 2099."""
    with pytest.raises(DossierCodeError):
        DossierCode(agency=AgencyCode("H56"), day=date(2100, 1, 1), number=1)
