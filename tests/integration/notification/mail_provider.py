"""A mail server that answers as it is told."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass, field
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session

from services.notification.dispatch.clients.smtp import SmtpSender
from services.notification.dispatch.domain.mail import Mail
from services.notification.dispatch.domain.message import EMAIL
from services.notification.places import SmtpServer
from services.notification.wiring.providers import Carrier, Carriers

FROM = Address(display_name="Một cửa điện tử", addr_spec="no-reply@motcua.example.vn")


@dataclass
class FakeProvider:
    """A mail server that answers as told: to MAIL (None: well), to RCPT, and after the mail.

    `drop_after_data` ends the connection instead of answering, as a crash would; `pipelining` is
    what it says of itself (RFC 2920).
    """

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    mail_answer: str | None = None
    rcpt_answer: str = "250 OK"
    data_answer: str = "250 OK"
    drop_after_data: bool = False
    pipelining: bool = False

    async def handle_EHLO(  # noqa: N802 -- aiosmtpd's own name
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        return ["250-PIPELINING", *responses] if self.pipelining else responses

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's own name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.mail_answer is not None:
            return self.mail_answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's own name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.rcpt_answer.startswith("2"):
            envelope.rcpt_tos.append(address)
            self.recipients.append(address)
        return self.rcpt_answer

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's own name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        mail = message_from_bytes(envelope.original_content or b"", policy=default)
        assert isinstance(mail, EmailMessage)
        self.senders.append(str(envelope.mail_from))
        if self.data_answer.startswith("2"):
            self.mails.append(mail)
        if self.drop_after_data:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            await asyncio.sleep(0)
        return self.data_answer

    def sender(self, seconds: float = 5.0, returns_to: str | None = None) -> SmtpSender:
        """Return a sender that hands over to this server."""
        server = SmtpServer(host="127.0.0.1", port=self.port, security="none")
        return SmtpSender(server, FROM, seconds=seconds, returns_to=returns_to)

    def carriers(self, returns_to: str | None = None) -> Carriers[Mail]:
        """Return the providers of letters where this server is the only one."""
        smtp = self.sender(returns_to=returns_to)
        only = Carrier(name="smtp", weight=100, sender=smtp, close=smtp.close)
        return Carriers(EMAIL, {"smtp": only})


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
