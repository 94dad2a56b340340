"""Every operation of the public document, asked by everybody about everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from chassis.identifiers import new_id
from gateway.api.route import Route
from gateway.api.routes import ROUTES
from kernel.rights import STAFF, Action, Role
from tests.integration.intake.office import COMMUNE, at_desk, example
from tests.integration.rights import expected
from tests.integration.rights.alerts import one_of_each
from tests.integration.rights.bodies import BODIES
from tests.integration.rights.expected import FORBIDDEN, MISSING, NOT_FOUND, PASSED, UNKNOWN
from tests.integration.rights.expected_between import BETWEEN
from tests.integration.rights.expected_inbox import letters
from tests.integration.rights.expected_lateness import IDS
from tests.integration.rights.people import OTHER, OUTSIDE, PEOPLE, Person
from tests.integration.rights.world import BIRTH, Filed, World

OTHER_PROCEDURE = "9.999999"
_WORDS = {"code": BIRTH, "form": "kstt-06", "agency": COMMUNE}
_DESK = {
    "/desk-alerts": Action.READ_DESK_ALERTS,
    "/desk-queue": Action.READ_DESK_QUEUE,
    "/worklist/counters": Action.READ_WORKLIST,
    "/mandates/search": Action.SEARCH_MANDATES,
}
_MANY = "/tasks/approvals"
_LISTS = {"/dossiers", "/dossiers/search", "/worklist"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One question with the answer it must get and the one it got."""

    operation: str
    person: str
    about: str
    wanted: str
    found: str

    @property
    def leaks(self) -> bool:
        """Tell whether the answer is not the one of the table."""
        return self.wanted != self.found

    def __str__(self) -> str:
        return (
            f"{self.operation} by {self.person} about {self.about}:"
            f" {self.found}, not {self.wanted}"
        )


def operations(world: World) -> list[Route]:
    """Return the routes of the merged OpenAPI document; everyone routed must be described."""
    document: dict[str, Any] = world.gateway.get("/openapi.json").get_json()
    routes = {route.endpoint: route for route in ROUTES}
    assert "x-missing" not in document, document["x-missing"]
    return [
        routes[operation["operationId"]]
        for item in document["paths"].values()
        for method, operation in item.items()
        if method in {"get", "post", "put", "patch", "delete"}
    ]


def cells(world: World, wanted: Callable[[Route], bool] = lambda _: True) -> Iterator[Cell]:
    """Ask everything and yield the answers."""
    for route in operations(world):
        if wanted(route):
            for person in PEOPLE:
                yield from _of(world, route, person)


def _of(world: World, route: Route, person: Person | None) -> Iterator[Cell]:
    door = expected.at_the_door(route, person)
    if door is not None or route.public or person is None:
        body = BODIES.get(route.path, {})
        found = outcome(_asked(world, route, person, _filled(route), body), route)
        yield _cell(route, person, "anything", door or PASSED, found)
    elif route.path.startswith("/dossiers/{code}"):
        yield from _dossier_cells(world, route, person)
    elif route.path.startswith("/tasks/"):
        yield from _task_cells(world, route, person)
    elif route.path in _LISTS and (route.method, route.path) != ("POST", "/dossiers"):
        yield _list_cell(world, route, person)
    elif route.path in IDS and route.method == "GET":
        yield _ids_cell(world, route, person)
    elif route.path.startswith(("/admin/assignment-plans/", "/alerts/", *BETWEEN)):
        yield from _work_cells(world, route, person)
    elif route.path.startswith(("/mandates/{id}", "/inbox")):
        yield from _own_cells(world, route, person)
    else:
        yield from _other_cells(world, route, person)


def _dossier_cells(world: World, route: Route, person: Person) -> Iterator[Cell]:
    for filed in world.dossiers:
        path = route.path.replace("{code}", filed.code).replace("{form}", "receipt")
        body = BODIES.get(route.path, {})
        found = outcome(_asked(world, route, person, path, body), route)
        yield _cell(route, person, filed.label, expected.of_dossier(route, person, filed), found)


