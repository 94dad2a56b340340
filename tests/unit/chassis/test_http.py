"""An app refuses what it cannot read, asks who calls, and answers errors as problems."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from flask_smorest import Blueprint
from joserfc.jwk import KeySet, OKPKey
from marshmallow import Schema, fields, validate

from chassis.auth import TokenSigner, TokenVerifier, current_actor
from chassis.clock import machine_clock
from chassis.fields import Line
from chassis.http import AppParts, create_app, idempotency_key, if_match, json_response
from kernel.errors import ConflictError, InvalidFieldsError, UnavailableError
from kernel.rights import Actor, Role
from kernel.text import Text

KEY = OKPKey.generate_key("Ed25519", parameters={"kid": "gateway"})


class ThingSchema(Schema):
    name = Line(required=True, limit=20)
    count = fields.Integer(strict=True, load_default=1, validate=validate.Range(min=1))


def blueprint() -> Blueprint:
    made = Blueprint("things", __name__)

    @made.post("/things")
    @made.arguments(ThingSchema)
    @made.response(201)
    def add(thing: dict[str, Any]) -> Response:
        return json_response(thing | {"by": current_actor().subject}, 201)

    @made.get("/things/<name>")
    @made.response(200)
    def fail(name: str) -> Response:
        errors: dict[str, Exception] = {
            "conflict": ConflictError(retry_after=3),
            "down": UnavailableError(),
            "faults": InvalidFieldsError({"/a/b": Text(vi="Sai.", en="Wrong.")}),
            "bug": RuntimeError("secret of the house"),
        }
        raise errors[name]

    @made.put("/things/<name>")
    @made.response(200)
    def put(name: str) -> Response:
        return json_response({"name": name, "match": if_match(), "key": idempotency_key()})

    return made


@pytest.fixture
def app() -> Flask:
    return create_app(
        AppParts(
            name="things",
            title="Things",
            blueprints=[blueprint()],
            authenticator=TokenVerifier("things", KeySet([KEY]), machine_clock),
            ready={"store": lambda: None},
            max_body_bytes=1000,
        )
    )


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    signer = TokenSigner("gateway", KEY, machine_clock)
    actor = Actor(subject="c-1", roles=frozenset({Role.CITIZEN}))
    with app.test_client() as made:
        made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {signer.issue('things', actor)}"
        yield made


def test_names_are_stored_composed(client: FlaskClient) -> None:
    """What comes decomposed (NFD) is kept in NFC."""
    answer = client.post("/things", json={"name": "Nguyê\u0303n"})

    assert answer.status_code == 201
    assert answer.json == {"name": "Nguyễn", "count": 1, "by": "c-1"}


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        (b'{"name": ', 400, "malformed"),
        (b'{"name": "a", "name": "b"}', 400, "duplicate-key"),
        (b'{"name": "a", "count": NaN}', 400, "malformed"),
        (b"\xff\xfe", 400, "malformed"),
        (b"[]", 422, "invalid"),
        (b"{}", 422, "invalid"),
        (b'{"name": "a", "status": 9}', 422, "invalid"),
        (b'{"name": "a\\u0000b"}', 422, "invalid"),
        (b'{"name": "a\\u202eb"}', 422, "invalid"),
        (b'{"name": "a\\ud800b"}', 422, "invalid"),
        (b'{"name": "a\\nb"}', 422, "invalid"),
        (b'{"name": "a", "\\ud800": 1}', 422, "invalid"),
        (b'{"name": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}', 422, "invalid"),
        (b'{"name": "a", "count": "2"}', 422, "invalid"),
        (b'{"name": "a", "count": 0}', 422, "invalid"),
        (b" " * 1001, 413, "too-large"),
    ],
)
def test_bad_bodies_are_problems(client: FlaskClient, body: bytes, status: int, slug: str) -> None:
    """Each bad body gets its number and a stable type, never a stack trace."""
    answer = client.post("/things", data=body, content_type="application/json")

    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.get_json(force=True)["type"] == f"/problems/{slug}"


def test_field_errors_point_and_speak_both_languages(client: FlaskClient) -> None:
    """A wrong field is named by a pointer, in Vietnamese and English."""
    answer = client.post("/things", json={"nam": "a"})

    errors = answer.get_json(force=True)["errors"]
    assert {error["pointer"] for error in errors} == {"/name", "/nam"}
    assert {error["detail"]["vi"] for error in errors} == {
        "Thiếu thông tin bắt buộc.",
        "Không có trường này.",
    }


def test_other_content_types_are_refused(client: FlaskClient) -> None:
    """A form or plain text is not read as JSON by guess."""
    answer = client.post("/things", data=b'{"name": "a"}', content_type="text/plain")

    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("name", "status", "header"),
    [("conflict", 409, "3"), ("down", 503, "5"), ("faults", 422, None), ("bug", 500, None)],
)
def test_errors_of_the_rules_become_problems(
    client: FlaskClient, name: str, status: int, header: str | None
) -> None:
    """The category decides the number; unknown errors show nothing of the inside."""
    answer = client.get(f"/things/{name}")

    assert answer.status_code == status
    assert answer.headers.get("Retry-After") == header
    assert "secret" not in answer.get_data(as_text=True)


def test_language_follows_the_caller(client: FlaskClient) -> None:
    """`title` is Vietnamese unless English is preferred; both are always there."""
    vietnamese = client.get("/things/down").get_json(force=True)
    english = client.get("/things/down", headers={"Accept-Language": "en"}).get_json(force=True)

    assert vietnamese["title"] == vietnamese["titles"]["vi"]
    assert english["title"] == vietnamese["titles"]["en"]


def test_preconditions_are_asked_for(client: FlaskClient) -> None:
    """No If-Match: 428; no Idempotency-Key: 400; both: read without quotes."""
    bare = client.put("/things/a")
    half = client.put("/things/a", headers={"If-Match": '"7"'})
    whole = client.put(
        "/things/a", headers={"If-Match": 'W/"7"', "Idempotency-Key": "key-00000001"}
    )

    assert (bare.status_code, half.status_code, whole.status_code) == (428, 400, 200)
    assert whole.json == {"name": "a", "match": "7", "key": "key-00000001"}


def test_without_a_token_nothing_but_operations_answers(app: Flask) -> None:
    """Default deny: every route but health, metrics and the document asks who calls."""
    client = app.test_client()
    answers = {
        path: client.get(path).status_code
        for path in ("/livez", "/readyz", "/metrics", "/openapi.json", "/things/down", "/nowhere")
    }

    assert answers == {
        "/livez": 200,
        "/readyz": 200,
        "/metrics": 200,
        "/openapi.json": 200,
        "/things/down": 401,
        "/nowhere": 401,
    }


def test_readiness_names_what_is_missing() -> None:
    """A dependency whose ping raises makes the process unready, and is named."""

    def broken() -> None:
        raise ConnectionError

    parts = AppParts(
        name="half",
        title="Half",
        blueprints=[],
        authenticator=TokenVerifier("half", KeySet([KEY]), machine_clock),
        ready={"store": broken},
    )

    answer = create_app(parts).test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json == {"ready": False, "faults": ["store"]}
