"""Who calls the services of one process: tokens that are words, and calls without a socket."""

from __future__ import annotations

from flask import Flask

from chassis.auth import Caller
from chassis.clients import Reply
from kernel.errors import UnauthenticatedError
from kernel.rights import Actor, Role
from tests.integration.intake.office import COMMUNE

CITIZEN = "citizen"


class FakeAuthenticator:
    """Takes `service`, `service:role` or `service:role@agency` for a token.

    Who names no agency works at the one commune.
    """

    def verify(self, token: str) -> Caller:
        service, _, role = token.partition(":")
        if not service:
            raise UnauthenticatedError
        if not role:
            return Caller(service, None)
        role, _, elsewhere = role.partition("@")
        agency = None if role in (CITIZEN, "admin") else elsewhere or COMMUNE
        actor = Actor(subject=f"{role}-1", roles=frozenset({Role(role)}), agency=agency)
        return Caller(service, actor)


class InProcess:
    """Calls a service's application without a socket, in the name of another service."""

    def __init__(self, app: Flask, caller: str = "reporting") -> None:
        self._client = app.test_client()
        self._caller = caller
        self.away = False

    def call(self, method: str, path: str, *, document: object = None) -> Reply:
        if self.away:
            return Reply(status=503, headers={}, body=b"{}")
        answer = self._client.open(
            path,
            method=method,
            json=document,
            headers={"Authorization": f"Bearer {self._caller}"},
        )
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Reply(status=answer.status_code, headers=headers, body=answer.data)
