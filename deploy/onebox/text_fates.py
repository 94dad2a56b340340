"""What can become of a text message on one box: by its number, or by the mode for all numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

NUMBERS: Final[Mapping[str, str]] = {
    "84900000001": "unknown",  # the number does not exist
    "84900000002": "undelivered",  # it is taken, and never reaches the phone
    "84900000003": "late",  # the receipt comes after half a minute
    "84900000004": "slow",  # it is taken, and the answer comes later than anybody waits
    "84900000005": "drop",  # it is taken, and the connection ends without an answer
    "84900000006": "lost",  # it arrives, and no receipt comes
    "84900000007": "throttle",  # the first two tries are too many
    "84900000008": "doubled",  # the receipt comes twice
    "84900000009": "early",  # the receipt comes before the answer
    "84900000010": "disordered",  # after the end a receipt says that it is on its way
}
RECEIPT_MODES: Final = ("undelivered", "late", "lost", "doubled", "early", "disordered")
MODES: Final = ("ok", "throttle", "broken", "slow", "drop", *RECEIPT_MODES)
SLOW_SECONDS: Final = 20.0
TRIES: Final = 2
"""How many tries are too many for a number that stands for that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A receipt so many seconds after the text: `accepted`, `delivered` or `failed`."""

    seconds: float
    state: str


_SOON, _LATER = 0.2, 0.4
_ARRIVES = (Due(seconds=_SOON, state="delivered"),)
_RECEIPTS: Final[Mapping[str, Sequence[Due]]] = {
    "undelivered": (Due(seconds=_SOON, state="failed"),),
    "late": (Due(seconds=30.0, state="delivered"),),
    "lost": (),
    "doubled": (*_ARRIVES, Due(seconds=_LATER, state="delivered")),
    "early": (Due(seconds=0.0, state="delivered"),),
    "disordered": (*_ARRIVES, Due(seconds=_LATER, state="accepted")),
}


def fate_of(number: str, mode: str) -> str:
    """Return what becomes of a text: by the mode, or what the number stands for."""
    return NUMBERS.get(number, "ok") if mode == "ok" else mode


def receipts_of(fate: str) -> Sequence[Due]:
    """Return the receipts of a text that was taken."""
    return _RECEIPTS.get(fate, _ARRIVES)
