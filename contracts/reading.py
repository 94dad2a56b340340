"""Reads what comes from the bus: one compiled reader an event class, made from its type hints.

The marshmallow schemas say the same and make the published documents; they check a document forty
times slower, which a consumer would pay for every event (docs/decisions/0004).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, get_args, get_type_hints
from uuid import UUID

import msgspec

from contracts.events import Event


class UndecodableError(Exception):
    """The bytes are no event of ours: not JSON, no envelope, or data against the schema."""


class Wire(msgspec.Struct, frozen=True):
    """A CloudEvent in structured JSON mode with its data left unread."""

    id: UUID
    source: str
    type: str
    subject: str
    time: datetime
    sequence: int
    data: msgspec.Raw = msgspec.Raw(b"null")
    traceparent: str | None = None


# What msgspec raises for bytes that are no JSON, no UTF-8, or nested without end.
_UNREADABLE = (msgspec.DecodeError, UnicodeError, RecursionError)
_wire = msgspec.json.Decoder(Wire)


def read_wire(body: bytes) -> Wire:
    """Return the envelope's fields. Raises `UndecodableError`."""
    try:
        return _wire.decode(body)
    except msgspec.ValidationError as error:
        raise UndecodableError(f"no envelope: {error}") from error
    except _UNREADABLE as error:
        raise UndecodableError("not JSON") from error


class EventReader:
    """Reads the data of one event class; unknown fields are dropped.

    A newer speaker may say more than we know, so readers ignore what they do not understand.
    Instants must be aware: what comes without an offset is refused.
    """

    def __init__(self, event_class: type[Event]) -> None:
        self._class = event_class
        self._decoder = msgspec.json.Decoder(event_class)
        self._instants = _instants_of(event_class)

    def from_json(self, data: bytes) -> Event:
        """Return the event from JSON. Raises `UndecodableError`."""
        return self._read(self._decoder.decode, data)

    def from_values(self, data: object) -> Event:
        """Return the event from JSON values. Raises `UndecodableError`."""
        return self._read(lambda values: msgspec.convert(values, self._class), data)

    def _read(self, read: Callable[[Any], Event], data: object) -> Event:
        try:
            event = read(data)
        except _UNREADABLE as error:
            # The message names fields and types, never values: values may be personal.
            raise self._against_schema(str(error)) from error
        naive = _naive_in(event, self._instants)
        if naive is not None:
            raise self._against_schema(f"{naive} has no offset")
        return event

    def _against_schema(self, reason: str) -> UndecodableError:
        return UndecodableError(f"data against the schema of {self._class.TYPE}: {reason}")


@cache
def reader_of(event_class: type[Event]) -> EventReader:
    """Return the reader of an event class."""
    return EventReader(event_class)


@dataclass(frozen=True, slots=True)
class _Instants:
    """Which fields of a dataclass hold instants, and which hold dataclasses that do."""

    names: tuple[str, ...]
    below: tuple[tuple[str, _Instants], ...]


def _instants_of(member: type[Any]) -> _Instants:
    hints = get_type_hints(member)
    names, below = [], []
    for field in fields(member):
        parts = tuple(_parts(hints[field.name]))
        if datetime in parts:
            names.append(field.name)
        for part in parts:
            if isinstance(part, type) and is_dataclass(part):
                deeper = _instants_of(part)
                if deeper.names or deeper.below:
                    below.append((field.name, deeper))
    return _Instants(tuple(names), tuple(below))


def _parts(hint: object) -> Iterator[object]:
    arguments = get_args(hint)
    if not arguments:
        yield hint
    for argument in arguments:
        yield from _parts(argument)


def _naive_in(value: object, instants: _Instants) -> str | None:
    """Return the name of the first instant without an offset."""
    for name in instants.names:
        instant = getattr(value, name)
        if instant is not None and instant.tzinfo is None:
            return name
    for name, deeper in instants.below:
        member = getattr(value, name)
        members = member if isinstance(member, tuple) else (member,)
        for one in members:
            found = None if one is None else _naive_in(one, deeper)
            if found is not None:
                return f"{name}.{found}"
    return None
