"""A message as it came from the bus or out of the inbox, read as far as it can be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson

from chassis.subscription import Subscription
from contracts import codec
from contracts.envelope import Envelope
from contracts.events import Event

FORGED = "said in another's name"
_UNKNOWN_VERSION = "unknown major version"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One event to be worked on.

    `fault` says why it can never work; with neither fault nor event it is of a type nobody here
    subscribed to. `tries` is the number of this try, `age` the seconds since it first came;
    `stored` tells that the inbox has a row for it already.
    """

    event_id: UUID
    body: bytes
    source: str | None = None
    subject: str | None = None
    sequence: int | None = None
    type: str | None = None
    envelope: Envelope | None = None
    event: Event | None = None
    fault: str | None = None
    tries: int = 1
    age: float = 0.0
    stored: bool = False

    @property
    def order(self) -> tuple[str, str, int]:
        """Return what a batch is sorted by: subject by subject, whoever speaks, in sequence.

        Batches that lock the rows of subjects in one order do not wait for each other in a ring.
        """
        return (self.subject or "", self.source or "", self.sequence or 0)


class Reader:
    """Reads bodies for one service; never raises."""

    def __init__(self, subscriptions: Iterable[Subscription]) -> None:
        self.handlers = {row.event_class.TYPE: row.handler for row in subscriptions}
        self._names = {type_.rpartition(".v")[0] for type_ in self.handlers}

    def read(self, body: bytes, routing_key: str | None = None) -> Heard:
        """Return what can be read of a body; a fault says what could not.

        The broker lets a service use routing keys of its own only, so a type that is not the key
        the message came with, or not of its source, is somebody speaking in another's name.
        """
        try:
            envelope, data = codec.open_envelope(body)
        except codec.UndecodableError as error:
            return self._read_remains(body, routing_key, str(error))
        event, fault = None, None
        if (routing_key or envelope.type) != envelope.type or not _is_owner(envelope):
            # Under an id of its own: it must not take the place of the real event.
            event_id, fault = _id_of_bytes(body), FORGED
        else:
            event_id = envelope.id
            if envelope.type in self.handlers:
                event, fault = _event_in(envelope.type, data)
            elif envelope.name_without_version in self._names:
                fault = _UNKNOWN_VERSION
        return Heard(
            event_id=event_id,
            body=body,
            source=envelope.source,
            subject=envelope.subject,
            sequence=envelope.sequence,
            type=envelope.type,
            envelope=envelope,
            event=event,
            fault=fault,
        )

    def _read_remains(self, body: bytes, routing_key: str | None, fault: str) -> Heard:
        """Return what is left to read of a body whose envelope is broken."""
        names = _names_in(body)
        if isinstance(names, str):
            return Heard(event_id=_id_of_bytes(body), body=body, fault=names)
        heard = Heard(body=body, fault=fault, **names)
        if (routing_key or heard.type) != heard.type or _owner(heard.type) != heard.source:
            return replace(heard, event_id=_id_of_bytes(body), fault=FORGED)
        if heard.type in self.handlers:
            return heard
        known = str(heard.type).rpartition(".v")[0] in self._names
        return replace(heard, fault=_UNKNOWN_VERSION if known else None)


def _event_in(event_type: str, data: bytes) -> tuple[Event | None, str | None]:
    try:
        return codec.read_data(event_type, data), None
    except codec.UndecodableError as error:
        return None, str(error)


def _names_in(body: bytes) -> dict[str, Any] | str:
    """Return the envelope's columns, or why there are none."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return "not JSON"
    try:
        names = {name: _text(document, name) for name in ("source", "subject", "type")}
        return {"event_id": UUID(document["id"]), "sequence": _count(document), **names}
    except (KeyError, TypeError, ValueError, AttributeError):
        return "no envelope"


def _text(document: Mapping[str, object], name: str) -> str:
    value = document[name]
    if not isinstance(value, str) or not value or "\0" in value:
        raise ValueError
    return value


def _count(document: Mapping[str, object]) -> int:
    value = document["sequence"]
    if type(value) is not int or not 0 < value < 2**63:
        raise ValueError
    return value


def _is_owner(envelope: Envelope) -> bool:
    return _owner(envelope.type) == envelope.source


def _owner(event_type: str | None) -> str:
    return str(event_type).partition(".")[0]


def _id_of_bytes(body: bytes) -> UUID:
    """Return an id for bytes that carry none: the same bytes get the same one."""
    return UUID(bytes=hashlib.sha256(body).digest()[:16], version=5)
