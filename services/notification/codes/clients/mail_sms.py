"""Text messages handed over as mail: to a mail-to-SMS provider, or to the sink of one box."""

from __future__ import annotations

from email.headerregistry import Address
from html import escape
from uuid import UUID

from kernel.clock import Clock
from services.notification.dispatch.clients.smtp import SmtpSender
from services.notification.dispatch.domain.mail import Mail
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.settings import SmtpServer

_SECONDS = 4.0


class MailSms:
    """The port `SmsSender`: one mail to `<number>@<domain>` a text, on a connection of its own.

    A new connection is never tried twice, so neither is the text.
    """

    def __init__(self, server: SmtpServer, sender: Address, domain: str, clock: Clock) -> None:
        self._server = server
        self._sender = sender
        self._domain = domain
        self._clock = clock

    def send(self, phone: str, words: str, *, reference: UUID) -> Outcome:
        """Hand a text over."""
        mail = Mail(
            reference=f"{reference}@{self._sender.domain}",
            to=f"{phone.removeprefix('+')}@{self._domain}",
            subject="SMS",
            text=words,
            html=f"<p>{escape(words)}</p>",
            language="vi",
            date=self._clock(),
        )
        provider = SmtpSender(self._server, self._sender, seconds=_SECONDS)
        try:
            return provider.send(mail)
        finally:
            provider.close()


class NoSms:
    """The port `SmsSender` where no provider is set up: nothing leaves."""

    def send(self, phone: str, words: str, *, reference: UUID) -> Outcome:  # noqa: ARG002 -- the port's
        """Say that there is no provider."""
        return Outcome(result=Result.UNREACHABLE, reason="no-sms-provider")
