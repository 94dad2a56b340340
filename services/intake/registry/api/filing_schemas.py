"""The body of a filing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from chassis.fields import Flag, Line, Prose, whole
from chassis.messages import TwoLanguageMessage
from kernel.channel import Channel
from kernel.text import Text
from services.intake.catalogue.api.document_fields import AGENCY_CODE, COMMUNE_CODE, Slug
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.registry.api.person_schemas import PersonSchema, PrincipalSchema
from services.intake.registry.domain.delivery import Delivery, PostalAddress
from services.intake.registry.domain.filing import Filing, OfferedPaper
from services.intake.registry.domain.opening import OnTheSpotResult

_DEEPEST = 16
_MOST_PAPERS = 100
_MOST_PIECES = 999
_POSTCODE = whole("[0-9]{5}")
# Half of a character stands in no UTF-8; numbers beyond these are no JSON that can be kept.
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_LARGEST_NUMBER = 2**63 - 1
_TOO_DEEP = TwoLanguageMessage.of(
    Text(vi="Dữ liệu lồng nhau quá sâu.", en="The values are nested too deeply.")
)
_BAD_NAME = TwoLanguageMessage.of(
    Text(vi="Tên trường có ký tự không được phép.", en="A field name has forbidden characters.")
)
_BAD_VALUE = TwoLanguageMessage.of(
    Text(
        vi="Có ký tự hoặc số không lưu được.",
        en="Contains a character or number that cannot be kept.",
    )
)
_NO_AUTHORITY = TwoLanguageMessage.of(
    Text(
        vi="Thiếu giấy tờ cho phép nộp thay, hoặc ủy quyền (mandate).",
        en="The paper by which it is filed for another, or a mandate, is missing.",
    )
)


class FormValues(fields.Dict):
    """The values of an e-form, texts in NFC; they are held against the form later."""

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> dict[str, Any]:
        values = super()._deserialize(value, *args, **kwargs)  # type: ignore[no-untyped-call]
        return _of_members(values, _DEEPEST)


class OfferedPaperSchema(Schema):
    """A paper: uploaded, or seen at the desk with the numbers of originals and copies."""

    paper = Line(limit=100, required=True)
    upload = Line(limit=100)
    seen = Flag(load_default=False)
    originals = fields.Integer(strict=True, validate=validate.Range(0, _MOST_PIECES))
    copies = fields.Integer(strict=True, validate=validate.Range(0, _MOST_PIECES))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> OfferedPaper:
        return OfferedPaper(**data)


class PostalAddressSchema(Schema):
    """Where a result is sent."""

    commune = fields.String(required=True, validate=COMMUNE_CODE)
    street = Line(limit=300, least=1, required=True)
    postcode = fields.String(
        allow_none=True,
        load_default=None,
        validate=_POSTCODE,
    )

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> PostalAddress:
        return PostalAddress(**data)


class DeliverySchema(Schema):
    """How the result is wanted."""

    method = fields.Enum(DeliveryMethod, by_value=True, required=True)
    address = fields.Nested(
        PostalAddressSchema,
        allow_none=True,
        load_default=None,
        metadata={"description": "By post, where it is not the applicant's own address."},
    )

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Delivery:
        return Delivery(**data)


class FilingSchema(Schema):
    """The body of `POST /dossiers`."""

    procedure = Line(limit=40, required=True)
    receiving_agency = fields.String(required=True, validate=AGENCY_CODE)
    channel = fields.Enum(Channel, by_value=True, required=True)
    applicant = fields.Nested(PersonSchema, required=True)
    on_behalf_of = fields.Nested(PrincipalSchema, allow_none=True, load_default=None)
    case = Slug(allow_none=True, load_default=None)
    form = FormValues(load_default=dict)
    papers = fields.List(
        fields.Nested(OfferedPaperSchema),
        load_default=list,
        validate=validate.Length(max=_MOST_PAPERS),
    )
    delivery = fields.Nested(DeliverySchema, required=True)
    received_on = fields.Date(
        allow_none=True,
        load_default=None,
        metadata={"description": "By post: the day the letter came in; today unless given."},
    )
    accept = Flag(
        load_default=False,
        metadata={"description": "By post: found complete as it was opened, status 2 at once."},
    )
    mandate = fields.UUID(
        allow_none=True,
        load_default=None,
        metadata={"description": "By which the applicant files for another; see `/mandates`."},
    )
    draft = fields.UUID(
        allow_none=True,
        load_default=None,
        metadata={"description": "The draft this was filled in as; it goes with the filing."},
    )
    despite_duplicate = Flag(
        load_default=False,
        metadata={"description": "File it although the same was filed before."},
    )
    language = fields.String(load_default="vi", validate=validate.OneOf(["vi", "en"]))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Filing:
        return filing_from(data)


class GivenResultSchema(Schema):
    """The result given on the spot."""

    number = Line(limit=100, required=True)
    note = Prose(limit=2000, allow_none=True, load_default=None)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> OnTheSpotResult:
        return OnTheSpotResult(**data)


class OnTheSpotSchema(FilingSchema):
    """The body of `POST /on-the-spot`: a filing with its result."""

    result = fields.Nested(GivenResultSchema, required=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> tuple[Filing, OnTheSpotResult]:
        result = data.pop("result")
        return filing_from(data), result


def filing_from(data: Mapping[str, Any]) -> Filing:
    """Return the filing of loaded values; raises `ValidationError`."""
    behalf, mandate = data["on_behalf_of"], data["mandate"]
    if behalf is not None and behalf.authority is None and mandate is None:
        raise ValidationError({"on_behalf_of": {"authority": [_NO_AUTHORITY]}})
    ids = {name: str(data[name]) for name in ("mandate", "draft") if data[name] is not None}
    return Filing(**{**data, "papers": tuple(data["papers"]), **ids})


def _composed(value: object, depth: int) -> object:
    if depth == 0:
        raise ValidationError([_TOO_DEEP])
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return _of_members(value, depth)
    if isinstance(value, list):
        return [_composed(item, depth - 1) for item in value]
    if isinstance(value, (int, float)) and not abs(value) <= _LARGEST_NUMBER:
        raise ValidationError([_BAD_VALUE])
    return value


def _of_members(value: dict[str, Any], depth: int) -> dict[str, Any]:
    return {_name(key): _composed(item, depth - 1) for key, item in value.items()}


def _text(value: str) -> str:
    if _HALF_CHARACTER.search(value):
        raise ValidationError([_BAD_VALUE])
    return unicodedata.normalize("NFC", value)


def _name(key: str) -> str:
    # Unknown names are repeated in the answer, so they must be fit to be shown.
    if len(key) > 100 or not key.isprintable():  # noqa: PLR2004 -- longer than any field's id
        raise ValidationError([_BAD_NAME])
    return key
