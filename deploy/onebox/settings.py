"""What the demonstration issuer needs to know; production has nothing of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from chassis.clock import machine_clock, suite_clock
from chassis.db import Database
from chassis.settings import Environment, SettingsError, reading
from deploy.onebox.access_token import DemonstrationIssuer
from kernel.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerSettings:
    """Where the issuer listens, whose tokens it makes and whose clock they follow."""

    url: str
    audience: str
    bind: str
    key_file: Path
    log_level: str
    database_url: str

    def issuer(self) -> DemonstrationIssuer:
        """Return the issuer with its key read."""
        return DemonstrationIssuer.from_file(self.url, self.audience, self.key_file)

    def clock(self) -> Clock:
        """Return the suite's clock, the machine's where no database is named."""
        return clock_of(self.database_url)


def clock_of(database_url: str) -> Clock:
    """Return the suite's clock as this database has it, the machine's where none is named."""
    if not database_url:
        return machine_clock
    return suite_clock(Database(database_url, name="motcua-onebox", pool_size=1), one_box=True)


def read_issuer_settings() -> IssuerSettings:
    """Read them; raises `SettingsError` for faults, and always in production."""
    with reading() as env:
        environment = env.str("ENVIRONMENT", Environment.PRODUCTION.value)
        if environment == Environment.PRODUCTION:
            raise SettingsError("The demonstration issuer exists on one box only.")
        return IssuerSettings(
            url=env.str("OIDC_ISSUER"),
            audience=env.str("OIDC_AUDIENCE", "motcua"),
            bind=env.str("ISSUER_BIND", "127.0.0.1:8121"),
            key_file=env.path("ISSUER_KEY_FILE"),
            log_level=env.str("LOG_LEVEL", "INFO"),
            database_url=env.str("GATEWAY_DATABASE_URL", ""),
        )
