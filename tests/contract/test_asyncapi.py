"""The AsyncAPI document is current, valid by its specification, and true of the examples."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from contracts import asyncapi
from contracts.registry import EVENTS

SPECIFICATION = Path(__file__).parent / "specification" / "asyncapi-3.0.0.json"


@pytest.fixture(scope="module")
def specification() -> Draft7Validator:
    return Draft7Validator(json.loads(SPECIFICATION.read_text()))


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(asyncapi.DOCUMENT.read_text(encoding="utf-8"))
    return read


def test_document_on_disk_is_the_one_the_schemas_give() -> None:
    """After a change of an event: `python -m contracts.asyncapi`."""
    assert asyncapi.DOCUMENT.read_text(encoding="utf-8") == asyncapi.text()


def test_document_follows_the_specification(
    document: dict[str, Any], specification: Draft7Validator
) -> None:
    """AsyncAPI 3.0.0's own JSON Schema finds nothing."""
    faults = [error.message for error in specification.iter_errors(document)]

    assert faults == []


def test_the_specification_check_can_fail(
    document: dict[str, Any], specification: Draft7Validator
) -> None:
    """A document with a wrong action is refused, so the check above means something."""
    broken = copy.deepcopy(document)
    next(iter(broken["operations"].values()))["action"] = "shout"

    assert list(specification.iter_errors(broken))


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_golden_examples_fit_the_published_payload(
    document: dict[str, Any], event_type: str
) -> None:
    """Whoever validates by the document accepts what we say."""
    message = document["components"]["messages"][event_type.replace(".", "-")]
    schema = message["payload"] | {"components": document["components"]}
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)

    example = message["examples"][0]["payload"]

    assert [error.message for error in validator.iter_errors(example)] == []
