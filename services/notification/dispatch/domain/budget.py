"""What text messages cost, and in which form one goes while its agency's money lasts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from uuid import UUID

from services.notification.templates.domain.short_text import (
    ShortText,
    short_text,
    without_accents,
)

_FOR_PLAIN = 5
"""The last fifth of a cap is kept for texts without accents, which say the same for less."""


@unique
class Form(StrEnum):
    """How a text is written."""

    ACCENTED = "accented"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What a segment costs, and the caps of each agency a day and a month; đồng, 0 for none."""

    segment_price: int = 0
    daily_cap: int = 0
    monthly_cap: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Caps of an agency in đồng a day and a calendar month, 0 without one, and what was spent."""

    daily_cap: int = 0
    monthly_cap: int = 0
    spent_today: int = 0
    spent_this_month: int = 0

    def allows(self, cost: int, form: Form) -> bool:
        """Tell whether a text of this cost stays inside both caps."""
        pairs = (
            (self.daily_cap, self.spent_today),
            (self.monthly_cap, self.spent_this_month),
        )
        return all(not cap or spent + cost <= _usable(cap, form) for cap, spent in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """A text in the form it goes, with its cost in đồng."""

    text: ShortText
    form: Form
    cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """The try `number` of a text, 1 for the first, and which agency pays for it.

    `once`: its provider knows the text again by its reference and bills it once over all tries
    of its own. Without it each try is billed, and two providers never know each other's.
    """

    message: UUID
    number: int
    agency: str
    once: bool = False


def payer_of(facts: Mapping[str, object]) -> str:
    """Return the agency that pays for a text of these facts, the one it speaks for; else ""."""
    agency = facts.get("agency")
    return str(agency["code"]) if isinstance(agency, Mapping) else ""


def priced(words: str, *, form: Form, segment_price: int) -> Priced:
    """Return the text in this form; `segment_price` is đồng a segment."""
    text = short_text(words if form is Form.ACCENTED else without_accents(words))
    return Priced(text=text, form=form, cost=text.segments * segment_price)


def choose(words: str, budget: Budget, *, segment_price: int, only_way: bool) -> Priced | None:
    """Return the text in the best form the budget allows, None where it allows none.

    Where a text is the `only_way` to a citizen it goes all the same, without accents: a cap never
    costs somebody the one notice there is.
    """
    for form in Form:
        found = priced(words, form=form, segment_price=segment_price)
        if budget.allows(found.cost, form):
            return found
    return priced(words, form=Form.PLAIN, segment_price=segment_price) if only_way else None


def _usable(cap: int, form: Form) -> int:
    return cap if form is Form.PLAIN else cap - cap // _FOR_PLAIN
