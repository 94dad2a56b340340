"""Services called without a socket."""

from __future__ import annotations

from typing import Unpack

from flask import Flask

from chassis.auth import TokenSigner
from chassis.clients import Reply
from gateway.clients.services import Asked


class Within:
    """Calls a service's application as `ServiceClient` would, without the socket between."""

    def __init__(self, service: str, app: Flask, signer: TokenSigner) -> None:
        self.service = service
        self._client = app.test_client()
        self._signer = signer

    def call(
        self, method: str, path: str, *, document: object = None, **asked: Unpack[Asked]
    ) -> Reply:
        token = self._signer.issue(self.service, asked.get("actor"))
        body = asked.get("body")
        data = body if body is None or isinstance(body, bytes) else b"".join(body)
        sent = {"Authorization": f"Bearer {token}", **(asked.get("headers") or {})}
        given = {"data": data} if document is None else {"json": document}
        answer = self._client.open(path, method=method, headers=sent, **given)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Reply(status=answer.status_code, headers=headers, body=answer.data)
