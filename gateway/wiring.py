"""The only place that knows the concrete parts of the gateway and puts them together."""

from __future__ import annotations

from flask import Flask

from chassis import logging
from chassis.auth import TokenSigner
from chassis.clock import refuse_set_clock, suite_clock
from chassis.db import Database
from gateway.access_tokens import AccessTokens
from gateway.api.app import GatewayParts, create_gateway
from gateway.api.public_document import PublicDocument
from gateway.api.routes import ROUTES
from gateway.clients.issuer_keys import IssuerKeys, fetching
from gateway.clients.services import clients_of
from gateway.settings import GatewaySettings, read_gateway_settings


def app() -> Flask:
    """Return the app that gunicorn serves, from the environment; raises `SettingsError`."""
    settings = read_gateway_settings()
    logging.configure("gateway.api", settings.process.log_level)
    return build(settings)


def build(settings: GatewaySettings) -> Flask:
    """Put the gateway together; raises `SettingsError` for a set clock in production."""
    process = settings.process
    database = Database(process.database_url, name="gateway-api", pool_size=1)
    if not process.one_box:
        refuse_set_clock(database)
    clock = suite_clock(database, one_box=process.one_box)
    signer = TokenSigner.from_file("gateway", process.signing_key_file, clock)
    services = clients_of(settings.services, signer, seconds=settings.service_seconds)
    keys = IssuerKeys(fetching(settings.jwks_url))
    return create_gateway(
        GatewayParts(
            routes=ROUTES,
            services=services,
            parts=clients_of(settings.services, signer, seconds=settings.part_seconds),
            access_tokens=AccessTokens(
                keys, issuer=settings.issuer, audience=settings.audience, clock=clock
            ),
            ready={"issuer-keys": keys.ping},
            document=PublicDocument(ROUTES, services, issuer=settings.issuer),
            secure=not process.one_box,
        )
    )
