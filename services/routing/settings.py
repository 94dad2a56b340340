"""What routing needs to know from its environment."""

from __future__ import annotations

from chassis.settings import (
    BusSettings,
    ProcessSettings,
    bus_settings,
    process_settings,
    reading,
)

NAME = "routing"


def process() -> ProcessSettings:
    """Read what every process needs. Raises `SettingsError`."""
    with reading() as env:
        return process_settings(env, NAME)


def bus() -> BusSettings:
    """Read what a background process needs of the bus. Raises `SettingsError`."""
    with reading() as env:
        return bus_settings(env, NAME)


def intake_url() -> str:
    """Read where reference data come from. Raises `SettingsError`."""
    with reading() as env:
        return env.str("INTAKE_URL")
