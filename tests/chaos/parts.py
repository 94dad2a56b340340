"""Processes the harness starts itself: it knows every pid and starts again what died."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tests.chaos.servers import ROOT

_READY_SECONDS = 120.0
_GONE_SECONDS = 20.0
_WATCH_SECONDS = 0.05
_AGAIN_SECONDS = 0.2


class NotReadyError(Exception):
    """A process did not become ready; the message has the end of its log."""


class Part:
    """One process of the system under test, kept alive by a thread of its own.

    `env` is its whole environment, `base` the address of its /readyz. What it says goes to `log`.
    """

    def __init__(
        self, name: str, command: Sequence[str], *, env: Mapping[str, str], base: str, log: Path
    ) -> None:
        self.name = name
        self.base = base
        self.log = log
        self.deaths = 0
        self._command = list(command)
        self._env = dict(env)
        self._once: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._wanted = False
        self._lock = threading.RLock()
        self._keeper: threading.Thread | None = None

    @property
    def pid(self) -> int:
        """Return the process id, 0 when there is no process now."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else 0

    def start(self, **once: str) -> None:
        """Start and wait until ready; `once` is added to the environment of this start alone."""
        with self._lock:
            self._once = once
            self._wanted = True
            self._spawn()
        if self._keeper is None:
            self._keeper = threading.Thread(target=self._keep, daemon=True, name=self.name)
            self._keeper.start()

    def restart(self, *, gently: bool = True, **once: str) -> None:
        """End the process and start it with `once` in its environment."""
        self.stop(gently=gently)
        self.start(**once)

    def arm(self, failpoint: str) -> None:
        """Give every start from now on a failpoint; an empty one is none."""
        self._env["MOTCUA_FAILPOINT"] = failpoint

    def stop(self, *, gently: bool = True) -> None:
        """End the process with its children and leave it down."""
        with self._lock:
            self._wanted = False
            process = self._process
        if process is None:
            return
        self._signal_group(process, signal.SIGCONT)
        if gently:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(_GONE_SECONDS)
        self._signal_group(process, signal.SIGKILL)
        process.wait(_GONE_SECONDS)

    def kill(self) -> None:
        """Send SIGKILL to the process and its children; the keeper starts it again."""
        process = self._process
        if process is not None and process.poll() is None:
            self._signal_group(process, signal.SIGKILL)

    def signal(self, number: int) -> None:
        """Send a signal to the process and its children."""
        process = self._process
        if process is not None:
            self._signal_group(process, number)

    def members(self) -> list[int]:
        """Return the process and its descendants, as their group says."""
        leader = self.pid
        return [] if not leader else [leader, *_children(leader)]

    def wait_ready(self, seconds: float = _READY_SECONDS) -> None:
        """Wait until /readyz says 200. Raises `NotReadyError`."""
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            if time.monotonic() > deadline:
                raise NotReadyError(f"{self.name}: {self.log.read_text('utf-8')[-1500:]}")
            time.sleep(0.1)

    def is_ready(self) -> bool:
        """Tell whether /readyz says 200."""
        url = f"{self.base}/readyz"
        with suppress(OSError, ValueError), urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 -- loopback
            return bool(answer.status == 200)
        return False

    def said(self, text: str, *, after: int = 0) -> bool:
        """Tell whether the log holds a text behind the byte `after`."""
        return self.log.exists() and text.encode() in self.log.read_bytes()[after:]

    def log_size(self) -> int:
        """Return the length of the log, to look only at what comes after."""
        return self.log.stat().st_size if self.log.exists() else 0

    def _spawn(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 -- our own program
                self._command,
                cwd=ROOT,
                env=self._env | self._once,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _keep(self) -> None:
        while True:
            time.sleep(_WATCH_SECONDS)
            with self._lock:
                process = self._process
                if not self._wanted or process is None or process.poll() is None:
                    continue
                self.deaths += 1
                self._once = {}
                time.sleep(_AGAIN_SECONDS)
                self._spawn()

    @staticmethod
    def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_stopped(pid: int) -> bool:
    """Tell whether a process stands still by SIGSTOP."""
    with suppress(OSError):
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        return stat.rpartition(")")[2].split()[0] == "T"
    return False


def wait_for(condition: Callable[[], bool], seconds: float, pause: float = 0.1) -> bool:
    """Wait until a condition holds; return whether it did in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    with suppress(OSError):
        own = [int(word) for word in listed.read_text(encoding="ascii").split()]
        return own + [grandchild for child in own for grandchild in _children(child)]
    return []
