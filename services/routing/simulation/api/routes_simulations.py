"""Another service has a draft of a process tried on past cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields, post_load, validate

from chassis.auth import require_service
from chassis.fields import Line
from chassis.http import json_response
from services.routing.process.domain.graph import require_sound
from services.routing.process.domain.process_document import process_from_document
from services.routing.simulation.api.documents import comparison_document
from services.routing.simulation.domain.comparison import Comparison
from services.routing.simulation.usecases.simulate_process import Draft

_MOST_CASES = 2000
_MOST_SEED = 2**31


class SimulationSchema(Schema):
    """The draft, and how it is tried; `agencies` by leg: `receiving`, `competent` or a code."""

    procedure = Line(limit=40, required=True)
    process = fields.Dict(keys=fields.String(), required=True)
    agencies = fields.Dict(keys=fields.String(), values=Line(limit=35), load_default=dict)
    most = fields.Integer(load_default=500, validate=validate.Range(1, _MOST_CASES))
    seed = fields.Integer(load_default=1, validate=validate.Range(0, _MOST_SEED))
    share = fields.Float(load_default=1.0, validate=validate.Range(0, 1))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Draft:
        process = process_from_document(data.pop("process"))
        require_sound(process)
        return Draft(process=process, **data)


def simulation_blueprint(
    simulate: Callable[[Draft], Comparison], callers: tuple[str, ...]
) -> Blueprint:
    """Return `POST /internal/simulations`, open to the services in `callers`."""
    blueprint = Blueprint("internal-simulations", __name__)

    @blueprint.post("/internal/simulations")
    @blueprint.arguments(SimulationSchema)
    @blueprint.response(200)
    def try_draft(draft: Draft) -> Response:
        """Replay past cases through a draft; nothing is kept."""
        require_service(*callers)
        return json_response(comparison_document(simulate(draft)))

    return blueprint
