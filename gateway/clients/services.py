"""The services behind the gateway, as the gateway needs them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from chassis.auth import TokenSigner
from chassis.clients import Reply, ServiceClient
from kernel.rights import Actor


class Service(Protocol):
    """One service that can be asked; `chassis.clients.ServiceClient` is one."""

    def call(
        self,
        method: str,
        path: str,
        *,
        actor: Actor | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Return the answer whatever its status; raise `UnavailableError` without one in time."""
        ...


Services = Mapping[str, Service]


def clients_of(urls: Mapping[str, str], signer: TokenSigner, *, seconds: float) -> Services:
    """Return a client for each service that waits `seconds` for an answer at most."""
    return {name: ServiceClient(name, url, signer, seconds=seconds) for name, url in urls.items()}
