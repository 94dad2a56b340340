"""Fees (phí, lệ phí) of a procedure: integer đồng, with the moment at which each is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Any, Self

from kernel.channel import Channel
from kernel.text import Text


@unique
class FeeMoment(StrEnum):
    """When a fee is due (rule 7 of the shipped rule set); none of them stops the clock."""

    FILING = "filing"
    ACCEPTANCE = "acceptance"
    RETURN = "return"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeItem:
    """One line of a dossier's fee: `amount` in đồng."""

    fee: str
    name: Text
    amount: int
    moment: FeeMoment


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeBand:
    """What one unit costs up to and including the `up_to`-th; None: from there on."""

    amount: int
    up_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeRule:
    """A fee of `amount` đồng a dossier, or counted by what the form says.

    With `count_field` (an integer field of the form, e.g. pages) the price of each unit follows
    `bands`, at most `cap` đồng together; `times_field` multiplies the sum, e.g. by copies.
    A rule without channel or case holds for all of them.
    """

    id: str
    name: Text
    amount: int = 0
    channel: Channel | None = None
    case: str | None = None
    moment: FeeMoment
    count_field: str | None = None
    bands: tuple[FeeBand, ...] = ()
    cap: int | None = None
    times_field: str | None = None
    ground: str
    unverified: bool = False

    def holds_for(self, *, channel: Channel, case: str | None) -> bool:
        """Tell whether the fee is asked in this channel and case."""
        return self.channel in (None, channel) and self.case in (None, case)

    def item(self, values: Mapping[str, Any]) -> FeeItem:
        """Return the line for a form with these values; a missing count is one unit."""
        amount = self.amount
        if self.count_field is not None:
            amount = _banded(_count(values, self.count_field), self.bands)
            amount = amount if self.cap is None else min(amount, self.cap)
        if self.times_field is not None:
            amount *= _count(values, self.times_field)
        return FeeItem(fee=self.id, name=self.name, amount=amount, moment=self.moment)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a fee from its checked document."""
        channel = document.get("channel")
        return cls(
            id=document["id"],
            name=Text(**document["name"]),
            amount=document.get("amount", 0),
            channel=Channel(channel) if channel else None,
            case=document.get("case"),
            moment=FeeMoment(document["moment"]),
            count_field=document.get("count_field"),
            bands=tuple(FeeBand(**band) for band in document.get("bands", ())),
            cap=document.get("cap"),
            times_field=document.get("times_field"),
            ground=document["ground"],
            unverified=document.get("unverified", False),
        )


def _count(values: Mapping[str, Any], name: str) -> int:
    value = values.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        return 1
    return max(value, 0)


def _banded(count: int, bands: tuple[FeeBand, ...]) -> int:
    total, priced = 0, 0
    for band in bands:
        upper = count if band.up_to is None else min(count, band.up_to)
        units = max(upper - priced, 0)
        total += units * band.amount
        priced += units
    return total
