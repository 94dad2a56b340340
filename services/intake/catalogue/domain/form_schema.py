"""The e-form as JSON Schema 2020-12, for portals that draw it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.intake.catalogue.domain.form import FieldType, Form, FormField

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NOT_BLANK = r"\S"


def json_schema(form: Form, *, schema_id: str, title: str) -> dict[str, Any]:
    """Return the schema; `title` is Vietnamese, `x-label` and `x-hint` have both languages."""
    return {
        "$schema": DIALECT,
        "$id": schema_id,
        "title": title,
        **_object_schema(form.fields),
    }


def _object_schema(fields: tuple[FormField, ...]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {item.id: _field_schema(item) for item in fields},
        "required": [item.id for item in fields if item.required and not item.when],
        "additionalProperties": False,
    }
    conditions = [_condition(item) for item in fields if item.when]
    if conditions:
        schema["allOf"] = conditions
    return schema


def _condition(item: FormField) -> dict[str, Any]:
    asked = {
        "properties": {name: {"enum": list(values)} for name, values in item.when.items()},
        "required": sorted(item.when),
    }
    rule: dict[str, Any] = {"if": asked, "else": {"not": {"required": [item.id]}}}
    if item.required:
        rule["then"] = {"required": [item.id]}
    return rule


def _field_schema(item: FormField) -> dict[str, Any]:
    schema = {
        **_SHAPES[item.type](item),
        "title": item.label.vi,
        "x-label": item.label.to_document(),
    }
    if item.hint is not None:
        schema["x-hint"] = item.hint.to_document()
    if item.sensitive:
        schema["x-sensitive"] = True
    return schema


def _text(item: FormField) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "string",
        "minLength": 1,
        "maxLength": item.max_length,
        "pattern": NOT_BLANK,
    }
    if item.pattern is not None:
        schema["pattern"] = f"^(?:{item.pattern})$"
    return schema


def _integer(item: FormField) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "integer"}
    if item.minimum is not None:
        schema["minimum"] = item.minimum
    if item.maximum is not None:
        schema["maximum"] = item.maximum
    return schema


def _date(item: FormField) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "format": "date"}
    if item.not_future:
        schema["x-not-future"] = True
    return schema


def _choice(item: FormField) -> dict[str, Any]:
    return {
        "type": "string",
        "enum": [choice.value for choice in item.choices],
        "x-choices": [
            {"value": choice.value, "label": choice.label.to_document()} for choice in item.choices
        ],
    }


def _boolean(_item: FormField) -> dict[str, Any]:
    return {"type": "boolean"}


def _commune(_item: FormField) -> dict[str, Any]:
    return {"type": "string", "pattern": "^[0-9]{5}$", "x-source": "commune"}


def _group(item: FormField) -> dict[str, Any]:
    return _object_schema(item.fields)


_SHAPES: dict[FieldType, Callable[[FormField], dict[str, Any]]] = {
    FieldType.TEXT: _text,
    FieldType.INTEGER: _integer,
    FieldType.DATE: _date,
    FieldType.CHOICE: _choice,
    FieldType.BOOLEAN: _boolean,
    FieldType.COMMUNE: _commune,
    FieldType.GROUP: _group,
}
