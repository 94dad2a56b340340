"""The people of a filing, as they come in JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

import phonenumbers
from marshmallow import Schema, ValidationError, fields, post_load, validate

from chassis.fields import Line
from chassis.messages import TwoLanguageMessage
from kernel.codes import CitizenId, TaxCode
from kernel.errors import InvalidInputError
from kernel.text import Text
from services.intake.catalogue.api.document_fields import COMMUNE_CODE
from services.intake.registry.domain.applicant import Address, ApplicantKind, Person

_VIETNAM = 84  # ITU-T E.164 country code
_IS_EMAIL = validate.Email()
_MISSING = "Missing data for required field."
_BAD_PHONE = TwoLanguageMessage.of(
    Text(vi="Không phải số điện thoại Việt Nam.", en="Not a Vietnamese phone number.")
)


class Phone(Line):
    """A Vietnamese phone number, given back in E.164."""

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, *args, **kwargs)
        try:
            number = phonenumbers.parse(text, "VN")
        except phonenumbers.NumberParseException as error:
            raise ValidationError([_BAD_PHONE]) from error
        if number.country_code != _VIETNAM or not phonenumbers.is_valid_number(number):
            raise ValidationError([_BAD_PHONE])
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class EmailAddress(Line):
    """An e-mail address of one line."""

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, *args, **kwargs)
        _IS_EMAIL(text)
        return text


class AddressSchema(Schema):
    """Where somebody lives."""

    commune = fields.String(validate=COMMUNE_CODE)
    street = Line(limit=300)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Address:
        return Address(**data)


class PersonSchema(Schema):
    """The applicant: a citizen with an id number, or an organisation with a tax code."""

    kind = fields.Enum(ApplicantKind, by_value=True, required=True)
    name = Line(required=True)
    id_number = Line(limit=20, allow_none=True, load_default=None)
    tax_code = Line(limit=20, allow_none=True, load_default=None)
    birth_date = fields.Date(allow_none=True, load_default=None)
    phone = Phone(limit=40, allow_none=True, load_default=None)
    email = EmailAddress(limit=254, allow_none=True, load_default=None)
    address = fields.Nested(AddressSchema, load_default=Address)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Person:
        faults: dict[str, list[str]] = {}
        citizen = data["kind"] is ApplicantKind.CITIZEN
        required = "id_number" if citizen else "tax_code"
        if data[required] is None:
            faults[required] = [_MISSING]
        if data["id_number"] is not None:
            data["id_number"] = _id_number(data["id_number"], data["birth_date"], faults)
        if data["tax_code"] is not None:
            data["tax_code"] = _tax_code(data["tax_code"], faults)
        if faults:
            raise ValidationError(faults)
        return Person(**data)


class PrincipalSchema(PersonSchema):
    """The one the applicant acts for; `authority` names the paper, where there is no mandate."""

    authority = Line(limit=500, allow_none=True, load_default=None)


def _id_number(written: str, birth_date: date | None, faults: dict[str, list[str]]) -> str | None:
    try:
        return str(CitizenId.parse(written, birth_date=birth_date))
    except InvalidInputError as error:
        faults["id_number"] = [_message(error)]
        return None


def _tax_code(written: str, faults: dict[str, list[str]]) -> str | None:
    try:
        return str(TaxCode.parse(written))
    except InvalidInputError as error:
        faults["tax_code"] = [_message(error)]
        return None


def _message(error: InvalidInputError) -> str:
    return TwoLanguageMessage.of(error.title)
