"""Apps for gunicorn: a gateway with a table of routes of its own, and a service behind it."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

from chassis.http import AppParts, create_app, json_response
from gateway.api.route import MIB, PUBLIC, Route
from gateway.settings import SERVICES, read_gateway_settings
from gateway.wiring import build_from

_LONG_BYTES = 32 * MIB
_ROUTES = (
    Route(method="POST", path="/large", service="intake", who=PUBLIC, max_body=64 * MIB),
    Route(method="POST", path="/small", service="intake", who=PUBLIC, max_body=100_000),
    Route(method="GET", path="/long", service="intake", who=PUBLIC),
    Route(method="GET", path="/quick", service="intake", who=PUBLIC),
    Route(method="GET", path="/slow", service="routing", who=PUBLIC),
    Route(method="GET", path="/counted", service="intake", who=PUBLIC, rate="tracking"),
)


def gateway() -> Flask:
    """Return the gateway as it is wired, but for its routes."""
    return build_from(read_gateway_settings(), _ROUTES)


class _Anybody:
    def verify(self, _token: str) -> Any:  # noqa: ANN401 -- nobody asks
        return None


def service() -> Flask:
    """Return a service that digests what it gets, gives much, and may be slow."""
    app = create_app(
        AppParts(
            name="service",
            title="Service",
            blueprints=[],
            authenticator=_Anybody(),
            ready={},
            max_body_bytes=128 * MIB,
        )
    )

    @app.post("/<path:_path>")
    def digest(_path: str) -> Response:
        digest, size = hashlib.sha256(), 0
        while piece := request.stream.read(65536):
            digest.update(piece)
            size += len(piece)
        return json_response({"sha256": digest.hexdigest(), "bytes": size})

    @app.get("/long")
    def long() -> Response:
        piece = b"x" * 65536
        headers = {"Content-Length": str(_LONG_BYTES), "Content-Type": "text/plain"}
        return Response((piece for _ in range(_LONG_BYTES // 65536)), headers=headers)

    @app.get("/quick")
    def quick() -> Response:
        return json_response({"left": request.headers.get("X-Time-Left-Ms")})

    @app.get("/counted")
    def counted() -> Response:
        return json_response({}, 404 if request.args.get("wrong") else 200)

    @app.get("/slow")
    def slow() -> Response:
        time.sleep(float(os.environ.get("SLOW_SECONDS", "10")))
        return json_response({})

    return app


def environment(folder: Path, service_url: str, database_url: str) -> dict[str, str]:
    """Return the settings of the gateway before these parts."""
    return {
        "MOTCUA_ENVIRONMENT": "onebox",
        "MOTCUA_LOG_LEVEL": "ERROR",
        "MOTCUA_GATEWAY_DATABASE_URL": database_url,
        "MOTCUA_GATEWAY_SIGNING_KEY_FILE": str(folder / "gateway.private.json"),
        "MOTCUA_TRUSTED_KEYS_FILE": str(folder / "services.public.json"),
        "MOTCUA_OIDC_ISSUER": "http://issuer.test",
        "MOTCUA_OIDC_JWKS_URL": "http://127.0.0.1:1/jwks",
        "MOTCUA_GATEWAY_LIMITS_FACTOR": "1000",
        **{f"MOTCUA_{name.upper()}_URL": service_url for name in SERVICES},
    }
