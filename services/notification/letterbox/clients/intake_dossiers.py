"""Whose dossiers are whose: `GET /internal/own-dossiers`, asked on the reader's behalf."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from chassis.clients import Reply
from kernel.errors import UnavailableError
from kernel.rights import Actor


class Asked(Protocol):
    """Intake; `chassis.clients.ServiceClient` is one."""

    def call(self, method: str, path: str, *, actor: Actor | None = None) -> Reply:
        """Return the answer whatever its status; raises `UnavailableError` without one."""
        ...


class IntakeDossiers:
    """The port `OwnDossiers`."""

    def __init__(self, intake: Asked) -> None:
        self._intake = intake

    def of(self, actor: Actor) -> Sequence[str]:
        """Return the codes of those whose letters the actor may read; `UnavailableError`."""
        reply = self._intake.call("GET", "/internal/own-dossiers", actor=actor)
        if not reply.ok:
            raise UnavailableError(extra={"service": "intake"})
        try:
            return [str(code) for code in reply.json()["dossiers"]]
        except (ValueError, KeyError, TypeError) as error:
            raise UnavailableError(extra={"service": "intake"}) from error
