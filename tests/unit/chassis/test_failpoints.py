"""Failpoints fail where and when they are told to, and nowhere in production."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis import failpoints
from chassis.failpoints import FAILPOINTS, FailpointError, failpoint
from chassis.settings import SettingsError

ROOT = Path(__file__).parents[3]
ONE_BOX = {"MOTCUA_ENVIRONMENT": "onebox"}
PASSES = """
from chassis.failpoints import FAILPOINTS, failpoint
for _ in range(3):
    for name in FAILPOINTS:
        failpoint(name)
"""


@pytest.fixture(autouse=True)
def _disarmed() -> Iterator[None]:
    yield
    failpoints.arm({})


def test_nothing_happens_unless_it_is_asked_for() -> None:
    """Without the variable a process passes every failpoint and says nothing."""
    process = run_with("")
    _, said = process.communicate(timeout=120)

    assert (process.returncode, said) == (0, b"")


def test_a_failpoint_fails_at_the_hit_it_is_told_and_once() -> None:
    """`@2` passes the first time, raises the second and passes from then on; others pass."""
    failpoints.arm(ONE_BOX | {"MOTCUA_FAILPOINT": "relay.claimed:raise@2"})
    failpoint("relay.claimed")
    failpoint("relay.confirmed")

    with pytest.raises(FailpointError, match=r"relay\.claimed"):
        failpoint("relay.claimed")
    failpoint("relay.claimed")


@pytest.mark.parametrize(
    "setting", ["relay.claimed", "relay.claimed:explode", "nowhere:kill", "relay.claimed:kill@0"]
)
def test_a_setting_that_cannot_be_read_is_refused(setting: str) -> None:
    """A misspelt failpoint would let a test pass that tests nothing."""
    with pytest.raises(SettingsError):
        failpoints.arm(ONE_BOX | {"MOTCUA_FAILPOINT": setting})


@pytest.mark.parametrize("environment", [{"MOTCUA_ENVIRONMENT": "production"}, {}])
def test_production_refuses(environment: dict[str, str]) -> None:
    """Unset means production, as everywhere."""
    with pytest.raises(SettingsError):
        failpoints.arm(environment | {"MOTCUA_FAILPOINT": "relay.claimed:raise"})


def run_with(setting: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-c", PASSES],
        cwd=ROOT,
        env=os.environ | ONE_BOX | {"MOTCUA_FAILPOINT": setting, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    )


def test_kill_ends_the_process_without_a_word() -> None:
    """SIGKILL, and one line that tells the harness that the place was reached."""
    process = run_with("relay.claimed:kill@3")
    _, said = process.communicate(timeout=120)

    assert process.returncode == -signal.SIGKILL
    assert said == b"failpoint relay.claimed kill\n"


def test_stop_stands_still_until_it_is_told_to_go_on() -> None:
    """SIGSTOP; after SIGCONT the process ends as if nothing had been."""
    process = run_with("relay.claimed:stop")
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    os.kill(process.pid, signal.SIGCONT)
    _, said = process.communicate(timeout=120)

    assert process.returncode == 0
    assert said == b"failpoint relay.claimed stop\n"


def test_every_place_is_there_and_named() -> None:
    """What the code calls and what the table lists are the same names."""
    parts = [*(ROOT / "chassis").glob("*.py"), *(ROOT / "services").rglob("*.py")]
    sources = [path for path in parts if path.stem != "failpoints"]
    called = {
        name
        for path in sources
        for name in re.findall(r'\bfailpoint\("([^"]+)"\)', path.read_text("utf-8"))
    }

    assert called == set(FAILPOINTS)
