"""Routing's register over HTTP."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from urllib.parse import quote

from chassis.clients import ServiceClient
from kernel.errors import UnavailableError
from services.intake.staff.ports import OfficerName


class RoutingRegister:
    """The port `OfficerRegister`; call it with no transaction open."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def name_of(self, account: str) -> OfficerName | None:
        """Return the name of an account's officer; None for no officer."""
        reply = self._client.call("GET", f"/internal/officers/{quote(account, safe='')}")
        if reply.status == HTTPStatus.NOT_FOUND:
            return None
        if not reply.ok:
            raise UnavailableError(extra={"status": reply.status})
        document = reply.json()
        changed_at = datetime.fromisoformat(document["changed_at"])
        return OfficerName(name=document["name"], changed_at=changed_at)
