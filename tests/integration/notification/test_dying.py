"""A sender that is killed loses no message, and says no more twice than it held."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from chassis.failpoints import VARIABLE, FailpointError, arm
from tests.integration.notification.intake_stub import AT
from tests.integration.notification.rig import Notification
from tests.integration.notification.test_batches import queue

ROOT = Path(__file__).parents[3]
CODES = [f"H56.14797-261125-{number:04}" for number in range(1, 41)]
HELD = 25
"""What one sender holds at most."""


def die(notification: Notification, failpoint: str) -> None:
    """Let a process send until the failpoint kills it."""
    given = {
        "now": AT.isoformat(),
        "database": notification.database.url,
        "key": notification.ring.keys["k1"].hex(),
        "intake": notification.intake.url,
        "port": notification.provider.port,
    }
    environment = {
        **os.environ,
        "MOTCUA_ENVIRONMENT": "onebox",
        "MOTCUA_FAILPOINT": failpoint,
        "DYING_SENDER": json.dumps(given),
    }
    program = [sys.executable, "-m", "tests.integration.notification.dying_sender"]
    ended = subprocess.run(  # noqa: S603 -- our own
        program, cwd=ROOT, env=environment, capture_output=True, timeout=120, check=False
    )

    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()[-2000:]
    assert f"failpoint {failpoint.partition(':')[0]} kill" in ended.stderr.decode()


def heal_and_send(notification: Notification) -> Counter[str]:
    """Let the two minutes pass, send what is left; return how often each letter went."""
    before = notification.statuses()
    notification.sweep()
    too_early = notification.statuses()
    notification.execute("UPDATE message SET claimed_at = now() - interval '3 minutes'")
    notification.sweep()
    notification.send_all()

    causes = [data["cause"] for _, data in notification.said()]
    assert before == too_early
    assert {status for status, _, _ in notification.statuses()} == {"accepted"}
    assert len(causes) == len(set(causes)) == len(CODES)
    return Counter(mail["Message-ID"] for mail in notification.provider.mails)


def test_a_killed_sender_loses_nothing_and_doubles_only_what_it_held(
    notification: Notification,
) -> None:
    """What it had handed over and not written down goes again, no more."""
    queue(notification, *CODES)
    die(notification, "dispatch.handed_over:kill@3")
    held = Counter(status for status, _, _ in notification.statuses())
    times = heal_and_send(notification)

    assert 1 <= held["sending"] <= HELD
    assert len(times) == len(CODES)
    assert 1 <= Counter(times.values())[2] <= 3
    assert max(times.values()) == 2


@pytest.mark.parametrize(("failpoint", "twice"), [("claimed", 0), ("settled", HELD)])
def test_a_sender_that_breaks_off_loses_nothing(
    notification: Notification, failpoint: str, twice: int
) -> None:
    """Before the first hand-over nothing goes twice; before the commit all it held does."""
    queue(notification, *CODES)
    box = {"MOTCUA_ENVIRONMENT": "onebox"}
    arm(box | {VARIABLE: f"dispatch.{failpoint}:raise"})
    with pytest.raises(FailpointError, match=failpoint):
        notification.send(notification.dispatching(), HELD)
    arm(box)
    times = heal_and_send(notification)

    assert len(times) == len(CODES)
    assert Counter(times.values())[2] == twice
