"""`motcua land-tax`: the tax office's system for one box, which answers with obligation notices.

It speaks as a real one would: takes enquiries over HTTP with a password of its own, answers at
once or later through the gateway with its own client's token, and does the work of a reference
once, however often it is asked. The end of the number of the cadastral data slip chooses what it
does, so that every case can be tried:

    …-SLOW      answers a few seconds later, by POST to the gateway
    …-REFUSED   refuses: the slip lacks something
    …-LOST      takes the enquiry and never answers
    …-EXEMPT    answers that nothing is owed

What it assesses by it is told with each enquiry, as the procedure names it (`form`): without the
number of the parcel it refuses, where no price was paid it finds nothing owed.
"""

from __future__ import annotations

import base64
import hmac
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click
import structlog
import urllib3
from flask import Flask, Response, request

from chassis import logging
from chassis.http import AppParts, create_app, json_response
from chassis.settings import Environment, SettingsError, reading
from deploy.onebox.serving import Nobody, serve

NAME = "land-tax"
USER, PASSWORD = "motcua", "demonstration"
SLOW, REFUSED, LOST, EXEMPT = "-SLOW", "-REFUSED", "-LOST", "-EXEMPT"
_SECONDS = 3.0
_PATIENCE = 10.0
_HTTP_ERROR = 400
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LandTaxSettings:
    """Where it listens, where its tokens come from and where it answers."""

    bind: str
    issuer_url: str
    gateway_url: str
    log_level: str


def read_land_tax_settings() -> LandTaxSettings:
    """Read them; raises `SettingsError` for faults, and always in production."""
    with reading() as env:
        environment = env.str("ENVIRONMENT", Environment.PRODUCTION.value)
        if environment == Environment.PRODUCTION:
            raise SettingsError("The demonstration tax office exists on one box only.")
        return LandTaxSettings(
            bind=env.str("LAND_TAX_BIND", "127.0.0.1:8128"),
            issuer_url=env.str("ISSUER_URL"),
            gateway_url=env.str("GATEWAY_URL"),
            log_level=env.str("LOG_LEVEL", "INFO"),
        )


AnswerLater = Callable[[str, dict[str, Any]], None]
"""Sends an answer to a reference through the gateway, after a while."""


def create_land_tax(answer_later: AnswerLater) -> Flask:
    """Build the app."""
    app = create_app(
        AppParts(
            name=NAME,
            title="Demonstration tax office",
            blueprints=(),
            authenticator=Nobody(),
            ready={},
            public=frozenset({"enquire"}),
        )
    )

    @app.post("/enquiries")
    def enquire() -> Response:
        if not _known():
            return json_response({"error": "unknown"}, 401, {"WWW-Authenticate": "Basic"})
        asked = request.get_json()
        reference, slip = str(asked["reference"]), _slip(asked)
        form = asked.get("form") or {}
        if slip.endswith(REFUSED) or not (form.get("parcel") or {}).get("parcel_number"):
            return json_response({"outcome": "refused", "reason": "Phiếu thiếu số thửa đất."})
        if slip.endswith(LOST):
            return json_response({}, 202)
        owes = not slip.endswith(EXEMPT) and form.get("price") != 0
        answer = {
            "outcome": "completed",
            "number": notice_number(reference),
            "answers": {"owes": owes},
        }
        if slip.endswith(SLOW):
            answer_later(reference, answer)
            return json_response({}, 202)
        return json_response(answer)

    return app


def notice_number(reference: str) -> str:
    """Return the number of the notice for a reference: the same whenever it is asked."""
    return f"TBNVTC-{reference[-12:].upper()}"


@dataclass(frozen=True, slots=True)
class GatewayAnswers:
    """Answers through the gateway with a token of this system's own client."""

    issuer_url: str
    gateway_url: str
    pool: urllib3.PoolManager

    def later(self, reference: str, answer: dict[str, Any]) -> None:
        """Send the answer in a few seconds, from a thread of its own."""
        timer = threading.Timer(_SECONDS, self.send, (reference, answer))
        timer.daemon = True
        timer.start()

    def send(self, reference: str, answer: dict[str, Any]) -> None:
        """Send the answer now; what fails is asked for again by whoever waits for it."""
        try:
            given = self.pool.request(
                "POST",
                f"{self.issuer_url}/token",
                fields={
                    "grant_type": "client_credentials",
                    "client_id": NAME,
                    "client_secret": PASSWORD,
                },
                encode_multipart=False,
                timeout=_PATIENCE,
            )
            reply = self.pool.request(
                "POST",
                f"{self.gateway_url}/api/v1/enquiries/{reference}/answer",
                json=answer,
                headers={
                    "Authorization": f"Bearer {given.json()['access_token']}",
                    "Idempotency-Key": reference,
                },
                timeout=_PATIENCE,
            )
        except (urllib3.exceptions.HTTPError, ValueError, KeyError):
            _log.warning("answer-not-sent", reference=reference)
            return
        if reply.status >= _HTTP_ERROR:
            _log.warning("answer-not-taken", reference=reference, status=reply.status)


@click.command("land-tax")
def land_tax() -> None:
    """Serve the demonstration tax office until SIGTERM."""
    try:
        settings = read_land_tax_settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    logging.configure(NAME, settings.log_level)
    pool = urllib3.PoolManager(retries=False)
    answers = GatewayAnswers(settings.issuer_url, settings.gateway_url, pool)
    serve(create_land_tax(answers.later), settings.bind)


def _known() -> bool:
    expected = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), f"Basic {expected}".encode())


def _slip(asked: dict[str, Any]) -> str:
    papers = asked.get("papers") or []
    return str(papers[0]["number"]) if papers else ""
