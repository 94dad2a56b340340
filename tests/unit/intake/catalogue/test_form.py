"""The e-form: what it accepts, and the JSON Schema that says so."""

from __future__ import annotations

from datetime import date
from typing import Any

import jsonschema
import pytest

from kernel.text import Text
from services.intake.catalogue.domain import form_check
from services.intake.catalogue.domain.case_variant import Choice
from services.intake.catalogue.domain.form import FieldType, Form, FormField
from services.intake.catalogue.domain.form_check import check_form
from services.intake.catalogue.domain.form_definition_check import check_form_definition
from services.intake.catalogue.domain.form_schema import json_schema
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.catalogue.ports import CataloguePackage

TODAY = date(2026, 11, 23)
LABEL = Text(vi="Nhãn", en="Label")


def choice(value: str) -> Choice:
    return Choice(value=value, label=LABEL)


FORM = Form(
    fields=(
        FormField(id="name", type=FieldType.TEXT, label=LABEL, max_length=10, sensitive=True),
        FormField(id="code", type=FieldType.TEXT, label=LABEL, pattern="[0-9]{3}", required=False),
        FormField(
            id="count", type=FieldType.INTEGER, label=LABEL, minimum=1, maximum=5, required=False
        ),
        FormField(id="day", type=FieldType.DATE, label=LABEL, not_future=True, required=False),
        FormField(id="agreed", type=FieldType.BOOLEAN, label=LABEL, required=False),
        FormField(id="commune", type=FieldType.COMMUNE, label=LABEL, required=False),
        FormField(
            id="kind", type=FieldType.CHOICE, label=LABEL, choices=(choice("a"), choice("b"))
        ),
        FormField(id="why_b", type=FieldType.TEXT, label=LABEL, when={"kind": ("b",)}),
        FormField(
            id="place",
            type=FieldType.GROUP,
            label=LABEL,
            required=False,
            fields=(FormField(id="street", type=FieldType.TEXT, label=LABEL, sensitive=True),),
        ),
    )
)
GOOD: dict[str, Any] = {"name": "Ế", "kind": "a"}


def faults(**changed: object) -> dict[str, Text]:
    return check_form(FORM, GOOD | changed, today=TODAY)


@pytest.mark.parametrize(
    ("changed", "pointer", "text"),
    [
        ({"name": ""}, "/name", form_check.EMPTY),
        ({"name": "   "}, "/name", form_check.EMPTY),
        ({"name": 7}, "/name", form_check.WRONG_TYPE),
        ({"name": "x" * 11}, "/name", form_check.TOO_LONG),
        ({"name": "a\x00b"}, "/name", form_check.BAD_CHARACTERS),
        ({"name": "a\u202eb"}, "/name", form_check.BAD_CHARACTERS),
        ({"name": "\ud800"}, "/name", form_check.BAD_CHARACTERS),
        ({"code": "12"}, "/code", form_check.BAD_PATTERN),
        ({"code": "123\n"}, "/code", form_check.BAD_PATTERN),
        ({"count": 6}, "/count", form_check.OUT_OF_RANGE),
        ({"count": True}, "/count", form_check.WRONG_TYPE),
        ({"count": 1.0}, "/count", form_check.WRONG_TYPE),
        ({"day": "2026-02-30"}, "/day", form_check.BAD_DATE),
        ({"day": "20260201"}, "/day", form_check.BAD_DATE),
        ({"day": "2026-11-24"}, "/day", form_check.FUTURE),
        ({"agreed": "yes"}, "/agreed", form_check.WRONG_TYPE),
        ({"commune": "1479"}, "/commune", form_check.BAD_COMMUNE),
        ({"kind": "c"}, "/kind", form_check.NO_CHOICE),
        ({"kind": "b"}, "/why_b", form_check.MISSING),
        ({"why_b": "vì"}, "/why_b", form_check.NOT_ASKED),
        ({"place": "đây"}, "/place", form_check.WRONG_TYPE),
        ({"place": {}}, "/place/street", form_check.MISSING),
        ({"place": {"street": "1", "no": 2}}, "/place/no", form_check.UNKNOWN),
        ({"status": 2}, "/status", form_check.UNKNOWN),
        ({"a/b~c": 2}, "/a~1b~0c", form_check.UNKNOWN),
    ],
)
def test_a_wrong_value_is_named_by_its_pointer(
    changed: dict[str, object], pointer: str, text: Text
) -> None:
    """Each fault alone, where it stands."""
    assert faults(**changed) == {pointer: text}


def test_all_faults_come_together() -> None:
    """A person corrects a form once."""
    assert set(check_form(FORM, {"count": 9}, today=TODAY)) == {"/name", "/kind", "/count"}


def test_a_condition_that_holds_asks_for_the_field() -> None:
    """Answering the condition opens the field."""
    assert faults(kind="b", why_b="vì", day="2026-11-23", count=5, commune="14797") == {}


def test_sensitive_values_are_known_by_pointer() -> None:
    """The store encrypts these."""
    assert FORM.sensitive_pointers() == ("/name", "/place/street")


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"name": ""},
        {"name": "x" * 11},
        {"code": "12"},
        {"count": 6},
        {"agreed": "yes"},
        {"commune": "1479"},
        {"kind": "c"},
        {"kind": "b"},
        {"why_b": "vì"},
        {"kind": "b", "why_b": "vì"},
        {"place": {}},
        {"status": 2},
    ],
)
def test_the_schema_and_the_check_agree(changed: dict[str, object]) -> None:
    """What a client finds valid by the schema, the server takes."""
    schema = json_schema(FORM, schema_id="urn:test", title="Thử")
    values = GOOD | changed

    jsonschema.Draft202012Validator.check_schema(schema)
    by_schema = jsonschema.Draft202012Validator(schema).is_valid(values)

    assert by_schema == (check_form(FORM, values, today=TODAY) == {})


def test_every_shipped_form_is_a_schema_its_example_meets(shipped: CataloguePackage) -> None:
    """Labels in both languages, and an example that is valid by the schema too."""
    for procedure, _ in shipped.procedures:
        schema = json_schema(procedure.form, schema_id="urn:test", title="Thử")
        assert procedure.example is not None

        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(procedure.example["form"], schema)
        assert all(
            {"vi", "en"} <= item["x-label"].keys() for item in schema["properties"].values()
        )


def test_a_schema_marks_what_is_sensitive(birth: Procedure) -> None:
    """A portal keeps such values out of its own logs."""
    schema = json_schema(birth.form, schema_id="urn:test", title="Thử")

    mother = schema["properties"]["mother"]["properties"]

    assert mother["id_number"]["x-sensitive"] is True


def test_a_form_is_checked_before_anybody_fills_it_in() -> None:
    """Choices, groups, patterns, conditions and ids must make sense."""
    broken = Form(
        fields=(
            FormField(id="a", type=FieldType.CHOICE, label=LABEL),
            FormField(id="a", type=FieldType.GROUP, label=LABEL),
            FormField(id="b", type=FieldType.TEXT, label=LABEL, pattern="["),
            FormField(id="c", type=FieldType.TEXT, label=LABEL, when={"nowhere": ("x",)}),
        )
    )

    pointers = [item.pointer for item in check_form_definition(broken)]

    assert pointers == [
        "/form/fields",
        "/form/fields/0/choices",
        "/form/fields/1/fields",
        "/form/fields/2/pattern",
        "/form/fields/3/when/nowhere",
    ]
