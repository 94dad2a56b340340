"""E-mail by SMTP (RFC 5321) over one kept connection."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from email.headerregistry import Address

from services.notification.dispatch.clients.mime import to_mime
from services.notification.dispatch.domain.mail import Mail, return_path
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.places import SmtpServer

_UNREACHABLE = Outcome(result=Result.UNREACHABLE, reason="provider-unreachable")
_UNKNOWN = Outcome(result=Result.UNKNOWN, reason="no-answer")
_NOT_SENDABLE = Outcome(result=Result.REFUSED, reason="address-invalid")

# RFC 5321 section 4.2.3: from the server's codes to what they mean for a message.
_MEANINGS: Mapping[int, tuple[Result, str]] = {
    421: (Result.UNREACHABLE, "provider-closing"),
    450: (Result.DEFERRED, "mailbox-busy"),
    451: (Result.DEFERRED, "provider-error"),
    452: (Result.DEFERRED, "provider-full"),
    454: (Result.UNREACHABLE, "authentication"),  # RFC 4954: temporary authentication failure
    530: (Result.UNREACHABLE, "authentication"),  # our settings are wrong, not the address
    534: (Result.UNREACHABLE, "authentication"),
    535: (Result.UNREACHABLE, "authentication"),
    550: (Result.REFUSED, "address-refused"),
    551: (Result.REFUSED, "address-refused"),
    552: (Result.REFUSED, "mailbox-full"),
    553: (Result.REFUSED, "address-refused"),
    554: (Result.REFUSED, "provider-rejected"),
    556: (Result.REFUSED, "address-refused"),  # RFC 7504: the domain takes no mail
}
_SUCCESS = range(200, 300)
_TRANSIENT = range(400, 500)
_GO_ON = 354
_DOT = re.compile(rb"^\.", re.MULTILINE)


def outcome_of(code: int) -> Outcome:
    """Return what a server's answer means for the message."""
    if code in _SUCCESS:
        return Outcome(result=Result.ACCEPTED, code=code)
    default = (
        (Result.DEFERRED, "provider-deferred")
        if code in _TRANSIENT
        else (Result.REFUSED, "provider-rejected")
    )
    result, reason = _MEANINGS.get(code, default)
    return Outcome(result=result, reason=reason, code=code)


class SmtpSender:
    """The port `Sender`; belongs to one thread. `seconds` bounds each step of a hand-over.

    Mail comes back to `returns_to` with the letter's id behind its local part (VERP), else to
    the sender.
    """

    def __init__(
        self,
        server: SmtpServer,
        sender: Address,
        *,
        seconds: float = 10.0,
        returns_to: str | None = None,
    ) -> None:
        self._server = server
        self._sender = sender
        self._returns_to = returns_to
        self._seconds = seconds
        self._connection: smtplib.SMTP | None = None

    def send(self, mail: Mail) -> Outcome:
        """Hand a mail over; a connection that the server closed meanwhile is opened again."""
        try:
            message = to_mime(mail, self._sender)
        except ValueError:
            return _NOT_SENDABLE
        kept = self._connection is not None
        back = self._return_path(mail)
        outcome = self._try(mail.to, message, back)
        # Servers end idle connections without a word; nothing of the mail had left.
        if kept and outcome.result is Result.UNREACHABLE:
            outcome = self._try(mail.to, message, back)
        return outcome

    def close(self) -> None:
        """Take leave of the server."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                connection.quit()
            connection.close()

    def _return_path(self, mail: Mail) -> str:
        if self._returns_to is None:
            return self._sender.addr_spec
        return return_path(self._returns_to, mail.reference)

    def _try(self, to: str, message: bytes, back: str) -> Outcome:
        try:
            connection = self._connected()
            code = self._envelope(connection, to, back)
        except smtplib.SMTPResponseException as error:
            self.close()
            return _of_server(outcome_of(error.smtp_code))
        except smtplib.SMTPNotSupportedError:
            return _NOT_SENDABLE
        except (smtplib.SMTPException, OSError):
            self.close()
            return _UNREACHABLE
        if code != _GO_ON:
            self._reset(connection)
            return outcome_of(code)
        return self._data(connection, message)

    def _envelope(self, connection: smtplib.SMTP, to: str, back: str) -> int:
        """Say from whom and to whom; return 354 when the mail may follow, else the refusal."""
        options: list[str] = []
        if not to.isascii():
            if not connection.has_extn("smtputf8"):
                raise smtplib.SMTPNotSupportedError
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        if connection.has_extn("pipelining"):
            return self._envelope_at_once(connection, to, back, options)
        code, words = connection.mail(back, options)
        if code not in _SUCCESS:
            raise smtplib.SMTPSenderRefused(code, words, back)
        code, _ = connection.rcpt(to)
        return connection.docmd("DATA")[0] if code in _SUCCESS else code

    def _envelope_at_once(
        self, connection: smtplib.SMTP, to: str, back: str, options: Sequence[str]
    ) -> int:
        """Do so in one trip, where the server takes the next command before it has answered.

        A server may wait for the mail although it refused the only recipient; it is told that
        there is none (RFC 2920 section 3.1).
        """
        if options:
            connection.command_encoding = "utf-8"
        sender = " ".join((f"MAIL FROM:{smtplib.quoteaddr(back)}", *options))
        connection.send(f"{sender}\r\nRCPT TO:{smtplib.quoteaddr(to)}\r\nDATA\r\n")
        code, words = connection.getreply()
        if code not in _SUCCESS:
            raise smtplib.SMTPSenderRefused(code, words, back)
        refused, _ = connection.getreply()
        code, _ = connection.getreply()
        if refused in _SUCCESS:
            return code
        if code == _GO_ON:
            connection.send(".\r\n")
            connection.getreply()
        return refused

    def _data(self, connection: smtplib.SMTP, message: bytes) -> Outcome:
        """Send the mail itself: from here on a lost connection leaves the outcome unknown."""
        try:
            connection.send(_ended(message))
            code, _ = connection.getreply()
        except (smtplib.SMTPException, OSError):
            self.close()
            return _UNKNOWN
        if code not in _SUCCESS:
            self._reset(connection)
        return outcome_of(code)

    def _reset(self, connection: smtplib.SMTP) -> None:
        try:
            connection.rset()
        except (smtplib.SMTPException, OSError):
            self.close()

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        # Said by us, because smtplib would ask the name service for it.
        name = self._sender.domain
        if server.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host,
                server.port,
                local_hostname=name,
                timeout=self._seconds,
                context=ssl.create_default_context(),
            )
        else:
            connection = smtplib.SMTP(
                server.host, server.port, local_hostname=name, timeout=self._seconds
            )
        try:
            if server.security == "starttls":
                connection.starttls(context=ssl.create_default_context())
            connection.ehlo_or_helo_if_needed()
            if server.user is not None and server.password is not None:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection


def _of_server(outcome: Outcome) -> Outcome:
    """Return an answer given before any recipient was named: it says nothing about one."""
    if outcome.result is not Result.REFUSED:
        return outcome
    return Outcome(result=Result.UNREACHABLE, reason="provider-rejects-us", code=outcome.code)


def _ended(message: bytes) -> bytes:
    """Return a mail as it goes over the line: dots doubled, the end marked (RFC 5321 4.5.2)."""
    return _DOT.sub(b"..", message) + b".\r\n"
