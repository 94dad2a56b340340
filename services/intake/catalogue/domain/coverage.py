"""How much of what was announced can be filed, and how long it took to get there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A procedure that can be filed: since when its content holds, when it was published.

    `published_on` is None where nobody wrote that down.
    """

    code: str
    field: str
    valid_from: date
    published_on: date | None

    @property
    def lag(self) -> int | None:
        """Return the days from the day it holds to its publication; 0 where that was before."""
        if self.published_on is None:
            return None
        return max(0, (self.published_on - self.valid_from).days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """A procedure that was announced and cannot be filed; whether its record needs review."""

    code: str
    field: str
    needs_review: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many procedures were announced, of a field or in all, and how many can be filed."""

    announced: int
    at_the_door: int
    field: str | None = None

    @property
    def share(self) -> float | None:
        """Return at the door ÷ announced in four digits, None where nothing was announced."""
        return round(self.at_the_door / self.announced, 4) if self.announced else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """Days from the day a content holds to its publication, over those where it is known."""

    procedures: int
    late: int
    median_days: int | None
    longest_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The coverage of a day, in all and by field, with the lag of publication."""

    on: date
    whole: Share
    needs_review: int
    fields: tuple[Share, ...]
    lag: Lag


def coverage(on: date, doors: Sequence[Door], announced: Sequence[Announced]) -> Coverage:
    """Return the coverage; what can be filed counts as announced, each code once."""
    open_codes = {door.code for door in doors}
    waiting = [item for item in announced if item.code not in open_codes]
    at_the_door = Counter(door.field for door in doors)
    in_all = at_the_door + Counter(item.field for item in waiting)
    return Coverage(
        on=on,
        whole=Share(announced=len(doors) + len(waiting), at_the_door=len(doors)),
        needs_review=sum(item.needs_review for item in waiting),
        fields=tuple(
            Share(field=name, announced=in_all[name], at_the_door=at_the_door[name])
            for name in sorted(in_all)
        ),
        lag=_lag(door.lag for door in doors),
    )


def _lag(days: Iterable[int | None]) -> Lag:
    known = [lag for lag in days if lag is not None]
    return Lag(
        procedures=len(known),
        late=sum(lag > 0 for lag in known),
        median_days=median_low(known) if known else None,
        longest_days=max(known, default=None),
    )
