"""Where a decided reorganisation enters: checked once, then trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from marshmallow import Schema, ValidationError, fields, validate

from chassis.fields import Line
from chassis.messages import bilingual
from services.intake.catalogue.api.document_fields import AGENCY_CODE, Slug
from services.intake.catalogue.api.documents import SuccessorSchema
from services.intake.reorganisation.domain.errors import ReorganisationFaultyError
from services.intake.reorganisation.domain.reorganisation import Reorganisation

_SOME = validate.Length(min=1)


class SuccessionSchema(Schema):
    """An agency that ends, and who takes over from it."""

    agency = fields.String(required=True, validate=AGENCY_CODE)
    successors = fields.List(fields.Nested(SuccessorSchema), required=True, validate=_SOME)


class ReorganisationSchema(Schema):
    """A reorganisation as it was decided."""

    id = Slug(required=True)
    ground = Line(required=True, limit=300)
    takes_effect = fields.Date(required=True)
    successions = fields.List(fields.Nested(SuccessionSchema), required=True, validate=_SOME)


def read_reorganisation(document: object) -> Reorganisation:
    """Return the reorganisation of a document; raise `ReorganisationFaultyError`."""
    schema = ReorganisationSchema()
    try:
        # A document may be anything; the schema tells.
        loaded = schema.load(cast("Mapping[str, Any]", document))
    except ValidationError as error:
        faults = [{"pointer": pointer, **text} for pointer, text in _faults(error.messages, "")]
        raise ReorganisationFaultyError(extra={"faults": faults}) from error
    return Reorganisation.from_document(schema.dump(loaded))


def _faults(messages: object, pointer: str) -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            here = pointer if name == "_schema" else f"{pointer}/{name}"
            yield from _faults(inner, here)
    elif isinstance(messages, list | tuple):
        for message in messages:
            yield pointer, bilingual(message).to_document()
