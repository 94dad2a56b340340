"""Intake asks, before it publishes a procedure, whether there is somebody for every step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.routing.work.domain.vacancy import Post, vacancies
from services.routing.work.ports import Workforce


def find_vacancies(posts: Sequence[Post], on: date, *, workforce: Workforce) -> Sequence[Post]:
    """Return the posts with the agencies where nobody in the register holds them that day."""
    return tuple(vacancies(posts, workforce.everybody(on)))
