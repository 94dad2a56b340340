"""Bytes of the bus from and to envelope and event."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec
import orjson

from contracts.envelope import Envelope
from contracts.events import Event
from contracts.reading import UndecodableError, read_wire, reader_of
from contracts.registry import EVENTS

__all__ = [
    "UndecodableError",
    "UnknownVersionError",
    "decode",
    "dump_data",
    "encode",
    "encode_data",
    "load_data",
    "open_envelope",
    "read_data",
]

CONTENT_TYPE = "application/cloudevents+json"
_SPEC = "1.0"
_MOST_SEQUENCE = 2**63 - 1  # a bigint
_KNOWN_NAMES = {name.rpartition(".v")[0] for name in EVENTS}


class UnknownVersionError(Exception):
    """The event's name is known but not this major version of it; `envelope` could be read."""

    def __init__(self, envelope: Envelope) -> None:
        self.envelope = envelope
        super().__init__(f"unknown major version: {envelope.type}")


def dump_data(event: Event) -> dict[str, Any]:
    """Return the event's data as values that orjson writes as its schema has them."""
    data: dict[str, Any] = msgspec.to_builtins(event, builtin_types=(date, datetime))
    return data


def load_data(event_type: str, data: object) -> Event:
    """Return the event of this type from JSON values.

    Raises `UndecodableError` when the data are against the schema, `KeyError` for an unknown type.
    """
    return reader_of(EVENTS[event_type]).from_values(data)


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
    envelope, data = open_envelope(body)
    if envelope.type in EVENTS:
        return envelope, read_data(envelope.type, data)
    if envelope.name_without_version in _KNOWN_NAMES:
        raise UnknownVersionError(envelope)
    return envelope, None


def open_envelope(body: bytes) -> tuple[Envelope, bytes]:
    """Return the envelope and the JSON of the data, unread. Raises `UndecodableError`."""
    wire = read_wire(body)
    if wire.time.tzinfo is None or not 0 < wire.sequence <= _MOST_SEQUENCE:
        raise UndecodableError("no envelope: time or sequence")
    envelope = Envelope(
        id=wire.id,
        source=_word(wire.source),
        type=_word(wire.type),
        subject=_word(wire.subject),
        time=wire.time,
        sequence=wire.sequence,
        traceparent=wire.traceparent,
    )
    return envelope, bytes(wire.data)


def read_data(event_type: str, data: bytes) -> Event:
    """Return the event of this type from its JSON.

    Raises `UndecodableError` when the data are against the schema, `KeyError` for an unknown type.
    """
    return reader_of(EVENTS[event_type]).from_json(data)


def _word(value: str) -> str:
    # PostgreSQL has no place for NUL, and a name of ours holds none.
    if not value or "\0" in value:
        raise UndecodableError("no envelope: empty or NUL")
    return value
