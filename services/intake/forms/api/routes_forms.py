"""The forms of a dossier: each as PDF, and the list of what was given out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import json_response
from kernel.rights import Actor
from services.intake.forms.api.documents import forms_document
from services.intake.forms.api.schemas import FormQuerySchema, FormsSchema
from services.intake.forms.domain.errors import UnknownFormError
from services.intake.forms.domain.form_set import FormName
from services.intake.forms.usecases.list_forms import FormLine
from services.intake.forms.usecases.take_form import FormWanted


class FormActions(Protocol):
    """What the routes call."""

    def give_out(self, wanted: FormWanted, actor: Actor) -> tuple[bytes, int]:
        """Return a form as PDF, and its version."""
        ...

    def listed(self, code: str, actor: Actor) -> Sequence[FormLine]:
        """Return the forms of a dossier."""
        ...


def forms_blueprint(actions: FormActions) -> Blueprint:
    """Return the routes under `/dossiers/{code}/forms`."""
    blueprint = Blueprint("forms", __name__, description="Statutory forms")

    @blueprint.get("/dossiers/<string:code>/forms")
    @blueprint.response(200, FormsSchema, example=example(__name__, "forms"))
    def listed(code: str) -> Response:
        """List the forms of a dossier, with every version and each time one was given out."""
        return json_response(forms_document(code, actions.listed(code, current_actor())))

    @blueprint.get("/dossiers/<string:code>/forms/<string:form>")
    @blueprint.arguments(FormQuerySchema, location="query")
    @blueprint.response(200, content_type="application/pdf")
    @blueprint.alt_response(404, description="No such form or version, or none in that set")
    @blueprint.alt_response(409, description="What the form tells of has not happened")
    def form(asked: dict[str, Any], code: str, form: str) -> Response:
        """Print a form as PDF, by its name: receipt, refusal, control-slip and so on.

        A reprint is the very bytes of the first print; where what it says has changed, a new
        version is made that names the one it replaces.
        """
        wanted = FormWanted(code=code, form=_named(form), **asked)
        pdf, version = actions.give_out(wanted, current_actor())
        response = Response(pdf, content_type="application/pdf")
        name = f"{wanted.form.value}-{code}-{version}.pdf"
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
        response.headers["Content-Language"] = wanted.language
        return response

    return blueprint


def _named(form: str) -> FormName:
    try:
        return FormName(form)
    except ValueError:
        raise UnknownFormError from None
