"""Whatever the graph and whatever officers do, a case ends, and in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events import Event
from contracts.events import routing as events
from services.routing.process.domain.graph import require_sound
from services.routing.process.domain.process import Process, StepAction
from services.routing.work.domain.case import Case, CaseStatus, LegStatus
from services.routing.work.domain.ending import Verdict, end_step
from services.routing.work.domain.offering import ending_actions
from services.routing.work.domain.task import claim
from tests.unit.routing.samples import leg, numbers, occasion, opened, process_of, step

_ACTIONS = st.sets(st.sampled_from(StepAction))
_BACK = {StepAction.RETURN, StepAction.REFUSE}


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a process: up to six legs, each after any of those before it, in any order."""
    legs = []
    for number in range(draw(st.integers(1, 6))):
        after = draw(st.sets(st.sampled_from(range(number)))) if number else set()
        steps = [
            step(
                f"s{place}",
                "approver",
                draw(st.sets(st.sampled_from(StepAction), min_size=1)) | {"complete"},
            )
            for place in range(draw(st.integers(1, 3)))
        ]
        legs.append(leg(f"l{number}", steps, after=[f"l{other}" for other in sorted(after)]))
    return {"legs": draw(st.permutations(legs))}


def act(
    case: Case, choose: Callable[[list[Any]], Any], backwards: int, new_id: Callable[[], UUID]
) -> tuple[Case, tuple[Event, ...], bool]:
    """Let an officer end one of the open tasks; steps back only while some are left."""
    task = choose([task for task in case.tasks if task.open])
    actions = ending_actions(task, case.process, case.finished_legs())
    allowed = actions if backwards else actions - _BACK
    action = choose(sorted(allowed))
    held = case.with_task(claim(task, "officer-1"))
    verdict = Verdict(action=action, officer="officer-1", reason="vì" if action in _BACK else None)
    after, said = end_step(held, task.id, verdict, occasion(case.process, new_id))
    return after, said, action in _BACK


def check_state(case: Case) -> None:
    """Check that a running leg has one open task and any other leg none."""
    open_by_leg = Counter(task.leg for task in case.tasks if task.open)
    assert open_by_leg == Counter(leg.id for leg in case.legs if leg.status is LegStatus.RUNNING)


def check_starts(process: Process, said: list[Event]) -> None:
    """Check that no leg began before those it waits for were finished at that moment."""
    finished: set[str] = set()
    begun: set[str] = set()
    for event in said:
        if isinstance(event, events.LegFinished):
            finished.add(event.leg)
        if isinstance(event, events.LegStarted):
            if event.leg not in finished:
                assert process.leg(event.leg).after <= finished
            finished.discard(event.leg)
            begun.add(event.leg)
        if isinstance(event, events.StepStarted):
            assert event.leg in begun


@settings(max_examples=300, deadline=None)
@given(document=graphs(), data=st.data())
def test_every_case_ends_in_order_and_every_step_once(
    document: dict[str, Any], data: st.DataObject
) -> None:
    """Random graphs, random officers, up to five steps back."""

    def choose(options: list[Any]) -> Any:  # noqa: ANN401
        return data.draw(st.sampled_from(options))

    process = process_of(document)
    require_sound(process)
    new_id = numbers()
    case, first = opened(process, new_id=new_id)
    said, backwards, acts = list(first), 5, 0
    while case.status is CaseStatus.OPEN:
        check_state(case)
        case, more, went_back = act(case, choose, backwards, new_id)
        said.extend(more)
        backwards -= went_back
        acts += 1
        assert acts < 200

    check_starts(process, said)
    started = Counter(e.task for e in said if isinstance(e, events.StepStarted))
    ended = Counter(e.task for e in said if isinstance(e, events.StepCompleted))
    cancelled = {str(t.id) for t in case.tasks if t.end is not None and t.ended_by is None}
    assert set(started.values()) == {1}
    assert set(ended.values()) == {1}
    assert set(started) == set(ended) | cancelled
    assert not cancelled & set(ended)
    assert not any(task.open for task in case.tasks)
    assert [e for e in said if isinstance(e, events.CaseDecided)] == said[-1:]
    over = {LegStatus.FINISHED, LegStatus.CANCELLED}
    assert {leg.status for leg in case.legs} <= over
    if case.status is CaseStatus.APPROVED:
        assert len(case.finished_legs()) == len(case.legs)
