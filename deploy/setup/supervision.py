"""supervisord: its configuration, its start, and questions to it over its socket."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
import xmlrpc.client
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.setup.console import SetupError
from deploy.setup.places import Places, make_folder
from deploy.setup.processes import kill_quietly, of_set_up
from deploy.setup.programs import GROUPS, Program

START_SECONDS = 15
STOP_SECONDS = 60
MARK = "MOTCUA_SUPERVISED"
_DOWN = frozenset({"STOPPED", "EXITED", "FATAL"})


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=60)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class _Transport(xmlrpc.client.Transport):
    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path

    def make_connection(self, host: object) -> _Connection:
        connection = _Connection(self._path)
        # the base class closes what it finds here
        self._connection = (host, connection)  # type: ignore[assignment]
        return connection


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessState:
    """What supervisord says of one program; pid 0 when it does not run."""

    name: str
    group: str
    state: str
    pid: int


@dataclass(frozen=True, slots=True)
class Supervisor:
    """The supervisord of one set-up."""

    places: Places

    def is_up(self) -> bool:
        """Tell whether it answers."""
        try:
            return bool(self._call("supervisor.getState"))
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            return False

    def serve(self, programs: Sequence[Program]) -> bool:
        """Start supervisord with these programs, or give a running one their changes.

        Nothing is started yet; True when supervisord itself had to be started.
        """
        text = render_configuration(self.places, programs)
        conf = self.places.supervisor_conf
        up = self.is_up()
        changed = not conf.exists() or conf.read_text(encoding="utf-8") != text
        if changed:
            draft = conf.with_name(conf.name + ".part")
            draft.write_text(text, encoding="utf-8")
            draft.replace(conf)
        if up:
            # Also when the file is as it was: a command may have died before it came to this.
            self._apply_changes()
        if not up:
            self._launch()
        return not up

    def start(self, names: Iterable[str]) -> list[str]:
        """Start those of the programs that do not run; returns their names."""
        states = {process.name: process for process in self.processes()}
        idle = [name for name in names if states[name].state not in {"RUNNING", "STARTING"}]
        for name in idle:
            if states[name].state == "BACKOFF":
                # It failed and waits for its next try, longer each time: try now.
                self.stop(name)
            self._call("supervisor.startProcess", f"{states[name].group}:{name}", False)  # noqa: FBT003 - XML-RPC is positional
        return idle

    def stop(self, name: str) -> None:
        """Stop one program, wait until it is gone, and leave it down."""
        group = next(process.group for process in self.processes() if process.name == name)
        self._call("supervisor.stopProcess", f"{group}:{name}", True)  # noqa: FBT003 - the same

    def stop_group(self, group: str) -> None:
        """Stop the programs of a group together and wait until they are gone."""
        # One that keeps failing has no process between two tries, and is not stopped all the same.
        if any(p.group == group and p.state not in _DOWN for p in self.processes()):
            self._call("supervisor.stopProcessGroup", group, True)  # noqa: FBT003 - the same

    def processes(self) -> list[ProcessState]:
        """Return every program with its state; nothing when supervisord is down."""
        try:
            answer = self._call("supervisor.getAllProcessInfo")
        except (OSError, http.client.HTTPException):
            return []
        return [
            ProcessState(
                name=row["name"], group=row["group"], state=row["statename"], pid=row["pid"]
            )
            for row in answer
        ]

    def shut_down(self) -> int:
        """Stop all programs and supervisord, then whatever was left over; returns how many."""
        pid = self._pid()
        if self.is_up():
            self._call("supervisor.shutdown")
        deadline = time.monotonic() + STOP_SECONDS
        while pid and _alive(pid) and time.monotonic() < deadline:
            time.sleep(0.1)
        return self.sweep()

    def sweep(self) -> int:
        """End processes of this set-up that lost their supervisor; returns how many."""
        left = of_set_up(self.places, MARK)
        kill_quietly(left, signal.SIGTERM, seconds=15)
        kill_quietly([pid for pid in left if _alive(pid)], signal.SIGKILL, seconds=5)
        self.places.supervisor_socket.unlink(missing_ok=True)
        self.places.supervisor_pid.unlink(missing_ok=True)
        return len(left)

    def _launch(self) -> None:
        make_folder(self.places.logs)
        self.sweep()
        answer = subprocess.run(
            [str(self.places.python), "-m", "supervisor.supervisord", "-c", self._conf()],
            cwd=self.places.root,
            env={**os.environ, MARK: str(self.places.state), "PYTHONPATH": str(self.places.root)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        deadline = time.monotonic() + START_SECONDS
        while not self.is_up():
            if time.monotonic() > deadline:
                raise SetupError(
                    f"supervisord did not start: {answer.stdout.strip() or 'no message'}",
                    f"Look into {self.places.logs / 'supervisord.log'}.",
                )
            time.sleep(0.05)

    def _apply_changes(self) -> None:
        ((added, changed, removed),) = self._call("supervisor.reloadConfig")
        for name in [*changed, *removed]:
            self.stop_group(name)
            self._call("supervisor.removeProcessGroup", name)
        for name in [*changed, *added]:
            self._call("supervisor.addProcessGroup", name)

    def _conf(self) -> str:
        return str(self.places.supervisor_conf)

    def _pid(self) -> int:
        try:
            return int(self.places.supervisor_pid.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return 0

    # supervisord's XML-RPC answers have no types
    def _call(self, method: str, *arguments: object) -> Any:  # noqa: ANN401
        transport = _Transport(str(self.places.supervisor_socket))
        with xmlrpc.client.ServerProxy("http://localhost/RPC2", transport=transport) as proxy:
            namespace, name = method.split(".")
            return getattr(getattr(proxy, namespace), name)(*arguments)


def render_configuration(places: Places, programs: Sequence[Program]) -> str:
    """Write supervisord's configuration; every program waits to be started by name."""
    head: dict[str, dict[str, object]] = {
        "unix_http_server": {"file": places.supervisor_socket, "chmod": "0700"},
        "supervisord": {
            "pidfile": places.supervisor_pid,
            "logfile": places.logs / "supervisord.log",
            "childlogdir": places.logs,
            "directory": places.root,
            "umask": "022",
            **({"user": "root"} if os.geteuid() == 0 else {}),
        },
        "rpcinterface:supervisor": {
            "supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"
        },
    }
    sections = [_section(name, values) for name, values in head.items()]
    sections += [_program_section(places, program) for program in programs]
    for priority, group in enumerate(GROUPS, start=1):
        names = [program.name for program in programs if program.group == group]
        if names:
            values: dict[str, object] = {"programs": ",".join(names), "priority": priority}
            sections.append(_section(f"group:{group}", values))
    return "\n".join(sections)


def _program_section(places: Places, program: Program) -> str:
    values: dict[str, object] = {
        "command": program.command,
        "autostart": "false",
        "autorestart": "true",
        "startsecs": 1,
        "startretries": 1000,
        "priority": program.priority,
        "stopsignal": program.signal,
        "stopwaitsecs": program.stop_seconds,
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": places.logs / f"{program.name}.log",
        "stdout_logfile_maxbytes": "10MB",
        "stdout_logfile_backups": 2,
    }
    if program.user:
        values["user"] = program.user
    return _section(f"program:{program.name}", values)


def _section(name: str, values: dict[str, object]) -> str:
    lines = [f"{key} = {_escaped(value)}" for key, value in values.items()]
    return "\n".join([f"[{name}]", *lines, ""])


def _escaped(value: object) -> str:
    return str(value).replace("%", "%%")


def _alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()
