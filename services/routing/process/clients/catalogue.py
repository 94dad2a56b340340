"""Intake's reference data over HTTP."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

from chassis.clients import Reply, ServiceClient
from contracts.codec import UndecodableError, load_data
from contracts.events.intake import ProcedurePublished
from kernel.errors import UnavailableError

_ALL = 1000


class IntakeCatalogue:
    """The port `Catalogue` on intake's internal endpoints; call it with no transaction open."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def procedure(self, code: str, version: int) -> ProcedurePublished | None:
        """Return a version as it was published; None when intake has none."""
        path = f"/internal/procedures/{quote(code, safe='')}/versions/{version}"
        reply = self._client.call("GET", path)
        if reply.status == HTTPStatus.NOT_FOUND:
            return None
        _require_good(reply)
        try:
            published = load_data(ProcedurePublished.TYPE, reply.json())
        except (UndecodableError, ValueError) as error:
            raise UnavailableError(extra={"service": self._client.service}) from error
        assert isinstance(published, ProcedurePublished)  # noqa: S101 -- the type asked for
        return published

    def say_again(self, subject: str) -> None:
        """Ask for every event of a subject once more."""
        wanted = {"subject": subject, "first": 1, "last": _ALL}
        _require_good(self._client.call("POST", "/internal/events/replay", document=wanted))


def _require_good(reply: Reply) -> None:
    if not reply.ok:
        raise UnavailableError(extra={"status": reply.status})
