"""A record of the national portal, read for what it says and no more."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from kernel.channel import Channel
from kernel.term import Term, TermUnit
from services.intake.catalogue.domain.agency import Tier
from services.intake.catalogue.domain.announced import (
    AnnouncedFee,
    AnnouncedProcedure,
    AnnouncedTerm,
)
from services.intake.catalogue.domain.review import Review

_LEAST_FEE: Final = 1000
"""In đồng: less was never asked, so thousands or dollars are meant."""
_MOST: Final = 9999
_CHANNELS = {"counter": Channel.DESK, "online": Channel.ONLINE, "post": Channel.POST}
_TIERS = {"cấp tỉnh": Tier.PROVINCE, "cấp xã": Tier.COMMUNE}
_BETWEEN_RESULTS = " ,;"
_ONE_RESULT = re.compile(r"KQ\.[A-Z]+[0-9]+(?:\.[0-9]+)*")
_UNITS = {
    "working_day": TermUnit.WORKING_DAYS,
    "day": TermUnit.CALENDAR_DAYS,
    "month": TermUnit.MONTHS,
}
_HOURS = "hour"


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalTerm:
    """A term in a record; number or unit may have been lost."""

    channel: str
    value: float | None
    unit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalFee:
    """The fees of a channel: amounts with their currencies, and whether it is said to be free."""

    channel: str
    amounts: tuple[tuple[float, str], ...]
    free: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalRecord:
    """A record in the words of the portal; `level` lists the tiers of government."""

    code: str
    name: str
    field: str
    level: str
    decision: str
    agencies: tuple[str, ...]
    terms: tuple[PortalTerm, ...]
    fees: tuple[PortalFee, ...]
    papers: int | None
    results: tuple[str, ...]


def one_line(text: str) -> str:
    """Return a text in NFC on one line, each blank one."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def announced(record: PortalRecord) -> AnnouncedProcedure:
    """Return what the record announces, with every reason why a clerk must look at it."""
    tiers = tuple(_tiers(record.level))
    results = tuple(dict.fromkeys(code for text in record.results for code in _results(text)))
    terms = tuple(_term(item) for item in record.terms if item.channel in _CHANNELS)
    found = {
        *_reviews_of_terms(record.terms),
        *(review for fee in record.fees for review in _reviews_of_fee(fee)),
    }
    if any(len(_results(text)) > 1 for text in record.results):
        found.add(Review.RESULTS_RUN_TOGETHER)
    if any(_ONE_RESULT.sub("", text).strip(_BETWEEN_RESULTS) for text in record.results):
        found.add(Review.RESULT_UNREADABLE)
    if not record.agencies:
        found.add(Review.AUTHORITY_MISSING)
    if not tiers:
        found.add(Review.TIER_UNKNOWN)
    channels = {term.channel for term in record.terms} | {fee.channel for fee in record.fees}
    if channels - set(_CHANNELS):
        found.add(Review.CHANNEL_UNKNOWN)
    return AnnouncedProcedure(
        code=record.code,
        name=one_line(record.name),
        field=one_line(record.field),
        tiers=tiers,
        decision=one_line(record.decision),
        authorities=tuple(map(one_line, record.agencies)),
        terms=tuple(dict.fromkeys(terms)),
        fees=tuple(dict.fromkeys(_fees(record.fees))),
        papers=record.papers,
        results=results,
        reviews=in_order(found),
    )


def in_order(reviews: Iterable[Review]) -> tuple[Review, ...]:
    """Return reviews once each, in the order of their list."""
    found = set(reviews)
    return tuple(review for review in Review if review in found)


def _tiers(level: str) -> Iterator[Tier]:
    for part in level.split(","):
        tier = _TIERS.get(one_line(part).casefold())
        if tier is not None:
            yield tier


def _results(text: str) -> Sequence[str]:
    return _ONE_RESULT.findall(text) or [one_line(text)]


def _term(item: PortalTerm) -> AnnouncedTerm:
    number = "" if item.value is None else f"{item.value:g}"
    return AnnouncedTerm(
        channel=_CHANNELS[item.channel],
        term=_usable(item),
        published=" ".join(part for part in (number, item.unit) if part),
    )


def _usable(item: PortalTerm) -> Term | None:
    unit = _UNITS.get(item.unit or "")
    if unit is None or item.value is None or not _is_whole(item.value):
        return None
    return Term(amount=int(item.value), unit=unit)


def _is_whole(value: float) -> bool:
    return value.is_integer() and 0 < value <= _MOST


def _reviews_of_terms(terms: Sequence[PortalTerm]) -> Iterator[Review]:
    stated = [item for item in terms if item.value is not None]
    if not stated:
        yield Review.TERM_MISSING
    for item in stated:
        if item.unit is None:
            yield Review.TERM_WITHOUT_UNIT
        elif item.unit == _HOURS:
            yield Review.TERM_HOURS_UNCLEAR
        elif _usable(item) is None:
            yield Review.TERM_UNUSABLE
    by_channel = groupby(
        sorted(stated, key=lambda item: item.channel), key=lambda item: item.channel
    )
    if any(len({(item.value, item.unit) for item in same}) > 1 for _, same in by_channel):
        yield Review.TERMS_DIFFER


def _fees(fees: Iterable[PortalFee]) -> Iterator[AnnouncedFee]:
    for fee in fees:
        channel = _CHANNELS.get(fee.channel)
        if channel is None:
            continue
        for amount, currency in fee.amounts:
            yield AnnouncedFee(
                channel=channel,
                amount=int(amount) if _is_possible(amount, currency) and not fee.free else None,
                published=f"{amount:.15g} {currency}",
            )
        if not fee.amounts and fee.free:
            yield AnnouncedFee(channel=channel, amount=0, published="Miễn phí")


def _reviews_of_fee(fee: PortalFee) -> Iterator[Review]:
    if fee.free and fee.amounts:
        yield Review.FEE_CONTRADICTORY
    if not fee.free and not fee.amounts:
        yield Review.FEE_UNSTATED
    for amount, currency in fee.amounts:
        if not _is_dong(currency):
            yield Review.FEE_FOREIGN
        elif not _is_possible(amount, currency):
            yield Review.FEE_IMPOSSIBLE


def _is_possible(amount: float, currency: str) -> bool:
    whole = amount == 0 or amount >= _LEAST_FEE
    return _is_dong(currency) and whole and float(amount).is_integer()


def _is_dong(currency: str) -> bool:
    return one_line(currency).casefold() in ("việt nam đồng", "vnđ", "vnd", "đồng", "đ")
