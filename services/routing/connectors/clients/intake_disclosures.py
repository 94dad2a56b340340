"""What a system may know of the applicant's form, asked of intake at the moment of sending."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from chassis.clients import ServiceClient
from kernel.errors import UnavailableError
from services.routing.connectors.domain.delivery import Delivery


class IntakeDisclosures:
    """The port `Disclosures` on intake's internal endpoint; call it with no transaction open."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def form(self, delivery: Delivery) -> Mapping[str, Any]:
        """Return the fields the procedure names for this step; raises `UnavailableError`."""
        document = delivery.document
        asking = {"system": delivery.system, "leg": document["leg"], "step": document["step"]}
        path = f"/internal/dossiers/{quote(str(document['dossier']), safe='')}/disclosures"
        reply = self._client.call("POST", path, document=asking)
        if not reply.ok:
            raise UnavailableError(extra={"service": self._client.service})
        try:
            form: Mapping[str, Any] = reply.json()["form"]
        except (ValueError, KeyError, TypeError) as error:
            raise UnavailableError(extra={"service": self._client.service}) from error
        return form
