"""What routing needs to know from its environment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from marshmallow import ValidationError

from chassis.settings import (
    BusSettings,
    ProcessSettings,
    bus_settings,
    process_settings,
    reading,
)

NAME = "routing"
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemAddress:
    """Where a specialised system takes enquiries; `user` and `password` are ours at it."""

    url: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def from_url(cls, url: str) -> SystemAddress:
        """Read `http[s]://[user:password@]host[:port][/path]`.

        Raises `ValueError` for anything else, and for a password that would go out in clear.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("a system is name=http[s]://host")
        if parts.password and parts.scheme == "http" and parts.hostname not in _HERE:
            raise ValueError("a password needs https://")
        place = parts.netloc.rpartition("@")[2]
        return cls(
            url=f"{parts.scheme}://{place}{parts.path.rstrip('/')}",
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
        )


def process() -> ProcessSettings:
    """Read what every process needs. Raises `SettingsError`."""
    with reading() as env:
        return process_settings(env, NAME)


def bus() -> BusSettings:
    """Read what a background process needs of the bus. Raises `SettingsError`."""
    with reading() as env:
        return bus_settings(env, NAME)


def systems() -> Mapping[str, SystemAddress]:
    """Read where specialised systems are: `name=http[s]://[user:password@]host…`, by commas.

    Raises `SettingsError`.
    """
    with reading() as env:
        listed: list[str] = env.list("ROUTING_SYSTEMS", [], validate=_are_systems)
        return _systems_of(listed)


def _systems_of(listed: Sequence[str]) -> Mapping[str, SystemAddress]:
    found = {}
    for entry in listed:
        name, _, url = entry.strip().partition("=")
        found[name] = SystemAddress.from_url(url)
    return found


def _are_systems(listed: Sequence[str]) -> None:
    try:
        _systems_of(listed)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def intake_url() -> str:
    """Read where reference data come from. Raises `SettingsError`."""
    with reading() as env:
        return env.str("INTAKE_URL")
