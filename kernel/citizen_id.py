"""The personal identification number: 12 digits `AAABCCDDDDDD`, no check digit.

Decree 137/2015/NĐ-CP art. 13 (not compared with the printed text): AAA place of birth
registration, B century and sex, CC year of birth, six random digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, unique

from kernel.errors import InvalidInputError
from kernel.text import Text

_DIGITS = re.compile(r"[0-9]{12}")
# The 63 provinces of before 1 July 2025; the mergers gave nobody a new number.
# fmt: off
_PROVINCES = frozenset((
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25,
    26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44, 45, 46, 48,
    49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75,
    77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
))
# fmt: on
_COUNTRIES = range(101, 400)  # born abroad: the country's code instead


class CitizenIdError(InvalidInputError):
    """Not a personal identification number; the number itself is never repeated."""

    slug = "invalid-citizen-id"
    title = Text(
        vi="Số định danh cá nhân không hợp lệ (12 chữ số, đúng mã nơi đăng ký khai sinh).",
        en="The personal identification number is not valid (12 digits, known place of birth).",
    )


class CitizenIdMismatchError(InvalidInputError):
    """The number speaks of another year of birth or sex than the dossier does."""

    slug = "citizen-id-mismatch"
    title = Text(
        vi="Số định danh cá nhân không khớp ngày sinh hoặc giới tính.",
        en="The personal identification number does not fit the date of birth or sex.",
    )


@unique
class Sex(StrEnum):
    """Sex as the number encodes it."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class CitizenId:
    """A valid number; it is personal data, so neither repr nor an error shows it."""

    value: str = field(repr=False)

    def __post_init__(self) -> None:
        """Raise `CitizenIdError` unless it is 12 digits of a known place."""
        if _DIGITS.fullmatch(self.value) is None or not _known_place(self.value[:3]):
            raise CitizenIdError

    @classmethod
    def parse(cls, written: str, *, birth_date: date | None = None) -> CitizenId:
        """Read a number, spaces around or inside dropped; check it against `birth_date` if given.

        Raises `CitizenIdError`, `CitizenIdMismatchError`.
        """
        number = cls("".join(written.split()))
        if birth_date is not None:
            number.require_agreement(birth_date)
        return number

    @property
    def birth_year(self) -> int:
        """The year of birth, 1900 to 2399."""
        return 1900 + int(self.value[3]) // 2 * 100 + int(self.value[4:6])

    @property
    def sex(self) -> Sex:
        """The sex registered at birth."""
        return Sex.FEMALE if int(self.value[3]) % 2 else Sex.MALE

    @property
    def masked(self) -> str:
        """The number as lists may show it: only the last three digits."""
        return "*" * 9 + self.value[-3:]

    def require_agreement(self, birth_date: date, sex: Sex | None = None) -> None:
        """Raise `CitizenIdMismatchError` unless year of birth, and sex if given, agree."""
        if birth_date.year != self.birth_year or sex not in {None, self.sex}:
            raise CitizenIdMismatchError

    def __str__(self) -> str:
        return self.value


def _known_place(code: str) -> bool:
    return int(code) in _PROVINCES or int(code) in _COUNTRIES
