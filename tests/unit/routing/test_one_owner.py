"""Whatever officers, heads and mornings do: one owner, or one queue."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import DomainError
from kernel.rights import Role
from services.routing.work.domain.assigning import (
    Bench,
    Colleague,
    Matter,
    Mode,
    Plan,
    Rule,
    covered,
    pushed,
)
from services.routing.work.domain.task import (
    Task,
    TaskEnd,
    TaskStatus,
    assign,
    claim,
    end_task,
    release,
    transfer,
)
from tests.unit.routing.samples import COMMUNE, MONDAY, officer, opened
from tests.unit.routing.test_assigning import MATTER

ACCOUNTS = ("a", "b", "c")
Act = Callable[[Task], Task]


@st.composite
def benches(draw: st.DrawFn) -> Bench:
    """Draw a morning: who is there, who covers whom, what each holds, pushing or not."""
    colleagues = [
        Colleague(
            actor=officer(Role.OFFICER, subject=account),
            away=draw(st.booleans()),
            cover=draw(st.sampled_from((None, *ACCOUNTS))),
            fields=draw(st.sampled_from((frozenset(), frozenset({"HT"}), frozenset({"XD"})))),
        )
        for account in ACCOUNTS
    ]
    plan = Plan(agency=COMMUNE, rules=(Rule(mode=draw(st.sampled_from(Mode))),))
    loads = {account: draw(st.integers(0, 3)) * 60 for account in ACCOUNTS}
    return Bench(plan=plan, colleagues=colleagues, loads=loads)


def morning(bench: Bench, matter: Matter) -> Act:
    """Return what the opening of the day does with a task."""

    def look(task: Task) -> Task:
        if not task.open:
            return task
        if task.assignee is None:
            return pushed(task, matter, bench)
        (owner,) = (one for one in bench.colleagues if one.actor.subject == task.assignee)
        return covered(task, owner, matter, bench)

    return look


@st.composite
def acts(draw: st.DrawFn) -> Act:
    """Draw an act of somebody, or a morning."""
    who, to = draw(st.sampled_from(ACCOUNTS)), draw(st.sampled_from(ACCOUNTS))
    by_head = draw(st.booleans())
    choices: list[Act] = [
        lambda task: claim(task, who, by_head=by_head),
        lambda task: release(task, who, by_head=by_head),
        lambda task: transfer(task, who, to),
        lambda task: assign(task, to),
        morning(draw(benches()), MATTER),
        lambda task: end_task(task, TaskEnd.COMPLETE, at=MONDAY, officer=who),
    ]
    return choices[draw(st.sampled_from((0, 1, 2, 3, 4, 4, 4, 5)))]


@settings(max_examples=200, deadline=None)
@given(st.lists(acts(), max_size=25))
def test_a_task_has_one_owner_or_stands_in_one_queue(walk: list[Act]) -> None:
    """And every change of that is a new version, so nobody acts on what they have not read."""
    task = opened()[0].tasks[0]
    for act in walk:
        before = task
        try:
            task = act(before)
        except DomainError:
            continue
        owned = task.status is TaskStatus.CLAIMED
        waits = task.status is TaskStatus.WAITING
        assert owned == (task.assignee is not None and task.open)
        assert not task.for_head or waits
        assert owned + waits + (not task.open) == 1
        changed = (task.assignee, task.for_head, task.status)
        moved = changed != (before.assignee, before.for_head, before.status)
        assert task.version == before.version + moved


@settings(max_examples=100, deadline=None)
@given(benches())
def test_a_second_look_on_the_same_morning_changes_nothing(bench: Bench) -> None:
    """So the timer may ring twice."""
    for start in (opened()[0].tasks[0], claim(opened()[0].tasks[0], "a")):
        once = morning(bench, MATTER)(start)

        assert morning(bench, MATTER)(once) == once
