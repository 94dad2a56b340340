"""Every act tried in every state a dossier can be in, against a running intake.

Acts that are legal lead where `life` has it; every other one must be answered with its problem and
leave rows, outbox and timeline as they were. The default run takes a few random walks, the same
each time. `MOTCUA_WALKS=400` goes on tours that together try every act in every state, then takes
so many random walks, for what a dossier remembers beyond `Life`.
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
    Life,
    led,
    legal,
    ways,
)
from tests.integration.intake.office import Office
from tests.integration.intake.tours import pairs, tours
from tests.integration.intake.walker import Walker

WALKS = int(os.environ.get("MOTCUA_WALKS", "0"))
FEW, SHORT, LONG = 6, 6, 6
STARTS = (FILED_ONLINE, RECEIVED_AT_DESK)
WAYS = ways(*STARTS)
STATES = tuple(WAYS)
REFUSED = {(life, name) for life in STATES for name in STEPS if isinstance(STEPS[name](life), str)}
"""Every act that is not legal, in every state there is a way to."""


class Walks(RuleBasedStateMachine):
    """A dossier first goes the shortest way to a state, then walks through its life."""

    office: Office
    tried: set[tuple[Life, str]]

    @initialize(where=st.sampled_from(STATES))
    def file(self, where: Life) -> None:
        """File, and go the shortest way to a state."""
        start, acts = WAYS[where]
        self.walker = Walker(office=self.office, tried=self.tried)
        self.walker.file(start)
        for name in acts:
            self.walker.take(name)

    @rule(data=st.data())
    @precondition(lambda self: bool(legal(self.walker.life)))
    def act(self, data: st.DataObject) -> None:
        """Do what may be done."""
        self.walker.take(data.draw(st.sampled_from(sorted(legal(self.walker.life)))))

    @rule()
    @precondition(lambda self: not legal(self.walker.life))
    def rest(self) -> None:
        """Nothing is left to be done."""

    @invariant()
    def everything_else_is_refused_and_leaves_no_trace(self) -> None:
        """Try what is not legal here, once in each state."""
        self.walker.try_what_is_not_legal()


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


def test_the_tours_leave_nothing_out() -> None:
    """Every act that is legal in a state is taken there, and each tour goes legal ways alone."""
    taken = set()
    for start, acts in tours(*STARTS):
        life = start
        for name in acts:
            taken.add((life, name))
            after = led(life, name)
            assert isinstance(after, Life), f"{name} in {life}: {after}"
            life = after

    assert taken == pairs(*STARTS)
    assert {(life, name) for life in STATES for name in STEPS} - taken - REFUSED == {
        (life, "withdrawal-refused") for life in STATES if not life.wish
    }


@pytest.mark.timeout(7200)
@pytest.mark.skipif(not WALKS, reason="takes minutes: MOTCUA_WALKS says how many random walks")
def test_every_act_in_every_state(office: Office) -> None:
    """Whatever is legal in whichever state is done there, and whatever is not is tried."""
    tried: set[tuple[Life, str]] = set()
    for start, acts in tours(*STARTS):
        walker = Walker(office=office, tried=tried)
        walker.file(start)
        walker.try_what_is_not_legal()
        for name in acts:
            walker.take(name)
            walker.try_what_is_not_legal()
    print(f"\n{len(tried)} acts tried in {len({one for one, _ in tried})} states")  # noqa: T201
    office.forget_dossiers()
    walk(office, walks=WALKS, steps=LONG, same=False)

    assert tried == pairs(*STARTS) | REFUSED
