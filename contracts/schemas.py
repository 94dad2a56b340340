"""marshmallow schemas of the events, derived from the dataclasses: one definition, not two."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from marshmallow import EXCLUDE, Schema, post_load
from marshmallow import fields as ma

_SCALARS: dict[object, type[ma.Field[Any]]] = {
    str: ma.String,
    int: ma.Integer,
    bool: ma.Boolean,
    date: ma.Date,
}


@cache
def schema_of(event_class: type) -> Schema:
    """Return the schema of a dataclass; unknown fields are dropped on load.

    A newer speaker may say more than we know, so readers ignore what they do not understand.
    Raises `TypeError` for a field type the wire has no form for.
    """
    if not is_dataclass(event_class):
        msg = f"{event_class!r} is no dataclass"
        raise TypeError(msg)
    hints = get_type_hints(event_class)
    members: dict[str, Any] = {
        field.name: _wire_field(hints[field.name], field) for field in fields(event_class)
    }

    def build(_self: Schema, data: Mapping[str, Any], **_: object) -> object:
        return event_class(**data)

    members["build"] = post_load(build)
    members["Meta"] = type("Meta", (), {"unknown": EXCLUDE})
    made = type(f"{event_class.__name__}Schema", (Schema,), members)
    schema = made()
    assert isinstance(schema, Schema)  # noqa: S101 -- for the type checker: made derives from Schema
    return schema


def _wire_field(hint: object, field: Field[Any]) -> ma.Field[Any]:
    optional = field.default is not MISSING or field.default_factory is not MISSING
    options: dict[str, Any] = {"required": not optional}
    inner, nullable = _without_none(hint)
    if nullable:
        options["allow_none"] = True
    return _field_for(inner, options)


def _without_none(hint: object) -> tuple[object, bool]:
    if get_origin(hint) in (Union, types.UnionType):
        rest = [member for member in get_args(hint) if member is not type(None)]
        if len(rest) == 1:
            return rest[0], True
    return hint, False


def _field_for(hint: object, options: dict[str, Any]) -> ma.Field[Any]:
    if hint is datetime:
        return ma.AwareDateTime(format="iso", **options)
    if hint in _SCALARS:
        if hint is int:
            options["strict"] = True
        return _SCALARS[hint](**options)
    if get_origin(hint) is dict:
        member = get_args(hint)[1]
        values = None if member is object else _field_for(member, {"required": True})
        return ma.Dict(keys=ma.String(), values=values, **options)
    if get_origin(hint) is tuple:
        return _Tuple(_field_for(get_args(hint)[0], {"required": True}), **options)
    if isinstance(hint, type) and is_dataclass(hint):
        return ma.Nested(schema_of(hint), **options)
    msg = f"no wire form for {hint!r}"
    raise TypeError(msg)


class _Tuple(ma.List[Any]):
    """A list on the wire, a tuple in the dataclass, so that events stay frozen."""

    def _deserialize(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- no list, as the base says
        return tuple(super()._deserialize(*args, **kwargs))
