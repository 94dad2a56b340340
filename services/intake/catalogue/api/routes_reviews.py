"""What clerks have to look at before a procedure can be published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from chassis.auth import current_actor
from chassis.fields import Line
from chassis.http import next_link
from kernel.rights import Actor
from services.intake.catalogue.api.announced_schemas import ReviewSchema
from services.intake.catalogue.api.document_fields import values_of
from services.intake.catalogue.api.query_schemas import Instant
from services.intake.catalogue.domain.review import Review
from services.intake.catalogue.ports import ReviewQuery
from services.intake.catalogue.usecases.list_reviews import ReviewPage

ReviewAction = Callable[[ReviewQuery, Actor], ReviewPage]


class ReviewQuerySchema(Schema):
    """Which reason, and where the page begins."""

    reason = fields.String(validate=values_of(Review))
    cursor = Line(limit=40, load_default="")
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class ReviewItemSchema(Schema):
    """An announced procedure that needs review."""

    code = fields.String(attribute="procedure.code")
    name = fields.String(attribute="procedure.name")
    field = fields.String(attribute="procedure.field")
    decision = fields.String(attribute="procedure.decision")
    reviews = fields.List(fields.Nested(ReviewSchema), attribute="procedure.reviews")
    first_seen = Instant()
    changed_at = Instant()


class ReviewCountSchema(Schema):
    """How many procedures wait for a reason."""

    review = fields.Nested(ReviewSchema)
    procedures = fields.Integer()


class ReviewPageSchema(Schema):
    """A page by code; `counts` are over all pages."""

    items = fields.List(fields.Nested(ReviewItemSchema))
    counts = fields.List(fields.Nested(ReviewCountSchema))
    cursor = fields.String(allow_none=True)


def reviews_blueprint(action: ReviewAction) -> Blueprint:
    """Return `GET /admin/catalogue/reviews`."""
    blueprint = Blueprint("reviews", __name__, description="What clerks have to look at")

    @blueprint.get("/admin/catalogue/reviews")
    @blueprint.arguments(ReviewQuerySchema, location="query")
    @blueprint.response(200, ReviewPageSchema)
    def reviews(asked: dict[str, Any]) -> tuple[Mapping[str, Any], dict[str, str]]:
        """List announced procedures that need review, with every reason and how many have it."""
        reason = asked.get("reason")
        query = ReviewQuery(
            review=Review(reason) if reason else None,
            after=asked["cursor"],
            limit=asked["limit"],
        )
        page = action(query, current_actor())
        document = {
            "items": page.items,
            "counts": [
                {"review": review, "procedures": times} for review, times in page.counts.items()
            ],
            "cursor": page.after,
        }
        return document, {"Link": next_link(page.after)} if page.after else {}

    return blueprint
