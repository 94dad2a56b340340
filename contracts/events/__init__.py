"""The events, as plain frozen dataclasses; one module a speaking service.

Each class has `TYPE` (CloudEvents type and routing key), `SUBJECT_KIND` and `subject_id`:
the subject on the wire is `<kind>/<id>`, and `sequence` counts the events of one subject.
"""

from __future__ import annotations

from typing import ClassVar, Protocol, runtime_checkable


@runtime_checkable
class Event(Protocol):
    """What every event class offers."""

    TYPE: ClassVar[str]
    SUBJECT_KIND: ClassVar[str]

    @property
    def subject_id(self) -> str:
        """Return the id of the thing this event is about."""
        ...


def subject_of(event: Event) -> str:
    """Return the subject as it stands in the envelope, e.g. `dossier/H56.14797-261123-0001`."""
    return f"{event.SUBJECT_KIND}/{event.subject_id}"
