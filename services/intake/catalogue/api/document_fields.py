"""Fields and parts of the documents a catalogue is published from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from chassis.fields import Line, Prose, whole
from chassis.messages import TwoLanguageMessage
from kernel.channel import Channel
from kernel.codes import AgencyCode, ProcedureCode
from kernel.errors import InvalidInputError
from kernel.term import Term, TermError
from kernel.text import Text
from services.intake.catalogue.domain.agency_rule import RuleKind
from services.intake.catalogue.domain.fee import FeeMoment
from services.intake.catalogue.domain.form import DEFAULT_MAX_LENGTH, FieldType

COMMUNE_CODE = whole("[0-9]{5}")
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_FIELD_ID = whole("[a-z][a-z0-9_]{0,62}")
_TRUNCATED = re.compile(r"(…|\.\.\.)$")
_QUARTERS = 4
_NAME_LIMIT = 1200  # the longest official name has 1,094 characters
_SOME = validate.Length(min=1)
_MOST_HOURS = 8 * 22 * 24  # two years of work


def values_of(kind: type[Any]) -> validate.OneOf:
    """Return the validator for the values of an enumeration."""
    return validate.OneOf([member.value for member in kind])


def _message(vi: str, en: str) -> ValidationError:
    return ValidationError([TwoLanguageMessage.of(Text(vi=vi, en=en))])


class CodeOf(validate.Validator):
    """Validates a code by the kernel's class for it, whose words the fault takes."""

    def __init__(self, code: Callable[[str], object]) -> None:
        self._code = code

    def __call__(self, value: str) -> str:
        """Return the value; raise `ValidationError` when it is no such code."""
        try:
            self._code(value)
        except InvalidInputError as error:
            raise _message(error.title.vi, error.title.en) from error
        return value


AGENCY_CODE = CodeOf(AgencyCode)
PROCEDURE_CODE = CodeOf(ProcedureCode)


class Slug(fields.String):
    """A lower-case id of words joined by hyphens."""

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, *args, **kwargs)
        if not _SLUG.fullmatch(text):
            raise _message(
                "Mã chỉ gồm chữ thường không dấu, số và gạch nối.",
                "An id has lower-case letters, digits and hyphens only.",
            )
        return text


class TermField(fields.String):
    """A term like `5wd`; one that cannot be read needs review and is never guessed."""

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, *args, **kwargs)
        try:
            return str(Term.parse(text))
        except TermError as error:
            raise _message(error.title.vi, error.title.en) from error


class Hours(fields.Float):
    """Working hours in quarters, more than none."""

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> float:
        hours: float = super()._deserialize(value, *args, **kwargs)
        if not 0 < hours <= _MOST_HOURS or not (hours * _QUARTERS).is_integer():
            raise _message(
                "Số giờ làm việc phải lớn hơn 0 và chẵn đến 15 phút.",
                "Working hours are more than 0, in quarters.",
            )
        return hours


class FullText(Prose):
    """A text that was not cut off: official names may be shortened, never truncated."""

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, *args, **kwargs)
        if _TRUNCATED.search(text):
            raise _message("Nội dung bị cắt cụt.", "The text was cut off.")
        return text


class AgencyRuleField(fields.Field[object]):
    """`receiving`, `competent`, `{fixed: CODE}` or `{kind: tax-office}`, that with an `area`."""

    def _deserialize(self, value: object, *_args: object, **_kwargs: object) -> object:
        if value in (RuleKind.RECEIVING.value, RuleKind.COMPETENT.value):
            return value
        if isinstance(value, Mapping) and len(value) == 1:
            ((name, inner),) = value.items()
            if name == RuleKind.FIXED and isinstance(inner, str):
                AGENCY_CODE(inner)
                return {name: inner}
            if name == RuleKind.KIND and isinstance(inner, str) and _SLUG.fullmatch(inner):
                return {name: inner}
        if isinstance(value, Mapping) and set(value) == {RuleKind.KIND.value, "area"}:
            kind, area = value[RuleKind.KIND.value], value["area"]
            known = isinstance(area, str) and area.startswith("form/")
            if isinstance(kind, str) and _SLUG.fullmatch(kind) and known:
                return {RuleKind.KIND.value: kind, "area": area}
        raise _message(
            "Quy tắc cơ quan phải là receiving, competent, {fixed: MÃ} hoặc {kind: loại}, "
            "kèm area: form/… nếu cần.",
            "The rule must be receiving, competent, {fixed: CODE} or {kind: slug}, with area: "
            "form/… where needed.",
        )


