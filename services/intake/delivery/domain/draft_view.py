"""The draft of a result as a citizen can check it, and how an answer about it came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kernel.condition import Scalar
from kernel.text import Text
from services.intake.catalogue.domain.draft_step import DraftStep
from services.intake.catalogue.domain.form import FieldType, Form, FormField
from services.intake.catalogue.domain.judging import value_in
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.delivery.domain.errors import AnswerIsOwnError, AnswerUnattributedError
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.draft_result import AnswerWay, RecordedAnswer

_YES, _NO = Text(vi="Có", en="Yes"), Text(vi="Không", en="No")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """One field that goes into the result: `group` and `label` as on the form.

    `value` is as filed, `text` the same as people read it; both None where it was left empty.
    """

    name: str
    group: Text | None
    label: Text
    value: Scalar | None = field(repr=False)
    text: Text | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """What will be issued, for whoever may read the dossier."""

    dossier: Dossier
    procedure: Procedure
    lines: tuple[DraftLine, ...]


def draft_lines(step: DraftStep, form: Form, values: Mapping[str, Any]) -> tuple[DraftLine, ...]:
    """Return the fields that go into the result, in the order of the step."""
    known = dict(_leaves(form))
    return tuple(_line(name, *known[name], value_in(values, name)) for name in step.fields)


def way_of(recorded: RecordedAnswer | None, *, own: bool) -> AnswerWay:
    """Return how an answer came: by the account whose matter it is, or as an officer records it.

    Raises `AnswerUnattributedError`, `AnswerIsOwnError`.
    """
    if own:
        if recorded is not None:
            raise AnswerIsOwnError(pointer="/recorded")
        return AnswerWay.ONLINE
    if recorded is None:
        raise AnswerUnattributedError(pointer="/recorded")
    return recorded.way


def _leaves(form: Form) -> Iterator[tuple[str, tuple[FormField | None, FormField]]]:
    for item in form.fields:
        yield item.id, (None, item)
        for inner in item.fields:
            yield f"{item.id}/{inner.id}", (item, inner)


def _line(name: str, group: FormField | None, item: FormField, value: Scalar | None) -> DraftLine:
    return DraftLine(
        name=name,
        group=group.label if group else None,
        label=item.label,
        value=value,
        text=None if value is None else _words(item, value),
    )


def _words(item: FormField, value: Scalar) -> Text:
    if item.type is FieldType.CHOICE:
        chosen = next((choice.label for choice in item.choices if choice.value == value), None)
        return chosen or Text(vi=str(value), en=str(value))
    if item.type is FieldType.BOOLEAN:
        return _YES if value else _NO
    if item.type is FieldType.INTEGER:
        return Text(vi=f"{value:,}".replace(",", "."), en=f"{value:,}")
    if item.type is FieldType.DATE:
        year, _, rest = str(value).partition("-")
        month, _, day = rest.partition("-")
        return Text(vi=f"{day}/{month}/{year}", en=str(value))
    return Text(vi=str(value), en=str(value))
