"""The settings every process of one set-up gets: `.local/env`, KEY=VALUE lines."""

from __future__ import annotations

import base64
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from deploy.setup.ports import block

SERVICES = ("intake", "routing", "notification", "reporting")
PARTS = (*SERVICES, "gateway")
SMS_URL = "MOTCUA_NOTIFICATION_SMS_URL"
SERVERS = ("MOTCUA_POSTGRES_URL", "MOTCUA_AMQP_URL", "MOTCUA_RABBITMQ_API_URL")
VHOST = "motcua"
HEADER = "# Written by deploy/dev.py; holds passwords, so only its owner may read it.\n"
_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+=?&,-]*")


def read_env(path: Path) -> dict[str, str]:
    """Read KEY=VALUE lines; a missing file is an empty one."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {key: value.strip("'") for key, _, value in pairs}


def write_env(path: Path, values: Mapping[str, str]) -> None:
    """Write the file whole or not at all, readable by its owner alone and by `sh`."""
    text = HEADER + "".join(f"{key}={_quoted(value)}\n" for key, value in values.items())
    draft = path.with_name(path.name + ".part")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def _quoted(value: str) -> str:
    if "'" in value or "\n" in value:
        raise ValueError("a setting may hold neither a quote nor a line break")
    return value if _PLAIN.fullmatch(value) else f"'{value}'"


def given_servers(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what the caller set about servers, the provider of text messages and logs.

    A shell that has read `.local/env` carries the URLs of our own private servers; MOTCUA_SERVERS
    tells that these are not the caller's.
    """
    names = ["MOTCUA_LOG_LEVEL"]
    if environ.get("MOTCUA_SERVERS") != "private":
        names += [*SERVERS, SMS_URL]
    return {name: environ[name] for name in names if environ.get(name)}


class Passwords:
    """Passwords by the key of the URL they stand in: kept from the last time, or made."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = known

    def of(self, key: str) -> str:
        """Return the password inside the URL called `key`, a new one when there is none."""
        known = urlsplit(self._known.get(key, "")).password
        return known or _new_password()

    def plain(self, key: str) -> str:
        """Return the password that stands under `key` by itself, a new one when there is none."""
        return self._known.get(key) or _new_password()


def _new_password() -> str:
    return secrets.token_hex(24)


def build_env(
    *, state: Path, offset: int, known: Mapping[str, str], given: Mapping[str, str]
) -> dict[str, str]:
    """Compose all settings of a set-up.

    `known` is the last `.local/env` (its passwords stay), `given` the caller's own servers
    (the three URLs of SERVERS, those that are set).
    """
    ports = block(offset)
    passwords = Passwords(known)
    env = {
        "MOTCUA_ENVIRONMENT": "onebox",
        "MOTCUA_LOG_LEVEL": given.get("MOTCUA_LOG_LEVEL", "INFO"),
        "MOTCUA_STATE_DIR": str(state),
        "MOTCUA_SERVERS": "given" if any(given.get(key) for key in SERVERS) else "private",
        "MOTCUA_PORT_OFFSET": str(offset),
        "MOTCUA_METRICS_DIR": str(state / "metrics"),
        "MOTCUA_TRUSTED_KEYS_FILE": str(state / "keys" / "services.public.json"),
    }
    env.update(_servers(ports, passwords, given))
    for service in SERVICES:
        env.update(_data_urls(service, env, passwords))
        env.update(_bus_url(service, env, passwords))
    env.update(_data_urls("gateway", env, passwords))
    for part in PARTS:
        env.update(_part(part, ports, state))
    env["MOTCUA_PUBLIC_URL"] = env["MOTCUA_GATEWAY_URL"]
    # On one box a few made-up people send what a province's people send elsewhere.
    env["MOTCUA_GATEWAY_LIMITS_FACTOR"] = "1000"
    env.update(_demonstration(ports, state))
    env.update(_receipts(env, known))
    env[SMS_URL] = given.get(SMS_URL) or env[SMS_URL]
    return env


def _receipts(env: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Return where the provider of text messages says what became of them, and by which key.

    The mail server of one box gives nothing back; reports signed by its key can be tried out.
    """
    key = known.get("MOTCUA_SMS_GATEWAY_CALLBACK_KEY") or _signing_key()
    mail = known.get("MOTCUA_MAIL_RETURNS_KEY") or _signing_key()
    door = f"{env['MOTCUA_GATEWAY_URL']}/api/v1/messages/receipts/sms"
    return {
        "MOTCUA_SMS_GATEWAY_CALLBACK_URL": door,
        "MOTCUA_SMS_GATEWAY_CALLBACK_KEY": key,
        "MOTCUA_MAIL_RETURNS_KEY": mail,
        "MOTCUA_NOTIFICATION_RECEIPT_KEYS": f"sms={key},mail={mail}",
    }


