"""`motcua topology`: bring the broker to `deploy/rabbitmq/topology.yaml`, or compare the two."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

import click
from pika.exceptions import AMQPError

from chassis import topology as broker
from chassis.definitions import Release
from chassis.definitions import definitions as document_for
from chassis.management import ManagementError


@click.group()
def topology() -> None:
    """Exchanges, queues, policies and users of the broker."""


@topology.command()
def apply() -> None:
    """Make the broker hold the topology; safe to run again."""
    wanted = broker.load()
    try:
        before = broker.apply(
            wanted,
            amqp_url=_setting("MOTCUA_AMQP_URL"),
            api_url=_setting("MOTCUA_RABBITMQ_API_URL"),
            passwords=passwords_of(wanted, os.environ),
        )
    except (ManagementError, AMQPError) as error:
        raise click.ClickException(str(error) or type(error).__name__) from error
    for difference in before:
        click.echo(f"was: {difference}")
    click.echo(f"{len(wanted.queues)} queues as they should be, {len(before)} differences mended")


@topology.command()
def compare() -> None:
    """Print how the broker differs; the exit status is 1 when it does."""
    try:
        differences = broker.compare(
            broker.load(),
            api_url=_setting("MOTCUA_RABBITMQ_API_URL"),
            vhost=broker.vhost_of(_setting("MOTCUA_AMQP_URL")),
        )
    except ManagementError as error:
        raise click.ClickException(str(error)) from error
    for difference in differences:
        click.echo(difference)
    if differences:
        raise click.exceptions.Exit(1)
    click.echo("No difference.")


@topology.command()
@click.option("--release", type=click.Choice([one.value for one in Release]), default="4")
def definitions(release: str) -> None:
    """Print the topology as a document that a broker of a release can import at its start."""
    made = document_for(broker.load(), vhost="motcua", release=Release(release))
    click.echo(json.dumps(made, indent=1))


def passwords_of(wanted: broker.Topology, environment: Mapping[str, str]) -> dict[str, str]:
    """Return each user's password out of its own AMQP URL; raises `ClickException` without one."""
    found = {}
    for user in wanted.users:
        name = f"MOTCUA_{user.name.upper()}_AMQP_URL"
        password = urlsplit(environment.get(name, "")).password
        if not password:
            raise click.ClickException(f"{name} is not set, or has no password.")
        found[user.name] = unquote(password)
    return found


def _setting(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise click.ClickException(f"{name} is not set.")
    return value
