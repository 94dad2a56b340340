"""Tax codes: 10 digits, 13 for a branch (`10-3`), or the 12 of a person's identification number.

Circular 86/2024/TT-BTC (not compared with the printed text) lets persons and households use their
identification number from 1 July 2025.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kernel.citizen_id import CitizenId, CitizenIdError
from kernel.errors import InvalidInputError
from kernel.text import Text

_TEN = re.compile(r"[0-9]{10}")
_BRANCH = re.compile(r"([0-9]{10})-?([0-9]{3})")
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_PERSONAL_LENGTH = 12


class TaxCodeError(InvalidInputError):
    """Not a tax code: wrong length, wrong check digit or branch 000."""

    slug = "invalid-tax-code"
    title = Text(
        vi="Mã số thuế không hợp lệ (10, 12 hoặc 13 chữ số, đúng số kiểm tra).",
        en="The tax code is not valid (10, 12 or 13 digits, right check digit).",
    )


@dataclass(frozen=True, slots=True)
class TaxCode:
    """A valid tax code; a branch is written `0100109106-001`."""

    value: str

    @classmethod
    def parse(cls, written: str) -> TaxCode:
        """Read a tax code, with or without the hyphen of a branch. `TaxCodeError`."""
        digits = "".join(written.split())
        if len(digits) == _PERSONAL_LENGTH:
            return cls(_personal(digits))
        if _TEN.fullmatch(digits) and _checks(digits):
            return cls(digits)
        branch = _BRANCH.fullmatch(digits)
        if branch is None or branch[2] == "000" or not _checks(branch[1]):
            raise TaxCodeError
        return cls(f"{branch[1]}-{branch[2]}")

    @property
    def personal(self) -> bool:
        """Tell whether the code is a person's identification number."""
        return len(self.value) == _PERSONAL_LENGTH

    def __repr__(self) -> str:
        return "TaxCode(***)" if self.personal else f"TaxCode({self.value!r})"

    def __str__(self) -> str:
        return self.value


def _checks(digits: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return 10 - total % 11 == int(digits[9])


def _personal(digits: str) -> str:
    try:
        return str(CitizenId(digits))
    except CitizenIdError:
        raise TaxCodeError from None
