"""The owner checks a draft of the result before it is given."""

from __future__ import annotations

from typing import Any, Protocol

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import json_response
from chassis.idempotency import StoredReply
from kernel.rights import Actor
from kernel.text import Text
from services.intake.delivery.api.draft_schemas import (
    ConfirmationSchema,
    DraftResultSchema,
    ObjectionSchema,
)
from services.intake.delivery.domain.draft_view import DraftLine, DraftView
from services.intake.registry.api.answers import ChangedSchema
from services.intake.registry.api.documents import stamp
from services.intake.registry.api.routes_filing import Asked, asked_once, reply
from services.intake.registry.api.routes_reception import version_read
from services.intake.registry.domain.draft_result import MOST_OBJECTIONS, RecordedAnswer
from services.intake.registry.domain.limits import awaits_confirmation

_SILENCE = Text(
    vi="Hết thời hạn mà không có ý kiến thì coi như đồng ý với dự thảo.",
    en="Without an objection by then the draft counts as agreed to.",
)
_RECORDED = {"recorded": {"who": "Bà Trịnh Thị Hàng, chủ hộ", "way": "telephone"}}


class DraftActions(Protocol):
    """What the routes call; `version` is the one the caller read the dossier at."""

    def draft(self, code: str, actor: Actor) -> DraftView:
        """Return the draft."""
        ...

    def confirm(
        self, code: str, version: int, recorded: RecordedAnswer | None, asked: Asked
    ) -> StoredReply:
        """Take a yes."""
        ...

    def object(
        self, code: str, version: int, words: str, recorded: RecordedAnswer | None, asked: Asked
    ) -> StoredReply:
        """Take a no."""
        ...


def draft_blueprint(actions: DraftActions) -> Blueprint:
    """Return the routes about drafts of results."""
    blueprint = Blueprint("draft-result", __name__, description="A draft of the result")

    @blueprint.get("/dossiers/<string:code>/draft-result")
    @blueprint.response(200, DraftResultSchema, example=example(__name__, "draft-result"))
    def draft(code: str) -> Response:
        """Show what will be issued: number, and the fields of the form that go into it."""
        return json_response(_document(actions.draft(code, current_actor())))

    @blueprint.post("/dossiers/<string:code>/draft-result/confirmation")
    @blueprint.arguments(ConfirmationSchema(), required=False, example=_RECORDED)
    @blueprint.response(200, ChangedSchema)
    def confirm(given: dict[str, Any], code: str) -> Response:
        """Agree to the draft: the result can be had; officers say whose answer they record."""
        recorded = given.get("recorded")
        return reply(actions.confirm(code, version_read(), recorded, asked_once()))

    @blueprint.post("/dossiers/<string:code>/draft-result/objection")
    @blueprint.arguments(ObjectionSchema(), example={"reason": "Sai năm sinh của chủ hộ."})
    @blueprint.response(200, ChangedSchema)
    def object_(given: dict[str, Any], code: str) -> Response:
        """Object to the draft: the agency works on it again, the due date stays."""
        words, recorded = given["reason"], given["recorded"]
        return reply(actions.object(code, version_read(), words, recorded, asked_once()))

    return blueprint


def _document(view: DraftView) -> dict[str, Any]:
    dossier = view.dossier
    return {
        "code": dossier.code,
        "version": dossier.version,
        "procedure": dossier.procedure,
        "results": [result.name.to_document() for result in view.procedure.card.results],
        "result_number": dossier.result_number,
        "fields": [_field_document(line) for line in view.lines],
        "offered_at": stamp(dossier.draft_offered_at),
        "confirm_by": stamp(dossier.confirm_by),
        "waiting": awaits_confirmation(dossier),
        "objections_left": MOST_OBJECTIONS - dossier.objections,
        "silence": _SILENCE.to_document(),
    }


def _field_document(line: DraftLine) -> dict[str, Any]:
    return {
        "field": line.name,
        "group": line.group and line.group.to_document(),
        "label": line.label.to_document(),
        "value": line.value,
        "text": line.text and line.text.to_document(),
    }
