"""Codes that agencies, procedures and dossiers are known by; people's codes are re-exported."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from kernel.citizen_id import CitizenId, CitizenIdError, CitizenIdMismatchError, Sex
from kernel.errors import InvalidInputError
from kernel.tax_code import TaxCode, TaxCodeError
from kernel.text import Text

__all__ = [
    "AgencyCode",
    "AgencyCodeError",
    "CitizenId",
    "CitizenIdError",
    "CitizenIdMismatchError",
    "DossierCode",
    "DossierCodeError",
    "ProcedureCode",
    "ProcedureCodeError",
    "Sex",
    "TaxCode",
    "TaxCodeError",
]

_AGENCY = re.compile(r"[A-Y][0-9]{2}(\.[A-Z0-9]+){0,9}")
_AGENCY_LENGTH = 35
_LEVEL_ONE = re.compile(r"[A-Y][0-9]{2}")
_REVERSED = re.compile(r"([A-Z0-9]+\.)+[A-Y][0-9]{2}")
_PROCEDURE = re.compile(r"[0-9]\.[0-9]{6}(\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Y][0-9]{2})?")
_PROCEDURE_NUMBER_LENGTH = 8
_DOSSIER = re.compile(r"([A-Z0-9.]+)-([0-9]{2})([0-9]{2})([0-9]{2})-([0-9]{4}|[1-9][0-9]{4,8})")
_CENTURY = 2000


class AgencyCodeError(InvalidInputError):
    """Not an agency code of Decision 20/2020/QĐ-TTg."""

    slug = "invalid-agency-code"
    title = Text(
        vi="Mã cơ quan không hợp lệ (ví dụ đúng: H56.14797).",
        en="The agency code is not valid (a valid one: H56.14797).",
    )


class ProcedureCodeError(InvalidInputError):
    """Not a procedure code of the national procedure database."""

    slug = "invalid-procedure-code"
    title = Text(
        vi="Mã thủ tục không hợp lệ (ví dụ đúng: 1.001193).",
        en="The procedure code is not valid (a valid one: 1.001193).",
    )


class DossierCodeError(InvalidInputError):
    """Not a dossier code of Circular 01/2018/TT-VPCP art. 19."""

    slug = "invalid-dossier-code"
    title = Text(
        vi="Mã hồ sơ không hợp lệ (ví dụ đúng: H56.14797-261123-0001).",
        en="The dossier code is not valid (a valid one: H56.14797-261123-0001).",
    )


@dataclass(frozen=True, slots=True, order=True)
class AgencyCode:
    """Code of an agency, highest level first: `H56.14797` (Decision 20/2020/QĐ-TTg art. 4)."""

    value: str

    def __post_init__(self) -> None:
        """Raise `AgencyCodeError` when the value is not in the present order and shape."""
        if len(self.value) > _AGENCY_LENGTH or _AGENCY.fullmatch(self.value) is None:
            raise AgencyCodeError

    @classmethod
    def parse(cls, written: str) -> AgencyCode:
        """Read a code as written: any case, and the older reversed order (Circular 10/2016).

        `000.00.12.H56` becomes `H56.12`: groups of zeros meant "no such level". `AgencyCodeError`.
        """
        code = written.strip().upper()
        if len(code) > _AGENCY_LENGTH:
            raise AgencyCodeError
        first = code.partition(".")[0]
        if _LEVEL_ONE.fullmatch(first) is None and _REVERSED.fullmatch(code):
            groups = code.split(".")[::-1]
            while not groups[-1].strip("0"):
                groups.pop()
            code = ".".join(groups)
        return cls(code)

    @property
    def level(self) -> int:
        """The number of groups: 1 is a ministry or province."""
        return self.value.count(".") + 1

    @property
    def top(self) -> str:
        """The group of level 1: the ministry or province (`H56`)."""
        return self.value.partition(".")[0]

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class ProcedureCode:
    """Code of a procedure: `1.001193`, with or without the suffix of a province."""

    value: str

    def __post_init__(self) -> None:
        """Raise `ProcedureCodeError` when the value has another shape."""
        if _PROCEDURE.fullmatch(self.value) is None:
            raise ProcedureCodeError

    @classmethod
    def parse(cls, written: str) -> ProcedureCode:
        """Read a code as written, in any case. `ProcedureCodeError`."""
        return cls(written.strip().upper())

    @property
    def number(self) -> str:
        """The national number without a suffix: `1.001193`."""
        return self.value[:_PROCEDURE_NUMBER_LENGTH]

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class DossierCode:
    """Code of a dossier: receiving agency, day it was filed, number of that agency and day."""

    agency: AgencyCode
    day: date
    number: int

    def __post_init__(self) -> None:
        """Raise `DossierCodeError` for a number below 1 or a year outside 2000 to 2099."""
        if self.number < 1 or self.day.year // 100 * 100 != _CENTURY:
            raise DossierCodeError

    @classmethod
    def parse(cls, written: str) -> DossierCode:
        """Read a code as written, in any case, the agency in either order. `DossierCodeError`."""
        found = _DOSSIER.fullmatch(written.strip().upper())
        if found is None:
            raise DossierCodeError
        agency, year, month, day, number = found.groups()
        try:
            return cls(
                agency=AgencyCode.parse(agency),
                day=date(_CENTURY + int(year), int(month), int(day)),
                number=int(number),
            )
        except (AgencyCodeError, ValueError):
            raise DossierCodeError from None

    def __str__(self) -> str:
        # Past 9999 a day the number widens; wrapping would give a code twice.
        return f"{self.agency}-{self.day:%y%m%d}-{self.number:04}"
