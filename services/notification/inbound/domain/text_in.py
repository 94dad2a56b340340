"""Which dossier a text that somebody sent asks about, and what may be answered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from kernel.codes import DossierCode, DossierCodeError

MOST, WINDOW = 5, timedelta(hours=1)
"""So many texts of one number are answered in so long; further ones are not."""

NEUTRAL = (
    "Khong tim thay ho so nay ung voi so dien thoai cua ong/ba. "
    "Vui long kiem tra ma ho so hoac tra cuu tren Cong dich vu cong."
)
"""For an unknown code, somebody else's dossier and no code at all: they must look the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said back, and the agency that pays for it; "" where it is about no dossier."""

    words: str = NEUTRAL
    agency: str = ""


_LIKE_A_CODE = re.compile(r"[A-Z0-9.]{2,35}\s?-\s?\d{6}\s?-\s?\d{1,8}")
_LONGEST = 500


def code_in(words: str) -> str | None:
    """Return the first dossier code in a text, as we write it; None where there is none."""
    for found in _LIKE_A_CODE.finditer(words[:_LONGEST].upper()):
        try:
            return str(DossierCode.parse(re.sub(r"\s", "", found.group())))
        except DossierCodeError:
            continue
    return None
