"""A phone of one box that sends texts in: in one part, or in several as phones and centres do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from smpplib import consts

from services.notification.dispatch.clients.smpp_pdus import CODING, encoded
from services.notification.templates.domain.short_text import ShortText, short_text

FORMS: Final = ("header", "wide-header", "sar", "payload")
"""How a long text comes: by a header of 8 or 16 bits, by parameters, or whole in one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A text that somebody sends in, or a part; due at an instant of the monotonic clock."""

    at: float
    number: str
    fields: Mapping[str, object]


def parts_of(words: str, form: str, reference: int) -> Sequence[Mapping[str, object]]:
    """Return the fields of a deliver_sm for each part of a text, in their order."""
    text = short_text(words)
    coding: dict[str, object] = {"data_coding": CODING[text.encoding]}
    if form == "payload":
        return [coding | {"message_payload": encoded(text.words, text)}]
    if text.segments == 1:
        return [coding | {"short_message": encoded(text.words, text)}]
    return [coding | _part(text, place, form, reference) for place in range(1, text.segments + 1)]


def _part(text: ShortText, place: int, form: str, reference: int) -> dict[str, object]:
    octets = encoded(text.parts[place - 1], text)
    if form == "sar":
        return {
            "short_message": octets,
            "sar_msg_ref_num": reference & 0xFFFF,
            "sar_total_segments": text.segments,
            "sar_segment_seqnum": place,
        }
    header = bytes((5, 0, 3, reference & 0xFF, text.segments, place))
    if form == "wide-header":
        mark = (reference & 0xFFFF).to_bytes(2, "big")
        header = bytes((6, 8, 4)) + mark + bytes((text.segments, place))
    return {"esm_class": consts.SMPP_GSMFEAT_UDHI, "short_message": header + octets}
