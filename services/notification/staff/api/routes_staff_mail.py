"""`/staff-mail`: the address at which an officer is alerted, entered and proved by themselves."""

from __future__ import annotations

from typing import Any, Protocol

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import if_match, json_response, with_etag
from services.notification.staff.api.schemas import (
    AlertChoiceSchema,
    Entry,
    ProofSchema,
    Shown,
    StaffAddressSchema,
    StaffMailSchema,
    document_of,
)
from services.notification.staff.domain.staff_mail import Choice

_PATH = "/staff-mail"


class StaffMailActions(Protocol):
    """What the routes do for an account; writes raise `StaleVersionError`."""

    def show(self, account: str) -> Shown:
        """Return what is kept."""
        ...

    def enter(self, account: str, version: str, entry: Entry) -> Shown:
        """Keep an address and send a code to it; raises as `enter_mail`, `UnavailableError`."""
        ...

    def confirm(self, account: str, version: str, code: str) -> Shown:
        """Take the code; raises as `confirm_mail`, `WrongCodeError`, `UnavailableError`."""
        ...

    def choose(self, account: str, version: str, choice: Choice) -> Shown:
        """Keep how they want to be alerted; raises `MailNotConfirmedError`."""
        ...

    def forget(self, account: str, version: str) -> None:
        """Erase the address."""
        ...


def staff_mail_blueprint(actions: StaffMailActions) -> Blueprint:
    """Return the routes; each account has its own mail and sees no other."""
    blueprint = Blueprint("staff-mail", __name__, description="Alerts to officers by e-mail")
    shown = example(__name__, "staff-mail")

    @blueprint.get(_PATH)
    @blueprint.response(200, StaffMailSchema, example=shown)
    def show() -> Response:
        """Show the caller's mail, whether it bounced or was stopped; its ETag is for writes."""
        return _answer(actions.show(current_actor().subject))

    @blueprint.put(_PATH)
    @blueprint.arguments(StaffAddressSchema, example=example(__name__, "enter"))
    @blueprint.response(200, StaffMailSchema)
    def enter(entry: Entry) -> Response:
        """Enter one's own work address, or another one; a code is sent to it.

        Until the code is given nothing else goes there, and nothing to the address before. Who
        is not in office by the register is 409. Five codes an hour, an officer and an address;
        then 429. `If-Match` is `"0"` where nothing is kept.
        """
        return _answer(actions.enter(current_actor().subject, if_match(), entry))

    @blueprint.post(f"{_PATH}/confirmation")
    @blueprint.arguments(ProofSchema, example=example(__name__, "confirm"))
    @blueprint.response(200, StaffMailSchema)
    def confirm(given: dict[str, Any]) -> Response:
        """Give the code that was sent; it lasts half an hour and five tries.

        A wrong one is 422 and says how many tries are left; 409 where none is awaited any more.
        """
        return _answer(actions.confirm(current_actor().subject, if_match(), given["code"]))

    @blueprint.put(f"{_PATH}/alerts")
    @blueprint.arguments(AlertChoiceSchema, example=example(__name__, "choose"))
    @blueprint.response(200, StaffMailSchema)
    def choose(given: dict[str, Any]) -> Response:
        """Choose how to be alerted; it takes back what a link in a mail stopped.

        Without a confirmed address it is 409. Once confirmed, alerts go at once until one
        chooses otherwise.
        """
        return _answer(actions.choose(current_actor().subject, if_match(), given["alerts"]))

    @blueprint.delete(_PATH)
    @blueprint.response(204)
    def forget() -> Response:
        """Erase the address; what waits for it goes nowhere."""
        actions.forget(current_actor().subject, if_match())
        return Response(status=204)

    return blueprint


def _answer(shown: Shown) -> Response:
    return with_etag(json_response(document_of(shown)), shown.version)
