"""Retries and lost updates, over every route the public document has.

What creates something is done once for its Idempotency-Key (400 without one); what changes a
thing that exists says at which version it was read (428 without, 412 when it changed since).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest
from werkzeug.test import TestResponse

from chassis.identifiers import new_id
from chassis.policy import Policy
from gateway.api.route import Route
from kernel.rights import Role
from tests.integration.intake.office import COMMUNE, at_desk, example
from tests.integration.rights.bodies import BODIES
from tests.integration.rights.matrix import _filled, operations
from tests.integration.rights.people import CITIZEN, HEAD, PARTNER, PEOPLE, TODAY, Person
from tests.integration.rights.world import ADMIN, BIRTH, World
from tests.repo.test_policies import policy_of

OFFICER = next(p for p in PEOPLE if p and p.name == f"officer-{COMMUNE}")
# What is sent without harm twice: it changes nothing that another request could lose.
READING = {"/dossiers/search", "/mandates/search", "/admin/calendars/dry-run", "/inbox/{id}/read"}
# Not for people: callbacks and what names its own events.
BY_THEMSELVES = ("/admin/intake/parked", "/admin/routing/parked", "/admin/notification/parked",
                 "/admin/reporting/parked", "/admin/revocations", "/admin/calendars")  # fmt: skip


@pytest.fixture(scope="module")
def world(published: Mapping[str, str]) -> Iterator[World]:
    """Give the suite with its people and dossiers."""
    with ExitStack() as stack:
        yield World(stack, published=published)


def writes(world: World) -> list[tuple[Route, Policy]]:
    return [
        (route, policy_of(route.service, f"{route.method} {route.path}"))
        for route in operations(world)
        if route.service != "gateway"  # its own list of revoked tokens
        and route.method != "GET"
        and not route.public
        and route.path not in READING
    ]


def path_of(world: World, route: Route) -> str:
    own = next(filed for filed in world.dossiers if filed.label == "own-accepted")
    if route.path.startswith("/tasks/"):
        return route.path.replace("{id}", own.tasks[0][0])
    if route.path.startswith("/dossiers/"):
        return route.path.replace("{code}", own.code)
    return _filled(route)


def somebody(route: Route) -> Person:
    for person in (CITIZEN, OFFICER, HEAD, ADMIN, PARTNER):
        if route.roles & set(person.roles):
            return person
    raise LookupError(route.path)


def ask(world: World, route: Route, headers: Mapping[str, str]) -> TestResponse:
    body = BODIES.get(route.path, {})
    path = path_of(world, route)
    return world.ask(somebody(route), route.method, path, body, headers)


def test_every_write_is_safe_to_repeat_or_names_its_version(world: World) -> None:
    """A write to a dossier, task or officer has one of the two, and most have both."""
    bare = [
        f"{route.method} {route.path}"
        for route, policy in writes(world)
        if not policy.key and not policy.version and not route.path.startswith(BY_THEMSELVES)
    ]
    existing = [
        f"{route.method} {route.path}"
        for route, policy in writes(world)
        if "{" in route.path and not policy.version and not route.path.startswith(BY_THEMSELVES)
    ]

    assert bare == []
    # These add to the dossier and change nothing of it; a system answers what it was asked, once.
    assert sorted(existing) == [
        "POST /dossiers/{code}/call",
        "POST /dossiers/{code}/messages",
        "POST /dossiers/{code}/rating",
        "POST /enquiries/{id}/answer",
    ]


def test_what_creates_needs_a_key(world: World) -> None:
    """Every operation described with 201 has a policy that asks for one."""
    document: dict[str, Any] = world.gateway.get("/openapi.json").get_json()
    creating = {
        operation["operationId"]
        for item in document["paths"].values()
        for method, operation in item.items()
        if method == "post" and "201" in operation["responses"]
    }
    keyed = {route.endpoint for route, policy in writes(world) if policy.key}

    assert creating
    assert {one for one in creating - keyed if "admin-calendars" not in one} == set()


def test_without_key_or_version_nothing_is_done(world: World) -> None:
    """400 and 428, whoever asks about whatever, before the thing is looked up."""
    before = world.state()
    for route, policy in writes(world):
        if policy.key:
            answer = ask(world, route, {"If-Match": '"1"'})
            assert answer.status_code == 400, (route.path, answer.get_data(as_text=True))
            assert answer.get_json()["type"] == "/problems/idempotency-key-missing"
        if policy.version:
            answer = ask(world, route, {"Idempotency-Key": str(new_id())})
            assert answer.status_code == 428, (route.path, answer.get_data(as_text=True))
            assert answer.get_json()["type"] == "/problems/precondition-required"

    assert world.state() == before


def test_a_stale_version_changes_nothing(world: World) -> None:
    """412; where the state forbids it anyway that is said instead (RFC 9110 13.2.1)."""
    before, statuses = world.state(), {}
    for route, policy in writes(world):
        if policy.version and route.path.startswith(("/dossiers", "/tasks")):
            headers = {"Idempotency-Key": str(new_id()), "If-Match": '"999"'}
            statuses[f"{route.path}"] = ask(world, route, headers).status_code

    assert set(statuses.values()) <= {409, 412, 422, 403}, statuses
    assert statuses["/dossiers/{code}/acceptance"] == statuses["/tasks/{id}/claim"] == 412
    assert world.state() == before


@pytest.mark.parametrize(
    ("person", "path", "body", "other"),
    [
        (CITIZEN, "/dossiers", example(BIRTH), example(BIRTH, language="en")),
        (OFFICER, "/dossiers", at_desk(BIRTH), at_desk(BIRTH, language="en")),
        (
            ADMIN,
            "/admin/officers",
            {
                "account": "new-1",
                "name": "A",
                "post": "B",
                "agency": COMMUNE,
                "roles": ["officer"],
                "first_day": TODAY.isoformat(),
            },
            {},
        ),
    ],
    ids=["online", "desk", "officer"],
)
def test_the_same_key_is_the_same_answer(
    world: World, person: Person, path: str, body: dict[str, Any], other: dict[str, Any]
) -> None:
    """Done once; another body under the key is 422, another sender's key is another key."""
    key = {"Idempotency-Key": str(new_id())}
    first = world.ask(person, "POST", path, body, key)
    before = world.state()
    again = world.ask(person, "POST", path, body, key)
    changed = world.ask(person, "POST", path, other or {**body, "post": "C"}, key)

    assert (first.status_code, again.status_code, changed.status_code) == (201, 201, 422)
    assert again.data == first.data
    assert changed.get_json()["type"] == "/problems/idempotency-key-reused"
    assert world.state() == before


def test_a_key_used_at_one_route_is_refused_at_another(world: World) -> None:
    """Also where the body would be right there."""
    code = world.done(CITIZEN, "/dossiers", example(BIRTH))["code"]
    key = {"Idempotency-Key": str(new_id())}
    accepted = world.ask(
        OFFICER, "POST", f"/dossiers/{code}/acceptance", {}, key | {"If-Match": '"1"'}
    )
    refused = world.ask(OFFICER, "POST", "/dossiers", at_desk(BIRTH), key)

    assert (accepted.status_code, refused.status_code) == (200, 422)
    assert refused.get_json()["type"] == "/problems/idempotency-key-reused"
    assert Role.OFFICER in OFFICER.roles
