"""Every route says who may use it; what no route takes is answered to nobody."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from gateway.api.route import PUBLIC, Route
from gateway.api.routes import ROUTES
from kernel.rights import Action, Role, roles_for
from tests.unit.gateway.doubles import FakeSuite, bearer

CLOSED = [route for route in ROUTES if not route.public]


def path_of(route: Route) -> str:
    return "/api/v1" + re.sub(r"\{\w+\}", "1.001193", route.path)


def test_no_route_stands_twice() -> None:
    """One row for one method and path, and a name of its own."""
    doubles = Counter((route.method, re.sub(r"\{\w+\}", "{}", route.path)) for route in ROUTES)

    assert max(doubles.values()) == 1
    assert len({route.endpoint for route in ROUTES}) == len(ROUTES)


def test_anybody_may_use_what_the_interface_gives_to_anyone_and_nothing_else() -> None:
    """A new public route is a decision, so it changes this list."""
    assert {f"{route.method} {route.path}" for route in ROUTES if route.public} == {
        "GET /procedures",
        "GET /procedures/{code}",
        "GET /procedures/{code}/form",
        "GET /procedures/{code}/example",
        "POST /procedures/{code}/advice",
        "GET /catalogue/coverage",
        "GET /agencies",
        "GET /refusal-reasons",
        "GET /calendars/{calendar}",
        "GET /deadline",
        "POST /tracking",
        "POST /logout/backchannel",
        "POST /messages/receipts/{provider}",
        "GET /stops/{token}",
        "POST /mail/bounces",
        "POST /messages/inbound/{provider}",
        "POST /stops/{token}",
        "GET /statistics/procedures/{code}",
    }


@pytest.fixture(scope="module")
def suite() -> FakeSuite:
    return FakeSuite()


@pytest.mark.parametrize("route", CLOSED, ids=lambda route: route.endpoint)
def test_without_a_token_it_is_401(route: Route, suite: FakeSuite) -> None:
    """No closed route answers anybody unknown."""
    answer = suite.app().test_client().open(path_of(route), method=route.method)

    assert answer.status_code == 401
    assert suite.asked() == 0


@pytest.mark.parametrize("route", CLOSED, ids=lambda route: route.endpoint)
@pytest.mark.parametrize("role", list(Role))
def test_a_role_passes_exactly_where_the_table_of_rights_lets_it(
    role: Role, route: Route, suite: FakeSuite
) -> None:
    """403 for every other role, and then the service is not asked."""
    client = suite.app().test_client()
    answer = client.open(path_of(route), method=route.method, headers=bearer(roles=[role.value]))
    asked = suite.asked() > 0

    assert (answer.status_code, asked) == ((200, True) if role in route.roles else (403, False))


def test_a_token_without_roles_opens_nothing_closed(suite: FakeSuite) -> None:
    """Default deny: a known person is not yet an allowed one."""
    client = suite.app().test_client()

    assert {
        client.open(path_of(r), method=r.method, headers=bearer(roles=[])).status_code
        for r in CLOSED
    } == {403}


def test_several_entries_add_up() -> None:
    """A dossier is filed by a citizen or by a desk."""
    who = (Action.FILE_DOSSIER, Role.ADMIN)
    route = Route(method="POST", path="/x", service="intake", who=who)

    assert route.roles == roles_for(Action.FILE_DOSSIER) | {Role.ADMIN}
    assert Route(method="GET", path="/x", service="intake", who=PUBLIC).roles == frozenset()


@pytest.mark.parametrize(
    "path",
    ["/", "/api/v1", "/api/v1/", "/api/v2/dossiers", "/dossiers", "/internal/events/replay",
     "/api/v1/internal/cases/x", "/api/v1/tasks/1/destroy", "/api/v1/dossiers/x/y/z"],
)  # fmt: skip
def test_what_no_route_takes_is_a_404_problem(path: str) -> None:
    """Also with a token of the highest role; the services' inner paths cannot be reached."""
    suite = FakeSuite()
    client = suite.app().test_client()
    answers = [client.get(path), client.get(path, headers=bearer(roles=["admin"]))]
    answers += [client.post(path, headers=bearer(roles=["admin"]))]

    assert {answer.status_code for answer in answers} <= {404, 405}
    assert {answer.content_type for answer in answers} == {"application/problem+json"}
    assert not any(service.calls for service in suite.services.values())


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_a_method_no_route_takes_is_405_with_what_is_allowed(method: str) -> None:
    """RFC 9110 section 15.5.6."""
    answer = FakeSuite().app().test_client().open("/api/v1/dossiers", method=method)

    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_options_says_what_there_is_to_anybody() -> None:
    """RFC 9110 section 9.3.7: the methods, no token asked, no service either."""
    suite = FakeSuite()
    answer = suite.app().test_client().options("/api/v1/dossiers")

    assert (answer.status_code, answer.data) == (200, b"")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert suite.asked() == 0


def test_a_word_beside_codes_is_not_taken_for_one() -> None:
    """`/dossiers/search` is searched in, and is no dossier; 405 says what may be done there."""
    client = FakeSuite().app().test_client()
    search, replay = (
        client.options(f"/api/v1{path}").headers["Allow"]
        for path in ("/dossiers/search", "/admin/intake/parked/replay")
    )

    assert set(search.split(", ")) == set(replay.split(", ")) == {"OPTIONS", "POST"}
    assert client.get("/api/v1/dossiers/search", headers=bearer()).status_code == 405


def test_head_is_asked_as_get_and_answered_without_a_body() -> None:
    """RFC 9110 section 9.3.2: the same headers, so the service is asked as for a GET."""
    suite = FakeSuite()
    client = suite.app().test_client()
    got, headed = client.get("/api/v1/agencies"), client.head("/api/v1/agencies")

    assert headed.data == b""
    assert headed.headers["Content-Length"] == got.headers["Content-Length"]
    assert [call.method for call in suite.services["intake"].calls] == ["GET", "GET"]
