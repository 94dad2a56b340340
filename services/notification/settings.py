"""What notification reads from its environment."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from email.errors import HeaderParseError
from email.headerregistry import Address
from pathlib import Path

from environs import Env
from marshmallow import ValidationError, validate

from chassis.settings import (
    BusSettings,
    ProcessSettings,
    SettingsError,
    bus_settings,
    process_settings,
    reading,
)
from chassis.webhook_signature import read_key
from services.notification.places import SmppServer, SmsPlace, SmtpServer, sms_place

NAME = "notification"
_NAMED = re.compile(r"(?P<name>[a-z][a-z0-9-]{0,19}):(?P<weight>100|[0-9]{1,2})=(?P<url>\S+)")
_SENDER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{1,10}")
"""Letters and digits, eleven at most (3GPP TS 23.040 section 9.1.2.5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Where mail goes, from whom, and the address people find the public API at.

    `dispatchers` is how many threads of a background process send. `returns_to` is where mail
    servers send back what they cannot deliver, with the letter's id behind its local part.
    `contact_cap` is how many messages that no law asks for a contact gets a day, 0 for any
    number.
    """

    servers: Sequence[SmtpServer]
    sender: Address
    public_url: str
    intake_url: str
    routing_url: str
    dispatchers: int
    returns_to: str | None = None
    contact_cap: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSettings:
    """Where text messages go, how fast, and what they may cost.

    `rate` is texts a second to each; money is in đồng, caps are of each agency and 0 for none;
    `senders` is how many threads of a background process send.
    """

    providers: Sequence[SmsPlace]
    rate: float = 20.0
    segment_price: int = 350
    daily_cap: int = 0
    monthly_cap: int = 0
    senders: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleSettings:
    """What answering people needs: the keys of contacts, and the public address.

    `mail_domain` names letters that answer them.
    """

    master_key_file: Path
    public_url: str
    intake_url: str
    routing_url: str
    mail_domain: str


def people() -> PeopleSettings:
    """Read what answering people needs. Raises `SettingsError`."""
    with reading() as env:
        return PeopleSettings(
            master_key_file=env.path("NOTIFICATION_MASTER_KEY_FILE"),
            public_url=env.str("PUBLIC_URL", None) or env.str("GATEWAY_URL"),
            intake_url=env.str("INTAKE_URL"),
            routing_url=env.str("ROUTING_URL"),
            mail_domain=_sender(env).domain,
        )


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
            servers=_servers(env),
            sender=_sender(env),
            public_url=env.str("PUBLIC_URL", None) or env.str("GATEWAY_URL"),
            intake_url=env.str("INTAKE_URL"),
            routing_url=env.str("ROUTING_URL"),
            dispatchers=env.int("NOTIFICATION_DISPATCHERS", 4),
            returns_to=env.str("NOTIFICATION_MAIL_RETURNS_TO", "", validate=_is_address_if_any)
            or None,
            contact_cap=env.int("NOTIFICATION_CONTACT_CAP", 3, validate=validate.Range(min=0)),
        )


def sms() -> Sequence[SmsPlace]:
    """Read where text messages go; none for nowhere. Raises `SettingsError`."""
    with reading() as env:
        url = env.str("NOTIFICATION_SMS_URL", "", validate=_is_sms_provider)
        sender = env.str("NOTIFICATION_SMS_SENDER", "MOTCUA", validate=_is_sender_name)
        named = env.str("NOTIFICATION_SMS_PROVIDERS", "", validate=_names(_is_sms_provider))
        vouching = env.str("NOTIFICATION_SMPP_CA_FILE", "", validate=_are_certificates)
        found = [
            replace(sms_place(place, sender), name=name, weight=weight)
            for name, weight, place in _named(named or "")
        ]
        places = found or ([sms_place(url, sender)] if url else [])
        return [
            replace(one, ca_file=Path(vouching))
            if vouching and isinstance(one, SmppServer) and one.secure
            else one
            for one in places
        ]


def receipt_keys() -> Mapping[str, Sequence[bytes]]:
    """Read the keys of providers that call with receipts, by their name. `SettingsError`.

    `MOTCUA_NOTIFICATION_RECEIPT_KEYS=sms=whsec_…` and, while it is changed, `sms=whsec_…+whsec_…`.
    """
    with reading() as env:
        given: dict[str, str] | None = env.dict(
            "NOTIFICATION_RECEIPT_KEYS", {}, validate=_are_keys
        )
        return {name: _keys(text) for name, text in (given or {}).items()}


def portals() -> Sequence[tuple[str, str, Sequence[bytes]]]:
    """Read name, address and keys of each portal that is called. `SettingsError`.

    `MOTCUA_NOTIFICATION_PORTALS=portal=https://…,other=https://…`, and the keys as those of
    receipts: `MOTCUA_NOTIFICATION_PORTAL_KEYS=portal=whsec_…`, two while one is changed.
    """
    with reading() as env:
        places: dict[str, str] = env.dict("NOTIFICATION_PORTALS", {}, validate=_are_https) or {}
        keys: dict[str, str] = env.dict("NOTIFICATION_PORTAL_KEYS", {}, validate=_are_keys) or {}
    missing = sorted(set(places) - set(keys))
    if missing:
        raise SettingsError(f"MOTCUA_NOTIFICATION_PORTAL_KEYS: {', '.join(missing)}")
    return [(name, url, _keys(keys[name])) for name, url in places.items()]


def short_messages() -> TextSettings:
    """Read what sending text messages needs. Raises `SettingsError`."""
    providers = sms()
    with reading() as env:
        not_below_zero = validate.Range(min=0)
        return TextSettings(
            providers=providers,
            rate=env.float("NOTIFICATION_SMS_RATE", 20.0, validate=validate.Range(min=0.1)),
            segment_price=env.int("NOTIFICATION_SMS_PRICE", 350, validate=not_below_zero),
            daily_cap=env.int("NOTIFICATION_SMS_DAILY_CAP", 0, validate=not_below_zero),
            monthly_cap=env.int("NOTIFICATION_SMS_MONTHLY_CAP", 0, validate=not_below_zero),
            # Without a provider one is enough to find out that there is none.
            senders=env.int("NOTIFICATION_SMS_DISPATCHERS", 2) if providers else 1,
        )


def sources() -> Mapping[str, str]:
    """Read where the services that notification listens to are reached. `SettingsError`."""
    with reading() as env:
        return {name: env.str(f"{name.upper()}_URL") for name in ("intake", "routing")}


def _servers(env: Env) -> Sequence[SmtpServer]:
    named = env.str("NOTIFICATION_SMTP_PROVIDERS", "", validate=_names(_is_server))
    found = [
        replace(SmtpServer.from_url(place), name=name, weight=weight)
        for name, weight, place in _named(named or "")
    ]
    if found:
        return found
    url = env.str("NOTIFICATION_SMTP_URL", validate=_is_server)
    # Faults are collected; what stands here meanwhile is never used.
    return [SmtpServer.from_url(url or "smtp://localhost")]


def _named(given: str) -> Sequence[tuple[str, int, str]]:
    """Read `name:weight=url name:weight=url …` as far as it is right."""
    found = [_NAMED.fullmatch(one) for one in given.split()]
    return [(one["name"], int(one["weight"]), one["url"]) for one in found if one]


def _names(check: Callable[[str], None]) -> Callable[[str], None]:
    def is_named(given: str) -> None:
        found = _named(given)
        names = [name for name, _, _ in found]
        if len(found) != len(given.split()) or len(set(names)) != len(names):
            raise ValidationError("providers are `name:weight=url`, apart by spaces, names once")
        if found and not any(weight for _, weight, _ in found):
            raise ValidationError("one provider at least needs a weight above 0")
        for _, _, url in found:
            check(url)

    return is_named


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
            sms_place(url, "")
    except ValueError as error:
        raise ValidationError(str(error)) from error


def _are_certificates(path: str) -> None:
    try:
        if path:
            ssl.create_default_context(cafile=path)
    except OSError as error:
        raise ValidationError("not a readable file of certificates (PEM)") from error


def _are_https(given: Mapping[str, str]) -> None:
    if not all(url.startswith("https://") for url in given.values()):
        raise ValidationError("a portal is called by https:// alone")


def _are_keys(given: Mapping[str, str]) -> None:
    try:
        for text in given.values():
            _keys(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def _keys(text: str) -> Sequence[bytes]:
    # Base64 has a plus too; what stands between two keys is followed by their prefix.
    return [read_key(one) for one in text.split("+whsec_")]


def _is_sender_name(name: str) -> None:
    if _SENDER_NAME.fullmatch(name) is None:
        raise ValidationError("2 to 11 letters and digits, as registered with the provider")


def _is_address_if_any(spec: str) -> None:
    if spec:
        _is_address(spec)


def _is_address(spec: str) -> None:
    try:
        address = Address(addr_spec=spec)
    except (HeaderParseError, ValueError, IndexError) as error:
        raise ValidationError("not an e-mail address") from error
    if not address.domain:
        raise ValidationError("an e-mail address needs a domain")
