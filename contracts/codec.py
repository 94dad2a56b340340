"""Bytes of the bus from and to envelope and event."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from marshmallow import ValidationError

from contracts.envelope import Envelope
from contracts.events import Event
from contracts.registry import EVENTS
from contracts.schemas import schema_of

CONTENT_TYPE = "application/cloudevents+json"
_SPEC = "1.0"
_KNOWN_NAMES = {name.rpartition(".v")[0] for name in EVENTS}


class UndecodableError(Exception):
    """The bytes are no event of ours: not JSON, no envelope, or data against the schema."""


class UnknownVersionError(Exception):
    """The event's name is known but not this major version of it; `envelope` could be read."""

    def __init__(self, envelope: Envelope) -> None:
        self.envelope = envelope
        super().__init__(f"unknown major version: {envelope.type}")


def dump_data(event: Event) -> dict[str, Any]:
    """Return the event's data as JSON-ready values."""
    data: dict[str, Any] = schema_of(type(event)).dump(event)
    return data


def load_data(event_type: str, data: object) -> Event:
    """Return the event of this type from JSON values.

    Raises `UndecodableError` when the data are against the schema, `KeyError` for an unknown type.
    """
    try:
        event: Event = schema_of(EVENTS[event_type]).load(data)  # type: ignore[arg-type]
    except (ValidationError, TypeError) as error:
        # The message names fields, never values: values may be personal.
        faults = getattr(error, "messages", None)
        where = ", ".join(sorted(faults)) if isinstance(faults, dict) else "data"
        raise UndecodableError(f"data against the schema of {event_type}: {where}") from error
    return event


def encode(envelope: Envelope, event: Event) -> bytes:
    """Return the CloudEvents JSON of an event."""
    return encode_data(envelope, dump_data(event))


def encode_data(envelope: Envelope, data: object) -> bytes:
    """Return the CloudEvents JSON of data that were dumped before (from the event log)."""
    document: dict[str, object] = {
        "specversion": _SPEC,
        "id": str(envelope.id),
        "source": envelope.source,
        "type": envelope.type,
        "subject": envelope.subject,
        "time": envelope.time,
        "sequence": envelope.sequence,
        "datacontenttype": "application/json",
        "data": data,
    }
    if envelope.traceparent:
        document["traceparent"] = envelope.traceparent
    return orjson.dumps(document)


def decode(body: bytes) -> tuple[Envelope, Event | None]:
    """Return envelope and event; the event is None when its type is not known here.

    Raises `UndecodableError`, or `UnknownVersionError` for another major version of a known name.
    """
    document = _document(body)
    envelope = _envelope(document)
    if envelope.type in EVENTS:
        return envelope, load_data(envelope.type, document.get("data"))
    if envelope.name_without_version in _KNOWN_NAMES:
        raise UnknownVersionError(envelope)
    return envelope, None


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise UndecodableError("not JSON") from error
    if not isinstance(document, dict):
        raise UndecodableError("not a JSON object")
    return document


def _envelope(document: dict[str, Any]) -> Envelope:
    try:
        sequence = document["sequence"]
        envelope = Envelope(
            id=UUID(document["id"]),
            source=_word(document["source"]),
            type=_word(document["type"]),
            subject=_word(document["subject"]),
            time=datetime.fromisoformat(document["time"]),
            sequence=sequence,
            traceparent=document.get("traceparent"),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise UndecodableError(f"no envelope: {type(error).__name__}") from error
    if envelope.time.tzinfo is None or type(sequence) is not int or sequence < 1:
        raise UndecodableError("no envelope: time or sequence")
    return envelope


def _word(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError
    return value
