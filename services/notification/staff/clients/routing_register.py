"""Whether somebody is in office: `POST /internal/officer-names` of routing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Any, Protocol

from chassis.clients import Reply
from kernel.errors import UnavailableError
from services.notification.staff.ports import InOffice

_PATIENCE_SECONDS = 5.0


class Asked(Protocol):
    """Routing; `chassis.clients.ServiceClient` is one."""

    def call(
        self, method: str, path: str, *, document: object = None, seconds: float | None = None
    ) -> Reply:
        """Return the answer whatever its status; raises `UnavailableError` without one."""
        ...


class RoutingRegister:
    """The port `Register`."""

    def __init__(self, routing: Asked) -> None:
        self._routing = routing

    def in_office(self, account: str, on: date) -> InOffice | None:
        """Return what the register says of an account in office that day; `UnavailableError`."""
        reply = self._routing.call(
            "POST",
            "/internal/officer-names",
            document={"accounts": [account]},
            seconds=_PATIENCE_SECONDS,
        )
        if reply.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            return None  # no account the register could have
        if not reply.ok:
            raise UnavailableError(extra={"service": "routing"})
        try:
            found = [_office(one, on) for one in reply.json()["items"]]
        except (ValueError, KeyError, TypeError) as error:
            raise UnavailableError(extra={"service": "routing"}) from error
        return next(iter(found), None)


def _office(one: Mapping[str, Any], on: date) -> InOffice | None:
    first, last = date.fromisoformat(one["first_day"]), one["last_day"]
    last_day = None if last is None else date.fromisoformat(last)
    if on < first or (last_day is not None and last_day < on):
        return None
    return InOffice(name=one["name"], last_day=last_day)