def _signing_key() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _servers(
    ports: Mapping[str, int], passwords: Passwords, given: Mapping[str, str]
) -> dict[str, str]:
    # kept apart from the URLs, which may name the caller's servers for a while
    postgres = passwords.plain("MOTCUA_PRIVATE_POSTGRES_PASSWORD")
    broker = passwords.plain("MOTCUA_PRIVATE_BROKER_PASSWORD")
    own = {
        "MOTCUA_POSTGRES_URL": f"postgresql://postgres:{postgres}"
        f"@127.0.0.1:{ports['postgres']}/postgres",
        "MOTCUA_AMQP_URL": f"amqp://deploy:{broker}@127.0.0.1:{ports['rabbitmq']}/{VHOST}",
        "MOTCUA_RABBITMQ_API_URL": f"http://deploy:{broker}"
        f"@127.0.0.1:{ports['rabbitmq-management']}",
    }
    return {
        "MOTCUA_PRIVATE_POSTGRES_PASSWORD": postgres,
        "MOTCUA_PRIVATE_BROKER_PASSWORD": broker,
        **{key: given.get(key) or value for key, value in own.items()},
    }


def _data_urls(part: str, env: Mapping[str, str], passwords: Passwords) -> dict[str, str]:
    server = _server_of(env["MOTCUA_POSTGRES_URL"])
    database = f"motcua_{part}"
    accounts = {"": database, "OWNER_": f"{database}_owner", "READONLY_": f"{database}_ro"}
    urls = {}
    for kind, account in accounts.items():
        key = f"MOTCUA_{part.upper()}_{kind}DATABASE_URL"
        password = passwords.of(key)
        urls[key] = f"postgresql+psycopg://{account}:{password}@{server}/{database}"
    return urls


def _bus_url(service: str, env: Mapping[str, str], passwords: Passwords) -> dict[str, str]:
    address = urlsplit(env["MOTCUA_AMQP_URL"])
    key = f"MOTCUA_{service.upper()}_AMQP_URL"
    server = _server_of(env["MOTCUA_AMQP_URL"])
    return {key: f"{address.scheme}://{service}:{passwords.of(key)}@{server}{address.path}"}


def _server_of(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]


def _part(part: str, ports: Mapping[str, int], state: Path) -> dict[str, str]:
    prefix = f"MOTCUA_{part.upper()}"
    keys = state / "keys"
    settings = {
        f"{prefix}_URL": f"http://127.0.0.1:{ports[part]}",
        f"{prefix}_BIND": f"127.0.0.1:{ports[part]}",
        f"{prefix}_SIGNING_KEY_FILE": str(keys / f"{part}.private.json"),
        f"{prefix}_MASTER_KEY_FILE": str(keys / f"{part}.master.json"),
    }
    if part in SERVICES:
        settings[f"{prefix}_BACKGROUND_BIND"] = f"127.0.0.1:{ports[part + '-background']}"
    return settings


def _demonstration(ports: Mapping[str, int], state: Path) -> dict[str, str]:
    issuer = f"http://127.0.0.1:{ports['issuer']}"
    return {
        "MOTCUA_OIDC_ISSUER": issuer,
        "MOTCUA_OIDC_JWKS_URL": f"{issuer}/jwks",
        "MOTCUA_OIDC_AUDIENCE": "motcua",
        "MOTCUA_ISSUER_URL": issuer,
        "MOTCUA_ISSUER_BIND": f"127.0.0.1:{ports['issuer']}",
        "MOTCUA_ISSUER_KEY_FILE": str(state / "keys" / "issuer.private.json"),
        "MOTCUA_NOTIFICATION_SMTP_URL": f"smtp://127.0.0.1:{ports['mail-sink']}",
        "MOTCUA_MAILBOX_DIR": str(state / "mailbox"),
        SMS_URL: f"http://127.0.0.1:{ports['sms-gateway']}",
        "MOTCUA_SMS_GATEWAY_BIND": f"127.0.0.1:{ports['sms-gateway']}",
        "MOTCUA_LAND_TAX_BIND": f"127.0.0.1:{ports['land-tax']}",
        "MOTCUA_ROUTING_SYSTEMS": "land-tax=http://motcua:demonstration"
        f"@127.0.0.1:{ports['land-tax']}",
        "MOTCUA_MAIL_SINK_BIND": f"127.0.0.1:{ports['mail-sink']}",
        "MOTCUA_MAIL_SINK_HTTP_BIND": f"127.0.0.1:{ports['mail-sink-http']}",
        "MOTCUA_MAIL_SINK_PAGE_BIND": f"127.0.0.1:{ports['mail-page']}",
        "MOTCUA_POST_CARRIER_BIND": f"127.0.0.1:{ports['post-carrier']}",
        "MOTCUA_POST_CARRIER_FILE": str(state / "post-carrier.json"),
        "MOTCUA_POST_CARRIER_STEP_SECONDS": "2",
        "MOTCUA_INTAKE_POST_CARRIER_URL": f"http://127.0.0.1:{ports['post-carrier']}",
        "MOTCUA_INTAKE_POST_POLL_SECONDS": "1",
    }
