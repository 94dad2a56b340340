"""Personal identification numbers and tax codes."""

from __future__ import annotations

from datetime import date

import pytest

from kernel.codes import (
    CitizenId,
    CitizenIdError,
    CitizenIdMismatchError,
    Sex,
    TaxCode,
    TaxCodeError,
)
from kernel.errors import InvalidInputError


@pytest.mark.parametrize(
    ("digits", "year", "sex"),
    [
        ("038190000001", 1990, Sex.FEMALE),
        ("038090000001", 1990, Sex.MALE),
        ("001204123456", 2004, Sex.MALE),
        ("096300123456", 2000, Sex.FEMALE),
        ("052405123456", 2105, Sex.MALE),
        ("101199123456", 1999, Sex.FEMALE),  # born abroad
    ],
)
def test_a_number_tells_year_of_birth_and_sex(digits: str, year: int, sex: Sex) -> None:
    """The fourth digit is century and sex, the next two the year."""
    number = CitizenId.parse(digits)

    assert (number.birth_year, number.sex) == (year, sex)


@pytest.mark.parametrize(
    "digits",
    [
        "",
        "03819000000",
        "0381900000011",
        "03819000000a",
        "000190000001",
        "003190000001",
        "097190000001",
        "100190000001",
        "999190000001",
        "０38190000001",
        "174000001",
    ],
)
def test_a_wrong_number_is_refused_and_not_repeated(digits: str) -> None:
    """Twelve plain digits of a known place; the error never shows them."""
    with pytest.raises(CitizenIdError) as caught:
        CitizenId.parse(digits)

    assert not digits or digits not in str(caught.value)


def test_spaces_in_a_number_are_dropped() -> None:
    """People write numbers in groups."""
    assert str(CitizenId.parse(" 038 190 000 001 ")) == "038190000001"


def test_a_number_must_agree_with_the_date_of_birth_and_sex() -> None:
    """Another year or another sex is another person's number."""
    number = CitizenId.parse("038190000001", birth_date=date(1990, 2, 1))
    number.require_agreement(date(1990, 12, 31), Sex.FEMALE)
    with pytest.raises(CitizenIdMismatchError):
        CitizenId.parse("038190000001", birth_date=date(1991, 2, 1))
    with pytest.raises(CitizenIdMismatchError):
        CitizenId.parse("038190000001", birth_date=date(2090, 2, 1))
    with pytest.raises(CitizenIdMismatchError):
        number.require_agreement(date(1990, 2, 1), Sex.MALE)


def test_a_number_does_not_show_itself() -> None:
    """Neither repr nor the masked form gives the person away."""
    number = CitizenId.parse("038190000001")

    assert "038190" not in repr(number)
    assert number.masked == "*********001"
    assert "038190" not in repr(TaxCode.parse("038190000001"))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0100109106", "0100109106"),
        ("0101248141", "0101248141"),
        ("0300588569", "0300588569"),
        ("0100109106-001", "0100109106-001"),
        ("0100109106001", "0100109106-001"),
        (" 0100 109 106 ", "0100109106"),
        ("038190000001", "038190000001"),
    ],
)
def test_a_tax_code_reads_in_its_three_lengths(written: str, value: str) -> None:
    """Ten digits, a branch with or without hyphen, a person's twelve."""
    assert str(TaxCode.parse(written)) == value
    assert TaxCode.parse(written).personal is (len(value) == 12)


def test_a_tax_code_of_an_enterprise_may_be_shown() -> None:
    """Enterprise codes are public."""
    assert "0100109106" in repr(TaxCode.parse("0100109106"))


@pytest.mark.parametrize(
    "written",
    [
        "",
        "010010910",
        "0100109107",
        "0100109106-000",
        "0100109107-001",
        "0100109106-1",
        "x" * 10,
        "000190000001",
        "0100109106--001",
        "01001091060",
    ],
)
def test_a_wrong_tax_code_is_refused(written: str) -> None:
    """Wrong length, wrong check digit, branch 000, a person's number of no known place."""
    with pytest.raises(TaxCodeError) as caught:
        TaxCode.parse(written)

    assert isinstance(caught.value, InvalidInputError)


def test_exactly_one_check_digit_is_right_or_none() -> None:
    """For nine digits one tenth digit fits, or none where the sum gives ten."""

    def right(nine: str) -> int:
        found = 0
        for digit in "0123456789":
            try:
                TaxCode.parse(nine + digit)
            except TaxCodeError:
                continue
            found += 1
        return found

    counts = {nine: right(f"{nine:09}") for nine in range(1, 60)}

    assert set(counts.values()) == {0, 1}
