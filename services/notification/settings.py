"""What notification reads from its environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from urllib.parse import unquote, urlsplit, urlunsplit

from environs import Env
from marshmallow import ValidationError, validate

from chassis.settings import (
    BusSettings,
    ProcessSettings,
    bus_settings,
    process_settings,
    reading,
)

NAME = "notification"
_SMS_SCHEMES = frozenset({"http", "https"})
_SENDER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{1,10}")
"""Letters and digits, eleven at most (3GPP TS 23.040 section 9.1.2.5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where mail is handed over; `security` is `none`, `starttls` or `tls`."""

    host: str
    port: int
    security: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

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
class MailSettings:
    """Where mail goes, from whom, and the address people find the public API at.

    `dispatchers` is how many threads of a background process send.
    """

    server: SmtpServer
    sender: Address
    public_url: str
    intake_url: str
    dispatchers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsProvider:
    """A provider of text messages: where it is, and the name that phones show as the sender.

    `password` is what the gateway knows us by (a bearer token).
    """

    url: str
    sender: str
    password: str | None = field(default=None, repr=False)

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
class TextSettings:
    """Where text messages go, how fast, and what they may cost.

    `rate` is texts a second; money is in đồng, caps are of each agency and 0 for none; `senders`
    is how many threads of a background process send.
    """

    provider: SmsProvider | None
    rate: float = 20.0
    segment_price: int = 350
    daily_cap: int = 0
    monthly_cap: int = 0
    senders: int = 2


def process() -> ProcessSettings:
    """Read what every process needs. Raises `SettingsError`."""
    with reading() as env:
        return process_settings(env, NAME)


def bus() -> BusSettings:
    """Read what a background process needs of the bus. Raises `SettingsError`."""
    with reading() as env:
        return bus_settings(env, NAME)


def mail() -> MailSettings:
    """Read what dispatching needs. Raises `SettingsError`."""
    with reading() as env:
        return MailSettings(
            server=_server(env),
            sender=_sender(env),
            public_url=env.str("PUBLIC_URL", None) or env.str("GATEWAY_URL"),
            intake_url=env.str("INTAKE_URL"),
            dispatchers=env.int("NOTIFICATION_DISPATCHERS", 4),
        )


def sms() -> SmsProvider | None:
    """Read where text messages go, None for nowhere. Raises `SettingsError`."""
    with reading() as env:
        url = env.str("NOTIFICATION_SMS_URL", "", validate=_is_sms_provider)
        sender = env.str("NOTIFICATION_SMS_SENDER", "MOTCUA", validate=_is_sender_name)
        return SmsProvider.from_url(url, sender) if url else None


def short_messages() -> TextSettings:
    """Read what sending text messages needs. Raises `SettingsError`."""
    provider = sms()
    with reading() as env:
        not_below_zero = validate.Range(min=0)
        return TextSettings(
            provider=provider,
            rate=env.float("NOTIFICATION_SMS_RATE", 20.0, validate=validate.Range(min=0.1)),
            segment_price=env.int("NOTIFICATION_SMS_PRICE", 350, validate=not_below_zero),
            daily_cap=env.int("NOTIFICATION_SMS_DAILY_CAP", 0, validate=not_below_zero),
            monthly_cap=env.int("NOTIFICATION_SMS_MONTHLY_CAP", 0, validate=not_below_zero),
            # Without a provider one is enough to find out that there is none.
            senders=env.int("NOTIFICATION_SMS_DISPATCHERS", 2) if provider else 1,
        )


def sources() -> Mapping[str, str]:
    """Read where the services that notification listens to are reached. `SettingsError`."""
    with reading() as env:
        return {name: env.str(f"{name.upper()}_URL") for name in ("intake", "routing")}


def _server(env: Env) -> SmtpServer:
    url = env.str("NOTIFICATION_SMTP_URL", validate=_is_server)
    # Faults are collected; what stands here meanwhile is never used.
    return SmtpServer.from_url(url or "smtp://localhost")


def _sender(env: Env) -> Address:
    spec = env.str("NOTIFICATION_MAIL_FROM", "no-reply@motcua.invalid", validate=_is_address)
    return Address(display_name="Một cửa điện tử", addr_spec=spec)


def _is_server(url: str) -> None:
    try:
        SmtpServer.from_url(url)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def _is_sms_provider(url: str) -> None:
    try:
        if url:
            SmsProvider.from_url(url, "")
    except ValueError as error:
        raise ValidationError(str(error)) from error


def _is_sender_name(name: str) -> None:
    if _SENDER_NAME.fullmatch(name) is None:
        raise ValidationError("2 to 11 letters and digits, as registered with the provider")


def _is_address(spec: str) -> None:
    try:
        address = Address(addr_spec=spec)
    except (HeaderParseError, ValueError, IndexError) as error:
        raise ValidationError("not an e-mail address") from error
    if not address.domain:
        raise ValidationError("an e-mail address needs a domain")
