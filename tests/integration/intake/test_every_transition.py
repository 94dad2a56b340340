"""Every act tried in every state a dossier can be in, against a running intake.

The machine walks by legal acts as `life` has them. In each state it comes to it tries every other
act too: each must be answered with its problem and leave rows, outbox and timeline as they were.
Each walk first goes the shortest way to a state. The default run takes a few, the same each time;
`MOTCUA_WALKS=400` takes so many: a hundred came to 68 of 77 states.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.integration.intake.life import (
    FILED_ONLINE,
    RECEIVED_AT_DESK,
    STEPS,
    WAIT,
    Life,
    ways,
    window_over,
)
from tests.integration.intake.life_acts import OWNER, Acts
from tests.integration.intake.office import MONDAY, OFFICER, Office, at_desk, example

WALKS = int(os.environ.get("MOTCUA_WALKS", "0"))
FEW, SHORT, LONG = 6, 6, 6
WAYS = ways(FILED_ONLINE, RECEIVED_AT_DESK)
STATES = tuple(WAYS)
_ANSWERS = {"withdrawal-refused"}
"""What routing says in answer to a wish alone."""


class Walks(RuleBasedStateMachine):
    """A dossier walks through its life; `tried` has what was tried in which state."""

    office: Office
    tried: set[tuple[Life, str]]

    @initialize(where=st.sampled_from(STATES))
    def file(self, where: Life) -> None:
        """File online, or receive at the desk, and go the shortest way to a state."""
        start, acts = WAYS[where]
        online = start == FILED_ONLINE
        self.office.set_clock(MONDAY)
        body, actor = (example(), OWNER) if online else (at_desk(), OFFICER)
        answer = self.office.file(actor, body)
        assert answer.json is not None
        self.acts = Acts(office=self.office, code=answer.json["code"])
        self.life = start
        for name in acts:
            if name == WAIT:
                self.wait()
            else:
                self.do(name)

    @rule(data=st.data())
    @precondition(lambda self: bool(self.legal()))
    def act(self, data: st.DataObject) -> None:
        """Do what may be done."""
        self.do(data.draw(st.sampled_from(sorted(self.legal()))))

    def do(self, name: str) -> None:
        """Do an act that is legal: it leads where the law says, and is told and said."""
        after = STEPS[name](self.life)
        assert isinstance(after, Life)
        before = self.acts.kept()

        problem = self.acts.do(name)

        assert problem is None, f"{name} in {self.life}: {problem}"
        assert self.acts.status() == after.status, f"{name} in {self.life}"
        kept = self.acts.kept()
        assert kept["event_log"] != before["event_log"], f"{name} in {self.life} was not said"
        assert kept["timeline_entry"] != before["timeline_entry"], f"{name} in {self.life}"
        self.tried.add((self.life, name))
        self.life = after

    @rule()
    @precondition(lambda self: not self.legal())
    def rest(self) -> None:
        """Nothing is left to be done."""

    @rule()
    @precondition(lambda self: self.life.status == 5)
    def wait(self) -> None:
        """Let the time for papers pass: nobody else closes a dossier then."""
        self.acts.wait_out_the_window()
        self.life = window_over(self.life)
        assert self.acts.status() == self.life.status

    @invariant()
    def everything_else_is_refused_and_leaves_no_trace(self) -> None:
        """Try what is not legal here, once in each state."""
        for name, step in STEPS.items():
            wanted = step(self.life)
            if not isinstance(wanted, str) or (self.life, name) in self.tried:
                continue
            before = self.acts.kept()
            problem = self.acts.do(name)
            assert problem == wanted, f"{name} in {self.life}: {problem}, not {wanted}"
            assert self.acts.kept() == before, f"{name} in {self.life} left a trace"
            self.tried.add((self.life, name))

    def legal(self) -> list[str]:
        """Return the names of the acts that are legal now."""
        return [
            name
            for name, step in STEPS.items()
            if isinstance(step(self.life), Life) and (name not in _ANSWERS or self.life.wish)
        ]


@contextmanager
def walking(office: Office) -> Iterator[type[Walks]]:
    """Give a machine that walks in this office and begins to note what it tried."""
    yield type("WalksHere", (Walks,), {"office": office, "tried": set()})


def walk(office: Office, *, walks: int, steps: int, same: bool) -> set[tuple[Life, str]]:
    """Take so many walks; return what was tried in which state."""
    with walking(office) as machine:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=walks,
                stateful_step_count=steps,
                derandomize=same,
                database=None,
                phases=[Phase.generate],
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        return machine.tried


def test_some_walks_find_what_the_law_says(office: Office) -> None:
    """The same walks every time: most statuses, some hundred acts that are not legal there."""
    tried = walk(office, walks=FEW, steps=SHORT, same=True)

    assert len({life.status for life, _ in tried}) >= 7
    assert len(tried) >= 150


@pytest.mark.timeout(7200)
@pytest.mark.skipif(not WALKS, reason="takes minutes: MOTCUA_WALKS says how many walks")
def test_every_act_in_every_state(office: Office) -> None:
    """Most states there are ways to are come to, and what is not legal is tried in each."""
    tried = walk(office, walks=max(WALKS, len(STATES)), steps=LONG, same=False)
    states = {life for life, _ in tried}
    print(f"\n{len(tried)} acts tried in {len(states)} of {len(STATES)} states")  # noqa: T201

    assert len(states) >= len(STATES) * 3 // 4
