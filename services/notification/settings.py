"""What notification reads from its environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from urllib.parse import unquote, urlsplit

from environs import Env
from marshmallow import ValidationError

from chassis.settings import (
    BusSettings,
    Environment,
    ProcessSettings,
    bus_settings,
    process_settings,
    reading,
)

NAME = "notification"
_SINK_DOMAIN = "sms.motcua.invalid"


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
class SmsSettings:
    """How text messages go: as mail to `<number>@<domain>`; without a domain nowhere."""

    domain: str | None
    server: SmtpServer | None
    sender: Address


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


def sms() -> SmsSettings:
    """Read where text messages go. Raises `SettingsError`.

    One box hands them to its mail sink, where `motcua inbox` shows them.
    """
    with reading() as env:
        one_box = env.str("ENVIRONMENT", "") == Environment.ONE_BOX.value
        domain = env.str("NOTIFICATION_SMS_MAIL_DOMAIN", _SINK_DOMAIN if one_box else "")
        return SmsSettings(
            domain=domain or None,
            server=_server(env) if domain else None,
            sender=_sender(env),
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


def _is_address(spec: str) -> None:
    try:
        address = Address(addr_spec=spec)
    except (HeaderParseError, ValueError, IndexError) as error:
        raise ValidationError("not an e-mail address") from error
    if not address.domain:
        raise ValidationError("an e-mail address needs a domain")
