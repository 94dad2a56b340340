"""Routing's register over HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from chassis.clients import ServiceClient
from kernel.errors import UnavailableError
from services.intake.staff.ports import OfficerName


class RoutingRegister:
    """The port `OfficerRegister`; call it with no transaction open."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def names_of(self, accounts: Sequence[str]) -> Mapping[str, OfficerName]:
        """Return the names by account, of those that are officers'."""
        document = {"accounts": list(accounts)}
        reply = self._client.call("POST", "/internal/officer-names", document=document)
        if not reply.ok:
            raise UnavailableError(extra={"status": reply.status})
        return {
            one["account"]: OfficerName(
                name=one["name"], changed_at=datetime.fromisoformat(one["changed_at"])
            )
            for one in reply.json()["items"]
        }
