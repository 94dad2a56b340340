"""`motcua topology apply|compare`: the broker against `deploy/rabbitmq/topology.yaml`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

import click
from pika.exceptions import AMQPError

from chassis import settings
from chassis import topology as bus
from chassis.management import ManagementError


@click.group("topology")
def topology() -> None:
    """Exchanges, queues and users of the broker."""


@topology.command("apply")
def apply_topology() -> None:
    """Make the broker hold the topology; prints what was different."""
    wanted = bus.load()
    names = [user.name for user in wanted.users]
    try:
        with settings.reading() as env:
            amqp_url = env.str("AMQP_URL")
            api_url = env.str("RABBITMQ_API_URL")
            urls = {name: env.str(f"{name.upper()}_AMQP_URL") for name in names}
        passwords = {name: unquote(urlsplit(url).password or "") for name, url in urls.items()}
        changed = bus.apply(wanted, amqp_url=amqp_url, api_url=api_url, passwords=passwords)
    except (settings.SettingsError, ManagementError, AMQPError) as error:
        raise click.ClickException(_words(error)) from error
    _print(changed, "was different")


@topology.command("compare")
def compare_topology() -> None:
    """Print how the broker differs; the exit code is 1 when it does."""
    try:
        with settings.reading() as env:
            amqp_url = env.str("AMQP_URL")
            api_url = env.str("RABBITMQ_API_URL")
        found = bus.compare(bus.load(), api_url=api_url, vhost=bus.vhost_of(amqp_url))
    except (settings.SettingsError, ManagementError) as error:
        raise click.ClickException(_words(error)) from error
    _print(found, "differs")
    sys.exit(1 if found else 0)


def _print(differences: Sequence[str], word: str) -> None:
    for line in differences:
        click.echo(f"  {line}")
    click.echo(f"{len(differences)} {word}" if differences else "nothing " + word)


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__
