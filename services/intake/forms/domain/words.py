"""Facts put into words: what a template draws, in Vietnamese or in an English translation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

from kernel.text import Text
from kernel.wording import day_in_english

Language = Literal["vi", "en"]
BLANK = "…………………"
_NO_BREAK = "\u00a0"
_FIRST_PLAIN_MONTH = 3
_SETS = Text(vi="bộ", en="set(s)")


def in_words(value: object, language: Language) -> str | None:
    """Return a fact as it is written; an empty one is None."""
    if isinstance(value, Mapping):
        return _document(value, language)
    return None if value is None or value == "" else str(value)


def _document(value: Mapping[str, Any], language: Language) -> str:
    if "vi" in value:
        return str(value[language])
    if "at" in value:
        return long_instant(datetime.fromisoformat(value["at"]), language)
    if "day" in value:
        return long_day(date.fromisoformat(value["day"]), language)
    if "dong" in value:
        return money(value["dong"], language)
    if "sets" in value:
        return f"{value['sets']} {getattr(_SETS, language)}"
    raise ValueError(sorted(value))


def long_instant(instant: datetime, language: Language) -> str:
    """Return an instant of Vietnam as its forms write it; the words of a day stay on one line."""
    day = long_day(instant.date(), language).replace(" ", _NO_BREAK)
    if language == "vi":
        return f"{instant:%H} giờ {instant:%M} phút, {day}"
    return f"{instant:%H:%M}, {day}"


def long_day(on: date, language: Language) -> str:
    """Return a day as it stands above signatures.

    In Vietnamese a zero goes before days below 10 and before the months 1 and 2, and before no
    other month (Decree 30/2020/NĐ-CP, annex I, part II, on the date of a document).
    """
    if language == "vi":
        month = f"{on:%m}" if on.month < _FIRST_PLAIN_MONTH else str(on.month)
        return f"ngày {on:%d} tháng {month} năm {on:%Y}"
    return day_in_english(on)


def short_day(on: date) -> str:
    """Return a day in figures, as both languages read it."""
    return f"{on:%d/%m/%Y}"


def money(amount: int, language: Language) -> str:
    """Return an amount in đồng, parted by thousands."""
    figures = f"{amount:,}"
    return f"{figures.replace(',', '.')} đồng" if language == "vi" else f"VND {figures}"


def telephone(number: str) -> str:
    """Return a phone number (E.164, or masked) as it is dialled in the country."""
    return f"0{number.removeprefix('+84')}" if number.startswith("+84") else number


def person_words(person: Mapping[str, Any] | None) -> dict[str, str | None]:
    """Return a person's fields as a form shows them."""
    if person is None:
        return {}
    address = person.get("address", {})
    parts = [part for part in (address.get("street"), address.get("commune")) if part]
    phone = person.get("phone")
    return {
        "name": person.get("name"),
        "identity": person.get("id_number") or person.get("tax_code"),
        "address": ", ".join(parts) or None,
        "phone": telephone(phone) if phone else None,
        "email": person.get("email"),
        "authority": person.get("authority"),
    }
