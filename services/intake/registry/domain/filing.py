"""What somebody asks to file: read and well-formed, not yet held against the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kernel.channel import Channel
from services.intake.catalogue.domain.redirection import Redirection
from services.intake.registry.domain.applicant import Person
from services.intake.registry.domain.delivery import Delivery

SAMPLE = "sample"
"""The upload of a paper that only stands for one, where people try the system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedPaper:
    """A paper as filed: uploaded, or seen by the officer with its numbers of originals, copies."""

    paper: str
    upload: str | None = None
    seen: bool = False
    originals: int | None = None
    copies: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A request to file; the values of `form` are still to be checked against the e-form.

    Of a letter, `received_on` is the day it came in (None: today), and `accept` says that the desk
    found it complete when it opened it. `despite_duplicate`: file it although it was filed before.
    `mandate` is the id of the one by which the applicant files for `on_behalf_of`,
    `draft` that of the draft it was filled in, which goes with the filing. `redirected` says that
    the agency named first had ended, and that the receiving agency stands for it.
    """

    procedure: str
    receiving_agency: str
    channel: Channel
    applicant: Person
    on_behalf_of: Person | None
    case: str | None
    form: Mapping[str, Any] = field(repr=False)
    papers: tuple[OfferedPaper, ...]
    delivery: Delivery
    language: str
    received_on: date | None = None
    accept: bool = False
    despite_duplicate: bool = False
    mandate: str | None = None
    draft: str | None = None
    redirected: Redirection | None = None

    @property
    def accepted_at_once(self) -> bool:
        """Tell whether the officer who takes the papers in accepts them in the same act."""
        return self.channel is Channel.DESK or self.accept

    @property
    def parties(self) -> tuple[str, ...]:
        """Return the identities of everybody the dossier is about, each once.

        Who files under a mandate is not among them: what they may see ends with it.
        """
        people = (None if self.mandate else self.applicant, self.on_behalf_of)
        found = (key for person in people if person for key in person.identities)
        return tuple(dict.fromkeys(found))
