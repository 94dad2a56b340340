"""The state machine of a case as a table, written down without a look at the code that runs it.

From a state to a state, and by which acts alone that may happen.
"""

from __future__ import annotations

from collections.abc import Mapping

ONWARD = frozenset({"complete", "forward", "approve", "pay", "lapse", "answer"})
BACK = frozenset({"return", "reopen"})
CLOSING = frozenset({"refuse", "withdraw", "stop"})

Moves = Mapping[tuple[str | None, str | None], frozenset[str]]

CASES: Moves = {
    ("open", "approved"): ONWARD,
    ("open", "refused"): frozenset({"refuse"}),
    ("open", "withdrawn"): frozenset({"withdraw"}),
    ("open", "stopped"): frozenset({"stop"}),
    ("approved", "open"): frozenset({"reopen"}),
    ("refused", "open"): frozenset({"reopen"}),
}

LEGS: Moves = {
    ("waiting", "running"): ONWARD,
    ("waiting", "skipped"): ONWARD,
    ("waiting", "cancelled"): CLOSING,
    ("running", "finished"): ONWARD | {"refuse"},
    ("running", "cancelled"): CLOSING,
    ("running", "waiting"): frozenset({"return"}),
    ("finished", "running"): BACK,
    ("skipped", "waiting"): BACK,
    ("cancelled", "waiting"): frozenset({"reopen"}),
}

TASKS: Moves = {
    (None, "waiting"): ONWARD | BACK,
    ("waiting", "claimed"): frozenset({"claim", "assign"}),
    ("claimed", "waiting"): frozenset({"release"}),
    ("claimed", "claimed"): frozenset({"transfer", "assign"}),
    ("claimed", "ended"): ONWARD | CLOSING | {"return"} - {"answer"},
    ("waiting", "ended"): frozenset({"approve", "lapse", "answer"}) | CLOSING,
}
"""A claimed task that stays claimed has another owner; `approve` claims what waits."""

ENDS: Mapping[str, frozenset[str]] = {
    "complete": frozenset({"complete", "pay"}),
    "forward": frozenset({"forward"}),
    "approve": frozenset({"approve"}),
    "return": frozenset({"return"}),
    "refuse": frozenset({"refuse"}),
    "cancelled": CLOSING,
    "lapsed": frozenset({"lapse"}),
    "answered": frozenset({"answer"}),
}

CLOCKS: Moves = {
    (None, "supplement"): frozenset({"supplement"}),
    (None, "obligation"): ONWARD | BACK | {"request-payment"},
    ("obligation", "obligation-met"): frozenset({"pay", "confirm-payment"}),
    ("supplement", None): frozenset({"supplemented", "resumed", "withdraw", "stop"}),
    ("obligation", None): frozenset({"supplemented", "resumed", "withdraw", "stop", "pay"}),
    ("obligation-met", None): frozenset({"supplemented", "resumed", "withdraw", "stop"}),
}
"""Why the clocks of a case stand; None: they run."""

DONE = frozenset({"finished", "skipped"})
