"""The e-form (biểu mẫu điện tử) of a procedure, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import Any, Self

from kernel.text import Text
from services.intake.catalogue.domain.case_variant import Choice

DEFAULT_MAX_LENGTH = 500
"""Characters a text field takes unless it says otherwise."""


@unique
class FieldType(StrEnum):
    """What a form field holds."""

    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"  # YYYY-MM-DD
    CHOICE = "choice"  # one of `choices`
    BOOLEAN = "boolean"
    COMMUNE = "commune"  # five digits: the official code of a commune
    GROUP = "group"  # further fields


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """A field; `sensitive` values are encrypted at rest.

    `when` maps a field of the same group to the values for which this one is asked at all;
    `not_future` is for dates; `minimum` and `maximum` for integers.
    """

    id: str
    type: FieldType
    label: Text
    hint: Text | None = None
    required: bool = True
    sensitive: bool = False
    choices: tuple[Choice, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    max_length: int = DEFAULT_MAX_LENGTH
    pattern: str | None = None
    not_future: bool = False
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields: tuple[FormField, ...] = ()

    def asked(self, siblings: Mapping[str, Any]) -> bool:
        """Tell whether the field is asked, given the values beside it."""
        return not self.when or all(
            siblings.get(name) in values for name, values in self.when.items()
        )

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a field from its checked document."""
        hint = document.get("hint")
        plain = {
            name: document[name]
            for name in (
                "required",
                "sensitive",
                "minimum",
                "maximum",
                "max_length",
                "pattern",
                "not_future",
            )
            if document.get(name) is not None
        }
        return cls(
            id=document["id"],
            type=FieldType(document["type"]),
            label=Text(**document["label"]),
            hint=Text(**hint) if hint else None,
            choices=tuple(Choice.from_document(item) for item in document.get("choices", ())),
            when={name: tuple(values) for name, values in document.get("when", {}).items()},
            fields=tuple(cls.from_document(item) for item in document.get("fields", ())),
            **plain,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The whole e-form."""

    fields: tuple[FormField, ...] = ()
    _sensitive: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find the sensitive fields once: every filing asks for them."""
        found = (pointer for pointer, item in walk_fields(self.fields) if item.sensitive)
        object.__setattr__(self, "_sensitive", tuple(found))

    def sensitive_pointers(self) -> tuple[str, ...]:
        """Return the JSON pointers, inside the form, of the values to be encrypted at rest."""
        return self._sensitive

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a form from its checked document."""
        return cls(fields=tuple(FormField.from_document(item) for item in document["fields"]))


def walk_fields(
    fields: tuple[FormField, ...], prefix: str = ""
) -> Iterator[tuple[str, FormField]]:
    """Yield every field with its JSON pointer, groups before what they hold."""
    for item in fields:
        pointer = f"{prefix}/{item.id}"
        yield pointer, item
        yield from walk_fields(item.fields, pointer)