def _task_cells(world: World, route: Route, person: Person) -> Iterator[Cell]:
    for filed in world.dossiers:
        for task in filed.tasks:
            path = route.path.replace("{id}", task[0])
            many = {"tasks": [{"task": task[0], "etag": "999"}]}
            body = many if path == _MANY else {}
            answer = _asked(world, route, person, path, body)
            found = _of_many(answer) if path == _MANY else outcome(answer, route)
            wanted = expected.of_task(route, person, filed, task)
            yield _cell(route, person, f"task of {filed.label}", wanted, found)


def _of_many(answer: TestResponse) -> str:
    """Return what came of the one task of a list; the list itself is open to all who sign."""
    assert answer.status_code == 200, answer.get_data(as_text=True)
    status = answer.get_json()["results"][0]["status"]
    return {403: FORBIDDEN, 404: NOT_FOUND}.get(status, PASSED)


def _list_cell(world: World, route: Route, person: Person) -> Cell:
    query = "?limit=100" if route.method == "GET" else ""
    answer = _asked(world, route, person, route.path + query, BODIES.get(route.path))
    if route.path == "/worklist":
        wanted = {t for filed in world.dossiers for t in expected.on_worklist(person, filed)}
        allowed = expected.stands_somewhere(person, Action.READ_WORKLIST)
        field = "task"
    else:
        search = route.path.endswith("search")
        action = Action.SEARCH_DOSSIERS if search else Action.READ_DOSSIER
        wanted = {f.code for f in world.dossiers if expected.listed(person, f, action)}
        allowed = not search or expected.stands_somewhere(person, action)
        field = "code"
    if answer.status_code != 200:
        return _cell(
            route, person, "list", PASSED if allowed else FORBIDDEN, outcome(answer, route)
        )
    items = {item[field] for item in answer.get_json()["items"]}
    labels = _labels(world)
    words = sorted(labels[code] for code in wanted) if allowed else FORBIDDEN
    return _cell(route, person, "list", str(words), str(sorted(labels[i] for i in items)))


def _alert_cells(world: World, route: Route, person: Person) -> Iterator[Cell]:
    read = IDS["/alerts"](world, person) or set()
    for about, alert in sorted(one_of_each(world.alerts).items()):
        found = outcome(_asked(world, route, person, route.path.replace("{id}", alert), {}), route)
        yield _cell(route, person, about, PASSED if alert in read else NOT_FOUND, found)


def _own_cells(world: World, route: Route, person: Person) -> Iterator[Cell]:
    wanted = PASSED if expected.at_desk(person, Action.GRANT_MANDATE, COMMUNE) else NOT_FOUND
    mandate = (f"mandate entered at {COMMUNE}", route.path.replace("{id}", world.mandate), wanted)
    asked = [mandate] if "mandate" in route.path else letters(world, route, person)
    for about, path, wanted in asked:
        found = outcome(_asked(world, route, person, path, {}), route)
        yield _cell(route, person, about, wanted, found)


def _work_cells(world: World, route: Route, person: Person) -> Iterator[Cell]:
    if route.path.startswith("/alerts/"):
        yield from _alert_cells(world, route, person)
        return
    for prefix, wanted in BETWEEN.items():
        if route.path.startswith(prefix):
            entered, sides = world.between[prefix]
            body = BODIES.get(route.path, {})
            found = outcome(
                _asked(world, route, person, route.path.replace("{id}", entered), body), route
            )
            yield _cell(route, person, prefix, wanted(route, person, sides), found)
            return
    for agency in (COMMUNE, OTHER):
        path = route.path.replace("{agency}", agency)
        found = outcome(_asked(world, route, person, path, {"rules": []}), route)
        yield _cell(route, person, agency, expected.heads(person, agency), found)


