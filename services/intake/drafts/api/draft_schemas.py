"""Drafts as they come in and as they are shown."""

from __future__ import annotations

from typing import Any

import orjson
from marshmallow import Schema, ValidationError, fields, post_load, validate

from chassis.fields import Line
from chassis.messages import TwoLanguageMessage
from kernel.text import Text
from services.intake.drafts.domain.draft import DraftContent
from services.intake.registry.api.filing_schemas import FormValues
from services.intake.registry.api.person_schemas import EmailAddress

_LARGEST = 128 * 1024
_TOO_LARGE = TwoLanguageMessage.of(
    Text(vi="Bản nháp quá lớn (tối đa 128 KiB).", en="The draft is too large (128 KiB at most).")
)


class DraftSchema(Schema):
    """A draft: the body of `POST /dossiers` as far as it goes, unchecked."""

    procedure = Line(limit=40, required=True)
    language = fields.String(load_default="vi", validate=validate.OneOf(["vi", "en"]))
    body = FormValues(required=True)
    email = EmailAddress(
        limit=254,
        allow_none=True,
        load_default=None,
        metadata={
            "description": "Where to write three days before the draft goes; none: nowhere."
        },
    )

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> DraftContent:
        if len(orjson.dumps(data["body"])) > _LARGEST:
            raise ValidationError({"body": [_TOO_LARGE]})
        return DraftContent(**data)


class SavedDraftSchema(Schema):
    """A draft without what is in it; `expiring` says that its end was told or is near."""

    id = fields.String()
    version = fields.Integer()
    procedure = fields.String()
    saved_at = fields.DateTime()
    expires_at = fields.DateTime()
    expiring = fields.Boolean()


class ShownDraftSchema(SavedDraftSchema):
    """A draft whole."""

    language = fields.String()
    body = fields.Dict()
    email = fields.String(allow_none=True)


class DraftsSchema(Schema):
    """One's own drafts, the one saved last first; `limit` is how many one keeps."""

    items = fields.List(fields.Nested(SavedDraftSchema))
    limit = fields.Integer()
