"""Whatever the graph and whatever officers do, a case ends, and in order."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events import Event
from contracts.events import routing as events
from contracts.events.ways import LegSkipped
from kernel.condition import comparisons
from kernel.process import StepAction, StepKind
from services.routing.process.domain.graph import require_sound
from services.routing.process.domain.process import Process
from services.routing.work.domain import clocks
from services.routing.work.domain.case import Case, CaseStatus, LegStatus, Suspension
from services.routing.work.domain.consulting import lapse
from services.routing.work.domain.ending import Verdict, end_step
from services.routing.work.domain.occasion import Occasion
from services.routing.work.domain.offering import ending_actions
from services.routing.work.domain.opening import NothingChosenError
from services.routing.work.domain.receipt import Receipt, end_payment
from services.routing.work.domain.starting import Change
from services.routing.work.domain.task import Task, claim
from tests.unit.routing.samples import leg, numbers, occasion, opened, process_of, step

WALKS = int(os.environ.get("MOTCUA_CASE_WALKS", "100"))
"""How many cases are walked; a hundred thousand of them on a quiet evening."""

_BACK = {StepAction.RETURN, StepAction.REFUSE}


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a process: up to six legs, each after any of those before it, in any order.

    Legs and steps may be chosen by what intake judged (`form/a`, `form/b`) or by the answer of a
    leg before; one may wait for a payment or be another agency's opinion.
    """
    legs: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 6))):
        after = draw(st.sets(st.sampled_from(range(number)))) if number else set()
        steps = [
            draw(_steps(f"s{place}", f"l{number}s{place}"))
            for place in range(draw(st.integers(1, 3)))
        ]
        made = leg(f"l{number}", steps, after=[f"l{other}" for other in sorted(after)])
        if draw(st.booleans()):
            made["when"] = draw(_conditions([f"l{other}s0" for other in sorted(after)]))
        if draw(st.integers(0, 4)) == 0 and all("kind" not in one for one in steps):
            silence = draw(st.sampled_from(["consent", "escalate"]))
            content = {"vi": "Ý kiến", "en": "Opinion"}
            made |= {"kind": "consultation", "silence": silence, "content": content}
        legs.append(made)
    return {"legs": draw(st.permutations(legs))}


@st.composite
def _steps(draw: st.DrawFn, name: str, question: str) -> dict[str, Any]:
    if name != "s0" and draw(st.integers(0, 3)) == 0:
        return step(name, "officer", ["complete"], hours=0) | {"kind": "payment"}
    actions = draw(st.sets(st.sampled_from(StepAction), min_size=1)) | {"complete"}
    made = step(name, "approver", actions)
    if name == "s0":
        label = {"vi": "Có?", "en": "Is it so?"}
        made["asks"] = [{"id": question, "type": "boolean", "label": label}]
        if draw(st.integers(0, 3)) == 0:
            made["when"] = draw(_conditions([]))
    elif draw(st.booleans()):
        made["when"] = draw(_conditions([question[:-1] + "0"]))
    return made


@st.composite
def _conditions(draw: st.DrawFn, answers: list[str]) -> dict[str, Any]:
    paths = ["form/a", "form/b", *(f"answer/{name}" for name in answers)]
    parts = [
        {"value": path, "eq": draw(st.booleans())}
        for path in draw(st.lists(st.sampled_from(paths), min_size=1, max_size=3))
    ]
    whole = {draw(st.sampled_from(["all", "any"])): parts}
    return {"not": whole} if draw(st.booleans()) else whole


Choose = Callable[[list[Any]], Any]
Step = tuple[Case, tuple[Event, ...], bool]


def act(case: Case, choose: Choose, backwards: int, now: Occasion) -> Step:
    """Let an officer end one of the open tasks; steps back only while some are left."""
    task = choose([task for task in case.tasks if task.open])
    held = case.with_task(claim(task, "officer-1"))
    step_of = case.process.step(task.leg, task.step)
    if case.suspended is Suspension.OBLIGATION:
        task = next(one for one in case.tasks if one.open and _payment(case, one))
        held = case.with_task(claim(task, "officer-1"))
        receipt = Receipt(number="KB", paid_on=now.at.date(), amount=1)
        after, said = end_payment(held, task.id, receipt, officer="officer-1", occasion=now)
        return after, said, False
    actions = ending_actions(task, case.process, case.finished_legs(), case.facts)
    action = choose(sorted(actions if backwards else actions - _BACK))
    back = action in _BACK
    answers = {} if back else {asked.id: choose([True, False]) for asked in step_of.asks}
    verdict = Verdict(
        action=action, officer="officer-1", reason="vì" if back else None, answers=answers
    )
    after, said = end_step(held, task.id, verdict, now)
    return after, said, back


