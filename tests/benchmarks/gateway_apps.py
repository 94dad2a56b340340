"""Apps beside which the gateway is measured, and those that stand in behind it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from threading import local

import orjson
import psycopg
from flask import Flask, Response, request

from deploy.onebox.access_token import DemonstrationIssuer


def bare() -> Flask:
    """Return the least that stores what it is sent: Flask, one INSERT, a commit."""
    app = Flask("bare", static_folder=None)
    held = local()

    @app.post("/dossiers")
    def store() -> Response:
        if not hasattr(held, "connection"):
            held.connection = psycopg.connect(os.environ["BARE_URL"], autocommit=True)
        body = orjson.loads(request.get_data())
        stored = orjson.dumps(body).decode()
        row = held.connection.execute(
            "INSERT INTO bare (body, at) VALUES (%s, now()) RETURNING id", [stored]
        ).fetchone()
        return Response(orjson.dumps({"id": row[0]}), 201, content_type="application/json")

    return _alive(app)


def slow() -> Flask:
    """Return a service that answers everything after `SLOW_SECONDS`."""
    app = Flask("slow", static_folder=None)

    @app.get("/worklist")
    def worklist() -> Response:
        time.sleep(float(os.environ["SLOW_SECONDS"]))
        return Response("{}", content_type="application/json")

    return _alive(app)


def keys() -> Flask:
    """Return the issuer's key set."""
    app = Flask("keys", static_folder=None)
    file = Path(os.environ["MOTCUA_ISSUER_KEY_FILE"])
    issuer = DemonstrationIssuer.from_file("", "", file)

    @app.get("/jwks")
    def jwks() -> Response:
        return Response(orjson.dumps(issuer.key_set()), content_type="application/json")

    return _alive(app)


def _alive(app: Flask) -> Flask:
    @app.get("/livez")
    def livez() -> Response:
        return Response("{}", content_type="application/json")

    return app