def _other_cells(world: World, route: Route, person: Person) -> Iterator[Cell]:
    if route.path.startswith("/reports/"):
        for agency in (None, COMMUNE, OTHER, OUTSIDE):
            query = "?period=2026-11" + (f"&agency={agency}" if agency else "")
            found = outcome(_asked(world, route, person, _filled(route) + query), route)
            yield _cell(route, person, f"{agency}", expected.report(person, agency), found)
        return
    if route.path == "/registers/{agency}":
        for agency in (COMMUNE, OTHER, OUTSIDE):
            path = f"/registers/{agency}?from=2026-11-01&to=2026-11-30"
            found = outcome(_asked(world, route, person, path), route)
            yield _cell(route, person, agency, expected.register(person, agency), found)
        return
    if route.path in {"/dossiers", "/on-the-spot"}:
        for agency in (COMMUNE, OTHER):
            body, wanted = _filing(route, person, agency)
            found = outcome(_asked(world, route, person, route.path, body), route)
            yield _cell(route, person, f"filing at {agency}", wanted, found)
        return
    sent = BODIES.get(route.path, {})
    found = outcome(_asked(world, route, person, _filled(route), sent), route)
    refused = not _let_in(world, route, person)
    yield _cell(route, person, "anything", FORBIDDEN if refused else PASSED, found)


def _let_in(world: World, route: Route, person: Person) -> bool:
    if route.path == "/violations/counts":
        return IDS["/violations"](world, person) is not None
    return route.path not in _DESK or expected.stands_somewhere(person, _DESK[route.path])


def _ids_cell(world: World, route: Route, person: Person) -> Cell:
    wanted = IDS[route.path](world, person)
    answer = _asked(world, route, person, route.path + "?limit=100")
    if answer.status_code != 200:
        words = FORBIDDEN if wanted is None else PASSED
        return _cell(route, person, "list", words, outcome(answer, route))
    read = {item.get("id", item.get("task")) for item in answer.get_json()["items"]}
    words = FORBIDDEN if wanted is None else str(sorted(wanted))
    return _cell(route, person, "list", words, str(sorted(read)))


def _filing(route: Route, person: Person, agency: str) -> tuple[dict[str, Any], str]:
    """Return a filing that fails once rights have let it pass: nobody knows the procedure."""
    roles = set(person.roles)
    if route.path == "/dossiers" and roles & {Role.CITIZEN, Role.PARTNER}:
        channel = "partner" if Role.PARTNER in roles else "online"
        body = example(BIRTH, receiving_agency=agency, channel=channel)
        return body | {"procedure": OTHER_PROCEDURE}, PASSED
    body = at_desk(BIRTH, receiving_agency=agency) | {"procedure": OTHER_PROCEDURE}
    action = Action.RECEIVE_AT_DESK
    if route.path == "/on-the-spot":
        body, action = body | {"result": {"number": "1"}}, Action.SETTLE_ON_THE_SPOT
    filed = Filed(label="", code="", owner="", agencies=(agency,))
    at_home = [one for one in person.stands if one[0] == agency and one[1] & STAFF]
    return body, PASSED if at_home and expected.can(person, action, filed) else FORBIDDEN


def outcome(answer: TestResponse, route: Route) -> str:
    """Return what an answer says about rights."""
    status = answer.status_code
    if status in {401, 403}:
        return UNKNOWN if status == 401 else FORBIDDEN
    if status == 404 and not route.path.startswith(("/admin", "/procedures", "/statistics")):
        return NOT_FOUND if answer.get_json()["type"] in MISSING else PASSED
    return f"broken: {status}" if status >= 429 and status != 503 else PASSED


def _asked(
    world: World, route: Route, person: Person | None, path: str, body: object = None
) -> TestResponse:
    headers = {"Idempotency-Key": str(new_id()), "If-Match": '"999"'}
    return world.ask(person, route.method, path, None if route.method == "GET" else body, headers)


def _filled(route: Route) -> str:
    path = route.path
    for name in (part[1:-1] for part in path.split("/") if part.startswith("{")):
        path = path.replace(f"{{{name}}}", _WORDS.get(name, str(new_id())))
    return path


def _labels(world: World) -> dict[str, str]:
    labels = {filed.code: filed.label for filed in world.dossiers}
    return labels | {t[0]: f"task of {f.label}" for f in world.dossiers for t in f.tasks}


def _cell(route: Route, person: Person | None, about: str, wanted: str, found: str) -> Cell:
    name = person.name if person else "anonymous"
    operation = f"{route.method} {route.path}"
    return Cell(operation=operation, person=name, about=about, wanted=wanted, found=found)
