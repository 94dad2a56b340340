"""Candidates for linked procedures (liên thông): what people file one after another.

Where many who had A done file B soon after, the two may be done in one go. Only sums leave this
module, and none of fewer than `FLOOR` people, so that nobody can be singled out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

FLOOR = 10
"""The fewest people a line may tell of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A dossier as it counts here; `person` stands for somebody and says nothing about them."""

    person: str
    procedure: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """`people` of the `applicants` who filed `first` filed `then` within the days after.

    `lift` says how much likelier that is after `first` than after whatever else people file.
    """

    first: str
    then: str
    people: int
    applicants: int
    lift: float

    @property
    def share(self) -> float:
        """Return the part of the applicants of `first`."""
        return self.people / self.applicants


def find_pairs(
    filings: Iterable[Filing], *, until: datetime, within: timedelta, least: int = FLOOR
) -> Sequence[Candidate]:
    """Return the pairs with at least `least` people (never fewer than `FLOOR`), most people first.

    `filings` come person by person, each person's in order of time. A first filing counts when it
    was made before `until`, so that everybody had the whole time for a second one; a second one
    counts when it came later, `within` that time to the moment. Somebody who files several times
    is one person. The lift of (A, B) is the share of A's applicants who filed B, divided by the
    share of the applicants of anything but B who filed B after it.
    """
    counts = _Counts()
    for _, theirs in groupby(filings, key=lambda filing: filing.person):
        counts.add(tuple(theirs), until, within)
    floor = max(least, FLOOR)
    return sorted(
        (pair for pair in counts.candidates() if pair.people >= floor),
        key=lambda pair: (-pair.people, -pair.lift, pair.first, pair.then),
    )


class _Counts:
    def __init__(self) -> None:
        self._applicants: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._people = 0
        self._of_one_alone: Counter[str] = Counter()
        self._after_anything: Counter[str] = Counter()

    def add(self, theirs: Sequence[Filing], until: datetime, within: timedelta) -> None:
        """Count one person's filings."""
        began = {filing.procedure for filing in theirs if filing.at < until}
        if not began:
            return
        pairs = set(_pairs_of(theirs, until, within))
        self._people += 1
        self._applicants.update(began)
        self._pairs.update(pairs)
        self._after_anything.update({then for _, then in pairs})
        if len(began) == 1:
            self._of_one_alone.update(began)

    def candidates(self) -> Iterator[Candidate]:
        """Yield every pair there is."""
        for (first, then), people in self._pairs.items():
            applicants = self._applicants[first]
            # Who began nothing but `then` could not file it after something else.
            others = self._people - self._of_one_alone[then]
            usual = self._after_anything[then] / others
            yield Candidate(
                first=first,
                then=then,
                people=people,
                applicants=applicants,
                lift=people / applicants / usual,
            )


def _pairs_of(
    theirs: Sequence[Filing], until: datetime, within: timedelta
) -> Iterator[tuple[str, str]]:
    for place, first in enumerate(theirs):
        if first.at >= until:
            return
        for then in theirs[place + 1 :]:
            if then.at > first.at + within:
                break
            if then.procedure != first.procedure and then.at > first.at:
                yield first.procedure, then.procedure
