"""A fault found in a document of the catalogue before it is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, at a JSON pointer (RFC 6901) into the document."""

    pointer: str
    text: Text


def fault(pointer: str, vi: str, en: str) -> Fault:
    """Return a fault with its sentence in both languages."""
    return Fault(pointer=pointer, text=Text(vi=vi, en=en))


def repeated(ids: Iterable[str], pointer: str) -> Iterator[Fault]:
    """Yield a fault for every id that stands more than once."""
    for name, times in Counter(ids).items():
        if times > 1:
            yield fault(pointer, f"Mã “{name}” bị lặp lại.", f"The id “{name}” stands twice.")
