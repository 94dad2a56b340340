"""`motcua notification portals`: which portals are called, and calling one again."""

from __future__ import annotations

import click

from chassis import logging
from chassis.db import Database
from chassis.settings import SettingsError
from kernel.errors import UnavailableError
from services.notification import settings
from services.notification.portals.store.calls import PgCalls
from services.notification.settings import NAME


@click.group("portals")
def portals() -> None:
    """Show the portals that are called, and have one called again that failed too long."""


@portals.command("list")
def list_() -> None:
    """List them, and which are called no more."""
    try:
        with _database().read() as tx:
            disabled = PgCalls(tx).disabled()
        names = [name for name, _, _ in settings.portals()]
    except (SettingsError, UnavailableError) as error:
        raise click.ClickException(str(error)) from error
    for name in names:
        click.echo(f"{name}  {'disabled' if name in disabled else 'called'}")


@portals.command()
@click.argument("name")
def enable(name: str) -> None:
    """Call the portal NAME again; what it missed while it was disabled is not made up for."""
    try:
        with _database().transaction() as tx:
            done = PgCalls(tx).enable(name)
    except (SettingsError, UnavailableError) as error:
        raise click.ClickException(str(error)) from error
    if not done:
        raise click.ClickException(f"{name} is not disabled.")
    click.echo(f"{name} is called again.")


def _database() -> Database:
    process = settings.process()
    logging.configure(f"{NAME}.portals", process.log_level)
    return Database(process.database_url, name=f"{NAME}-portals", pool_size=1)
