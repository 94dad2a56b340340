"""The command line every deployable shares: api, background (or its roles apart), migrate."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import click

from chassis import logging
from chassis.background import Loop, run_loops
from chassis.settings import BusSettings, ProcessSettings, SettingsError

_T = TypeVar("_T")
LoopsByRole = Mapping[str, Sequence[Loop]]
ROLES = ("relay", "consumer", "timers")
"""The roles of background loops that a service may run apart; some have more of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployable:
    """What the command line needs to know of a service.

    `app` is `module:factory()` as gunicorn takes it; `loops` is the `module:function` that builds
    the background loops by role (relay, consumer, timers …), both imported only by the process
    that needs them; `roles` are those that can run apart; `migrations` is the folder of the
    service's migrations.
    """

    name: str
    app: str
    process: Callable[[], ProcessSettings]
    bus: Callable[[], BusSettings] | None = None
    loops: str | None = None
    migrations: str | None = None
    roles: Sequence[str] = ROLES
    commands: Sequence[click.Command] = field(default_factory=tuple)


def service_command(deployable: Deployable) -> click.Group:
    """Return the click group of a deployable."""
    group = click.Group(deployable.name, help=f"Processes of {deployable.name}.")
    group.add_command(_api(deployable))
    group.add_command(_migrate(deployable))
    if deployable.loops is not None:
        for role in ("background", *deployable.roles):
            group.add_command(_background(deployable, role))
    for command in deployable.commands:
        group.add_command(command)
    return group


def _api(deployable: Deployable) -> click.Command:
    @click.command("api", help="Serve HTTP under gunicorn.")
    def api() -> None:
        settings = _or_exit(deployable.process)
        folder = settings.metrics_dir / f"{deployable.name}-api"
        folder.mkdir(parents=True, exist_ok=True)
        environment = os.environ | {
            # prometheus_client decides at import, so the folder must be named before.
            "PROMETHEUS_MULTIPROC_DIR": str(folder),
            "MOTCUA_GUNICORN_BIND": settings.bind,
            "MOTCUA_GUNICORN_WORKERS": str(settings.workers),
            "MOTCUA_GUNICORN_THREADS": str(settings.threads),
            "MOTCUA_GUNICORN_NAME": f"{deployable.name}-api",
        }
        arguments = ["-m", "gunicorn", "--config", "python:chassis.gunicorn", deployable.app]
        os.execve(sys.executable, [sys.executable, *arguments], environment)  # noqa: S606 -- our own program

    return api


def _background(deployable: Deployable, role: str) -> click.Command:
    @click.command(
        role, help=f"Run the {role} loops." if role != "background" else "Run all loops."
    )
    def background() -> None:
        settings = _or_exit(deployable.process)
        logging.configure(f"{deployable.name}.{role}", settings.log_level)
        assert deployable.loops is not None  # noqa: S101 -- the command exists only with loops
        assert deployable.bus is not None  # noqa: S101 -- loops come with a bus
        bus = _or_exit(deployable.bus)
        by_role = _build(deployable.loops)
        chosen = [
            loop
            for name, loops in by_role.items()
            if role in ("background", name)
            for loop in loops
        ]
        sys.exit(run_loops([*chosen, *_watching(bus)], bus.background_bind))

    return background


def _watching(bus: BusSettings) -> Sequence[Loop]:
    """Return the watch over the broker's topology, where its management API is known."""
    if bus.management_url is None:
        return ()
    from chassis.topology import vhost_of
    from chassis.topology_watch import TopologyWatch

    return (TopologyWatch(bus.management_url, vhost_of(bus.amqp_url)),)


def _build(name: str) -> LoopsByRole:
    module, _, function = name.partition(":")
    by_role: LoopsByRole = getattr(importlib.import_module(module), function)()
    return by_role


def _migrate(deployable: Deployable) -> click.Command:
    @click.command("migrate", help="Bring the database to this version's schema.")
    def migrate() -> None:
        from chassis.migrations import upgrade

        settings = _or_exit(deployable.process)
        logging.configure(f"{deployable.name}.migrate", settings.log_level)
        upgrade(settings.owner_database_url, deployable.migrations)

    return migrate


def _or_exit(read: Callable[[], _T]) -> _T:
    try:
        return read()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
