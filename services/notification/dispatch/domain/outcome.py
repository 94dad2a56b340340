"""What became of one try to hand a message to a provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum, unique


@unique
class Result(StrEnum):
    """How a try ended, as far as it decides what comes next."""

    ACCEPTED = "accepted"  # the provider took the message over
    UNREACHABLE = "unreachable"  # nothing of the message left: the provider is away
    DEFERRED = "deferred"  # refused for now; a later try may succeed
    REFUSED = "refused"  # refused for good
    UNKNOWN = "unknown"  # it left, and no answer came back


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of a try with the provider's `code`, if any, and a word of ours for the reason.

    Providers' own sentences are not kept: they quote addresses. `further` are the other channels
    by which the contact, once opened, can be reached; `cost` is what the try cost, in đồng.
    `references` are the names under which `provider` will say what became of it, one a part.
    `patience` is how long an unknown end waits for that before the next try, None for as usual.
    `in_charge` is the account of who has the work that the message tells of, where it was learnt
    with this try; the message keeps it.
    """

    result: Result
    reason: str | None = None
    code: int | None = None
    further: tuple[str, ...] = ()
    cost: int = 0
    provider: str = ""
    references: tuple[str, ...] = ()
    patience: timedelta | None = None
    in_charge: str | None = None
