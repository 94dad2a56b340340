"""A background process is as healthy as its loops, and dies with the first of them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys, time
from chassis.background import run_loops

class Steady:
    name = "steady"
    def run(self, stop): stop.wait()
    def ready(self): return sys.argv[2] != "unready"
    def alive(self): return sys.argv[2] != "stuck"

class Failing(Steady):
    name = "failing"
    def run(self, stop):
        if sys.argv[2] == "raises":
            raise RuntimeError("broken")
        if sys.argv[2] == "leaves":
            return
        stop.wait()

sys.exit(run_loops([Steady(), Failing()], "127.0.0.1:" + sys.argv[1]))
"""


def start(port: int, how: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-c", PROGRAM, str(port), how],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def status(port: int, path: str) -> int:
    for _ in range(1200):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(path)


@pytest.mark.parametrize("how", ["raises", "leaves"])
def test_process_ends_with_its_first_loop(how: str) -> None:
    """A half deaf process is worse than one the supervisor starts again."""
    assert start(free_port(), how).wait(timeout=90) == 1


@pytest.mark.parametrize(
    ("how", "live", "ready"), [("well", 200, 200), ("unready", 200, 503), ("stuck", 503, 200)]
)
def test_health_says_what_the_loops_say(how: str, live: int, ready: int) -> None:
    """/livez and /readyz follow the loops; SIGTERM ends the process cleanly."""
    port = free_port()
    process = start(port, how)
    try:
        answers = (status(port, "/livez"), status(port, "/readyz"), status(port, "/metrics"))
        os.kill(process.pid, signal.SIGTERM)

        assert answers == (live, ready, 200)
        assert process.wait(timeout=90) == 0
    finally:
        process.kill()
        process.wait()
