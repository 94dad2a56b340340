"""What runs on one box: every process with its command, its order and where it is asked."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from deploy.setup.environment import SERVICES
from deploy.setup.places import Places

SERVER_NAMES = ("postgres", "epmd", "rabbitmq")
# supervisord stops one group after the other, the last first, and what is in one together
SERVERS, SUITE = "servers", "suite"
GROUPS = (SERVERS, SUITE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One supervised process; `base` is the HTTP address of its health and metrics, if any."""

    name: str
    command: str
    base: str | None = None
    user: str | None = None
    group: str = SUITE
    priority: int = 100
    stop_seconds: int = 15
    signal: str = "TERM"

    @property
    def metrics(self) -> str | None:
        """Where Prometheus reads it."""
        return f"{self.base}/metrics" if self.base else None


def server_programs(places: Places, ports: Mapping[str, int], names: set[str]) -> list[Program]:
    """Return the private servers of this set-up, those in `names`, in the order of their start."""
    user = places.account.name if places.account else None

    def server(name: str, priority: int, base: str | None, signal: str) -> Program:
        return Program(
            name=name,
            command=shlex.join(["/bin/sh", script_of(places, name)]),
            base=base,
            user=user,
            group=SERVERS,
            priority=priority,
            stop_seconds=30,
            signal=signal,
        )

    metrics = f"http://127.0.0.1:{ports['rabbitmq-metrics']}"
    every = [
        # INT: PostgreSQL's fast shutdown, which does not wait for open connections
        server("postgres", 10, None, "INT"),
        server("epmd", 11, None, "TERM"),
        server("rabbitmq", 12, metrics, "TERM"),
    ]
    return [program for program in every if program.name in names]


def script_of(places: Places, name: str) -> str:
    """Return the path of a server's start script."""
    return str(places.servers / "bin" / name)


def suite_programs(places: Places, ports: Mapping[str, int]) -> list[Program]:
    """Return the processes of the suite: the demonstration's helpers, services, gateway."""
    programs = [
        _program(places, "issuer", "issuer", ports["issuer"], 30),
        _program(places, "mail-sink", "mail-sink", ports["mail-sink-http"], 30),
        _program(places, "post-carrier", "post-carrier", ports["post-carrier"], 30),
        _program(places, "sms-gateway", "sms-gateway", ports["sms-gateway"], 30),
        _program(places, "land-tax", "land-tax", ports["land-tax"], 30),
    ]
    for service in SERVICES:
        port, background = ports[service], ports[f"{service}-background"]
        programs += [
            _program(places, f"{service}-api", f"{service} api", port, 40),
            _program(places, f"{service}-background", f"{service} background", background, 50),
        ]
    return [*programs, _program(places, "gateway-api", "gateway api", ports["gateway"], 60)]


def _program(places: Places, name: str, role: str, port: int, priority: int) -> Program:
    return Program(
        name=name,
        command=shlex.join(["/bin/sh", str(places.launcher), *role.split()]),
        base=f"http://127.0.0.1:{port}",
        priority=priority,
        # gunicorn would wait for its idle connections, and the suite stops as a whole here
        signal="QUIT" if role.endswith(" api") else "TERM",
    )
