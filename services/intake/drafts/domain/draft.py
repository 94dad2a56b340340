"""A draft: a filing as far as it is filled in, nobody's business but its owner's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from contracts.events.draft import DraftContactErased, DraftContactSet, DraftExpiring

MOST = 20
"""How many drafts one account keeps."""

NOTICE = timedelta(days=3)
"""How long before its end a draft is told to expire."""

LEAST_NOTICE = timedelta(days=1)
"""No draft is deleted sooner than so after that was told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftContent:
    """What is kept: for which procedure, and the body of `POST /dossiers` as far as it goes.

    `email` is where its owner wants to be told that it is about to go.
    """

    procedure: str
    language: str
    body: Mapping[str, Any] = field(repr=False)
    email: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`owner` is the subject of the account; it goes at `expires_at`, and not before a notice."""

    id: str
    owner: str
    version: int = 1
    content: DraftContent
    saved_at: datetime
    expires_at: datetime
    warned_at: datetime | None = None

    def expiring(self, now: datetime) -> bool:
        """Tell whether its end is near enough to be told."""
        return now >= self.expires_at - NOTICE


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedDraftContact:
    """Where to write about a draft, as it is said, and the key that opens it."""

    event: DraftContactSet
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A draft that is no more; `had_contact` tells whether somebody was to be written to."""

    id: str
    had_contact: bool


def begin(id_: str, owner: str, content: DraftContent, *, at: datetime, days: int) -> Draft:
    """Return a new draft, kept for so many days from each time it is saved."""
    return Draft(
        id=id_,
        owner=owner,
        content=content,
        saved_at=at,
        expires_at=at + timedelta(days=days),
    )


def save(draft: Draft, content: DraftContent, *, at: datetime, days: int) -> Draft:
    """Return the draft as it is saved again: its time begins anew."""
    return replace(
        draft,
        version=draft.version + 1,
        content=content,
        saved_at=at,
        expires_at=at + timedelta(days=days),
        warned_at=None,
    )


def warn(draft: Draft, *, at: datetime) -> tuple[Draft, DraftExpiring]:
    """Return the draft told to expire: never sooner than a day from now."""
    expires_at = max(draft.expires_at, at + LEAST_NOTICE)
    said = DraftExpiring(
        id=draft.id,
        procedure=draft.content.procedure,
        language=draft.content.language,
        expires_at=expires_at,
    )
    return replace(draft, warned_at=at, expires_at=expires_at), said


def contact_erased(id_: str, *, at: datetime) -> DraftContactErased:
    """Return that nobody is to be written to about the draft any more."""
    return DraftContactErased(id=id_, erased_at=at)
