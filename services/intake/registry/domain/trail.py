"""The trail of a dossier: rows chained by hashes, so that what was changed later is found.

Each row's hash is SHA-256 of the hash before it and of the row; numbers run 1, 2, 3 …; the head
keeps the last of both. Heads of past days lie with another service too: who rewrites a chain from
some row to its head is found by them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, unique


@unique
class Chain(StrEnum):
    """What a chain is of."""

    TIMELINE = "timeline"  # what happened, chained as it is written
    ACCESSES = "accesses"  # who of the staff opened it, chained within a second


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last link of a chain, now or at the end of a day."""

    number: int
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A row of the trail: its place, its hash, and what was hashed with the hash before it.

    `row` names it in its table; `number`, `hash`, `content` are None for what is not there: a row
    without its seal, or a seal without its row.
    """

    row: int
    number: int | None
    hash: bytes | None
    content: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredChain:
    """One chain as it stands: its links in order of number, and its head."""

    dossier: str
    chain: Chain
    links: Sequence[Link]
    head: Head | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayEnd:
    """Where a chain stood at the end of a day."""

    dossier: str
    chain: Chain
    head: Head


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailFault:
    """A row, or the end of a chain, that is not what it was. `row` is None for an end."""

    dossier: str
    chain: Chain
    row: int | None
    found: str
    wanted: str


_NOTHING = Head(number=0, hash=b"")


def link_hash(previous: bytes, content: str) -> bytes:
    """Return the hash of a row; the first of a chain has nothing before it."""
    return hashlib.sha256(previous + content.encode()).digest()


def check_chain(
    dossier: str,
    chain: Chain,
    links: Iterable[Link],
    head: Head | None,
    kept: Mapping[int, bytes],
) -> Iterator[TrailFault]:
    """Yield everything wrong with one chain, whose links come in the order of their numbers.

    `kept` are the hashes, by number, that another service keeps of the ends of past days.
    """

    def fault(row: int | None, found: str, wanted: str) -> TrailFault:
        return TrailFault(dossier=dossier, chain=chain, row=row, found=found, wanted=wanted)

    last = _NOTHING
    left = dict(kept)
    for link in links:
        wrong = _wrong(link, last)
        if wrong is not None:
            yield fault(link.row, *wrong)
        if link.number is None or link.hash is None:
            continue
        # Each row is held against the hash that stands before it: one fault for one row.
        last = Head(number=link.number, hash=link.hash)
        if left.pop(link.number, link.hash) != link.hash:
            yield fault(link.row, "another hash", "the hash kept of the end of a day")
    if (head or _NOTHING) != last:
        yield fault(None, _end(last), _end(head))
    for number in sorted(left):
        yield fault(None, f"no row {number}", "the row kept of the end of a day")


def _wrong(link: Link, last: Head) -> tuple[str, str] | None:
    if link.content is None:
        return "row gone", "the row of this place"
    if link.number is None or link.hash is None:
        return "row without a place", "a place in the chain"
    if link.number != last.number + 1:
        return f"place {link.number}", f"place {last.number + 1}"
    if link.hash != link_hash(last.hash, link.content):
        return "row changed, or the one before", "a row that fits its hash"
    return None


def _end(head: Head | None) -> str:
    if head is None or head == _NOTHING:
        return "no end"
    return f"end {head.number} {head.hash.hex()[:12]}"