class TextSchema(Schema):
    """The same words in both languages."""

    vi = FullText(required=True, limit=_NAME_LIMIT, least=1)
    en = FullText(required=True, limit=_NAME_LIMIT, least=1)


class ChoiceSchema(Schema):
    """One answer that may be picked."""

    value = Line(required=True, limit=63)
    label = fields.Nested(TextSchema, required=True)


class QuestionSchema(Schema):
    """A question that leads to a case."""

    id = Slug(required=True)
    text = fields.Nested(TextSchema, required=True)
    options = fields.List(
        fields.Nested(ChoiceSchema), required=True, validate=validate.Length(min=2)
    )


class CaseSchema(Schema):
    """A case (trường hợp)."""

    id = Slug(required=True)
    name = fields.Nested(TextSchema, required=True)
    when = fields.Dict(keys=Slug(), values=fields.List(Line()), load_default=dict)


class PaperSchema(Schema):
    """A paper asked for."""

    id = Slug(required=True)
    name = fields.Nested(TextSchema, required=True)
    required = fields.Boolean(load_default=True)
    originals = fields.Integer(strict=True, load_default=1, validate=validate.Range(0, 99))
    copies = fields.Integer(strict=True, load_default=0, validate=validate.Range(0, 99))
    cases = fields.List(Slug(), load_default=list)
    channels = fields.List(fields.String(validate=values_of(Channel)), load_default=list)
    one_of = Slug()
    note = fields.Nested(TextSchema)


class TermSchema(Schema):
    """A legal term."""

    term = TermField(required=True)
    channel = fields.String(validate=values_of(Channel))
    case = Slug()
    ground = FullText(required=True, limit=500, least=1)
    unverified = fields.Boolean(load_default=False)


class ConfirmDraftSchema(Schema):
    """How long the owner checks a draft of the result, and which fields of the form go into it."""

    term = TermField(required=True)
    fields_ = fields.List(
        Line(limit=130), required=True, data_key="fields", attribute="fields", validate=_SOME
    )
    ground = FullText(required=True, limit=500, least=1)
    unverified = fields.Boolean(load_default=False)


class BandSchema(Schema):
    """The price of a unit up to a count."""

    amount = fields.Integer(required=True, strict=True, validate=validate.Range(0, 10**12))
    up_to = fields.Integer(strict=True, validate=validate.Range(1, 10**6))


class FeeSchema(Schema):
    """A fee in integer đồng."""

    id = Slug(required=True)
    name = fields.Nested(TextSchema, required=True)
    amount = fields.Integer(strict=True, load_default=0, validate=validate.Range(0, 10**12))
    channel = fields.String(validate=values_of(Channel))
    case = Slug()
    moment = fields.String(required=True, validate=values_of(FeeMoment))
    count_field = fields.String(validate=_FIELD_ID)
    bands = fields.List(fields.Nested(BandSchema), load_default=list)
    cap = fields.Integer(strict=True, validate=validate.Range(1, 10**12))
    times_field = fields.String(validate=_FIELD_ID)
    ground = FullText(required=True, limit=500, least=1)
    unverified = fields.Boolean(load_default=False)


class FormFieldSchema(Schema):
    """A field of the e-form."""

    id = fields.String(required=True, validate=_FIELD_ID)
    type = fields.String(required=True, validate=values_of(FieldType))
    label = fields.Nested(TextSchema, required=True)
    hint = fields.Nested(TextSchema)
    required = fields.Boolean(load_default=True)
    sensitive = fields.Boolean(load_default=False)
    choices = fields.List(fields.Nested(ChoiceSchema), load_default=list)
    minimum = fields.Integer(strict=True)
    maximum = fields.Integer(strict=True)
    max_length = fields.Integer(
        strict=True, load_default=DEFAULT_MAX_LENGTH, validate=validate.Range(1, 10_000)
    )
    pattern = fields.String()
    not_future = fields.Boolean(load_default=False)
    when = fields.Dict(
        keys=fields.String(validate=_FIELD_ID),
        values=fields.List(Line()),
        load_default=dict,
    )
    fields_ = fields.List(
        fields.Nested(lambda: FormFieldSchema()),  # noqa: PLW0108 -- not defined yet
        data_key="fields",
        attribute="fields",
        load_default=list,
    )


class FormSchema(Schema):
    """The e-form."""

    fields_ = fields.List(
        fields.Nested(FormFieldSchema), required=True, data_key="fields", attribute="fields"
    )
