"""What was filed, as it stands and as it stood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from services.intake.registry.domain.content import Content
from services.intake.registry.domain.content_version import ContentVersion
from services.intake.registry.domain.delivery import Delivery
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.ports import SealedContact


class Contents(Protocol):
    """The contents of dossiers, for writing; nothing that was replaced is lost."""

    def get(self, code: str) -> Content:
        """Return what the dossier holds; it is locked by whoever changes it."""
        ...

    def replace(self, dossier: Dossier, content: Content, earlier: ContentVersion) -> None:
        """Store the content in place of the earlier one, which is kept."""
        ...

    def redirect(self, code: str, delivery: Delivery) -> None:
        """Store another way for the result; the filing's other words stay."""
        ...

    def reach(self, code: str, contact: SealedContact) -> None:
        """Keep the key of a contact said anew; the one before it is erased."""
        ...

    def versions(self, code: str) -> Sequence[ContentVersion]:
        """Return the earlier contents, oldest first."""
        ...
