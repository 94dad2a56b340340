"""What phones send, read out of PDUs of SMPP 3.4; parts of long texts are put together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from smpplib import consts

from services.notification.dispatch.clients.smpp_pdus import address_of, decoded, octets_of
from services.notification.dispatch.domain.text_in import TextIn

WINDOW_SECONDS = 60.0
"""How long the parts of a text wait for the others, from the first of them that came."""
ROOM = 100
"""So many unfinished texts are kept; where one more comes, the oldest goes as it is."""
_MOST_PARTS = 20
_MOST_WORDS = 2000
_MOST_OCTETS = 1000
_AGAIN_SECONDS = 600
"""So long the same words of a number are one text, where the centre gives it no mark."""
_GAP = "?"
"""Stands for parts that did not come: no code of a dossier reaches across it."""
# Elements of a header that tell which part of a long text this is: how many octets its mark has
# before the number of parts and its place (3GPP TS 23.040 sections 9.2.3.24.1 and 9.2.3.24.8).
_MARK_OCTETS = {0x00: 1, 0x08: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of `count` parts of a text; `mark` is what all parts of it have in common."""

    number: str = field(repr=False)
    mark: str
    count: int
    place: int
    coding: int
    octets: bytes = field(repr=False)

    @property
    def whole(self) -> tuple[str, str, int]:
        """Return what names the text this is a part of."""
        return self.number, self.mark, self.count


@dataclass(slots=True)
class _Unfinished:
    """The parts that came so far; instants are of the monotonic clock, `began_at` of ours."""

    since: float
    began_at: datetime
    parts: dict[int, Part] = field(default_factory=dict, repr=False)


class LongTexts:
    """Puts parts together, in whatever order they come, and brings each text once.

    Belongs to the thread that reads. What waits is in memory alone, for a minute at most: then
    what there is goes as one text. `bring` tells whether it could be kept.
    """

    def __init__(self, provider: str, bring: Callable[[TextIn], bool]) -> None:
        self._provider = provider
        self._bring = bring
        self._unfinished: dict[tuple[str, str, int], _Unfinished] = {}
        # By a hash that each process salts: whose they were is known no longer than needed.
        self._brought: dict[int, float] = {}

    def take(self, part: Part, *, at: float, now: datetime) -> bool:
        """Take a part; False when its text is whole and cannot be kept: it is to be said again.

        One that was brought lately takes no further part.
        """
        if part.place > _MOST_PARTS or hash(part.whole) in self._brought:
            return True
        found = self._unfinished.get(part.whole)
        if found is None:
            full = len(self._unfinished) >= ROOM
            if full and not self._give(next(iter(self._unfinished)), at):
                return False
            found = self._unfinished[part.whole] = _Unfinished(at, now)
        found.parts.setdefault(part.place, part)
        if len(found.parts) < min(part.count, _MOST_PARTS) or self._give(part.whole, at):
            return True
        del found.parts[part.place]
        return False

    def hurry(self, at: float) -> None:
        """Bring what waited long enough for the rest."""
        for whole, found in list(self._unfinished.items()):
            if at - found.since >= WINDOW_SECONDS and not self._give(whole, at):
                break
        self._brought = {
            name: since for name, since in self._brought.items() if at - since < _AGAIN_SECONDS
        }

    def _give(self, whole: tuple[str, str, int], at: float) -> bool:
        found = self._unfinished[whole]
        number, mark, count = whole
        once = f"{mark} of {count} {_moment(found.began_at)}"
        text = _text(self._provider, number, f"long {once}", _joined(found.parts))
        if not self._bring(text):
            return False
        del self._unfinished[whole]
        self._brought[hash(whole)] = at
        return True


def read_text(pdu: Any, provider: str, now: datetime) -> TextIn | Part | None:  # noqa: ANN401 -- the library has no types
    """Return what a phone sent, or a part of it; None for what breaks off.

    Centres give a text no name: it is known again by its number, words and
    user_message_reference. Without that the same words are another text ten minutes on, by the
    clock: one that is said again just then is answered twice. A long text is known by its
    number and the mark of its parts, for as long. The name is made of the number without a
    key, so it is sealed before it is kept.
    """
    octets, coding, number = octets_of(pdu), pdu.data_coding or 0, address_of(pdu)
    header = b""
    if (pdu.esm_class or 0) & consts.SMPP_GSMFEAT_UDHI:
        ends = 1 + sum(octets[:1])
        header, octets = octets[1:ends], octets[ends:]
    found = _place_in(header) if header else _sar_of(pdu)
    if found is None:
        return None
    mark, count, place = found
    if count > 1:
        kept = octets[:_MOST_OCTETS]
        return Part(number=number, mark=mark, count=count, place=place, coding=coding, octets=kept)
    reference = pdu.user_message_reference
    once = _moment(now) if reference is None else f"mark {reference}"
    said = f"{coding} {octets.hex()} {once}"
    return _text(provider, number, said, decoded(octets, coding))


_Place = tuple[str, int, int]
_ALONE: _Place = ("", 1, 1)


def _sar_of(pdu: Any) -> _Place:  # noqa: ANN401 -- the library has no types
    """Return which part this is by its optional parameters (section 5.3.2.22 and after)."""
    count, place = pdu.sar_total_segments or 0, pdu.sar_segment_seqnum or 0
    return _placed(f"sar {pdu.sar_msg_ref_num}", count, place)


def _place_in(header: bytes) -> _Place | None:
    """Return which part this is by a header, None if that breaks off."""
    at = 0
    while at + 2 <= len(header):
        kind, length = header[at], header[at + 1]
        inside = header[at + 2 : at + 2 + length]
        wide = _MARK_OCTETS.get(kind, 0)
        if wide and length == wide + 2:
            if len(inside) < length:
                return None
            return _placed(f"header {inside[:wide].hex()}", inside[wide], inside[wide + 1])
        at += 2 + length
    return _ALONE


def _placed(mark: str, count: int, place: int) -> _Place:
    """Return a place; numbers that cannot be say nothing (3GPP TS 23.040 section 9.2.3.24.1)."""
    return (mark, count, place) if count > 1 and 1 <= place <= count else _ALONE


def _joined(parts: dict[int, Part]) -> str:
    """Return what parts say: a letter may begin in one and end in the next."""
    runs: list[list[Part]] = []
    for place in sorted(parts):
        if runs and runs[-1][-1].place == place - 1:
            runs[-1].append(parts[place])
        else:
            runs.append([parts[place]])
    words = _GAP.join(map(_said, runs))
    return words if 1 in parts else _GAP + words


def _said(run: Sequence[Part]) -> str:
    return "".join(
        decoded(b"".join(part.octets for part in same), coding)
        for coding, same in groupby(run, key=lambda part: part.coding)
    )


def _moment(now: datetime) -> str:
    return f"at {int(now.timestamp()) // _AGAIN_SECONDS}"


def _text(provider: str, number: str, said: str, words: str) -> TextIn:
    name = hashlib.sha256(f"{number} {said}".encode()).hexdigest()
    return TextIn(provider=provider, id=name, number=number, words=words[:_MOST_WORDS])
