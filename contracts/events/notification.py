"""What notification says: what became of the messages about a dossier; never to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageHandedOver:
    """A provider accepted a message; `cause` is the id of the event it is about."""

    TYPE: ClassVar[str] = "notification.message-handed-over.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    dossier: str
    message: str
    cause: str
    template: str
    channel: str
    at: datetime

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class Undeliverable:
    """No channel could deliver a message: somebody has to telephone."""

    TYPE: ClassVar[str] = "notification.undeliverable.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    dossier: str
    message: str
    cause: str
    template: str
    reason: str
    at: datetime

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier
