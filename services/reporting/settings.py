"""What reporting reads from its environment."""

from __future__ import annotations

from collections.abc import Mapping

from chassis.settings import (
    BusSettings,
    ProcessSettings,
    bus_settings,
    process_settings,
    reading,
)

NAME = "reporting"


def process() -> ProcessSettings:
    """Read what every process needs. Raises `SettingsError`."""
    with reading() as env:
        return process_settings(env, NAME)


def bus() -> BusSettings:
    """Read what a background process needs of the bus. Raises `SettingsError`."""
    with reading() as env:
        return bus_settings(env, NAME)


def notification_url() -> str:
    """Read where notification is reached, for the report of notices. Raises `SettingsError`."""
    with reading() as env:
        return env.str("NOTIFICATION_URL")


def sources() -> Mapping[str, str]:
    """Read where the services that reporting listens to are reached. Raises `SettingsError`."""
    with reading() as env:
        return {
            name: env.str(f"{name.upper()}_URL") for name in ("intake", "routing", "notification")
        }
