"""`motcua mail-sink`: a mail server for one box that delivers nothing and keeps everything.

Each mail becomes one `.eml` file, named by the instant it came, in MOTCUA_MAILBOX_DIR; a file that
can be seen is whole. Mail to `refused@…` is refused for good and mail to `busy@…` for now, of
whatever domain. Health and metrics stand on MOTCUA_MAIL_SINK_HTTP_BIND, a page to read them on
MOTCUA_MAIL_SINK_PAGE_BIND.
"""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import SMTP as MAIL_POLICY
from itertools import count
from pathlib import Path

import click
import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from chassis import logging, metrics
from chassis.background import run_loops
from chassis.settings import SettingsError, reading
from deploy.onebox.mail_page import PageLoop

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SinkSettings:
    """Where the sink listens (host:port), answers about itself, shows the mails and keeps them."""

    bind: str
    http_bind: str
    page_bind: str
    folder: Path
    log_level: str


def sink_settings() -> SinkSettings:
    """Read the settings. Raises `SettingsError`."""
    with reading() as env:
        return SinkSettings(
            bind=env.str("MAIL_SINK_BIND", "127.0.0.1:8125"),
            http_bind=env.str("MAIL_SINK_HTTP_BIND", "127.0.0.1:8126"),
            page_bind=env.str("MAIL_SINK_PAGE_BIND", "127.0.0.1:8130"),
            folder=env.path("MAILBOX_DIR"),
            log_level=env.str("LOG_LEVEL", "INFO"),
        )


_ANSWERS = {
    "refused": "550 5.1.1 There is no such mailbox",
    "busy": "451 4.3.2 Try again later",
}
"""What mailboxes of these names answer, of whatever domain."""


class Mailbox:
    """A folder of mails; the handler aiosmtpd calls for each one."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._numbers = count()
        self._kept = metrics.counter("motcua_mail_sink_mails_total", "Mails kept")

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's own name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take a recipient, unless its name stands for one that cannot be written to."""
        answer = _ANSWERS.get(address.partition("@")[0], "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's own name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep a mail and only then say that it was taken over."""
        self.keep(envelope.original_content or b"", envelope.rcpt_tos)
        return "250 OK"

    def keep(self, content: bytes, recipients: list[str]) -> Path:
        """Write a mail with its envelope's recipients in front; return its file."""
        head = f"X-Envelope-To: {', '.join(recipients)}\r\n".encode()
        name = f"{time.time_ns():020}-{next(self._numbers):06}.eml"
        part = self._folder / f".{name}.part"
        part.write_bytes(head + content)
        kept = part.replace(self._folder / name)
        self._kept.inc()
        reference = message_from_bytes(content, policy=MAIL_POLICY)["Message-ID"]
        _log.info("mail-kept", file=name, reference=str(reference))
        return kept


class SinkLoop:
    """The SMTP server as a loop of a background process."""

    name = "mail-sink"

    def __init__(self, settings: SinkSettings) -> None:
        host, _, port = settings.bind.rpartition(":")
        self._controller = Controller(Mailbox(settings.folder), hostname=host, port=int(port))
        self._ready = False

    def run(self, stop: threading.Event) -> None:
        """Serve until `stop` is set."""
        self._controller.start()
        self._ready = True
        try:
            stop.wait()
        finally:
            self._ready = False
            self._controller.stop()

    def ready(self) -> bool:
        """Tell whether mail is taken."""
        return self._ready

    def alive(self) -> bool:
        """Tell whether the server moves; its thread dies with the process."""
        return True


@click.command("mail-sink")
def mail_sink() -> None:
    """Take every mail and keep it as a file; deliver nothing."""
    try:
        settings = sink_settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    logging.configure("mail-sink", settings.log_level)
    page = PageLoop(settings.folder, settings.page_bind)
    sys.exit(run_loops([SinkLoop(settings), page], settings.http_bind))
