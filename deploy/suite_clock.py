"""`motcua clock`: set the suite's clock in every database together, on one box only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

import click
from sqlalchemy.exc import ProgrammingError

from chassis.clock import (
    ClockSetting,
    machine_clock,
    read_setting,
    setting_for,
    write_setting,
)
from chassis.db import Database
from chassis.settings import SettingsError
from deploy.setup.environment import PARTS
from kernel.clock import VIETNAM
from kernel.errors import UnavailableError


@click.group()
def clock() -> None:
    """Set or show the suite's clock (one box)."""


@clock.command("set")
@click.argument("instant", required=False)
@click.option("--at", help="The suite's present instant, RFC 3339; Vietnam time without offset.")
@click.option("--speed", type=float, default=1.0, show_default=True, help="Seconds a second.")
def set_(instant: str | None, at: str | None, speed: float) -> None:
    """Let the suite's clock show INSTANT now and run on from there.

    Without an instant it goes on from what it shows.
    """
    _refuse_in_production()
    with _databases() as databases:
        try:
            given = instant or at
            now = instant_of(given) if given else _suite_now(databases)
            setting = setting_for(now, speed)
        except (ValueError, SettingsError) as error:
            raise click.ClickException(str(error)) from error
        write_everywhere(databases, setting)
    click.echo(f"{now.astimezone(VIETNAM).isoformat(timespec='seconds')}, speed {speed:g}")


@clock.command()
def clear() -> None:
    """Give the clock back to the machine."""
    _refuse_in_production()
    with _databases() as databases:
        write_everywhere(databases, None)
    click.echo("The machine's clock counts.")


@clock.command()
def show() -> None:
    """Print the suite's time, and how it is set."""
    with _databases() as databases:
        settings = {database.name: read_setting(database) for database in databases}
        now = _suite_now(databases)
    different = len(set(settings.values())) > 1
    setting = next(iter(settings.values()))
    how = "the machine's" if setting is None else f"set, speed {setting.speed:g}"
    click.echo(f"{now.astimezone(VIETNAM).isoformat(timespec='seconds')} ({how})")
    if different:
        raise click.ClickException("The databases differ: set or clear the clock again.")


def write_everywhere(databases: list[Database], setting: ClockSetting | None) -> None:
    """Write the same row to every database; nothing is committed before all have taken it."""
    with ExitStack() as all_or_none:
        for database in databases:
            write_setting(all_or_none.enter_context(database.transaction()), setting)


def instant_of(written: str) -> datetime:
    """Return the instant; a wall time without offset is Vietnam's. Raises `ValueError`."""
    try:
        instant = datetime.fromisoformat(written)
    except ValueError as error:
        raise ValueError(f"{written!r} is no instant such as 2026-02-13T16:45+07:00") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=VIETNAM)


def _suite_now(databases: list[Database]) -> datetime:
    setting, now = read_setting(databases[-1]), machine_clock()
    return setting.at(now) if setting else now


@contextmanager
def _databases() -> Iterator[list[Database]]:
    """Yield the databases as their owners: the run-time roles may not change the clock."""
    names = {part: f"MOTCUA_{part.upper()}_OWNER_DATABASE_URL" for part in PARTS}
    missing = [name for name in names.values() if not os.environ.get(name)]
    if missing:
        raise click.ClickException(f"Not set: {', '.join(missing)}")
    databases = [
        Database(os.environ[name], name=f"motcua-clock-{part}", pool_size=1)
        for part, name in names.items()
    ]
    try:
        yield databases
    except UnavailableError as error:
        raise click.ClickException("A database cannot be reached, nothing was set.") from error
    except ProgrammingError as error:
        raise click.ClickException("A database is not migrated, nothing was set.") from error
    finally:
        for database in databases:
            database.dispose()


def _refuse_in_production() -> None:
    if os.environ.get("MOTCUA_ENVIRONMENT", "production") == "production":
        raise click.ClickException("The clock of a production installation cannot be set.")
