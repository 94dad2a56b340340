"""Where to write about a draft, sealed with a key of its own."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from chassis import crypto
from contracts.events.draft import DraftContactSet
from services.intake.drafts.domain.draft import Draft, SealedDraftContact
from services.intake.registry.store.contact_keys import sealed_contact


class DraftContactSealer:
    """The port `Contacts`: AES-256-GCM with a fresh key a contact."""

    def __init__(self, new_id: Callable[[], UUID]) -> None:
        self._new_id = new_id

    def seal(self, draft: Draft, *, email: str, name: str | None) -> SealedDraftContact:
        """Seal name, e-mail and language."""
        key = crypto.new_data_key()
        contact = {"name": name, "email": email, "language": draft.content.language}
        event = DraftContactSet(
            id=draft.id,
            key_id=str(self._new_id()),
            ciphertext=sealed_contact(key, contact, about=f"draft/{draft.id}"),
        )
        return SealedDraftContact(event=event, key=key)