def happen(case: Case, choose: Choose, now: Occasion) -> Change:
    """Let intake or the clock do what is due: run on, re-plan, a consultation that lapses."""
    if case.suspended is Suspension.OBLIGATION_MET:
        return clocks.run_on(case, now.at, None, now.schedules, anew=False), ()
    if choose([True, False, False]):
        case = clocks.follow(case, now.schedules)
    silent = [leg for leg in case.legs if leg.silent_at is not None]
    if not silent or not choose([True, False]):
        return case, ()
    one = choose(silent)
    change = lapse(case, one.id, replace(now, at=one.silent_at))
    assert change is not None
    return change


def _payment(case: Case, task: Task) -> bool:
    return case.process.step(task.leg, task.step).kind is StepKind.PAYMENT


def check_state(case: Case) -> None:
    """Check that a running leg has one open task and any other leg none."""
    open_by_leg = Counter(task.leg for task in case.tasks if task.open)
    assert open_by_leg == Counter(leg.id for leg in case.legs if leg.status is LegStatus.RUNNING)


def check_starts(process: Process, said: list[Event]) -> None:
    """Check that no leg began before those it waits for were done at that moment."""
    done: set[str] = set()
    begun: set[str] = set()
    for event in said:
        if isinstance(event, events.LegFinished | LegSkipped):
            done.add(event.leg)
        if isinstance(event, events.LegStarted):
            if event.leg not in done:
                assert process.leg(event.leg).after <= done
            done.discard(event.leg)
            begun.add(event.leg)
        if isinstance(event, events.StepStarted):
            assert event.leg in begun


def check_choices(case: Case) -> None:
    """Check that nothing runs that the facts do not choose, as far as it has just begun."""
    for leg_ in case.legs:
        if leg_.status is LegStatus.SKIPPED:
            chosen = case.process.leg(leg_.id).chosen_steps(case.facts)
            assert leg_.started_at is None or not chosen
    standing = case.suspended is Suspension.OBLIGATION
    assert standing == any(task.open and _payment(case, task) for task in case.tasks)


@settings(max_examples=WALKS, deadline=None)
@given(
    document=graphs(),
    judged=st.fixed_dictionaries({"form/a": st.booleans(), "form/b": st.booleans()}),
    data=st.data(),
)
def test_every_case_ends_in_order_and_every_step_once(
    document: dict[str, Any], judged: dict[str, bool], data: st.DataObject
) -> None:
    """Random graphs, choices, officers, answers, payments, silences, up to five steps back."""

    def choose(options: list[Any]) -> Any:  # noqa: ANN401
        return data.draw(st.sampled_from(options))

    process = process_of(document)
    require_sound(process)
    new_id = numbers()
    try:
        case, first = opened(process, new_id=new_id, conditions=_named(process, judged))
    except NothingChosenError:
        return
    said, backwards, acts = list(first), 5, 0
    now = occasion(process, new_id)
    while case.status is CaseStatus.OPEN:
        check_state(case)
        check_choices(case)
        case, more = happen(case, choose, now)
        said.extend(more)
        if case.status is CaseStatus.OPEN and case.suspended is not Suspension.OBLIGATION_MET:
            case, more, went_back = act(case, choose, backwards, now)
            said.extend(more)
            backwards -= went_back
        acts += 1
        assert acts < 200

    check_starts(process, said)
    check_ends(case, said)


def _named(process: Process, judged: dict[str, bool]) -> dict[str, bool]:
    parts = (part for when in process.conditions() if when for part in comparisons(when))
    return {part.name: part.holds(judged[part.path]) for part in parts if part.path in judged}


def check_ends(case: Case, said: list[Event]) -> None:
    """Check that every step has one end, the case one decision, and nothing is left open."""
    started = Counter(e.task for e in said if isinstance(e, events.StepStarted))
    ended = Counter(e.task for e in said if isinstance(e, events.StepCompleted))
    unsaid = {str(t.id) for t in case.tasks if t.end is not None and t.ended_by is None}
    assert set(started.values()) <= {1}
    assert set(ended.values()) <= {1}
    assert set(started) == set(ended) | unsaid
    assert not unsaid & set(ended)
    assert not any(task.open for task in case.tasks)
    assert [e for e in said if isinstance(e, events.CaseDecided)] == said[-1:]
    over = {LegStatus.FINISHED, LegStatus.CANCELLED, LegStatus.SKIPPED}
    assert {leg.status for leg in case.legs} <= over
    if case.status is CaseStatus.APPROVED:
        assert len(case.done_legs()) == len(case.legs)
