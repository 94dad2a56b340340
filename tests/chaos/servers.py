"""The private broker and database of chaos, in a state folder of their own, to be hurt freely."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from chassis.management import Management, ManagementError, quoted
from deploy.setup.environment import read_env
from deploy.setup.places import Places, find_places
from deploy.setup.rabbitmq import is_ready as broker_is_ready
from deploy.setup.supervision import Supervisor

ROOT = Path(__file__).parents[2]
STATE = ROOT / ".local" / "chaos"
OFFSET = "500"
_UP_SECONDS = 240.0
_ASKED_AGAIN = 3
_PASSED_ON = {"MOTCUA_IGNORE_INSTALLED"}


class NotBackError(Exception):
    """A server did not come back in time."""


@dataclass(slots=True, kw_only=True)
class Servers:
    """The running servers: `kill` and they come back by themselves, `stop` and they do not."""

    places: Places
    env: dict[str, str]

    def pid(self, name: str) -> int:
        """Return the process id of `postgres` or `rabbitmq`; 0 while it is down."""
        processes = Supervisor(self.places).processes()
        return next(process.pid for process in processes if process.name == name)

    def kill(self, name: str) -> None:
        """Send SIGKILL; the supervisor starts the server again."""
        pid = self.pid(name)
        if pid:
            os.kill(pid, signal.SIGKILL)

    def stop(self, name: str) -> None:
        """Stop a server and leave it down."""
        Supervisor(self.places).stop(name)

    def start(self, name: str) -> None:
        """Start a server that was stopped and wait until it answers."""
        Supervisor(self.places).start([name])
        self.wait_up(name)

    def wait_up(self, name: str, *, since: float | None = None) -> float:
        """Wait until the server answers again; return the seconds since `since` (or the call)."""
        began = since or time.monotonic()
        deadline = time.monotonic() + _UP_SECONDS
        ready = self.broker_is_up if name == "rabbitmq" else self.database_is_up
        while not ready():
            if time.monotonic() > deadline:
                raise NotBackError(name)
            time.sleep(0.1)
        return time.monotonic() - began

    def broker_is_up(self) -> bool:
        """Tell whether the broker takes connections and its management answers."""
        return broker_is_ready(self.env["MOTCUA_AMQP_URL"], self.env["MOTCUA_RABBITMQ_API_URL"])

    def database_is_up(self) -> bool:
        """Tell whether the database takes connections."""
        try:
            self.administrator().close()
        except psycopg.OperationalError:
            return False
        return True

    def administrator(self) -> psycopg.Connection[tuple[object, ...]]:
        """Return the administrator's connection to the database server."""
        url = self.env["MOTCUA_POSTGRES_URL"]
        return psycopg.connect(url, autocommit=True, connect_timeout=2)

    def management(self) -> Management:
        """Return the broker's management API."""
        return Management(self.env["MOTCUA_RABBITMQ_API_URL"])

    def connections(self, vhost: str) -> list[str]:
        """Return the names of the broker's connections of a vhost."""
        for _ in range(_ASKED_AGAIN):
            with suppress(ManagementError):
                rows = self.management().get(f"/vhosts/{quoted(vhost)}/connections") or []
                return sorted(row["name"] for row in rows)
        return []

    def close_connection(self, name: str) -> None:
        """Let the broker close a connection (320 CONNECTION-FORCED)."""
        self.management().delete(f"/connections/{quoted(name)}")

    def terminate_backends(self, databases: list[str]) -> int:
        """End every session of these databases; return how many there were."""
        with self.administrator() as connection:
            row = connection.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = ANY (%s) AND pid <> pg_backend_pid()",
                [databases],
            ).fetchone()
        assert row is not None
        return int(str(row[0]))

    def port(self, name: str) -> int:
        """Return the port of `postgres` or `rabbitmq`."""
        key = {"postgres": "MOTCUA_POSTGRES_URL", "rabbitmq": "MOTCUA_AMQP_URL"}[name]
        return urlsplit(self.env[key]).port or 0


def dev(*arguments: str, state: Path = STATE) -> subprocess.CompletedProcess[str]:
    """Run `deploy/dev.py` on the state folder of chaos."""
    return run_python(str(ROOT / "deploy" / "dev.py"), *arguments, state=state)


def run_python(*arguments: str, state: Path) -> subprocess.CompletedProcess[str]:
    """Run a program of ours with the settings of a state folder, and no others."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("MOTCUA_") or name in _PASSED_ON
    }
    own = {"MOTCUA_STATE_DIR": str(state), "MOTCUA_PORT_OFFSET": OFFSET, "PYTHONPATH": str(ROOT)}
    return subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, *arguments],
        cwd=ROOT,
        env=kept | own,
        capture_output=True,
        text=True,
        check=False,
    )


def bring_up() -> Servers:
    """Set up the servers and return them running."""
    done = dev("servers")
    if done.returncode != 0:
        raise NotBackError(done.stdout[-2000:] + done.stderr[-2000:])
    places = find_places(ROOT, state=STATE)
    return Servers(places=places, env=read_env(places.env_file))
