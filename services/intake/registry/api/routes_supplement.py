"""Further papers are asked for and sent in; desks see the limits that come near."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import json_response
from chassis.idempotency import StoredReply
from kernel.rights import Actor
from kernel.text import Text
from services.intake.registry.api.answers import ChangedSchema
from services.intake.registry.api.documents import stamp
from services.intake.registry.api.routes_filing import Asked, asked_once, reply
from services.intake.registry.api.routes_reception import version_read
from services.intake.registry.api.supplement_schemas import (
    AskedSchema,
    DeskAlertsSchema,
    SupplementOrderSchema,
    SupplementSchema,
)
from services.intake.registry.domain.desk_alert import AlertKind, DeskAlert
from services.intake.registry.domain.lack import Lack
from services.intake.registry.domain.limit import LimitKind
from services.intake.registry.domain.supplement import (
    Supplement,
    SupplementOrder,
    SupplementRequest,
)

_ALERTS: Mapping[LimitKind | AlertKind, Text] = {
    LimitKind.STAFF_ALERT: Text(
        vi="Hồ sơ chưa được trả lời: hãy tiếp nhận, yêu cầu bổ sung hoặc từ chối.",
        en="Nobody has answered this dossier: accept it, ask for papers, or refuse it.",
    ),
    LimitKind.HEAD_ALERT: Text(
        vi="Đã hết thời hạn trả lời mà hồ sơ chưa được trả lời.",
        en="The time to answer is over and nobody has answered this dossier.",
    ),
    LimitKind.APOLOGY: Text(
        vi="Sắp đến hạn: nếu không kịp, hôm nay phải xin lỗi và hẹn lại ngày trả.",
        en="Nearly due: if it cannot be kept, apologise and name a new date today.",
    ),
    AlertKind.MESSAGE: Text(
        vi="Công dân đã nhắn về hồ sơ, chưa ai đọc.",
        en="The citizen wrote about the dossier, and nobody has read it.",
    ),
    LimitKind.DUE: Text(vi="Hồ sơ đã quá hạn giải quyết.", en="The dossier is past its due date."),
}


class SupplementActions(Protocol):
    """What the routes call; `version` is the one the caller read the dossier at."""

    def ask(self, code: str, version: int, order: SupplementOrder, asked: Asked) -> StoredReply:
        """Ask for papers."""
        ...

    def send(self, code: str, version: int, supplement: Supplement, asked: Asked) -> StoredReply:
        """Take papers in."""
        ...

    def asked_for(self, code: str, actor: Actor) -> SupplementRequest:
        """Return what was asked for; raises `SupplementNotAskedError`."""
        ...

    def alerts(self, actor: Actor) -> Sequence[DeskAlert]:
        """Return what the actor's desk is to look at."""
        ...


def supplement_blueprint(actions: SupplementActions) -> Blueprint:
    """Return the routes about supplements and desk alerts."""
    blueprint = Blueprint("supplement", __name__, description="Further papers, and limits")

    @blueprint.post("/dossiers/<string:code>/supplement-request")
    @blueprint.arguments(SupplementOrderSchema(), example=example(__name__, "supplement-order"))
    @blueprint.response(200, ChangedSchema)
    def ask(order: SupplementOrder, code: str) -> Response:
        """Ask the applicant for papers, once and completely: the clock stops."""
        return reply(actions.ask(code, version_read(), order, asked_once()))

    @blueprint.get("/dossiers/<string:code>/supplement-request")
    @blueprint.response(200, AskedSchema, example=example(__name__, "supplement-request"))
    def asked_for(code: str) -> Response:
        """Tell what the applicant was asked for."""
        return json_response(_asked_document(actions.asked_for(code, current_actor())))

    @blueprint.post("/dossiers/<string:code>/supplement")
    @blueprint.arguments(SupplementSchema(), example=example(__name__, "supplement"))
    @blueprint.response(200, ChangedSchema, example=example(__name__, "supplemented"))
    def send(supplement: Supplement, code: str) -> Response:
        """Send what was asked for: the clock goes on."""
        return reply(actions.send(code, version_read(), supplement, asked_once()))

    @blueprint.get("/desk-alerts")
    @blueprint.response(200, DeskAlertsSchema)
    def alerts() -> Response:
        """List what the desk must attend to, the most pressing first."""
        found = actions.alerts(current_actor())
        return json_response({"items": [_alert_document(alert) for alert in found]})

    return blueprint


def _asked_document(request: SupplementRequest) -> dict[str, Any]:
    return {
        "asked_at": stamp(request.asked_at),
        "answer_by": stamp(request.answer_by),
        "items": [_lack_document(lack) for lack in request.order.items],
        "reason": request.order.reason,
        "missing": None
        if request.missing is None
        else [_lack_document(lack) for lack in request.missing],
    }


def _lack_document(lack: Lack) -> dict[str, Any]:
    return {"paper": lack.paper, "field": lack.field, "what": lack.what}


def _alert_document(alert: DeskAlert) -> dict[str, Any]:
    return {
        "dossier": alert.dossier,
        "agency": alert.agency,
        "audience": alert.audience,
        "kind": alert.kind,
        "at": stamp(alert.at),
        "text": _ALERTS[alert.kind].to_document(),
    }
