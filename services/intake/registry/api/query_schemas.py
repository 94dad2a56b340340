"""What the other routes of the registry take."""

from __future__ import annotations

from marshmallow import Schema, fields

from chassis.fields import Prose
from services.intake.registry.domain.filing import DeliveryMethod


class NothingSchema(Schema):
    """An empty body: what is asked stands in the path."""


class RefusalSchema(Schema):
    """The body of `POST /dossiers/{code}/refusal`."""

    reason = Prose(limit=2000, least=1, required=True)


class HandoverSchema(Schema):
    """The body of `POST /dossiers/{code}/handover`."""

    method = fields.Enum(DeliveryMethod, by_value=True, required=True)
