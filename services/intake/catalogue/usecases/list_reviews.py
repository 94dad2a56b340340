"""Clerks see which announced procedures need review, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from services.intake.catalogue.domain.review import Review
from services.intake.catalogue.ports import ReviewItem, ReviewQuery, Reviews


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """A page by code; `after` begins the next, None on the last; `counts` are over all pages."""

    items: tuple[ReviewItem, ...]
    after: str | None
    counts: Mapping[Review, int]


def list_reviews(query: ReviewQuery, *, on: date, reviews: Reviews) -> ReviewPage:
    """Return announced procedures that need review and no published version stands for."""
    found = reviews.page(replace(query, limit=query.limit + 1), on)
    items = tuple(found[: query.limit])
    return ReviewPage(
        items=items,
        after=items[-1].procedure.code if len(found) > len(items) else None,
        counts=reviews.counts(on),
    )
