"""What intake reads from its environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from environs import Env
from marshmallow.validate import URL, Range

from chassis.settings import (
    BusSettings,
    ProcessSettings,
    bus_settings,
    process_settings,
    reading,
)

NAME = "intake"
RETENTION_YEARS = 10
"""How long closed dossiers are kept where nothing else is set; archive law says it by field."""

DUPLICATE_DAYS = 30
"""For how many days a filing counts when the same is filed again, where nothing else is set."""

DRAFT_DAYS = 30
"""For how many days a draft is kept from each time it is saved, where nothing else is set."""


POLL_SECONDS = 1800
"""How often the carrier is asked how far a parcel is, where nothing else is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostSettings:
    """Where the postal carrier is asked, and how often; without an address nothing is posted."""

    carrier_url: str | None = None
    carrier_token: str | None = field(default=None, repr=False)
    poll_seconds: int = POLL_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrySettings:
    """The master key, where people find the suite, and how long things are kept."""

    master_key_file: Path
    public_url: str
    retention_years: int
    duplicate_days: int
    draft_days: int
    post: PostSettings = field(default_factory=PostSettings)


def process() -> ProcessSettings:
    """Read what every process needs. Raises `SettingsError`."""
    with reading() as env:
        return process_settings(env, NAME)


def bus() -> BusSettings:
    """Read what a background process needs of the bus. Raises `SettingsError`."""
    with reading() as env:
        return bus_settings(env, NAME)


def registry() -> RegistrySettings:
    """Read what the registry needs. Raises `SettingsError`."""
    with reading() as env:
        return RegistrySettings(
            master_key_file=env.path("INTAKE_MASTER_KEY_FILE"),
            public_url=env.str("PUBLIC_URL", "http://127.0.0.1:8080").rstrip("/"),
            retention_years=env.int(
                "INTAKE_RETENTION_YEARS", RETENTION_YEARS, validate=Range(min=1, max=99)
            ),
            draft_days=env.int("INTAKE_DRAFT_DAYS", DRAFT_DAYS, validate=Range(min=7, max=366)),
            duplicate_days=env.int(
                "INTAKE_DUPLICATE_DAYS", DUPLICATE_DAYS, validate=Range(min=1, max=366)
            ),
            post=_post(env),
        )


def sources() -> Mapping[str, str]:
    """Read where the services that intake listens to are reached. Raises `SettingsError`."""
    with reading() as env:
        return {name: env.str(f"{name.upper()}_URL") for name in ("routing", "notification")}


def _post(env: Env) -> PostSettings:
    is_url = URL(schemes={"http", "https"}, require_tld=False)
    url = env.str("INTAKE_POST_CARRIER_URL", "", validate=lambda given: given and is_url(given))
    return PostSettings(
        carrier_url=url or None,
        carrier_token=env.str("INTAKE_POST_CARRIER_TOKEN", "") or None,
        poll_seconds=env.int(
            "INTAKE_POST_POLL_SECONDS", POLL_SECONDS, validate=Range(min=1, max=86400)
        ),
    )
