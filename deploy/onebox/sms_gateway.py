"""`motcua sms-gateway`: a provider of text messages for one box that sends nothing to nobody.

It speaks what `services/notification/dispatch/clients/http_sms.py` speaks, and keeps each text as
a mail where the mail sink keeps its own, so that `motcua inbox` shows both. Some numbers stand for
what can go wrong (`NUMBERS`); `PUT /mode` makes everything go wrong in one way (`MODES`). What
became of a text it says afterwards, signed, where it is told to.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import click
from flask import Flask, Response, request

from chassis import logging
from chassis.clock import machine_clock
from chassis.http import AppParts, create_app, json_response
from chassis.settings import SettingsError, reading
from chassis.webhook_signature import read_key
from deploy.onebox.kept_text import KeptText
from deploy.onebox.mail_sink import Mailbox
from deploy.onebox.receipt_caller import ReceiptCaller
from deploy.onebox.serving import Nobody, serve
from deploy.onebox.settings import clock_of
from deploy.onebox.text_fates import MODES, NUMBERS, SLOW_SECONDS, TRIES, fate_of
from kernel.clock import Clock

ACCEPTED, ALREADY, UNKNOWN_NUMBER, THROTTLED, BROKEN = 0, 1, 201, 301, 302
_EARLY_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewaySettings:
    """Where it listens (host:port), keeps what it was given, and says what became of it.

    The database is that whose clock the texts are dated by.
    """

    bind: str
    folder: Path
    log_level: str
    database_url: str
    callback_url: str
    callback_key: str


def gateway_settings() -> GatewaySettings:
    """Read the settings. Raises `SettingsError`."""
    with reading() as env:
        return GatewaySettings(
            bind=env.str("SMS_GATEWAY_BIND", "127.0.0.1:8129"),
            folder=env.path("MAILBOX_DIR"),
            log_level=env.str("LOG_LEVEL", "INFO"),
            database_url=env.str("GATEWAY_DATABASE_URL", ""),
            callback_url=env.str("SMS_GATEWAY_CALLBACK_URL", ""),
            callback_key=env.str("SMS_GATEWAY_CALLBACK_KEY", ""),
        )


@dataclass(slots=True)
class Texts:
    """The texts by their reference; one reference is one text, however often it is sent."""

    mailbox: Mailbox
    mode: str = "ok"
    clock: Clock = machine_clock
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
            text = KeptText(
                reference=reference,
                to=to,
                sender=str(document["sender"]),
                words=str(document["text"]),
                encoding=str(document["encoding"]),
                at=self.clock(),
            )
            self._taken[reference] = to
            self.mailbox.keep(text.mail(), text.recipients)
            return ACCEPTED

    def fate(self, to: str) -> str:
        """Return how the answer goes: by the mode, or what the number stands for."""
        return fate_of(to, self.mode)

    def _refusal(self, reference: str, fate: str | None) -> int | None:
        if self.mode in {"throttle", "broken"}:
            return THROTTLED if self.mode == "throttle" else BROKEN
        if fate == "throttle":
            tries = self._tries[reference] = self._tries.get(reference, 0) + 1
            return THROTTLED if tries <= TRIES else None
        return UNKNOWN_NUMBER if fate == "unknown" else None


Told = Callable[[str, str], None]
"""Hears of every text that was taken: its reference, and what becomes of it."""


Bring = Callable[[str, str], bool]
"""Brings a text that somebody sent (number, words) to the suite; tells whether it was taken."""


def create_gateway(
    texts: Texts,
    slow_seconds: float = SLOW_SECONDS,
    told: Told = lambda *_: None,
    bring: Bring = lambda *_: False,
) -> Flask:
    """Build the app."""
    app = create_app(
        AppParts(
            name="sms-gateway",
            title="Provider of text messages of one box",
            blueprints=(),
            authenticator=Nobody(),
            ready={},
            public=frozenset({"take", "change_mode", "send_in"}),
        )
    )
    stop = threading.Event()

    @app.put("/messages/<reference>")
    def take(reference: str) -> Response:
        document = request.get_json()
        code = texts.take(reference, document)
        fate = texts.fate(str(document["to"]))
        if code == ACCEPTED:
            told(reference, fate)
        if fate == "early":
            stop.wait(_EARLY_SECONDS)
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

    _add_inbound(app, bring)
    return app


def _add_inbound(app: Flask, bring: Bring) -> None:
    @app.post("/inbound")
    def send_in() -> Response:
        document = request.get_json()
        taken = bring(str(document["from"]), str(document["text"]))
        return json_response({"taken": taken}, HTTPStatus.OK if taken else HTTPStatus.BAD_GATEWAY)


@click.command("sms-gateway")
def sms_gateway() -> None:
    """Take text messages and keep them where `motcua inbox` looks; send nothing."""
    try:
        settings = gateway_settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    logging.configure("sms-gateway", settings.log_level)
    texts = Texts(Mailbox(settings.folder), clock=clock_of(settings.database_url))
    if not settings.callback_url:
        serve(create_gateway(texts), settings.bind)
        return
    caller = ReceiptCaller(settings.callback_url, read_key(settings.callback_key))
    threading.Thread(target=caller.run, args=(threading.Event(),), daemon=True).start()
    serve(create_gateway(texts, told=caller.later, bring=caller.bring), settings.bind)


def _hang_up() -> None:
    """End the connection before anything is answered."""
    connection = request.environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
