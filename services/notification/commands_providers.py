"""`motcua notification providers`: how each does, and all by one of them where somebody says so.

Works on the service's database with its run-time role; senders follow within a second.
"""

from __future__ import annotations

import getpass
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import click

from chassis import logging
from chassis.clock import suite_clock
from chassis.db import Database
from chassis.settings import SettingsError
from kernel.clock import VIETNAM
from kernel.errors import UnavailableError
from services.notification import settings
from services.notification.dispatch.domain.message import EMAIL, SMS
from services.notification.dispatch.domain.provider import Provider, share_bad
from services.notification.dispatch.store.providers import PgProviders
from services.notification.settings import NAME

_HEAD = ("channel", "provider", "weight", "now", "state", "bad", "since")
_CHANNEL = click.argument("channel", type=click.Choice([EMAIL, SMS]))
_REASON = click.option("--reason", required=True, help="Why; it is kept.")
_OPERATOR = click.option("--operator", help="Who is written down; else the account and machine.")


@click.group("providers")
def providers() -> None:
    """Show the providers of letters and texts, and pin one by hand."""


@providers.command("list")
def list_() -> None:
    """List them: their weight and what they pull now, their state, and since when."""
    with _opened() as (database, _), database.read() as tx:
        rows = [
            _row(channel, one)
            for channel in (EMAIL, SMS)
            for one in PgProviders(tx, channel).all()[0]
        ]
    for row in (_HEAD, *rows):
        click.echo(_aligned(row))


@providers.command()
@_CHANNEL
@click.argument("name")
@_REASON
@_OPERATOR
def pin(*, channel: str, name: str, reason: str, operator: str | None) -> None:
    """Send all messages of CHANNEL by the provider NAME, until it is unpinned."""
    with _opened() as (database, now), database.transaction() as tx:
        store = PgProviders(tx, channel)
        if not store.pin(name):
            raise click.ClickException(f"{channel} has no provider {name}")
        store.note(name, "pin", operator=operator or _account(), reason=reason, at=now)
    click.echo(f"{channel}: {name} ← all")


@providers.command()
@_CHANNEL
@_REASON
@_OPERATOR
def unpin(*, channel: str, reason: str, operator: str | None) -> None:
    """Send messages of CHANNEL by weight and health again."""
    with _opened() as (database, now), database.transaction() as tx:
        store = PgProviders(tx, channel)
        name = store.unpin()
        if name is None:
            raise click.ClickException(f"no provider of {channel} is pinned")
        store.note(name, "unpin", operator=operator or _account(), reason=reason, at=now)
    click.echo(f"{channel}: {name} unpinned")


@contextmanager
def _opened() -> Iterator[tuple[Database, datetime]]:
    logging.configure("motcua.providers", "ERROR")
    try:
        process = settings.process()
        database = Database(process.database_url, name=f"{NAME}-providers", pool_size=1)
        yield database, suite_clock(database, one_box=process.one_box)()
        database.dispose()
    except (SettingsError, UnavailableError) as error:
        raise click.ClickException(str(error)) from error


def _row(channel: str, one: Provider) -> Sequence[str]:
    since = f"{one.since.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}"
    bad = f"{share_bad(one):.0%}"
    return channel, one.name, str(one.weight), str(one.points), _state(one), bad, since


def _state(one: Provider) -> str:
    health = "out" if one.out else "back" if one.step_at else "fit"
    return f"{health}, pinned" if one.pinned else health


def _aligned(row: Sequence[str]) -> str:
    widths = (8, 21, 7, 5, 12, 6, 0)
    return "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _account() -> str:
    return f"{getpass.getuser()}@{socket.gethostname()}"
