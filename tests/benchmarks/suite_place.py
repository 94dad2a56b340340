"""The whole suite as one box ships it, on a state of its own: databases, queues, CPU."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import psycopg

from chassis.management import Management, quoted
from deploy.setup.environment import SERVICES, read_env
from deploy.setup.places import Places, find_places
from deploy.setup.ports import block
from deploy.setup.processes import PROC, parents, tree
from deploy.setup.programs import suite_programs
from deploy.setup.suite import is_ready
from deploy.setup.supervision import Supervisor
from tests.benchmarks.place import ROOT, dev

STATE = ROOT / ".local" / "benchmark-suite"
OTHERS = ("intake", "notification", "reporting")
"""The services that only hear of what officers do."""

_OFFSET = "600"
_PATIENCE_SECONDS = 300.0
_CALM_SECONDS = 2.0
_TICKS = os.sysconf("SC_CLK_TCK")
_UNSETTLED = """
    SELECT (SELECT count(*) FROM outbox) AS unsent,
        (SELECT count(*) FROM inbox WHERE status <> 'done') AS unheard
"""
_LETTERS = """
    SELECT count(*) FROM message
    WHERE status NOT IN ('delivered', 'failed', 'undeliverable') AND not_before IS NULL
        AND (channel <> 'email' OR status <> 'accepted')
"""


class NotSettledError(Exception):
    """Something is still on its way after all patience."""


@dataclass(frozen=True, slots=True)
class SuitePlace:
    """A running suite."""

    places: Places
    env: Mapping[str, str]

    @property
    def gateway(self) -> str:
        """Return where the public API is."""
        return self.env["MOTCUA_GATEWAY_URL"]

    def administer(self, service: str) -> psycopg.Connection[tuple[Any, ...]]:
        """Return the administrator's connection to the database of a service."""
        url = urlsplit(self.env["MOTCUA_POSTGRES_URL"])._replace(path=f"/motcua_{service}")
        return psycopg.connect(url.geturl(), autocommit=True)

    def motcua(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line of this set-up."""
        command = ["/bin/sh", str(self.places.launcher), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own program

    def rows(self, service: str, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Read from the database of a service."""
        with self.administer(service) as connection:
            return connection.execute(sql.encode(), values or None).fetchall()

    def depths(self) -> dict[str, int]:
        """Return how many messages each queue holds, of those that hold any."""
        vhost = urlsplit(self.env["MOTCUA_AMQP_URL"]).path.removeprefix("/")
        management = Management(self.env["MOTCUA_RABBITMQ_API_URL"])
        found = management.get(f"/queues/{quoted(vhost)}") or []
        return {row["name"]: row["messages"] for row in found if row.get("messages")}

    def unsettled(self) -> dict[str, int]:
        """Return what is on its way: unsent, queued, not done, letters without an end."""
        found = {f"queue {name}": number for name, number in self.depths().items()}
        for service in SERVICES:
            ((unsent, unheard),) = self.rows(service, _UNSETTLED)
            found |= {f"{service} unsent": unsent, f"{service} not done": unheard}
        ((found["letters"],),) = self.rows("notification", _LETTERS)
        return {name: number for name, number in found.items() if number}

    def settle(self) -> float:
        """Wait until nothing is on its way, and return the seconds until it was so.

        Raises `NotSettledError`.
        """
        began = calm = time.monotonic()
        while time.monotonic() - calm < _CALM_SECONDS:
            if left := self.unsettled():
                calm = time.monotonic()
                if calm - began > _PATIENCE_SECONDS:
                    raise NotSettledError(left)
            time.sleep(0.25)
        return calm - began

    def stop_others(self) -> None:
        """Stop the services that only hear of what officers do, and the simulators."""
        for name in self._listeners():
            Supervisor(self.places).stop(name)

    def start_others(self) -> None:
        """Start them again and wait until they are ready."""
        names = self._listeners()
        Supervisor(self.places).start(names)
        programs = suite_programs(self.places, block(int(self.env["MOTCUA_PORT_OFFSET"])))
        for program in programs:
            wait_for(partial(is_ready, program), f"{program.name} is not ready")

    def cpu(self) -> dict[str, float]:
        """Return the CPU seconds so far of each group of processes, ended children included."""
        lineage = parents()
        found: dict[str, float] = {}
        for process in Supervisor(self.places).processes():
            if process.pid:
                group = _group_of(process.name)
                seconds = sum(_cpu(pid) for pid in tree(process.pid, lineage))
                found[group] = found.get(group, 0.0) + seconds
        return found

    def _listeners(self) -> list[str]:
        services = [f"{name}-{role}" for name in OTHERS for role in ("background", "api")]
        return [*services, "mail-sink", "sms-gateway", "post-carrier", "land-tax"]


@contextmanager
def suite_place() -> Iterator[SuitePlace]:
    """Set a fresh suite up and start it as `dev.py run` does; it stops at the end."""
    for arguments in (("stop",), ("clean",), ("run", "--detach")):
        dev(*arguments, state=STATE, offset=_OFFSET)
    places = find_places(ROOT, state=STATE)
    try:
        yield SuitePlace(places, read_env(places.env_file))
    finally:
        dev("stop", state=STATE, offset=_OFFSET)


def wait_for(condition: Callable[[], bool], otherwise: str) -> None:
    """Wait until a condition holds; raises `NotSettledError`."""
    ends = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > ends:
            raise NotSettledError(otherwise)
        time.sleep(0.1)


def _group_of(name: str) -> str:
    service = name.partition("-")[0]
    if service in (*SERVICES, "gateway"):
        return name
    return name if name in {"postgres", "rabbitmq"} else "simulators"


def _cpu(pid: int) -> float:
    try:
        stat = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0.0
    return sum(int(field) for field in stat.rpartition(")")[2].split()[11:15]) / _TICKS
