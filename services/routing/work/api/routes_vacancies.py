"""Whether there is somebody for every step, for intake before it publishes a procedure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields, post_load, validate

from chassis.auth import require_service
from chassis.fields import Flag, Line
from chassis.http import json_response
from kernel.process import StepRole
from kernel.rights import Confidentiality
from services.routing.work.domain.vacancy import Post

_MOST_POSTS = 2000
_MOST_AGENCIES = 5000
_CODE = 40


class PostSchema(Schema):
    """Steps of a role at agencies, on dossiers of a field."""

    role = fields.String(required=True, validate=validate.OneOf([role.value for role in StepRole]))
    field = Line(required=True, limit=_CODE)
    confidential = Flag(load_default=False)
    agencies = fields.List(
        Line(limit=_CODE), required=True, validate=validate.Length(max=_MOST_AGENCIES)
    )

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Post:
        kept = Confidentiality.CONFIDENTIAL if data["confidential"] else Confidentiality.ORDINARY
        return Post(
            role=StepRole(data["role"]),
            field=data["field"],
            kept=kept,
            agencies=tuple(data["agencies"]),
        )


class WantedPostsSchema(Schema):
    """Posts that must be held on a day."""

    on = fields.Date(required=True)
    posts = fields.List(
        fields.Nested(PostSchema), required=True, validate=validate.Length(max=_MOST_POSTS)
    )


def vacancies_blueprint(
    find: Callable[[Sequence[Post], date], Sequence[Post]], askers: tuple[str, ...]
) -> Blueprint:
    """Return `POST /internal/vacancies`, open to the services in `askers`."""
    blueprint = Blueprint("internal-vacancies", __name__)

    @blueprint.post("/internal/vacancies")
    @blueprint.arguments(WantedPostsSchema)
    @blueprint.response(200)
    def vacant(asked: dict[str, Any]) -> Response:
        """Name the agencies of each post where the register has nobody for it; no person."""
        require_service(*askers)
        found = find(asked["posts"], asked["on"])
        return json_response({"vacant": [_document(post) for post in found]})

    return blueprint


def _document(post: Post) -> dict[str, Any]:
    return {
        "role": post.role,
        "field": post.field,
        "confidential": post.kept is Confidentiality.CONFIDENTIAL,
        "agencies": post.agencies,
    }
