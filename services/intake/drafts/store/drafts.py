"""Drafts in PostgreSQL: one sealed text each, with where to write about it."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, text

from services.intake.drafts.domain.draft import (
    Draft,
    DraftContent,
    Gone,
    SealedDraftContact,
)
from services.intake.registry.store.sealing import DossierSeals

TABLE, SEALED = "draft", "sealed"
EMAIL, KEY = "email", "contact_key"

# Two devices that begin one at the same moment are counted one after the other.
_LOCK_OWNER = text("SELECT pg_advisory_xact_lock(hashtextextended('draft/' || :owner, 0))")
_COUNT = text("SELECT count(*) FROM draft WHERE owner = :owner")
_ADD = text("""
    INSERT INTO draft (
        id, owner, version, procedure, language, sealed, email, saved_at, expires_at
    )
    VALUES (
        :id, :owner, :version, :procedure, :language, :sealed, :email, :saved_at, :expires_at
    )
""")
_SAVE = text("""
    UPDATE draft
    SET version = :version, procedure = :procedure, language = :language, sealed = :sealed,
        email = :email, saved_at = :saved_at, expires_at = :expires_at, warned_at = :warned_at
    WHERE id = CAST(:id AS uuid)
""")
_GET = "SELECT * FROM draft WHERE id = CAST(:id AS uuid) AND owner = :owner"
_READ, _LOCK = text(_GET), text(f"{_GET} FOR UPDATE")
_OF = text("""
    SELECT id, owner, version, procedure, language, saved_at, expires_at, warned_at
    FROM draft WHERE owner = :owner ORDER BY saved_at DESC, id
""")
_REACH = text("""
    UPDATE draft SET contact_key_id = CAST(:key_id AS uuid), contact_key = :contact_key
    WHERE id = CAST(:id AS uuid)
""")
_KEY = text("SELECT id, contact_key FROM draft WHERE contact_key_id = CAST(:key_id AS uuid)")
_DELETE = text("DELETE FROM draft WHERE id = CAST(:id AS uuid)")
_CONSUME = text("""
    DELETE FROM draft WHERE id = CAST(:id AS uuid) AND owner = :owner
    RETURNING id, contact_key_id IS NOT NULL AS had_contact
""")
_UNWARNED = text("""
    SELECT * FROM draft WHERE expires_at <= :before AND warned_at IS NULL
    ORDER BY expires_at LIMIT :limit FOR UPDATE SKIP LOCKED
""")
_PURGE = text("""
    DELETE FROM draft WHERE id = ANY (ARRAY(
        SELECT id FROM draft WHERE expires_at <= :now AND warned_at IS NOT NULL
        ORDER BY expires_at LIMIT :limit FOR UPDATE SKIP LOCKED
    ))
    RETURNING id, contact_key_id IS NOT NULL AS had_contact
""")


class PgDrafts:
    """The port `Drafts` on one transaction."""

    def __init__(self, tx: Connection, seals: DossierSeals) -> None:
        self._tx = tx
        self._texts = seals.texts(TABLE)

    def count(self, owner: str) -> int:
        """Return how many the owner has; others who begin one for them wait."""
        self._tx.execute(_LOCK_OWNER, {"owner": owner})
        found: int = self._tx.execute(_COUNT, {"owner": owner}).scalar_one()
        return found

    def add(self, draft: Draft) -> None:
        """Keep a new draft, sealed."""
        self._tx.execute(_ADD, self._row(draft) | {"owner": draft.owner})

    def get(self, id_: str, owner: str, *, lock: bool = False) -> Draft | None:
        """Return a draft of the owner; raises `SealBrokenError`."""
        wanted = {"id": id_, "owner": owner}
        row = self._tx.execute(_LOCK if lock else _READ, wanted).one_or_none()
        return None if row is None else self._draft(row)

    def of(self, owner: str) -> Sequence[Draft]:
        """Return the owner's without what is in them, the one saved last first."""
        return [_draft(row, {}) for row in self._tx.execute(_OF, {"owner": owner})]

    def save(self, draft: Draft) -> None:
        """Keep the draft, sealed anew."""
        self._tx.execute(_SAVE, self._row(draft) | {"warned_at": draft.warned_at})

    def reach(self, id_: str, contact: SealedDraftContact | None) -> None:
        """Keep the key of the contact said last, sealed; None: of none."""
        if contact is None:
            key_id = key = None
        else:
            key_id = contact.event.key_id
            key = self._texts.seal(id_, KEY, base64.b64encode(contact.key).decode())
        self._tx.execute(_REACH, {"id": id_, "key_id": key_id, "contact_key": key})

    def contact_key(self, key_id: str) -> bytes | None:
        """Return the data key of a draft's contact in clear; None where there is none any more."""
        row = self._tx.execute(_KEY, {"key_id": key_id}).one_or_none()
        if row is None:
            return None
        return base64.b64decode(self._texts.open(str(row.id), KEY, row.contact_key))

    def delete(self, id_: str) -> None:
        """Delete a draft."""
        self._tx.execute(_DELETE, {"id": id_})

    def consume(self, id_: str, owner: str) -> Gone | None:
        """Delete the draft that is filed, if it is there still and the owner's."""
        row = self._tx.execute(_CONSUME, {"id": id_, "owner": owner}).one_or_none()
        return None if row is None else _gone(row)

    def unwarned(self, before: datetime, limit: int) -> Sequence[Draft]:
        """Return those to be told, locked; those somebody saves at this moment are passed over."""
        rows = self._tx.execute(_UNWARNED, {"before": before, "limit": limit})
        return [self._draft(row) for row in rows]

    def purge(self, now: datetime, limit: int) -> Sequence[Gone]:
        """Delete those whose time is over and that were told so."""
        return [_gone(row) for row in self._tx.execute(_PURGE, {"now": now, "limit": limit})]

    def _row(self, draft: Draft) -> dict[str, Any]:
        body = orjson.dumps(draft.content.body).decode()
        return {
            "id": draft.id,
            "version": draft.version,
            "procedure": draft.content.procedure,
            "language": draft.content.language,
            "sealed": self._texts.seal(draft.id, SEALED, body),
            "email": self._texts.seal(draft.id, EMAIL, draft.content.email),
            "saved_at": draft.saved_at,
            "expires_at": draft.expires_at,
        }

    def _draft(self, row: Row[Any]) -> Draft:
        id_ = str(row.id)
        body = orjson.loads(self._texts.open(id_, SEALED, row.sealed))
        return _draft(row, body, self._texts.open(id_, EMAIL, row.email))


def _gone(row: Row[Any]) -> Gone:
    return Gone(id=str(row.id), had_contact=row.had_contact)


def _draft(row: Row[Any], body: Mapping[str, Any], email: str | None = None) -> Draft:
    return Draft(
        id=str(row.id),
        owner=row.owner,
        version=row.version,
        content=DraftContent(
            procedure=row.procedure, language=row.language, body=body, email=email
        ),
        saved_at=row.saved_at,
        expires_at=row.expires_at,
        warned_at=row.warned_at,
    )
