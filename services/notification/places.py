"""Where messages may go: mail servers, gateways and centres of text messages, by their URLs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

_SMS_SCHEMES = frozenset({"http", "https"})
_SMPP_SCHEMES: Mapping[str, tuple[bool, int]] = {"smpp": (False, 2775), "smpps": (True, 3550)}
"""Whether TLS stands before it, and the port by custom."""
_SMPP_CREDENTIALS = re.compile(r"[\x21-\x7e]*")
_LONGEST_SYSTEM_ID, _LONGEST_SECRET = 15, 8

_ALONE = 100
"""The weight of a provider that is the only one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where mail is handed over; `security` is `none`, `starttls` or `tls`.

    `name` is what it is called beside other providers, `weight` (0 to 100) its share of letters.
    """

    host: str
    port: int
    security: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    name: str = "smtp"
    weight: int = _ALONE

    @classmethod
    def from_url(cls, url: str) -> SmtpServer:
        """Read `smtp://`, `smtp+starttls://` or `smtps://[user:password@]host[:port]`.

        Raises `ValueError` for anything else, and for a password that would go out in clear.
        """
        parts = urlsplit(url)
        kinds = {"smtp": ("none", 25), "smtp+starttls": ("starttls", 587), "smtps": ("tls", 465)}
        if parts.scheme not in kinds or not parts.hostname:
            raise ValueError("a mail server is smtp://, smtp+starttls:// or smtps:// and a host")
        security, port = kinds[parts.scheme]
        if parts.password and security == "none":
            raise ValueError("a password needs smtps:// or smtp+starttls://")
        return cls(
            host=parts.hostname,
            port=parts.port or port,
            security=security,
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsProvider:
    """A provider of text messages: where it is, and the name that phones show as the sender.

    `password` is what the gateway knows us by (a bearer token); `name` is what it is called beside
    others and what its receipts are kept under, `weight` (0 to 100) its share of texts.
    """

    url: str
    sender: str
    password: str | None = field(default=None, repr=False)
    name: str = "sms"
    weight: int = _ALONE

    @classmethod
    def from_url(cls, url: str, sender: str) -> SmsProvider:
        """Read `http[s]://[:token@]host[:port][/path]`.

        Raises `ValueError` for anything else, and for a token that would go out in clear.
        """
        parts = urlsplit(url)
        if parts.scheme not in _SMS_SCHEMES or not parts.hostname:
            raise ValueError("a provider of SMS is http[s]://[:token@]host[:port][/path]")
        if parts.password and parts.scheme == "http":
            raise ValueError("a token needs https://")
        place = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="")
        return cls(
            url=urlunsplit(place).rstrip("/"),
            sender=sender,
            password=unquote(parts.password) if parts.password else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SmppServer:
    """A centre of short messages (SMPP 3.4), and the name that phones show as the sender.

    `secure` puts TLS before it, `ca_file` names who vouches for it where the machine's own do not;
    a centre without is reached by a private line. `name` is what it is called beside others and
    what its receipts are kept under, `weight` its share of texts.
    """

    host: str
    port: int
    secure: bool
    sender: str
    system_id: str = ""
    password: str = field(default="", repr=False)
    name: str = "sms"
    weight: int = _ALONE
    ca_file: Path | None = None

    @property
    def url(self) -> str:
        """Return where it is, without what opens it."""
        return f"{'smpps' if self.secure else 'smpp'}://{self.host}:{self.port}"

    @classmethod
    def from_url(cls, url: str, sender: str) -> SmppServer:
        """Read `smpp[s]://[system_id:password@]host[:port]`; raises `ValueError`.

        A system_id has 15 characters at most, a password 8 (SMPP 3.4 section 5.2).
        """
        parts = urlsplit(url)
        if parts.scheme not in _SMPP_SCHEMES or not parts.hostname:
            raise ValueError("a centre of SMS is smpp[s]://[system_id:password@]host[:port]")
        secure, port = _SMPP_SCHEMES[parts.scheme]
        system_id, password = unquote(parts.username or ""), unquote(parts.password or "")
        plain = _SMPP_CREDENTIALS.fullmatch(system_id + password)
        if plain is None or len(system_id) > _LONGEST_SYSTEM_ID or len(password) > _LONGEST_SECRET:
            raise ValueError("a system_id has 15 characters at most, a password 8, of ASCII")
        return cls(
            host=parts.hostname,
            port=parts.port or port,
            secure=secure,
            sender=sender,
            system_id=system_id,
            password=password,
        )


SmsPlace = SmsProvider | SmppServer
"""Where text messages may go."""


def sms_place(url: str, sender: str) -> SmsPlace:
    """Read where text messages go; raises `ValueError`."""
    if urlsplit(url).scheme in _SMPP_SCHEMES:
        return SmppServer.from_url(url, sender)
    return SmsProvider.from_url(url, sender)
