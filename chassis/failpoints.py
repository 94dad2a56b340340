"""Named places where a process can be made to fail on purpose, to prove that nothing is lost.

`MOTCUA_FAILPOINT=relay.confirmed:kill@3` kills the process when it comes to that place for the
third time; without the variable a failpoint costs one comparison. Production refuses it.
"""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Mapping
from enum import StrEnum
from itertools import count

from chassis.settings import Environment, SettingsError

VARIABLE = "MOTCUA_FAILPOINT"

FAILPOINTS: Mapping[str, str] = {
    "http.received": "a request came in, nothing was done",
    "idempotency.claimed": "the key is written, the business is not",
    "outbox.added": "the event is written, the transaction is open",
    "idempotency.kept": "the reply is written, the transaction is open",
    "http.answering": "the transaction is committed, the caller does not know",
    "relay.claimed": "rows of the outbox are locked, nothing is published",
    "relay.published": "the broker has messages, its confirm was not read",
    "relay.confirmed": "the broker has confirmed, the rows are still there",
    "relay.deleted": "the rows are deleted, the transaction is open",
    "consumer.delivered": "messages came, nothing was done",
    "inbox.noted": "inbox rows are written, the effect is not",
    "inbox.applied": "the effect is written, the transaction is open",
    "consumer.committed": "the effect is committed, the broker does not know",
    "consumer.acked": "the broker was told",
    "retrier.claimed": "a try is counted, not made",
    "timer.taken": "a timer's row is gone, what it is for is not done, the transaction is open",
    "timer.handled": "what it is for is written, the transaction is open",
    "dispatch.claimed": "messages are ours to send, none was handed over",
    "dispatch.handed_over": "a provider has a message, nothing of it is recorded",
    "codes.noting": "a one-time code, or what became of it, is about to be written down",
    "codes.noted": "that is committed, and nothing came of it yet",
    "dispatch.settled": "what became of messages is written, the transaction is open",
    "receipts.noted": "receipts of providers are written, the transaction is open",
    "receipts.kept": "receipts are committed, the provider does not know",
}
"""Every place, in the order a request and its events come by, and how things stand there."""

_SETTING = re.compile(r"(?P<name>[a-z_.]+):(?P<action>[a-z]+)(?:@(?P<hit>[1-9]\d*))?")


class FailpointError(RuntimeError):
    """Raised on purpose at a failpoint."""


class Action(StrEnum):
    """What happens at a failpoint."""

    KILL = "kill"  # the process ends at once, without a word to anybody
    RAISE = "raise"  # a `FailpointError` leaves the place
    STOP = "stop"  # the process stands still until somebody sends it SIGCONT


class _Armed:
    """The one failpoint that is switched on, and how often it was passed."""

    def __init__(self, name: str, action: Action, hit: int) -> None:
        self.name = name
        self._action = action
        self._hit = hit
        self._passed = count(1)  # atomic in CPython, so threads need no lock

    def __call__(self) -> None:
        if next(self._passed) != self._hit:
            return
        # Straight to the descriptor: a killed process flushes nothing.
        os.write(2, f"failpoint {self.name} {self._action}\n".encode())
        if self._action is Action.KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        if self._action is Action.STOP:
            os.kill(os.getpid(), signal.SIGSTOP)
        if self._action is Action.RAISE:
            raise FailpointError(self.name)


_armed: _Armed | None = None


def failpoint(name: str) -> None:
    """Fail here when this failpoint is armed; do nothing otherwise."""
    if _armed is not None and _armed.name == name:
        _armed()


def arm(environ: Mapping[str, str]) -> None:
    """Switch on what `MOTCUA_FAILPOINT` names, `<name>:kill|raise|stop[@<hit>]`, or nothing.

    Raises `SettingsError` for a setting that cannot be read, and for any in production.
    """
    global _armed  # noqa: PLW0603 -- a failpoint must cost nothing where it is passed
    setting = environ.get(VARIABLE, "")
    _armed = _read(setting, environ) if setting else None


def _read(setting: str, environ: Mapping[str, str]) -> _Armed:
    if environ.get("MOTCUA_ENVIRONMENT") != Environment.ONE_BOX:
        raise SettingsError(f"{VARIABLE} is set: production fails by itself, never on purpose.")
    found = _SETTING.fullmatch(setting)
    if found is None or found["name"] not in FAILPOINTS or found["action"] not in set(Action):
        raise SettingsError(f"{VARIABLE} is {setting!r}; write <name>:kill|raise|stop@<hit>.")
    return _Armed(found["name"], Action(found["action"]), int(found["hit"] or 1))


arm(os.environ)
