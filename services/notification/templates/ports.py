"""What texts need: names of agencies and procedures, and an engine that fills them in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from services.notification.templates.domain.agency import AgencyWords
from services.notification.templates.domain.approval import Release
from services.notification.templates.domain.courtesy import NO_WISH, Kind, Wish
from services.notification.templates.domain.facts import Facts
from services.notification.templates.domain.greeting import Greeting
from services.notification.templates.domain.template import Rendered, Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Agencies, and the names of procedures, by code, as published last."""

    agencies: Mapping[str, AgencyWords]
    procedures: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Codes of agencies and procedures whose names are wanted."""

    agencies: Collection[str]
    procedures: Collection[str]


class Names(Protocol):
    """Copies of what intake published, as far as letters name it."""

    def published(self, *, agencies: Collection[str], procedures: Collection[str]) -> Published:
        """Return what is known of these codes, of those heard of."""
        ...

    def put_agency(self, agency: AgencyWords) -> None:
        """Keep what an agency is called now."""
        ...

    def put_procedure(self, code: str, name: str) -> None:
        """Keep what a procedure is called now."""
        ...


class Texts(Protocol):
    """The texts of this version of the suite."""

    def newest_version(self, template: Template) -> int:
        """Return the number of the texts of a template that are in force today.

        Raises `TextFaultyError` where none is approved.
        """
        ...

    def kind_of(self, template: Template) -> Kind:
        """Return what of a template may be stopped by who gets it."""
        ...

    def subject(self, template: Template, version: int, language: str, facts: Facts) -> str:
        """Fill in the subject alone, one line; raises `TextFaultyError`."""
        ...

    def render(
        self,
        template: Template,
        version: int,
        language: str,
        facts: Facts,
        greeting: Greeting,
        *,
        wish: Wish = NO_WISH,
    ) -> Rendered:
        """Fill in a text, with what its reader wants of the courtesy in it.

        Raises `TextFaultyError` when the text speaks of something that does not exist.
        """
        ...


class Approvals(Protocol):
    """Which versions of texts there are, and who approved them."""

    def releases(self, name: str) -> Sequence[Release]:
        """Return the versions of a text, or of the layout, by number.

        Raises `TextFaultyError` for an approval that is not whole.
        """
        ...


class ShortTexts(Protocol):
    """The texts of SMS of this version of the suite."""

    def words(self, template: Template, version: int, language: str, facts: Facts) -> str:
        """Fill in a text, on one line; raises `TextFaultyError`."""
        ...

    def variables(self, template: Template, version: int, language: str) -> frozenset[str]:
        """Return what a text speaks of; raises `TextFaultyError` when it is none."""
        ...
