"""How somebody can be reached; in clear it lives in memory only, for the length of a delivery."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from services.notification.people.domain.phone import Phone, phone_of

# One mailbox of RFC 5321 in its plain form; quoted local parts do not occur in life.
_MAILBOX = re.compile(
    r"[^\s@<>\"(),:;\\\[\]]{1,64}@(?=.{1,255}\Z)([^\s@.<>()]{1,63}\.)+[^\s@.<>()]{2,63}"
)


_DRAFT, _STAFF = "draft/", "staff/"


def about_draft(id_: str) -> str:
    """Return by what a draft stands where else the code of a dossier stands."""
    return f"{_DRAFT}{id_}"


def about_staff(id_: str) -> str:
    """Return by what an officer's mail stands where else the code of a dossier stands."""
    return f"{_STAFF}{id_}"


def is_dossier(about: str) -> bool:
    """Tell whether letters are about a dossier: others follow it, and its desk telephones."""
    return not about.startswith((_DRAFT, _STAFF))


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedContact:
    """A contact as intake sent it: ciphertext and the id of its key.

    `dossier` is the code of a dossier, or what `about_draft` or `about_staff` returns.
    `agreed_at` is when the owner of a draft, or an officer, asked to be written to; about
    dossiers the law has us write (Decree 224/2026 art. 15), and no consent is asked (Law 91/2025).
    `indexed` tells whether its blind index is kept; where it is, `marks` are those of its
    mailbox as the contact was read.
    """

    dossier: str
    key_id: str
    ciphertext: str
    agreed_at: datetime | None = None
    indexed: bool = False
    marks: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """What a letter must know of whom it is for before it is written.

    `language` is None when none was said; `reachable` tells whether a contact is here.
    """

    language: str | None = None
    reachable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact in clear; no repr shows it. `person` is False for an organisation."""

    name: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    person: bool = True

    @property
    def mailbox(self) -> str | None:
        """Return the e-mail address when mail can be sent to it, else None.

        What is no plain mailbox (line breaks, lists, display names) is none.
        """
        if self.email is None or not _MAILBOX.fullmatch(self.email):
            return None
        return self.email

    @property
    def mobile(self) -> Phone:
        """Return what the telephone number is good for."""
        return phone_of(self.phone)


def contact_from_document(document: Mapping[str, object]) -> Contact:
    """Return the contact in the JSON value that intake sealed."""
    return Contact(
        name=_text(document.get("name")),
        email=_text(document.get("email")),
        phone=_text(document.get("phone")),
        person=document.get("kind") != "organisation",
    )


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
