"""What the gateway answers itself, asked like a service: revoking tokens, hearing of logouts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Unpack
from urllib.parse import parse_qs

import orjson
from marshmallow import Schema, ValidationError, fields
from werkzeug.exceptions import NotFound, UnprocessableEntity, UnsupportedMediaType

from chassis.clients import Reply
from chassis.fields import Line
from chassis.http import parse_json
from gateway.clients.services import Asked
from gateway.logout_tokens import LogoutTokenError, LogoutTokens
from gateway.revocation import Kind, Revocation, Revocations
from kernel.errors import UnauthenticatedError
from kernel.rights import Actor

_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_LONGEST = 512

_DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Một Cửa: gateway", "version": "v1"},
    "paths": {
        "/admin/revocations": {
            "post": {
                "summary": "Refuse a session's, token's, person's or program's tokens from now on",
                "tags": ["admin"],
                "requestBody": {
                    "required": True,
                    "content": {
                        _JSON: {
                            "schema": {
                                "type": "object",
                                "additionalProperties": False,
                                "required": ["kind", "value"],
                                "properties": {
                                    "kind": {"enum": [kind.value for kind in Kind]},
                                    "value": {
                                        "type": "string",
                                        "minLength": 1,
                                        "maxLength": _LONGEST,
                                        "description": "The claim `sid`, `jti`, `sub` or "
                                        "`client_id` of the tokens.",
                                    },
                                },
                            },
                            "example": {"kind": "session", "value": "0c5d2f6e"},
                        }
                    },
                },
                "responses": {
                    "201": {
                        "description": "Refused within five seconds on every node",
                        "content": {
                            _JSON: {
                                "schema": {
                                    "type": "object",
                                    "required": ["kind", "until"],
                                    "properties": {
                                        "kind": {"type": "string"},
                                        "until": {"type": "string", "format": "date-time"},
                                    },
                                }
                            }
                        },
                    }
                },
            }
        },
        "/logout/backchannel": {
            "post": {
                "summary": "The identity provider tells that a session is over",
                "description": "OpenID Connect Back-Channel Logout 1.0.",
                "tags": ["logout"],
                "requestBody": {
                    "required": True,
                    "content": {
                        _FORM: {
                            "schema": {
                                "type": "object",
                                "required": ["logout_token"],
                                "properties": {"logout_token": {"type": "string"}},
                            }
                        }
                    },
                },
                "responses": {"200": {"description": "Its tokens are refused"}},
            }
        },
    },
}


class RevocationSchema(Schema):
    """The body of `POST /admin/revocations`."""

    kind = fields.Enum(Kind, by_value=True, required=True)
    value = Line(limit=_LONGEST, required=True)


class OwnOperations:
    """The gateway's own part of the public API, as a `Service`."""

    def __init__(self, revocations: Revocations, logout_tokens: LogoutTokens) -> None:
        self._revocations = revocations
        self._logout_tokens = logout_tokens
        self._operations: Mapping[str, Callable[[bytes, str, Actor | None], Reply]] = {
            "GET /openapi.json": lambda *_: _reply(_DOCUMENT),
            "POST /admin/revocations": self._revoke,
            "POST /logout/backchannel": self._log_out,
        }

    def call(self, method: str, path: str, **asked: Unpack[Asked]) -> Reply:
        """Answer; errors are raised and become problems like all the gateway's own."""
        operation = self._operations.get(f"{method} {path.partition('?')[0]}")
        if operation is None:
            raise NotFound
        body = asked.get("body") or b""
        read = body if isinstance(body, bytes) else b"".join(body)
        headers = asked.get("headers") or {}
        kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return operation(read, kind, asked.get("actor"))

    def _revoke(self, body: bytes, kind: str, actor: Actor | None) -> Reply:
        if kind != _JSON:
            raise UnsupportedMediaType
        if actor is None:
            raise UnauthenticatedError
        given = _loaded(RevocationSchema(), parse_json(body))
        revocation = Revocation(kind=given["kind"], value=given["value"])
        until = self._revocations.add(revocation, by=actor.subject)
        return _reply({"kind": revocation.kind, "until": until.isoformat()}, 201)

    def _log_out(self, body: bytes, kind: str, _actor: Actor | None) -> Reply:
        if kind != _FORM:
            raise UnsupportedMediaType
        given = parse_qs(body.decode("ascii", "replace")).get("logout_token", [])
        if len(given) != 1:
            raise LogoutTokenError
        self._revocations.add(self._logout_tokens.read(given[0]), by="issuer")
        return Reply(status=200, headers={"cache-control": "no-store"}, body=b"")


def _loaded(schema: Schema, document: dict[str, Any]) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema.load(document)
    except ValidationError as error:
        refusal: Any = UnprocessableEntity()
        refusal.data = {"messages": {"json": error.messages}}
        raise refusal from error
    return loaded


def _reply(document: object, status: int = 200) -> Reply:
    return Reply(status=status, headers={"content-type": _JSON}, body=orjson.dumps(document))
