"""Telephone numbers as text messages see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum, unique

import phonenumbers
from phonenumbers import PhoneNumberType

_VIETNAM = 84  # ITU-T E.164 country code
_OLD_LENGTH = 10
_LONGEST = 40

# Decision 798/QĐ-BTTTT of 2018: eleven-digit mobile numbers became ten-digit ones between
# 15 September 2018 and 30 June 2019; the last seven digits stayed.
_RENUMBERED = {
    "120": "70",
    "121": "79",
    "122": "77",
    "126": "76",
    "128": "78",
    "123": "83",
    "124": "84",
    "125": "85",
    "127": "81",
    "129": "82",
    **{f"16{digit}": f"3{digit}" for digit in "23456789"},
    "186": "56",
    "188": "58",
    "199": "59",
}
_TEXTED = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


@unique
class Reach(StrEnum):
    """Whether a text message can reach a number."""

    MOBILE = "mobile"  # yes
    RENUMBERED = "renumbered"  # yes, under the number that took the old one's place in 2018
    NONE = "no-phone"  # nothing was left
    LANDLINE = "landline"  # people must call it
    FOREIGN = "foreign-number"  # not of Vietnam
    INVALID = "number-invalid"  # no telephone number


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """What a number is good for; `number` is E.164 when it can be texted, else None."""

    reach: Reach
    number: str | None = field(default=None, repr=False)


def phone_of(written: str | None) -> Phone:
    """Return what a number as it was written down is good for; raises nothing."""
    if written is None or not written.strip():
        return Phone(reach=Reach.NONE)
    if len(written) > _LONGEST or not written.isprintable():
        return Phone(reach=Reach.INVALID)
    try:
        number = phonenumbers.parse(written, "VN")
    except phonenumbers.NumberParseException:
        return Phone(reach=Reach.INVALID)
    if number.country_code != _VIETNAM:
        return Phone(reach=Reach.FOREIGN)
    return _vietnamese(number)


def _vietnamese(number: phonenumbers.PhoneNumber) -> Phone:
    national = str(number.national_number)
    prefix = _RENUMBERED.get(national[:3])
    if prefix is not None and len(national) == _OLD_LENGTH:
        return Phone(reach=Reach.RENUMBERED, number=f"+{_VIETNAM}{prefix}{national[3:]}")
    if not phonenumbers.is_valid_number(number):
        return Phone(reach=Reach.INVALID)
    if phonenumbers.number_type(number) not in _TEXTED:
        return Phone(reach=Reach.LANDLINE)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Phone(reach=Reach.MOBILE, number=e164)
