"""What a desk has to do now, and what came of its telephone calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import json_response, next_link
from chassis.idempotency import StoredReply
from kernel.rights import Actor
from kernel.status import Status
from kernel.text import Text
from services.intake.desk.api.schemas import (
    CalledSchema,
    CallOutcomeSchema,
    DeskQueueSchema,
    QueueQuerySchema,
    queue_cursor,
)
from services.intake.desk.domain.call import CallOutcome
from services.intake.desk.domain.queue import DeskKind, QueueItem, QueuePage, QueueQuery
from services.intake.registry.api.documents import links, stamp, status_document
from services.intake.registry.api.routes_filing import Asked, asked_once, reply

_TEXTS: Mapping[DeskKind, Text] = {
    DeskKind.RECEPTION: Text(
        vi="Hồ sơ mới chờ trả lời: tiếp nhận, yêu cầu bổ sung hoặc từ chối.",
        en="A new dossier waits for its answer: accept it, ask for papers, or refuse it.",
    ),
    DeskKind.SUPPLEMENT: Text(
        vi="Giấy tờ bổ sung đã nộp, chờ kiểm tra.",
        en="The papers asked for came in and wait to be looked at.",
    ),
    DeskKind.HANDOVER: Text(
        vi="Đã có kết quả, chờ trả.", en="The result is there and waits to be handed over."
    ),
    DeskKind.PAYMENT: Text(
        vi="Chờ thu tiền: nghĩa vụ tài chính chưa được ghi nhận, hoặc phí nộp khi trả kết quả.",
        en="Money is waited for: an obligation not yet recorded, or a fee due at return.",
    ),
    DeskKind.WITHDRAWAL: Text(
        vi="Người nộp yêu cầu rút hồ sơ, chưa giải quyết xong.",
        en="The owner asked for the dossier back, and it is not settled yet.",
    ),
    DeskKind.MESSAGE: Text(
        vi="Công dân đã nhắn, chưa được trả lời.", en="The citizen wrote and has no answer."
    ),
    DeskKind.PARCEL: Text(
        vi="Kết quả gửi bưu chính không đến nơi: gửi lại hoặc mời người nộp đến nhận.",
        en="The result did not arrive by post: send it again, or ask the applicant to come.",
    ),
    DeskKind.PROPOSAL: Text(
        vi="Cán bộ thụ lý đề xuất yêu cầu bổ sung: xem xét, yêu cầu hoặc từ chối đề xuất.",
        en="An officer proposes to ask for papers: look at it, ask for them, or decline.",
    ),
    DeskKind.CALL: Text(
        vi="Không gửi được thông báo: hãy gọi điện cho người nộp.",
        en="No notice reached the applicant: telephone them.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureWords:
    """What a version of a procedure calls itself, its papers and the fields of its form."""

    name: str | None = None
    papers: Mapping[str, Text] = field(default_factory=dict)
    fields: Mapping[str, Text] = field(default_factory=dict)


class QueueActions(Protocol):
    """What the routes call."""

    def queue(self, query: QueueQuery, actor: Actor) -> dict[str, Any]:
        """Return a page's document."""
        ...

    def call(self, code: str, outcome: CallOutcome, asked: Asked) -> StoredReply:
        """Note what came of a call."""
        ...


def queue_blueprint(actions: QueueActions) -> Blueprint:
    """Return the routes of the desk's queue."""
    blueprint = Blueprint("desk", __name__, description="What a desk has to do")

    @blueprint.get("/desk-queue")
    @blueprint.arguments(QueueQuerySchema(), location="query")
    @blueprint.response(200, DeskQueueSchema, example=example(__name__, "desk-queue"))
    def queue(query: QueueQuery) -> Response:
        """List what waits at the caller's desks, the most pressing first, with counters.

        New dossiers and supplements stand at the end of the time to answer, results at the day
        they were promised for; payments at that day, or when the money was asked for; withdrawals,
        messages, proposals and calls at the instant they came up.
        """
        document = actions.queue(query, current_actor())
        response = json_response(document)
        if document["cursor"]:
            response.headers["Link"] = next_link(document["cursor"])
        return response

    @blueprint.post("/dossiers/<code:code>/call")
    @blueprint.arguments(CallOutcomeSchema(), example={"outcome": "told"})
    @blueprint.response(
        200,
        CalledSchema,
        example={
            "dossier": "H56.14797-261123-0001",
            "outcome": "told",
            "waiting": False,
            "tries": 0,
        },
    )
    def call(given: dict[str, Any], code: str) -> Response:
        """Note what came of telephoning an applicant whom no notice reached."""
        return reply(actions.call(code, given["outcome"], asked_once()))

    return blueprint


def queue_document(
    page: QueuePage, known: Mapping[tuple[str, int], ProcedureWords], now: datetime
) -> dict[str, Any]:
    """Return a page of the queue; `known` are the words of the procedures' versions."""
    return {
        "counters": [
            {"kind": one.kind, "count": one.count, "late": one.late, "more": one.more}
            for one in page.counters
        ],
        "items": [
            _item_document(item, known[item.procedure, item.procedure_version], now)
            for item in page.items
        ],
        "cursor": None if page.after is None else queue_cursor(page.after),
    }


def _item_document(item: QueueItem, words: ProcedureWords, now: datetime) -> dict[str, Any]:
    called = item.template is not None
    return {
        "kind": item.kind,
        "text": _TEXTS[item.kind].to_document(),
        "dossier": item.dossier,
        "version": item.version,
        "status": status_document(Status(item.status)),
        "procedure": item.procedure,
        "procedure_name": words.name,
        "agency": item.agency,
        "competent_agency": item.competent_agency,
        "channel": item.channel,
        "applicant": {"name": item.applicant},
        "since": stamp(item.since),
        "act_by": stamp(item.act_by),
        "urgency": item.urgency(now),
        "payment": _payment_document(item),
        "proposal": _proposal_document(item, words),
        "call": {"template": item.template, "tries": item.tries} if called else None,
        "links": links(item.dossier),
    }


def _proposal_document(item: QueueItem, words: ProcedureWords) -> dict[str, Any] | None:
    made = item.proposal
    if made is None:
        return None
    return {
        "proposal": str(made.id),
        "agency": made.agency,
        "step_name": made.step_name,
        "officer": made.officer,
        "papers": [_mark(paper, words.papers.get(paper)) for paper in made.papers],
        "fields": [_mark(pointer, words.fields.get(pointer)) for pointer in made.fields],
        "link": f"/api/v1/proposals/{made.id}",
    }


def _mark(name: str, text: Text | None) -> dict[str, Any]:
    return {"id": name, "name": None if text is None else text.to_document()}


def _payment_document(item: QueueItem) -> dict[str, Any] | None:
    if item.kind is not DeskKind.PAYMENT:
        return None
    if item.status == Status.OBLIGATION_REQUESTED:
        return {"of": "obligation", "amount": None}  # routing's step knows how much
    return {"of": "return-fee", "amount": item.fee}
