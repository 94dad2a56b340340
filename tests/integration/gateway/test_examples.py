"""The examples of the public document: there for the main operations, and valid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.integration.intake.office import BIRTH, example
from tests.integration.rights.people import CITIZEN
from tests.integration.rights.world import World

Document = dict[str, Any]
BOTH, ASKED, TOLD = {"request", "response"}, {"request"}, {"response"}
MAIN = {
    "POST /dossiers": BOTH,
    "GET /dossiers/{code}": TOLD,
    "GET /dossiers/{code}/timeline": TOLD,
    "GET /dossiers/{code}/deadline": TOLD,
    "GET /dossiers/{code}/accesses": TOLD,
    "POST /dossiers/{code}/acceptance": TOLD,
    "POST /dossiers/{code}/supplement-request": ASKED,
    "GET /dossiers/{code}/supplement-request": TOLD,
    "POST /dossiers/{code}/supplement": BOTH,
    "GET /deadline": TOLD,
    "GET /worklist": TOLD,
    "GET /tasks/{task_id}": TOLD,
    "POST /tracking": BOTH,
    "POST /admin/officers": BOTH,
    "POST /admin/revocations": ASKED,
}


@pytest.fixture(scope="module")
def world(published: Mapping[str, str]) -> Iterator[World]:
    with ExitStack() as stack:
        yield World(stack, published=published)


@pytest.fixture(scope="module")
def document(world: World) -> Document:
    """Give the merged document; the gateway's own part is not in the way."""
    found: Document = world.gateway.get("/openapi.json").get_json()
    return found


def examples(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Yield operation, side, and the media type object of each example."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            name = f"{method.upper()} {path}"
            for media in operation.get("requestBody", {}).get("content", {}).values():
                if "example" in media:
                    yield name, "request", media
            for status, response in operation["responses"].items():
                for media in response.get("content", {}).values():
                    if status.startswith("2") and "example" in media:
                        yield name, "response", media


def test_the_main_operations_have_examples(document: Document) -> None:
    """Of what is sent, and of what comes back."""
    found: dict[str, set[str]] = {}
    for name, side, _ in examples(document):
        found.setdefault(name, set()).add(side)

    own = "POST /admin/revocations"  # the gateway's own, which no service tells
    assert {name: MAIN[name] - found.get(name, set()) for name in MAIN if name != own} == {
        name: set() for name in MAIN if name != own
    }


def test_every_example_is_what_its_schema_says(document: Document) -> None:
    """Formats too."""
    for name, side, media in examples(document):
        schema = {"components": document["components"], **media["schema"]}
        checker = Draft202012Validator(schema, format_checker=FormatChecker())
        faults = [error.message for error in checker.iter_errors(media["example"])]
        assert faults == [], (name, side)


def test_the_filing_of_the_document_files(world: World, document: Document) -> None:
    """It is the catalogue's own, and it is accepted as it stands."""
    body = document["paths"]["/dossiers"]["post"]["requestBody"]["content"]["application/json"]

    again = body["example"] | {"despite_duplicate": True}
    assert again == example(BIRTH)
    assert world.done(CITIZEN, "/dossiers", again)["status"]["code"] == 1


def test_an_example_tells_all_that_an_answer_tells(world: World, document: Document) -> None:
    """Nothing is in a real answer that the example forgets: the document was not left behind."""
    code = next(filed.code for filed in world.dossiers if filed.label == "own-accepted")
    for path in ("/dossiers/{code}", "/dossiers/{code}/timeline", "/dossiers/{code}/deadline"):
        answer = world.ask(CITIZEN, "GET", path.replace("{code}", code)).get_json()
        content = document["paths"][path]["get"]["responses"]["200"]["content"]
        assert set(content["application/json"]["example"]) == set(answer), path
