"""`motcua smsc`: a centre of short messages for one box that sends nothing to nobody.

It speaks SMPP 3.4 as `services/notification/dispatch/clients/smpp.py` does, by the same library's
PDUs, and keeps each text where `motcua inbox` looks. Numbers and modes stand for what can go wrong
(`deploy/onebox/text_fates.py`); `PUT /mode` at its HTTP address changes the mode,
`POST /inbound` sends a text in as a phone would.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import click
from flask import Flask, Response, request

from chassis import logging
from chassis.http import AppParts, create_app, json_response
from chassis.settings import SettingsError, reading
from deploy.onebox.mail_sink import Mailbox
from deploy.onebox.serving import Nobody, serve
from deploy.onebox.settings import clock_of
from deploy.onebox.smsc_centre import WORDS, Centre
from deploy.onebox.smsc_phone import FORMS
from deploy.onebox.smsc_server import SmscServer
from deploy.onebox.text_fates import MODES


@dataclass(frozen=True, slots=True, kw_only=True)
class SmscSettings:
    """Where it listens (host:port), is told how to behave, and keeps texts.

    `password` is what it lets in by; the database is that whose clock the texts are dated by.
    """

    bind: str
    http_bind: str
    folder: Path
    password: str
    log_level: str
    database_url: str


def smsc_settings() -> SmscSettings:
    """Read the settings. Raises `SettingsError`."""
    with reading() as env:
        return SmscSettings(
            bind=env.str("SMSC_BIND", "127.0.0.1:2775"),
            http_bind=env.str("SMSC_HTTP_BIND", "127.0.0.1:8131"),
            folder=env.path("MAILBOX_DIR"),
            password=env.str("SMSC_PASSWORD", "secret"),
            log_level=env.str("LOG_LEVEL", "INFO"),
            database_url=env.str("GATEWAY_DATABASE_URL", ""),
        )


def create_switch(centre: Centre) -> Flask:
    """Build the app that changes how the centre behaves, and has it bring texts."""
    app = create_app(
        AppParts(
            name="smsc",
            title="Centre of short messages of one box",
            blueprints=(),
            authenticator=Nobody(),
            ready={},
            public=frozenset({"change_mode", "send_in"}),
        )
    )

    @app.put("/mode")
    def change_mode() -> Response:
        document = request.get_json()
        wanted, word = str(document.get("mode", centre.mode)), document.get("word", centre.word)
        if wanted not in MODES or word not in WORDS:
            known = {"modes": MODES, "words": WORDS}
            return json_response(known, HTTPStatus.UNPROCESSABLE_ENTITY)
        centre.mode, centre.word = wanted, word
        return json_response({"mode": wanted, "word": word})

    @app.post("/inbound")
    def send_in() -> Response:
        document = request.get_json()
        form, order = document.get("form", FORMS[0]), document.get("order", [])
        fits = form in FORMS and centre.type_in(
            str(document["from"]), str(document["text"]), form, order
        )
        status = HTTPStatus.ACCEPTED if fits else HTTPStatus.UNPROCESSABLE_ENTITY
        return json_response({"taken": fits}, status)

    return app


@click.command("smsc")
def smsc() -> None:
    """Take text messages by SMPP and keep them where `motcua inbox` looks; send nothing."""
    try:
        settings = smsc_settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    logging.configure("smsc", settings.log_level)
    centre = Centre(
        Mailbox(settings.folder),
        password=settings.password,
        clock=clock_of(settings.database_url),
    )
    host, _, port = settings.bind.rpartition(":")
    server = SmscServer((host, int(port)), centre)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    serve(create_switch(centre), settings.http_bind)
    server.stop()
