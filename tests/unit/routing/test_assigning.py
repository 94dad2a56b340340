"""Who gets a task: the plan, who is there, what they hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kernel.rights import Actor, Confidentiality, Ground, Role, Standing
from services.routing.work.domain.assigning import (
    Bench,
    Colleague,
    Matter,
    Mode,
    Plan,
    Rule,
    covered,
    next_plan,
    pushed,
)
from services.routing.work.domain.errors import PlanFaultyError, TaskForHeadError
from services.routing.work.domain.task import (
    Task,
    TaskStatus,
    assign,
    claim,
    give_to_head,
    release,
)
from tests.unit.routing.samples import COMMUNE, officer, opened

PUSH_ALL = Plan(agency=COMMUNE, version=1, rules=(Rule(mode=Mode.PUSH),))
MATTER = Matter(procedure="2.001023", field="HT", kept=Confidentiality.ORDINARY)


def one(account: str, *roles: Role, **more: Any) -> Colleague:
    return Colleague(actor=officer(*(roles or (Role.OFFICER,)), subject=account), **more)


def bench(*colleagues: Colleague, plan: Plan = PUSH_ALL, **loads: int) -> Bench:
    return Bench(plan=plan, colleagues=colleagues, loads=loads)


@pytest.fixture
def task() -> Task:
    """Give a task that waits."""
    return opened()[0].tasks[0]


def test_the_rule_that_says_most_counts() -> None:
    """Procedure and step, procedure, step, anything; without one whoever comes takes it."""
    rules = (
        Rule(mode=Mode.PUSH),
        Rule(mode=Mode.PULL, step="verify"),
        Rule(mode=Mode.PUSH, procedure="1", step="verify"),
        Rule(mode=Mode.PULL, procedure="1"),
    )
    plan = next_plan(Plan(agency=COMMUNE), rules)

    assert plan.mode_of("2", "sign") is Mode.PUSH
    assert plan.mode_of("2", "verify") is Mode.PULL
    assert plan.mode_of("1", "verify") is Mode.PUSH
    assert plan.mode_of("1", "sign") is Mode.PULL
    assert Plan(agency=COMMUNE).mode_of("1", "sign") is Mode.PULL
    with pytest.raises(PlanFaultyError):
        next_plan(plan, (Rule(mode=Mode.PUSH), Rule(mode=Mode.PULL)))


def test_the_least_loaded_gets_the_task_and_of_two_the_first(task: Task) -> None:
    """Weighed by the effort they hold, not by how many tasks that is."""
    a, b, c = one("a"), one("b"), one("c")

    assert pushed(task, MATTER, bench(a, b, c, a=480, b=60, c=120)).assignee == "b"
    assert pushed(task, MATTER, bench(c, b, a, a=60, b=60, c=60)).assignee == "a"
    assert pushed(task, MATTER, bench(a, b, a=60)).assignee == "b"


@pytest.mark.parametrize(
    "unfit",
    [
        one("a", away=True),
        one("a", Role.APPROVER),
        one("a", fields=frozenset({"XD"})),
        Colleague(actor=officer(Role.OFFICER, subject="a", agency="H56.14758")),
        Colleague(actor=replace(officer(Role.OFFICER, subject="a"), standings=())),
    ],
)
def test_who_is_away_or_does_other_work_gets_nothing(task: Task, unfit: Colleague) -> None:
    """However little they hold; where nobody is left the head decides."""
    assert pushed(task, MATTER, bench(unfit, one("b"), b=9999)).assignee == "b"
    alone = pushed(task, MATTER, bench(unfit))

    assert (alone.assignee, alone.for_head, alone.status) == (None, True, TaskStatus.WAITING)


def test_duties_name_the_fields_of_a_day(task: Task) -> None:
    """Several for one clerk; who has no duty does all; a field nobody knows is everybody's."""
    both = one("a", fields=frozenset({"XD", "HT"}))

    assert pushed(task, MATTER, bench(both, one("b"), b=60)).assignee == "a"
    assert pushed(task, replace(MATTER, field="DD"), bench(both, one("b"), b=60)).assignee == "b"
    assert pushed(task, replace(MATTER, field=None), bench(both, one("b"), b=60)).assignee == "a"


def test_who_signs_in_anothers_place_is_counted_and_who_is_seconded_not_with_secrets() -> None:
    """As the table of rights has it."""
    waiting = replace(opened()[0].tasks[0])
    there = Standing(agency=COMMUNE, roles=frozenset({Role.OFFICER}), ground=Ground.SECONDED)
    guest = Colleague(actor=Actor(subject="g", roles=frozenset(), standings=(there,)))
    secret = replace(MATTER, kept=Confidentiality.CONFIDENTIAL)

    assert pushed(waiting, MATTER, bench(guest)).assignee == "g"
    assert pushed(waiting, secret, bench(guest)).for_head


def test_where_the_plan_pulls_a_task_waits_for_who_comes(task: Task) -> None:
    """Nothing is changed, not even the version."""
    assert pushed(task, MATTER, bench(one("a"), plan=Plan(agency=COMMUNE))) == task


def test_the_cover_takes_over_what_an_absent_owner_holds(task: Task) -> None:
    """Present, it stays; without a cover who is least loaded, or in a pulling agency the head."""
    held = claim(task, "a")
    away = one("a", away=True, cover="b")
    pulling = Plan(agency=COMMUNE)

    assert covered(held, one("a"), MATTER, bench(one("a"))) == held
    assert covered(held, away, MATTER, bench(away, one("b"), one("c"), b=900)).assignee == "b"
    two_away = (away, one("b", away=True), one("c"))
    assert covered(held, away, MATTER, bench(*two_away)).assignee == "c"
    assert covered(held, away, MATTER, bench(*two_away, plan=pulling)).for_head
    assert covered(held, one("a", away=True), MATTER, bench()).for_head


def test_what_is_for_the_head_only_the_head_takes(task: Task) -> None:
    """Then it has an owner, and released it waits in its unit again."""
    queued = give_to_head(claim(task, "a"))

    assert (queued.version, give_to_head(queued)) == (3, queued)
    with pytest.raises(TaskForHeadError):
        claim(queued, "b")
    for owned in (claim(queued, "head", by_head=True), assign(queued, "b")):
        assert (owned.for_head, owned.status) == (False, TaskStatus.CLAIMED)
    freed = release(assign(queued, "b"), "b", by_head=False)
    assert (freed.for_head, freed.status) == (False, TaskStatus.WAITING)
