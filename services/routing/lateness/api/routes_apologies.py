"""The apology of a dossier over HTTP: read, written by an officer, signed by the head."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from flask import Response, request
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import idempotency_key, if_match, json_response, with_etag
from chassis.idempotency import StoredReply
from kernel.apology import ApologyReason
from kernel.rights import Actor
from services.routing.lateness.api.apology_documents import apology_document
from services.routing.lateness.api.apology_schemas import ApologySchema, WriteApologySchema
from services.routing.lateness.domain.apology import Apology

_PATH = "/dossiers/<string:code>/apology"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks, at which version they read, under which Idempotency-Key.

    `fingerprint` is all that must be the same when it is sent again.
    """

    actor: Actor
    version: str
    key: str
    fingerprint: bytes = field(repr=False)


class ApologyActions(Protocol):
    """What stands behind the routes, each with its own transaction."""

    def find(self, code: str, actor: Actor) -> Apology:
        """Return the apology of a dossier."""
        ...

    def write(self, code: str, reason: ApologyReason, day: date, asked: Asked) -> StoredReply:
        """Write reason and new date."""
        ...

    def sign(self, code: str, asked: Asked) -> StoredReply:
        """Sign it."""
        ...


def apologies_blueprint(actions: ApologyActions) -> Blueprint:
    """Return `GET` and `PUT /dossiers/{code}/apology`, `POST …/signature`."""
    blueprint = Blueprint("apologies", __name__, description="Apologies for what will be late")
    shown = example(__name__, "apology")

    @blueprint.get(_PATH)
    @blueprint.response(200, ApologySchema, example=shown)
    def find(code: str) -> Response:
        """Show the apology of a dossier at risk, with its ETag and the reasons there are.

        It is prepared three working days before the due date, or as soon as a late leg leaves too
        little time for the rest; until then there is none.
        """
        apology = actions.find(code, current_actor())
        return with_etag(json_response(apology_document(apology)), apology.version)

    @blueprint.put(_PATH)
    @blueprint.arguments(WriteApologySchema, example=example(__name__, "write-apology"))
    @blueprint.response(200, ApologySchema)
    def write(body: dict[str, Any], code: str) -> Response:
        """Write why the result will be late, and the working day it is promised for.

        Any officer of an agency of the case may, again and again, until the head has signed.
        """
        reply = actions.write(code, body["reason"], body["new_due_on"], _asked())
        return _answer(reply)

    @blueprint.post(f"{_PATH}/signature")
    @blueprint.response(200, ApologySchema)
    def sign(code: str) -> Response:
        """Sign the apology: the due date is moved, once, and the applicant is told.

        The head of the competent agency does, by the closing of the working day before the due
        date; later the dossier passes its date as a violation.
        """
        return _answer(actions.sign(code, _asked()))

    return blueprint


def _asked() -> Asked:
    return Asked(
        actor=current_actor(),
        version=if_match(),
        key=idempotency_key(),
        fingerprint=b"\n".join(
            (request.method.encode(), request.path.encode(), request.get_data())
        ),
    )


def _answer(reply: StoredReply) -> Response:
    return Response(reply.body, reply.status, reply.headers, content_type="application/json")
