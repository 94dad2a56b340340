"""Candidates for linked procedures are looked for in what was filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.intake.improvement.domain.candidate import FLOOR, Candidate, find_pairs
from services.intake.improvement.ports import Filings


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was filed from `first` to before `last`; the second filing within `days`."""

    first: datetime
    last: datetime
    days: int = 90
    least: int = FLOOR


def find_candidates(question: Question, *, filings: Filings) -> Sequence[Candidate]:
    """Return the pairs of procedures that people filed one after another, most people first."""
    within = timedelta(days=question.days)
    return find_pairs(
        filings.between(question.first, question.last),
        until=question.last - within,
        within=within,
        least=question.least,
    )
