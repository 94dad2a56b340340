"""Settings of a process, read once from the environment; all faults are reported together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from environs import Env, EnvValidationError
from marshmallow.validate import OneOf

_LOG_LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR"]


class Environment(StrEnum):
    """What kind of installation this is."""

    ONE_BOX = "onebox"  # everything on one machine, with the demonstration issuer and mail sink
    PRODUCTION = "production"  # refuses the demonstration issuer, sample papers and a set clock


class SettingsError(Exception):
    """Settings are missing or wrong; the message lists every one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessSettings:
    """What every deployable needs to know; `name` is the service's, e.g. `intake`."""

    name: str
    environment: Environment
    log_level: str
    database_url: str
    owner_database_url: str
    bind: str
    trusted_keys_file: Path
    signing_key_file: Path
    metrics_dir: Path
    workers: int
    threads: int
    pool_size: int

    @property
    def one_box(self) -> bool:
        """Tell whether demonstration helps (sample papers, set clock) are allowed."""
        return self.environment is Environment.ONE_BOX


@dataclass(frozen=True, slots=True, kw_only=True)
class BusSettings:
    """What a service needs to speak and listen on the bus."""

    amqp_url: str
    management_url: str | None
    background_bind: str
    master_key_file: Path


@contextmanager
def reading() -> Iterator[Env]:
    """Yield an environment reader with the prefix `MOTCUA_`; at the end raise all faults at once.

    Raises `SettingsError`.
    """
    env = Env(eager=False, prefix="MOTCUA_")
    try:
        yield env
        env.seal()
    except EnvValidationError as error:
        faults = error.error_messages
        by_name = faults if isinstance(faults, Mapping) else {"settings": faults}
        lines = [f"  {name}: {' '.join(map(str, by_name[name]))}" for name in sorted(by_name)]
        raise SettingsError("Settings that are missing or wrong:\n" + "\n".join(lines)) from error


def process_settings(env: Env, name: str) -> ProcessSettings:
    """Read the settings every deployable has, for the deployable `name`."""
    own = name.upper()
    environment = env.str(
        "ENVIRONMENT", "production", validate=OneOf([member.value for member in Environment])
    )
    return ProcessSettings(
        name=name,
        environment=Environment(environment or "production"),
        log_level=env.str("LOG_LEVEL", "INFO", validate=OneOf(_LOG_LEVELS)),
        database_url=env.str(f"{own}_DATABASE_URL"),
        owner_database_url=env.str(f"{own}_OWNER_DATABASE_URL", ""),
        bind=env.str(f"{own}_BIND", "0.0.0.0:8000"),
        trusted_keys_file=env.path("TRUSTED_KEYS_FILE"),
        signing_key_file=env.path(f"{own}_SIGNING_KEY_FILE"),
        metrics_dir=env.path("METRICS_DIR", Path("/tmp/motcua-metrics")),  # noqa: S108
        workers=env.int(f"{own}_WORKERS", 1),
        threads=env.int(f"{own}_THREADS", 4),
        pool_size=env.int(f"{own}_POOL_SIZE", 5),
    )


def bus_settings(env: Env, name: str) -> BusSettings:
    """Read the settings of a service that speaks on the bus."""
    own = name.upper()
    return BusSettings(
        amqp_url=env.str(f"{own}_AMQP_URL"),
        management_url=env.str("RABBITMQ_API_URL", None),
        background_bind=env.str(f"{own}_BACKGROUND_BIND", "0.0.0.0:8001"),
        master_key_file=env.path(f"{own}_MASTER_KEY_FILE"),
    )
