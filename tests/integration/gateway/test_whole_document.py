"""The public document as it is put together from what the services say of themselves."""

from __future__ import annotations

import importlib
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from chassis.auth import TokenSigner
from chassis.clock import machine_clock
from chassis.db import dispose_all
from chassis.testing.fixtures import ServiceDatabase
from deploy.keys import make_keys
from gateway.api.own_operations import _DOCUMENT
from gateway.api.public_document import merge
from gateway.api.route import Route
from gateway.api.routes import ROUTES
from gateway.settings import SERVICES
from kernel.rights import Actor, Role

Document = dict[str, Any]
# The root of the tree, and what only the command line says.
_NEVER_BY_HTTP = {"error", "catalogue-document-faulty", "reorganisation-faulty"}


@pytest.fixture
def services(
    tmp_path: Path, service_database: ServiceDatabase, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, FlaskClient]]:
    """Give a client of each service as it is wired."""
    make_keys(tmp_path, with_issuer=True)
    monkeypatch.setenv("MOTCUA_ENVIRONMENT", "onebox")
    monkeypatch.setenv("MOTCUA_TRUSTED_KEYS_FILE", str(tmp_path / "services.public.json"))
    monkeypatch.setenv("MOTCUA_GATEWAY_URL", "http://127.0.0.1:1")
    for name in SERVICES:
        own = f"MOTCUA_{name.upper()}"
        monkeypatch.setenv(f"{own}_DATABASE_URL", service_database(name).url)
        monkeypatch.setenv(f"{own}_SIGNING_KEY_FILE", str(tmp_path / f"{name}.private.json"))
        monkeypatch.setenv(f"{own}_MASTER_KEY_FILE", str(tmp_path / f"{name}.master.json"))
        monkeypatch.setenv(f"{own}_URL", "http://127.0.0.1:1")
        monkeypatch.setenv(f"{own}_SMTP_URL", "smtp://127.0.0.1:1")
    yield {
        name: importlib.import_module(f"services.{name}.wiring.service").app().test_client()
        for name in SERVICES
    }
    dispose_all()


@pytest.fixture
def document(services: dict[str, FlaskClient]) -> Document:
    """Give the document merged from all of them."""
    answers = {name: client.get("/openapi.json").json for name, client in services.items()}
    documents = {name: answer for name, answer in answers.items() if answer is not None}
    return merge(ROUTES, documents | {"gateway": _DOCUMENT}, issuer="https://login.example.vn")


