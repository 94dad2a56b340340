"""What tracking needs: counted tries, kept codes, and the little it may know of dossiers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.intake.registry.domain.followed import Followed
from services.intake.tracking.domain.one_time_code import KeptCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A try that was counted; `subjects` is how many different things were tried lately."""

    subjects: int


class Tries(Protocol):
    """Tries counted exactly, over any fifteen minutes, for all processes together."""

    def take(self, who: str, *, most: int, about: str, now: datetime) -> Taken:
        """Count a try of `who`, to be committed before anything is compared.

        Raises `TooManyTriesError` when `most` were counted in the last fifteen minutes. Other
        tries of `who` wait for the end of the transaction.
        """
        ...

    def take_quietly(self, who: str, *, most: int, about: str, now: datetime) -> bool:
        """Count a try where `most` allows one more; tell whether it did."""
        ...

    def give_back(self, who: str, *, about: str, at: datetime) -> None:
        """Take back the try of `who` that was counted at that instant."""
        ...


class PublicLookUp(Protocol):
    """What may be asked about a dossier without login; the registry answers."""

    def secret_hash(self, code: str) -> bytes | None:
        """Return the hash of the dossier's secret."""
        ...

    def language_at_phone(self, code: str, phone: str) -> str | None:
        """Return the applicant's language when this (E.164) is their phone, else None."""
        ...

    def find(self, code: str) -> Followed | None:
        """Return the dossier."""
        ...


class Codes(Protocol):
    """The codes that were sent and not used: one a dossier, the newest. And decoys."""

    def put(self, dossier: str, code: KeptCode, *, expires_at: datetime) -> None:
        """Keep the code in place of an earlier one."""
        ...

    def get(self, dossier: str, now: datetime) -> KeptCode | None:
        """Return the code that is good now."""
        ...

    def use_up(self, dossier: str, code_id: UUID) -> bool:
        """Forget the code; False when somebody else used it first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMessage:
    """A code in clear on its way to a phone; `id` makes sure that it goes once.

    Without a phone it is a decoy: it goes the same way until nobody can tell, and is dropped.
    """

    id: UUID
    dossier: str
    phone: str | None = field(repr=False)
    language: str
    otp: str = field(repr=False)
    minutes: int
