"""What the catalogue asks of other services before a procedure begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as part
from datetime import date
from typing import Protocol

from kernel.process import StepRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Work of a role on dossiers of a field; two are the same wherever they are wanted."""

    role: StepRole
    field: str
    confidential: bool
    agencies: frozenset[str] = part(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingText:
    """A milestone that cannot be told in a language, as a `letter` or in a `short` text."""

    milestone: str
    language: str
    form: str


class Staffing(Protocol):
    """Who is at work, as the register of officers has it."""

    def vacant(self, posts: Sequence[Post], on: date) -> Mapping[Post, frozenset[str]]:
        """Return by post the agencies where nobody holds it on that day.

        Raises `UnavailableError`, `TimedOutError`.
        """
        ...


class PublishedTexts(Protocol):
    """What people can be told."""

    def missing(self, milestones: Sequence[str]) -> Sequence[MissingText]:
        """Return what of these types of events cannot be told.

        Raises `UnavailableError`, `TimedOutError`.
        """
        ...
