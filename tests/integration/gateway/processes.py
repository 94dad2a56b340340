"""The gateway and what it talks to as processes under gunicorn, as they run in earnest."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
_START_SECONDS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """One app under gunicorn; `worker` is the process that answers."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def worker(self) -> int:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return int(children[0])

    def resident(self) -> int:
        """Return the worker's resident memory in bytes."""
        pages = int(Path(f"/proc/{self.worker}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def under_gunicorn(
    app: str, folder: Path, environment: Mapping[str, str], *, threads: int = 4, workers: int = 1
) -> Iterator[Served]:
    """Serve `module:factory()` with the configuration all our processes have."""
    port = free_port()
    metrics = folder / f"metrics-{port}"
    metrics.mkdir(parents=True)
    own = {
        "MOTCUA_GUNICORN_BIND": f"127.0.0.1:{port}",
        "MOTCUA_GUNICORN_THREADS": str(threads),
        "MOTCUA_GUNICORN_WORKERS": str(workers),
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        "PYTHONPATH": str(ROOT),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    process = subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-m", "gunicorn", "--config", "python:chassis.gunicorn", app],
        cwd=ROOT,
        env=kept | own | dict(environment),
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(port, process)
        yield Served(port=port, pid=process.pid)
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"gunicorn ended with {process.returncode}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=10):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("gunicorn did not start")
