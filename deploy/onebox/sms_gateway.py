"""`motcua sms-gateway`: a provider of text messages for one box that sends nothing to nobody.

It speaks what `services/notification/dispatch/clients/http_sms.py` speaks, and keeps each text as
a mail where the mail sink keeps its own, so that `motcua inbox` shows both. Some numbers stand for
what can go wrong (`NUMBERS`); `PUT /mode` makes everything go wrong in one way (`MODES`).
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP as MAIL_POLICY
from email.utils import formatdate
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import click
from flask import Flask, Response, request

from chassis import logging
from chassis.http import AppParts, create_app, json_response
from chassis.settings import SettingsError, reading
from deploy.onebox.mail_sink import Mailbox
from deploy.onebox.serving import Nobody, serve

ACCEPTED, ALREADY, UNKNOWN_NUMBER, THROTTLED, BROKEN = 0, 1, 201, 301, 302
NUMBERS: Final[Mapping[str, str]] = {
    "84900000001": "unknown",  # the number does not exist
    "84900000004": "slow",  # it is taken, and the answer comes later than anybody waits
    "84900000005": "drop",  # it is taken, and the connection ends without an answer
    "84900000007": "throttle",  # the first two tries are too many
}
MODES: Final = ("ok", "throttle", "broken", "slow", "drop")
SLOW_SECONDS: Final = 20.0
_DOMAIN = "sms.motcua.invalid"
_TRIES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewaySettings:
    """Where it listens (host:port), and keeps what it was given."""

    bind: str
    folder: Path
    log_level: str


def gateway_settings() -> GatewaySettings:
    """Read the settings. Raises `SettingsError`."""
    with reading() as env:
        return GatewaySettings(
            bind=env.str("SMS_GATEWAY_BIND", "127.0.0.1:8129"),
            folder=env.path("MAILBOX_DIR"),
            log_level=env.str("LOG_LEVEL", "INFO"),
        )


@dataclass(slots=True)
class Texts:
    """The texts by their reference; one reference is one text, however often it is sent."""

    mailbox: Mailbox
    mode: str = "ok"
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _taken: dict[str, str] = field(default_factory=dict)
    _tries: dict[str, int] = field(default_factory=dict)

    def take(self, reference: str, document: Mapping[str, Any]) -> int:
        """Take a text; return the code of the answer."""
        to = str(document["to"])
        with self._lock:
            refusal = self._refusal(reference, NUMBERS.get(to))
            if refusal is not None:
                return refusal
            if reference in self._taken:
                return ALREADY
            self._taken[reference] = to
            self.mailbox.keep(_mail(reference, document), [f"{to}@{_DOMAIN}"])
            return ACCEPTED

    def fate(self, to: str) -> str:
        """Return how the answer goes: by the mode, or what the number stands for."""
        return NUMBERS.get(to, "ok") if self.mode == "ok" else self.mode

    def _refusal(self, reference: str, fate: str | None) -> int | None:
        if self.mode in {"throttle", "broken"}:
            return THROTTLED if self.mode == "throttle" else BROKEN
        if fate == "throttle":
            tries = self._tries[reference] = self._tries.get(reference, 0) + 1
            return THROTTLED if tries <= _TRIES else None
        return UNKNOWN_NUMBER if fate == "unknown" else None


def create_gateway(texts: Texts, slow_seconds: float = SLOW_SECONDS) -> Flask:
    """Build the app."""
    app = create_app(
        AppParts(
            name="sms-gateway",
            title="Provider of text messages of one box",
            blueprints=(),
            authenticator=Nobody(),
            ready={},
            public=frozenset({"take", "change_mode"}),
        )
    )
    stop = threading.Event()

    @app.put("/messages/<reference>")
    def take(reference: str) -> Response:
        document = request.get_json()
        code = texts.take(reference, document)
        fate = texts.fate(str(document["to"]))
        if fate == "slow":
            stop.wait(slow_seconds)
        if fate == "drop":
            _hang_up()
        return json_response({"reference": reference, "code": code})

    @app.put("/mode")
    def change_mode() -> Response:
        wanted = str(request.get_json()["mode"])
        if wanted not in MODES:
            return json_response({"modes": MODES}, HTTPStatus.UNPROCESSABLE_ENTITY)
        texts.mode = wanted
        return json_response({"mode": wanted})

    return app


@click.command("sms-gateway")
def sms_gateway() -> None:
    """Take text messages and keep them where `motcua inbox` looks; send nothing."""
    try:
        settings = gateway_settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    logging.configure("sms-gateway", settings.log_level)
    serve(create_gateway(Texts(Mailbox(settings.folder))), settings.bind)


def _mail(reference: str, document: Mapping[str, Any]) -> bytes:
    mail = EmailMessage(policy=MAIL_POLICY)
    mail["From"] = f"{document['sender']}@{_DOMAIN}"
    mail["To"] = f"{document['to']}@{_DOMAIN}"
    mail["Subject"] = "SMS"
    mail["Date"] = formatdate(time.time())
    mail["Message-ID"] = f"<{reference}@{_DOMAIN}>"
    mail["X-Encoding"] = str(document["encoding"])
    mail.set_content(str(document["text"]), cte="base64")
    return mail.as_bytes()


def _hang_up() -> None:
    """End the connection before anything is answered."""
    connection = request.environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
