"""The AsyncAPI 3 document of the bus, made from the events' schemas.

`python -m contracts.asyncapi` writes it to `contracts/asyncapi.json`.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from contracts.codec import CONTENT_TYPE
from contracts.events import Event
from contracts.registry import EVENTS
from contracts.schemas import schema_of

DOCUMENT = Path(__file__).parent / "asyncapi.json"
EXAMPLES = Path(__file__).parent / "examples"
_EXCHANGE = "motcua.events"


def build() -> dict[str, Any]:
    """Return the whole document: one channel and one message an event type."""
    plugin = MarshmallowPlugin()
    spec = APISpec("motcua", "1", "3.1.0", plugins=[plugin])
    converter = plugin.converter
    if converter is None:
        raise TypeError("apispec made no converter")
    payloads = {
        event_type: _open(converter.schema2jsonschema(schema_of(event)))
        for event_type, event in EVENTS.items()
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Một Cửa: events",
            "version": "1.0.0",
            "description": (
                "Events of the one-stop shop as CloudEvents 1.0 JSON on one topic exchange. "
                "The routing key is the event's type. Readers ignore unknown fields."
            ),
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {_key(event): _channel(event) for event in EVENTS.values()},
        "operations": {f"say-{_key(event)}": _operation(event) for event in EVENTS.values()},
        "components": {
            "messages": {
                _key(event): _message(event, payloads[event_type])
                for event_type, event in EVENTS.items()
            },
            "schemas": {
                name: _open(schema)
                for name, schema in spec.to_dict().get("components", {}).get("schemas", {}).items()
            },
        },
    }


def text() -> str:
    """Return the document as it stands in the file."""
    return json.dumps(build(), ensure_ascii=False, indent=1) + "\n"


def _key(event: type[Event]) -> str:
    return event.TYPE.replace(".", "-")


def _channel(event: type[Event]) -> dict[str, Any]:
    return {
        "address": event.TYPE,
        "messages": {_key(event): {"$ref": f"#/components/messages/{_key(event)}"}},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {
                    "name": _EXCHANGE,
                    "type": "topic",
                    "durable": True,
                    "autoDelete": False,
                },
                "bindingVersion": "0.3.0",
            }
        },
    }


def _operation(event: type[Event]) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{_key(event)}"},
        "summary": _summary(event),
    }


def _message(event: type[Event], payload: dict[str, Any]) -> dict[str, Any]:
    example = json.loads((EXAMPLES / f"{event.TYPE}.json").read_text())
    return {
        "name": event.TYPE,
        "summary": _summary(event),
        "contentType": CONTENT_TYPE,
        "payload": _envelope(event, payload),
        "examples": [{"name": "golden", "payload": example}],
    }


def _envelope(event: type[Event], data: dict[str, Any]) -> dict[str, Any]:
    words = {"type": "string", "minLength": 1}
    properties: dict[str, Any] = {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "format": "uuid"},
        "source": {"const": event.TYPE.partition(".")[0]},
        "type": {"const": event.TYPE},
        "subject": words | {"pattern": f"^{event.SUBJECT_KIND}/.+"},
        "time": {"type": "string", "format": "date-time"},
        "sequence": {"type": "integer", "minimum": 1},
        "datacontenttype": {"const": "application/json"},
        "traceparent": words,
        "data": data,
    }
    required = [name for name in properties if name != "traceparent"]
    return {"type": "object", "required": required, "properties": properties}


def _open(schema: dict[str, Any]) -> dict[str, Any]:
    """Leave room for fields of newer speakers, as readers do."""
    return {name: value for name, value in schema.items() if name != "additionalProperties"}


def _summary(event: type[Event]) -> str:
    return (inspect.getdoc(event) or "").split("\n")[0]


if __name__ == "__main__":
    DOCUMENT.write_text(text(), encoding="utf-8")
