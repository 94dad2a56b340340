"""A thing a procedure says, with its name and what it says, for people to compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kernel.channel import Channel
from kernel.text import Text

CHANNELS: Mapping[Channel, Text] = {
    Channel.ONLINE: Text(vi="trực tuyến", en="online"),
    Channel.DESK: Text(vi="trực tiếp", en="at a desk"),
    Channel.POST: Text(vi="bưu chính", en="by post"),
    Channel.PARTNER: Text(vi="qua hệ thống khác", en="by a partner"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`key` is the same in two contents that speak of the same thing.

    `whole` is all there is to it, what the words leave out as well: two entries with the same
    words may still differ.
    """

    key: str
    label: Text
    value: Text
    whole: object = None


def entry(key: str, label: Text, value: Text | str, whole: object = None) -> Entry:
    """Return an entry; a value in one language alone stands in both."""
    words = Text(vi=value, en=value) if isinstance(value, str) else value
    return Entry(key=key, label=label, value=words, whole=whole)


def joined(parts: Sequence[Text]) -> Text:
    """Return texts side by side."""
    return Text(vi=", ".join(part.vi for part in parts), en=", ".join(part.en for part in parts))
