"""A letter in the web inbox of who it is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What was told about a dossier `at` an instant; `read_at` is when this reader read it.

    It is there from the moment it was queued, whether or not any other channel has an address.
    """

    id: UUID
    dossier: str
    template: str
    template_version: int
    language: str
    facts: Mapping[str, object]
    at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in the list a page ended."""

    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which letters are asked for: those behind a place, only the unread, about one dossier."""

    after: Place | None = None
    limit: int = 20
    unread: bool = False
    dossier: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some letters, newest first, and how many there are in all and unread."""

    letters: Sequence[Letter]
    after: Place | None
    total: int
    unread: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads, by the blind index of the account, and the dossiers that are theirs."""

    index: str
    dossiers: Sequence[str]
