"""Drafts of processes tried by routing, which has the past cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chassis.clients import ServiceClient
from kernel.errors import ConflictError
from kernel.text import Text

_SECONDS = 120.0


class TrialRefusedError(ConflictError):
    """Routing did not try the draft, and says why."""

    slug = "trial-refused"
    title = Text(vi="Không chạy thử được quy trình.", en="The process could not be tried.")


class RoutingTrials:
    """Asks routing; call it with no transaction open."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def try_draft(self, draft: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what routing found; raises `TrialRefusedError`, `UnavailableError`."""
        reply = self._client.call(
            "POST", "/internal/simulations", document=draft, seconds=_SECONDS
        )
        document: Mapping[str, Any] = reply.json()
        if not reply.ok:
            why = document.get("details") or document["titles"]
            raise TrialRefusedError(Text(vi=why["vi"], en=why["en"]))
        return document
