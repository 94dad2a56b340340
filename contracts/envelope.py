"""The envelope of an event: CloudEvents 1.0, structured JSON mode."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who said what about what, when, and as the how-manieth of its subject.

    `sequence` counts the events of one (source, subject) 1, 2, 3 …; `traceparent` is the W3C
    trace context of the request that caused the event, where there was one.
    """

    id: UUID
    source: str
    type: str
    subject: str
    time: datetime
    sequence: int
    traceparent: str | None = None

    @property
    def subject_kind(self) -> str:
        """Return the kind in front of the subject's id, e.g. `dossier`."""
        return self.subject.partition("/")[0]

    @property
    def name_without_version(self) -> str:
        """Return the type without its major version, e.g. `intake.dossier-submitted`."""
        return self.type.rpartition(".v")[0]
