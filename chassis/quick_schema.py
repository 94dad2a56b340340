"""A marshmallow schema that takes what is right by a shorter way.

Most bodies are right, and marshmallow spends most of its time on being ready for faults. Here a
body is first loaded by the same fields and the same hooks without that; whatever is not plainly
right goes marshmallow's own way from the start, which finds the faults and their places, or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple, NoReturn

from marshmallow import RAISE, Schema, ValidationError, fields, missing
from marshmallow.decorators import POST_LOAD, PRE_LOAD, VALIDATES, VALIDATES_SCHEMA

from chassis.fields import QuickField

_LEFT_TO_MARSHMALLOW = (ValidationError, LookupError, TypeError, ValueError)

_Load = Callable[[Any], Any]


class NotPlainError(ValueError):
    """Not to be decided the short way."""


class _Step(NamedTuple):
    """How one field is loaded: what is there, what is left out, what is null."""

    key: str
    name: str
    load: _Load
    default: Callable[[], Any]
    null: Callable[[], None]


class QuickSchema(Schema):
    """A schema whose right bodies load quickly; all it does is what `Schema` does."""

    def load(self, data: Any, **asked: Any) -> Any:  # noqa: ANN401 -- marshmallow's own signature
        """Return what `Schema.load` returns; raise what it raises."""
        if not asked.keys() - {"unknown"} and asked.get("unknown") in (None, RAISE):
            try:
                return self.quick(data)
            except _LEFT_TO_MARSHMALLOW:
                pass
        return super().load(data, **asked)

    def quick(self, data: Any) -> Any:  # noqa: ANN401 -- any JSON value
        """Return what `load` returns for a right body.

        Raises `NotPlainError` or another of these for all others.
        """
        if type(data) is not dict or not data.keys() <= self._keys:
            raise NotPlainError
        loaded: dict[str, Any] = {}
        for key, name, load, default, null in self._steps:
            value = data.get(key, missing)
            value = default() if value is missing else null() if value is None else load(value)
            if value is not missing:
                loaded[name] = value
        return self._made(loaded)

    def _made(self, loaded: dict[str, Any]) -> Any:  # noqa: ANN401 -- what the hooks make of it
        made: Any = loaded
        for hook in self._after:
            made = hook(made, many=False, partial=None, unknown=RAISE)
        return made

    @cached_property
    def _after(self) -> tuple[Callable[..., Any], ...]:
        """The hooks after loading, in marshmallow's order; others are not for the short way."""
        return tuple(getattr(self, name) for name, *_ in self._hooks[POST_LOAD])

    @cached_property
    def _steps(self) -> tuple[_Step, ...]:
        if not self._plain():
            raise NotPlainError
        return tuple(
            _Step(
                key=name if field.data_key is None else field.data_key,
                name=field.attribute or name,
                load=_loading(field),
                default=_refuse if field.required else _default(field.load_default),
                null=_nothing if field.allow_none else _refuse,
            )
            for name, field in self.load_fields.items()
        )

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(step.key for step in self._steps)

    def _plain(self) -> bool:
        """Tell whether fields and simple hooks after them are all that this schema has."""
        others = (PRE_LOAD, VALIDATES, VALIDATES_SCHEMA)
        after = (many or given.get("pass_original") for _, many, given in self._hooks[POST_LOAD])
        dotted = ("." in (field.attribute or "") for field in self.load_fields.values())
        unusual = self.many or self.partial is not None or self.unknown != RAISE
        return not (unusual or any(after) or any(dotted) or any(map(self._hooks.get, others)))


def _refuse() -> NoReturn:
    raise NotPlainError


def _nothing() -> None:
    return None


def _default(value: Any) -> Callable[[], Any]:  # noqa: ANN401 -- any default
    return value if callable(value) else lambda: value


def _loading(field: fields.Field[Any]) -> _Load:
    """Return how a value that is there, and not null, is loaded by the field."""
    if field.pre_load or field.post_load:
        return field.deserialize
    if isinstance(field, QuickField):
        return field.quick
    if type(field) is fields.Enum and field.by_value is True:
        return _member({member.value: member for member in field.enum})
    if type(field) is fields.Nested and isinstance(field.schema, QuickSchema):
        return _nested(field)
    if type(field) is fields.List:
        return _listed(_loading(field.inner), field.validators, null=bool(field.inner.allow_none))
    return field.deserialize


def _member(members: Mapping[Any, Any]) -> _Load:
    def load(value: Any) -> Any:  # noqa: ANN401 -- any JSON value
        if type(value) is not str:
            raise NotPlainError
        return members[value]

    return load


def _nested(field: fields.Nested) -> _Load:
    if field.many or field.unknown or field.validators:
        return field.deserialize
    schema = field.schema
    assert isinstance(schema, QuickSchema)  # noqa: S101 -- looked at by the caller
    return schema.quick


def _listed(load: _Load, validators: Iterable[Callable[[Any], Any]], *, null: bool) -> _Load:
    checks = tuple(validators)

    def loaded(value: Any) -> list[Any]:  # noqa: ANN401 -- any JSON value
        if type(value) is not list or (not null and None in value):
            raise NotPlainError
        items = [None if item is None else load(item) for item in value]
        for check in checks:
            check(items)
        return items

    return loaded