def operations(document: Document) -> Iterator[tuple[str, Document]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def test_everything_a_client_must_know_is_told(document: Document) -> None:
    """What each operation is for, what it takes and gives, and each way it may refuse."""
    told = dict(operations(document))

    assert len(told) >= len(ROUTES) - 1
    assert [name for name, operation in told.items() if not operation.get("summary")] == []
    for name, operation in told.items():
        statuses = set(operation["responses"])
        assert {"429", "500", "503", "504", "default"} <= statuses, name
        assert any(status.startswith("2") for status in statuses), name
        method = name.partition(" ")[0]
        assert {"422"} <= statuses or method == "GET", name
        assert {"408", "413", "415"} <= statuses or method in {"GET", "DELETE"}, name
        if operation["security"]:
            assert {"401", "403"} <= statuses, name


def test_writes_tell_their_headers_and_what_follows_without_them(document: Document) -> None:
    """As the services' policies ask them."""
    told = dict(operations(document))

    def headers(name: str) -> dict[str, bool]:
        return {
            parameter["name"]: parameter["required"]
            for parameter in told[name]["parameters"]
            if parameter["in"] == "header"
        }

    assert headers("POST /dossiers") == {"Idempotency-Key": True}
    accepting = {"If-Match": True, "Idempotency-Key": False}
    assert headers("POST /dossiers/{code}/acceptance") == accepting
    assert headers("PUT /staff-mail") == {"If-Match": True}
    assert headers("PUT /admin/assignment-plans/{agency}") == {"If-Match": True}
    assert {"409", "412", "428"} <= set(told["POST /dossiers/{code}/acceptance"]["responses"])
    assert "If-Match" in headers("POST /tasks/{task_id}/approve")
    assert headers("GET /dossiers") == {}
    assert headers("GET /procedures") == {"If-None-Match": False}
    for name in ("GET /dossiers", "GET /procedures", "GET /worklist", "GET /admin/officers"):
        assert "Link" in told[name]["responses"]["200"]["headers"], name
    assert "ETag" in told["GET /dossiers/{code}"]["responses"]["200"]["headers"]


def test_every_reference_leads_somewhere(document: Document) -> None:
    """A generated client stumbles over the first that does not."""
    found = set(re.findall(r"'\$ref': '#/components/(\w+)/([\w.-]+)'", repr(document)))

    assert found
    assert [name for section, name in found if name not in document["components"][section]] == []


def test_every_kind_of_problem_has_its_words_in_both_languages(document: Document) -> None:
    """What stands on /problems: each type, once, in Vietnamese and English."""
    slugs = [problem["slug"] for problem in document["x-problems"]]
    raised = {
        slug
        for folder in ("chassis", "gateway", "kernel", "services")
        for path in (Path(__file__).parents[3] / folder).rglob("*.py")
        for slug in re.findall(r'^    slug = "([a-z0-9-]+)"', path.read_text(), re.MULTILINE)
    }

    assert len(slugs) == len(set(slugs))
    assert raised - set(slugs) - _NEVER_BY_HTTP == set()
    for problem in document["x-problems"]:
        assert problem["title"]["vi"].strip()
        assert problem["title"]["en"].strip()
        assert problem["title"]["vi"] != problem["title"]["en"]


LISTS = (
    ("intake", "/procedures", Role.CITIZEN),
    ("intake", "/dossiers", Role.CITIZEN),
    ("routing", "/worklist", Role.OFFICER),
    ("routing", "/admin/officers", Role.ADMIN),
    ("intake", "/admin/intake/parked", Role.ADMIN),
)
BAD = (
    "limit=1000000000",
    "limit=0",
    "limit=-1",
    "limit=x",
    "cursor=x%27--",
    "sort=name%3B%20DROP%20TABLE%20dossier",
)


def test_lists_refuse_pages_without_end_and_orders_of_their_own(
    services: dict[str, FlaskClient], tmp_path: Path
) -> None:
    """422 that points at the parameter, on every list."""
    signer = TokenSigner.from_file("gateway", tmp_path / "gateway.private.json", machine_clock)
    answers = {}
    for (service, path, role), query in product(LISTS, BAD):
        actor = Actor(subject="a-1", roles=frozenset({role}), agency="H56.14797")
        token = {"Authorization": f"Bearer {signer.issue(service, actor)}"}
        answer = services[service].get(f"{path}?{query}", headers=token)
        errors = answer.get_json(force=True).get("errors", [{}])
        answers[f"{path}?{query}"] = answer.status_code, errors[0].get("pointer")

    assert answers == {
        f"{path}?{query}": (422, f"/{query.partition('=')[0]}")
        for (_, path, _), query in product(LISTS, BAD)
    }


_DATED = {"date", "date-time"}
_ENDS = (
    *("0001-01-01", "9999-12-31"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-11-23T08:00:00+23:00"),
)


def test_where_the_calendar_ends_no_service_falls(
    services: dict[str, FlaskClient], document: Document, tmp_path: Path
) -> None:
    """A day more, another zone, an offset that tables do not know: 422 at most, on every list."""
    signer = TokenSigner.from_file("gateway", tmp_path / "gateway.private.json", machine_clock)
    asked, fell = set(), []
    for route, names in _dated_of(document):
        role = next(iter(sorted(route.roles)), Role.CITIZEN)
        actor = Actor(subject="a-1", roles=frozenset({role}), agency="H56.14797")
        token = {"Authorization": f"Bearer {signer.issue(route.service, actor)}"}
        path = re.sub(r"\{\w+\}", "kstt-06" if "{form}" in route.path else "H56.14797", route.path)
        for some, end in product((names, *([name] for name in names)), _ENDS):
            query = _ELSE[route.path] | dict.fromkeys(some, end)
            answer = services[route.service].get(path, query_string=query, headers=token)
            asked.add((route.path, answer.status_code))
            if answer.status_code >= 500:
                fell.append((route.path, query))

    assert fell == []
    assert {("/dossiers", 422), ("/risks", 422), ("/reports/{form}", 422)} <= asked


_ELSE: dict[str, dict[str, str]] = defaultdict(dict, {"/reports/{form}": {"period": "2026-Q4"}})


def _dated_of(document: Document) -> Iterator[tuple[Route, list[str]]]:
    """Yield each list of a service with the parameters that take a day or an instant."""
    routes = {route.endpoint: route for route in ROUTES}
    for operation in (item["get"] for item in document["paths"].values() if "get" in item):
        names = [
            one["name"]
            for one in operation.get("parameters", [])
            if one["name"] == "as_of" or one.get("schema", {}).get("format") in _DATED
        ]
        route = routes[operation["operationId"]]
        if names and route.service in SERVICES:
            yield route, names
