"""The public document holds exactly the routed paths, as the services describe them."""

from __future__ import annotations

from typing import Any

from gateway.api.public_document import PublicDocument, merge
from gateway.api.routes import ROUTES
from tests.unit.gateway.doubles import ISSUER, FakeService, FakeSuite, json_reply

INTAKE: dict[str, Any] = {
    "openapi": "3.1.0",
    "paths": {
        "/procedures/{code}": {
            "parameters": [
                {"in": "path", "name": "code", "required": True, "schema": {"type": "string"}}
            ],
            "get": {
                "summary": "Một thủ tục",
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}
                        }
                    },
                    "default": {"$ref": "#/components/responses/DEFAULT_ERROR"},
                },
            },
        },
        "/calendars/{calendar}": {
            "parameters": [{"in": "path", "name": "calendar", "required": True, "x": 1}],
            "get": {"responses": {}},
        },
        "/internal/secrets": {"get": {"responses": {}}},
    },
    "components": {
        "schemas": {
            "Thing": {"properties": {"inner": {"$ref": "#/components/schemas/Inner"}}},
            "Inner": {"properties": {"again": {"$ref": "#/components/schemas/Thing"}}},
            "Unused": {},
        },
        "responses": {"DEFAULT_ERROR": {"description": "x"}},
    },
    "x-problems": [{"slug": "procedure-unknown", "status": 422, "title": {"vi": "a", "en": "b"}}],
}
ROUTING: dict[str, Any] = {
    "paths": {
        "/tasks/{task}/{action}": {
            "parameters": [
                {"in": "path", "name": "task", "required": True, "schema": {"format": "uuid"}},
                {"in": "path", "name": "action", "required": True},
            ],
            "post": {
                "summary": "Làm một việc",
                "requestBody": {"$ref": "#/components/schemas/Thing"},
                "responses": {},
            },
        },
        "/tasks/{task}/approve": {"post": {"summary": "Duyệt", "responses": {}}},
    },
    "components": {"schemas": {"Thing": {"type": "integer"}}},
}


def merged() -> dict[str, Any]:
    return merge(ROUTES, {"intake": INTAKE, "routing": ROUTING}, issuer=ISSUER)


def test_it_has_the_routed_paths_and_no_inner_one() -> None:
    """One operation a route, each with a unique name; nothing else of the services."""
    operations = [op for item in merged()["paths"].values() for op in item.values()]

    assert len(operations) == len(ROUTES)
    assert len({op["operationId"] for op in operations}) == len(ROUTES)
    assert "/internal/secrets" not in merged()["paths"]


def test_what_a_service_says_of_an_operation_is_taken_over_with_its_schemas() -> None:
    """References lead to schemas that are there; the unused one stays away."""
    document = merged()
    get = document["paths"]["/procedures/{code}"]["get"]

    assert get["summary"] == "Một thủ tục"
    assert get["parameters"] == INTAKE["paths"]["/procedures/{code}"]["parameters"]
    assert get["responses"]["default"] == {"$ref": "#/components/responses/Problem"}
    assert {"Thing", "Inner", "Problem"} <= set(document["components"]["schemas"])
    assert "Unused" not in document["components"]["schemas"]


def test_a_parameter_keeps_the_name_the_service_gave_it() -> None:
    """Its description belongs to that name."""
    parameters = merged()["paths"]["/calendars/{calendar}"]["get"]["parameters"]

    assert parameters == INTAKE["paths"]["/calendars/{calendar}"]["parameters"]


def test_two_services_may_use_one_name_for_different_schemas() -> None:
    """The second gets the service's name in front."""
    document = merged()
    claim = document["paths"]["/tasks/{task}/claim"]["post"]

    assert claim["requestBody"] == {"$ref": "#/components/schemas/RoutingThing"}
    assert document["components"]["schemas"]["RoutingThing"] == {"type": "integer"}


def test_an_action_the_route_fixes_is_no_parameter() -> None:
    """`/tasks/{task}/{action}` at the service; outside one path for each action."""
    paths = merged()["paths"]

    assert [p["name"] for p in paths["/tasks/{task}/claim"]["post"]["parameters"]] == ["task"]
    assert paths["/tasks/{task}/approve"]["post"]["summary"] == "Duyệt"


def test_words_of_the_service_are_the_values_of_our_parameter() -> None:
    """A service with a path for each form; outside one path whose parameter lists them.

    But for a form with a route of its own.
    """
    reporting: dict[str, Any] = {
        "paths": {
            "/reports/kstt-07": {"get": {"summary": "07", "responses": {}}},
            "/reports/kstt-06": {"get": {"summary": "06", "responses": {}}},
            "/reports/notices": {"get": {"summary": "notices", "responses": {}}},
        }
    }
    paths = merge(ROUTES, {"reporting": reporting}, issuer=ISSUER)["paths"]
    path = paths["/reports/{form}"]

    assert path["get"]["summary"] == "07"
    assert path["get"]["parameters"][0]["schema"]["enum"] == ["kstt-06", "kstt-07"]
    assert paths["/reports/notices"]["get"]["summary"] == "notices"


def test_security_stands_on_every_operation() -> None:
    """Public ones say so; the others name the token and the roles."""
    paths = merged()["paths"]

    assert paths["/procedures/{code}"]["get"]["security"] == []
    assert paths["/worklist"]["get"]["security"] == [{"accessToken": []}]
    assert paths["/worklist"]["get"]["x-roles"] == ["approver", "head", "officer"]
    assert {"401", "403"} <= set(paths["/worklist"]["get"]["responses"])


def test_it_is_kept_and_a_missing_service_is_named() -> None:
    """Minutes when whole, seconds while a service is away."""
    now = 0.0
    services = {
        "intake": FakeService(json_reply(INTAKE)),
        "routing": FakeService(None),
        "notification": FakeService(json_reply({})),
        "reporting": FakeService(json_reply({})),
        "gateway": FakeService(json_reply({})),
    }
    document = PublicDocument(ROUTES, services, issuer=ISSUER, monotonic=lambda: now)

    assert document.current()["x-missing"] == ["routing"]
    assert document.current() is document.current()

    services["routing"].reply = json_reply(ROUTING)
    now = 6.0

    assert "x-missing" not in document.current()
    now = 200.0

    assert len(services["intake"].calls) == 2
    assert document.current()
    assert len(services["intake"].calls) == 2


def test_a_document_with_a_gap_is_kept_by_no_reader() -> None:
    """Who looked while the suite started sees the rest at the next look."""
    suite = FakeSuite()
    for service in suite.services.values():
        service.reply = json_reply({})
    suite.services["intake"].reply = None
    client = suite.app().test_client()

    for path in ("/docs", "/openapi.json"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


def test_pages_show_it_without_anything_from_elsewhere() -> None:
    """Readable without internet, with both languages; each problem has its entry."""
    suite = FakeSuite()
    suite.services["intake"].reply = json_reply(INTAKE)
    client = suite.app().test_client()
    docs = client.get("/docs").text

    assert "Một thủ tục" in docs
    assert 'lang="vi"' in docs
    assert "http://" not in docs.replace(ISSUER, "")
    assert "src=" not in docs
    assert client.get("/openapi.json").json == client.get("/openapi.json").json
    assert client.get("/docs").headers["Cache-Control"] == "public, max-age=60"
    assert "procedure-unknown" in client.get("/problems").text
    assert client.get("/problems/unauthenticated").status_code == 200
    assert client.get("/problems/procedure-unknown").status_code == 200
    assert client.get("/problems/no-such").status_code == 404
    assert client.get("/docs/style.css").content_type.startswith("text/css")
