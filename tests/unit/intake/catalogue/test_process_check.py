"""The graph of an internal process is checked before anybody works by it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kernel.process import StepAction, StepRole
from kernel.term import Term
from kernel.text import Text
from services.intake.catalogue.domain.agency_rule import AgencyRule, RuleKind
from services.intake.catalogue.domain.choice_check import critical_path
from services.intake.catalogue.domain.legal_total import legal_minutes
from services.intake.catalogue.domain.process import Leg, ProcessDefinition, Step
from services.intake.catalogue.domain.process_check import (
    check_process,
    reachable_legs,
)

HOUR = 60
DAY = 8 * HOUR
NAME = Text(vi="Bước", en="Step")


def step(name: str, minutes: int, *actions: StepAction) -> Step:
    role = StepRole.APPROVER if StepAction.APPROVE in actions else StepRole.OFFICER
    return Step(id=name, name=NAME, role=role, working_minutes=minutes, actions=actions)


def leg(name: str, days: int, *after: str) -> Leg:
    steps = (
        step("work", days * DAY - HOUR, StepAction.COMPLETE),
        step("sign", HOUR, StepAction.APPROVE, StepAction.RETURN),
    )
    return Leg(
        id=name,
        name=NAME,
        agency=AgencyRule(by=RuleKind.RECEIVING),
        working_minutes=days * DAY,
        after=after,
        steps=steps,
    )


def totals(legal: int | None) -> dict[tuple[str, str | None], int]:
    return {} if legal is None else {("online", None): legal}


def pointers(process: ProcessDefinition, legal: int | None = 100 * DAY) -> list[str]:
    return [item.pointer for item in check_process(process, totals=totals(legal))]


def test_a_diamond_of_legs_is_sound() -> None:
    """Fan-out and join are allowed; the longest way decides."""
    process = ProcessDefinition(
        legs=(leg("a", 1), leg("b", 5, "a"), leg("c", 2, "a"), leg("d", 3, "b", "c"))
    )

    assert pointers(process) == []
    assert critical_path(process) == (9 * DAY, ("a", "b", "d"))


def test_the_order_of_legs_in_the_document_does_not_matter() -> None:
    """A leg may stand before those it waits for."""
    process = ProcessDefinition(legs=(leg("b", 2, "a"), leg("a", 1)))

    assert critical_path(process) == (3 * DAY, ("a", "b"))


def test_a_critical_path_longer_than_the_law_is_refused() -> None:
    """Seventeen days of steps do not fit into fifteen of the law; exactly fifteen do."""
    process = ProcessDefinition(legs=(leg("a", 12), leg("b", 5, "a")))

    faults = check_process(process, totals=totals(15 * DAY))

    assert [item.pointer for item in faults] == ["/process/legs"]
    assert "136" in faults[0].text.vi
    assert pointers(ProcessDefinition(legs=(leg("a", 12), leg("b", 3, "a"))), 15 * DAY) == []


def test_legs_beside_one_another_do_not_add_up() -> None:
    """Parallel legs share the time."""
    process = ProcessDefinition(legs=(leg("a", 10), leg("b", 9)))

    assert pointers(process, 10 * DAY) == []


def test_a_cycle_is_refused_with_what_waits_for_it() -> None:
    """Legs in a cycle never begin, nor does the one behind them."""
    process = ProcessDefinition(
        legs=(leg("start", 1), leg("a", 1, "b"), leg("b", 1, "a"), leg("end", 1, "b"))
    )

    assert reachable_legs(process) == {"start"}
    assert pointers(process) == [f"/process/legs/{number}/after" for number in (1, 2, 3)]


def test_a_leg_that_waits_for_an_unknown_one_is_refused() -> None:
    """The name is wrong, and the leg never begins."""
    process = ProcessDefinition(legs=(leg("a", 1, "nowhere"),))

    assert set(pointers(process)) == {"/process/legs/0/after"}


def test_a_step_without_a_way_on_is_a_dead_end() -> None:
    """Refusing and returning alone lead to no result."""
    dead = replace(leg("a", 1), steps=(step("stuck", HOUR, StepAction.REFUSE),))

    assert "/process/legs/0/steps/0/actions" in pointers(ProcessDefinition(legs=(dead,)))


def test_the_first_step_has_nothing_to_return_to() -> None:
    """A return out of the process is no return."""
    steps = (step("first", HOUR, StepAction.COMPLETE, StepAction.RETURN), leg("x", 1).steps[1])
    process = ProcessDefinition(legs=(replace(leg("a", 1), steps=steps),))

    assert pointers(process) == ["/process/legs/0/steps/0/actions"]


def test_steps_must_fit_into_their_leg() -> None:
    """The limit of a leg is no shorter than its steps together."""
    short = replace(leg("a", 2), working_minutes=DAY)

    assert pointers(ProcessDefinition(legs=(short,))) == ["/process/legs/0/working_hours"]


def test_only_an_approver_approves_and_somebody_must() -> None:
    """A result is signed, and by who may sign."""
    officer = replace(leg("a", 1).steps[1], role=StepRole.OFFICER)
    wrong = replace(leg("a", 1), steps=(leg("a", 1).steps[0], officer))
    unsigned = replace(leg("a", 1), steps=leg("a", 1).steps[:1])

    assert pointers(ProcessDefinition(legs=(wrong,))) == ["/process/legs/0/steps/1/role"]
    assert pointers(ProcessDefinition(legs=(unsigned,))) == ["/process/legs"]


def test_empty_and_doubled_parts_are_refused() -> None:
    """No leg, no step, or an id twice: nothing to work by."""
    hollow = replace(leg("a", 1), steps=())

    assert pointers(ProcessDefinition(legs=())) == ["/process/legs"]
    assert "/process/legs/0/steps" in pointers(ProcessDefinition(legs=(hollow,)))
    assert "/process/legs" in pointers(ProcessDefinition(legs=(leg("a", 1), leg("a", 1))))


@pytest.mark.parametrize(
    ("term", "minutes"),
    [
        ("0wd", DAY),
        ("7wd", 7 * DAY),
        ("8wh", DAY),
        ("15d", 10 * DAY),
        ("1d", DAY),
        ("2m", 40 * DAY),
    ],
)
def test_a_term_leaves_so_much_working_time(term: str, minutes: int) -> None:
    """Eight hours a day; calendar terms are counted low."""
    assert legal_minutes(Term.parse(term)) == minutes
