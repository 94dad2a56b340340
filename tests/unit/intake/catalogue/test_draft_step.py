"""A procedure whose owner checks a draft of the result: what its document may say."""

from __future__ import annotations

from typing import Any

import pytest

from services.intake.catalogue.api.documents import DocumentFaultyError, read_procedure
from services.intake.catalogue.domain.procedure_check import check_procedure

STEP: dict[str, Any] = {"term": "2wd", "fields": ["child/name"], "ground": "quy trình nội bộ"}


def faults(document: dict[str, Any], **changes: object) -> list[tuple[str, str]]:
    procedure, _ = read_procedure(document | {"confirm_draft": STEP | changes})
    found = check_procedure(procedure)
    return [
        (one.pointer, one.text.en) for one in found if one.pointer.startswith("/confirm_draft")
    ]


def test_a_document_without_it_is_the_same_as_before(birth_document: dict[str, Any]) -> None:
    """So nothing published becomes another version."""
    procedure, document = read_procedure(birth_document)

    assert procedure.confirm_draft is None
    assert "confirm_draft" not in document


@pytest.mark.parametrize("term", ["2wd", "4wh"])
def test_a_right_step_is_taken(birth_document: dict[str, Any], term: str) -> None:
    """In working days or hours; what nobody compared says so."""
    procedure, document = read_procedure(
        birth_document | {"confirm_draft": STEP | {"term": term, "unverified": True}}
    )

    step = procedure.confirm_draft
    assert step is not None
    assert (str(step.term), step.fields, step.unverified) == (term, ("child/name",), True)
    assert document["confirm_draft"]["fields"] == ["child/name"]
    assert faults(birth_document, term=term) == []


@pytest.mark.parametrize("term", ["0wd", "15d", "1m"])
def test_a_term_of_no_working_time_is_a_fault(birth_document: dict[str, Any], term: str) -> None:
    """Nobody could look in no time, and offices count in working time."""
    assert [pointer for pointer, _ in faults(birth_document, term=term)] == ["/confirm_draft/term"]


def test_fields_are_those_of_the_form_each_once(birth_document: dict[str, Any]) -> None:
    """A group is no field; the fault says which."""
    found = faults(birth_document, fields=["child/name", "child", "child/shoe_size", "child/name"])

    assert found == [
        ("/confirm_draft/fields", "The id “child/name” stands twice."),
        ("/confirm_draft/fields/1", "The form has no field “child”."),
        ("/confirm_draft/fields/2", "The form has no field “child/shoe_size”."),
    ]


def test_what_is_settled_on_the_spot_has_none(birth_document: dict[str, Any]) -> None:
    """The result is given in the same act."""
    found = faults(birth_document | {"on_the_spot": True})

    assert [pointer for pointer, _ in found] == ["/confirm_draft"]


def test_a_step_says_its_ground_and_some_field(birth_document: dict[str, Any]) -> None:
    """Both are told in words of the document."""
    bare = {"term": "2wd", "fields": []}

    with pytest.raises(DocumentFaultyError) as refused:
        read_procedure(birth_document | {"confirm_draft": bare})

    assert sorted(one.pointer for one in refused.value.faults) == [
        "/confirm_draft/fields",
        "/confirm_draft/ground",
    ]
