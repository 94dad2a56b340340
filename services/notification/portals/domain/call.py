"""A signed call to a portal: something happened to a dossier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum, unique
from uuid import UUID

DISABLED_AFTER = timedelta(hours=72)
"""A portal that took nothing for so long is called no more until somebody enables it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a portal listens, and the keys calls to it are signed with, the newest first."""

    name: str
    url: str
    keys: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call; `id` stays the same when it is made again, so that the portal can drop doubles."""

    id: UUID
    endpoint: str
    body: bytes
    attempts: int = 0


@unique
class Answer(StrEnum):
    """What a portal made of a call."""

    TAKEN = "taken"  # 2xx
    FAILED = "failed"  # no answer, or any other status; redirects are not followed
    REFUSED = "refused"  # the address is none we call: not https, or not public
    GONE = "gone"  # 410: it wants no calls any more


def state_of(code: str, state: str, event: Mapping[str, object]) -> dict[str, object]:
    """Return what a portal is told: code, what happened, and its instants; nobody's data.

    `event` are the fields of what happened, of which the instants alone are taken.
    """
    times = {
        name: value.isoformat() for name, value in event.items() if isinstance(value, datetime)
    }
    return {"dossier": code, "state": state, "times": times}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Since when a portal fails, and whether it is called no more."""

    failing_since: datetime | None = None
    disabled_at: datetime | None = None


def standing_after(answer: Answer, before: Standing, now: datetime) -> Standing:
    """Return how a portal stands after a call."""
    if answer is Answer.TAKEN:
        return Standing()
    since = before.failing_since or now
    over = answer is Answer.GONE or now - since >= DISABLED_AFTER
    return Standing(failing_since=since, disabled_at=before.disabled_at or (now if over else None))
