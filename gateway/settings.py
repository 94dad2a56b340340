"""What the gateway needs to know: its process, the services behind it, the issuer it trusts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from environs import Env
from marshmallow import ValidationError

from chassis.settings import ProcessSettings, SettingsError, process_settings, reading
from gateway.claims import NAMES, ClaimNames
from gateway.rates.rules import SHIPPED


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many requests may be with a service at a time, and how many more may wait for that."""

    slots: int
    queue: int


SERVICES = ("intake", "routing", "notification", "reporting")
_THREADS = 96  # a thread mostly waits; the shares below take 64, slow clients may hold 32
_DATABASE_CONNECTIONS = 8  # four ask for leases at once

SHARES = {
    "intake": Share(slots=16, queue=16),
    "routing": Share(slots=8, queue=8),
    "notification": Share(slots=4, queue=4),
    "reporting": Share(slots=4, queue=4),
}
"""Together they leave threads free, so that one slow service never stops the door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """How the identity provider speaks: its names, who may log out, how long its tokens live.

    `logout_clients` are the portals whose logouts it tells us (Back-Channel Logout, `aud`).
    """

    names: ClaimNames = field(default_factory=ClaimNames)
    logout_clients: frozenset[str] = frozenset()
    token_life: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewaySettings:
    """`services` maps a service to its base URL; seconds are how long its answer may take.

    Without `jwks_url` the issuer's metadata tell where its keys are.
    """

    process: ProcessSettings
    services: Mapping[str, str]
    service_seconds: float
    part_seconds: float
    issuer: str
    jwks_url: str
    audience: str
    limits_file: Path
    limits_factor: int
    trusted_proxies: Sequence[str]
    kiosk_networks: Sequence[str]
    provider: ProviderSettings = field(default_factory=ProviderSettings)


def read_process_settings() -> ProcessSettings:
    """Read what the command line needs; raises `SettingsError`."""
    with reading() as env:
        return _process(env)


def read_gateway_settings() -> GatewaySettings:
    """Read everything; raises `SettingsError`.

    In production the issuer and its keys must be reached by HTTPS: that also keeps out the
    demonstration issuer, which speaks plain HTTP on the loopback.
    """
    with reading() as env:
        settings = GatewaySettings(
            process=_process(env),
            services={name: env.str(f"{name.upper()}_URL") for name in SERVICES},
            service_seconds=env.float("GATEWAY_SERVICE_SECONDS", 10.0),
            part_seconds=env.float("GATEWAY_PART_SECONDS", 2.0),
            issuer=env.str("OIDC_ISSUER"),
            jwks_url=env.str("OIDC_JWKS_URL", ""),
            audience=env.str("OIDC_AUDIENCE", "motcua"),
            limits_file=env.path("GATEWAY_LIMITS_FILE", SHIPPED),
            limits_factor=env.int("GATEWAY_LIMITS_FACTOR", 1),
            trusted_proxies=env.list("GATEWAY_TRUSTED_PROXIES", []),
            kiosk_networks=env.list("GATEWAY_KIOSK_NETWORKS", []),
            provider=_provider(env),
        )
    addresses = (settings.issuer, settings.jwks_url or settings.issuer)
    secure = all(url.startswith("https://") for url in addresses)
    if not settings.process.one_box and not secure:
        raise SettingsError("MOTCUA_OIDC_ISSUER and MOTCUA_OIDC_JWKS_URL must be https:// URLs.")
    return settings


def _provider(env: Env) -> ProviderSettings:
    claims: dict[str, str] | None = env.dict("OIDC_CLAIMS", {}, validate=_is_known(NAMES))
    roles: dict[str, str] | None = env.dict("OIDC_ROLES", {})
    return ProviderSettings(
        names=ClaimNames(
            claims=claims or {},
            roles=roles or {},
            second_factor=frozenset(env.list("OIDC_SECOND_FACTOR", ["mfa"]) or ()),
        ),
        logout_clients=frozenset(env.list("OIDC_LOGOUT_CLIENTS", []) or ()),
        token_life=timedelta(hours=env.float("OIDC_TOKEN_HOURS", 24.0) or 0.0),
    )


def _is_known(names: frozenset[str]) -> Callable[[Mapping[str, str]], None]:
    def check(given: Mapping[str, str]) -> None:
        unknown = sorted(given.keys() - names)
        if unknown:
            raise ValidationError(f"not ours: {', '.join(unknown)}")

    return check


def _process(env: Env) -> ProcessSettings:
    settings = process_settings(env, "gateway")
    return replace(
        settings,
        threads=env.int("GATEWAY_THREADS", _THREADS),
        pool_size=env.int("GATEWAY_POOL_SIZE", _DATABASE_CONNECTIONS),
    )
