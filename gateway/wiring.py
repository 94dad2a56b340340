"""The only place that knows the concrete parts of the gateway and puts them together."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from flask import Flask

from chassis import logging
from chassis.auth import TokenSigner
from chassis.clients import ServiceClient
from chassis.clock import refuse_set_clock, suite_clock
from chassis.db import Database
from gateway.access_tokens import AccessTokens
from gateway.api.admission import Admission
from gateway.api.app import GatewayParts, create_gateway
from gateway.api.client_address import Origins, networks
from gateway.api.own_operations import OwnOperations
from gateway.api.public_document import PublicDocument
from gateway.api.route import OWN, Route
from gateway.api.routes import ROUTES
from gateway.clients.breaker import Breaker
from gateway.clients.bulkhead import Bulkhead
from gateway.clients.discovery import DiscoveredKeys
from gateway.clients.guarded import GuardedService, Hasty
from gateway.clients.issuer_keys import IssuerKeys, fetching
from gateway.clients.services import Service
from gateway.logout_tokens import LogoutTokens
from gateway.rates.counting import RateLimits
from gateway.rates.leases import Leases
from gateway.rates.rules import read_limits
from gateway.revocation import Revocations
from gateway.settings import SHARES, GatewaySettings, read_gateway_settings
from gateway.signed_tokens import SignedTokens

_COUNTING_SECONDS = 1.0


def app() -> Flask:
    """Return the app that gunicorn serves, from the environment; raises `SettingsError`."""
    settings = read_gateway_settings()
    logging.configure("gateway.api", settings.process.log_level)
    return build(settings)


def build(settings: GatewaySettings) -> Flask:
    """Put the gateway together; raises `SettingsError` for a set clock in production."""
    return build_from(settings, ROUTES)


def build_from(settings: GatewaySettings, routes: Sequence[Route]) -> Flask:
    """Put a gateway with this table of routes together; raises what `build` raises."""
    process = settings.process
    database = Database(
        process.database_url,
        name="gateway-api",
        pool_size=process.pool_size,
        statement_seconds=_COUNTING_SECONDS,
        lock_seconds=_COUNTING_SECONDS,
    )
    if not process.one_box:
        refuse_set_clock(database)
    clock = suite_clock(database, one_box=process.one_box)
    signer = TokenSigner.from_file("gateway", process.signing_key_file, clock)
    services, parts = _services(settings, signer)
    fetch = fetching(settings.jwks_url) if settings.jwks_url else DiscoveredKeys(settings.issuer)
    keys = IssuerKeys(fetch)
    tokens = SignedTokens(keys, issuer=settings.issuer, clock=clock)
    revocations = Revocations(database, clock, life=settings.provider.token_life)
    logout = LogoutTokens(tokens, clients=settings.provider.logout_clients)
    services[OWN] = parts[OWN] = OwnOperations(revocations, logout)
    return create_gateway(
        GatewayParts(
            routes=routes,
            services=services,
            parts=parts,
            access_tokens=AccessTokens(
                tokens,
                audience=settings.audience,
                names=settings.provider.names,
                revoked=revocations,
            ),
            admission=_admission(settings, database),
            ready={"issuer-keys": keys.ping},
            document=PublicDocument(routes, services, issuer=settings.issuer),
            secure=not process.one_box,
        )
    )


def _services(
    settings: GatewaySettings, signer: TokenSigner
) -> tuple[dict[str, Service], dict[str, Service]]:
    """Return every service as a request goes to it, and as a part of an answer is asked for."""
    whole: dict[str, Service] = {}
    parts: dict[str, Service] = {}
    for name, url in settings.services.items():
        share = SHARES[name]
        client = ServiceClient(
            name, url, signer, seconds=settings.service_seconds, connections=share.slots
        )
        breaker, bulkhead = Breaker(), Bulkhead(share.slots, share.queue)
        whole[name] = GuardedService(name, client, breaker, bulkhead)
        hasty = Hasty(client, settings.part_seconds)
        parts[name] = GuardedService(name, hasty, breaker, bulkhead)
    return whole, parts


def _admission(settings: GatewaySettings, database: Database) -> Admission:
    limits = read_limits(settings.limits_file, factor=settings.limits_factor)
    # Every node has the same key, so the same person is the same digest everywhere.
    secret = hashlib.sha256(settings.process.signing_key_file.read_bytes()).digest()
    return Admission(
        RateLimits(limits, Leases(database), secret=secret),
        Origins(
            trusted=networks(settings.trusted_proxies, "GATEWAY_TRUSTED_PROXIES"),
            kiosks=networks(settings.kiosk_networks, "GATEWAY_KIOSK_NETWORKS"),
        ),
    )
