"""`motcua issuer`: the demonstration issuer as a process, an OpenID provider as small as it gets.

Publishes its metadata (RFC 8414) and keys (RFC 7517) and gives tokens to demonstration programs
by client credentials (RFC 6749 section 4.4). Production settings refuse to start it.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping

import click
from flask import Flask, Response, request

from chassis import logging
from chassis.http import AppParts, create_app, json_response
from chassis.settings import SettingsError
from deploy.onebox.access_token import ALGORITHM, DemonstrationIssuer, Holder
from deploy.onebox.serving import Nobody, serve
from deploy.onebox.settings import read_issuer_settings
from kernel.clock import Clock
from kernel.rights import Role

_TOKEN_SECONDS = 3600
_SECRET = "demonstration"  # noqa: S105 - known to everybody, worth something on one box only

CLIENTS: Mapping[str, Holder] = {
    name: Holder(subject=name, roles=(Role.PARTNER.value,), client=name, scope=scope)
    for name, scope in {
        "demo-portal": ("dossiers:file", "dossiers:read"),
        "demo-kiosk": ("dossiers:file", "tracking"),
        "demo-partner": ("dossiers:file", "dossiers:read"),
        # The tax office's system answers what it was asked, and may do nothing else.
        "land-tax": ("enquiries:answer",),
    }.items()
}


def create_issuer(issuer: DemonstrationIssuer, clock: Clock) -> Flask:
    """Build the app."""
    app = create_app(
        AppParts(
            name="issuer",
            title="Demonstration issuer",
            blueprints=(),
            authenticator=Nobody(),
            ready={},
            public=frozenset({"metadata", "jwks", "give_token"}),
        )
    )

    @app.get("/.well-known/openid-configuration")
    def metadata() -> Response:
        return json_response(_metadata(issuer.url))

    @app.get("/jwks")
    def jwks() -> Response:
        return json_response(issuer.key_set(), headers={"Cache-Control": "max-age=300"})

    @app.post("/token")
    def give_token() -> Response:
        if request.form.get("grant_type") != "client_credentials":
            return json_response({"error": "unsupported_grant_type"}, 400)
        holder = _client()
        if holder is None:
            challenge = {"WWW-Authenticate": "Basic"}
            return json_response({"error": "invalid_client"}, 401, challenge)
        token = issuer.issue(holder, now=clock(), seconds=_TOKEN_SECONDS)
        return json_response(
            {
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": _TOKEN_SECONDS,
                "scope": " ".join(holder.scope),
            }
        )

    return app


@click.command()
def issuer() -> None:
    """Serve the demonstration issuer until SIGTERM."""
    try:
        settings = read_issuer_settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    logging.configure("issuer", settings.log_level)
    serve(create_issuer(settings.issuer(), settings.clock()), settings.bind)


def _client() -> Holder | None:
    given = request.authorization
    name = (given.username if given else None) or request.form.get("client_id", "")
    secret = (given.password if given else None) or request.form.get("client_secret", "")
    known = hmac.compare_digest(secret.encode(), _SECRET.encode())
    return CLIENTS.get(name) if known else None


def _metadata(url: str) -> dict[str, object]:
    return {
        "issuer": url,
        "jwks_uri": f"{url}/jwks",
        "token_endpoint": f"{url}/token",
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": ["none"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    }
