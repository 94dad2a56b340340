"""The record of a case: every run of a step with its beginning, what was done, and one end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from kernel.text import Text
from services.routing.work.domain.case import CaseStatus, LegStatus
from services.routing.work.domain.reading import CaseView, LegView, StepEvent
from services.routing.work.domain.record import record_of
from services.routing.work.domain.task import Task, TaskEnd, TaskStatus
from tests.unit.routing.samples import COMMUNE, DOSSIER, MONDAY, opened, process_of

TASK: Task = opened()[0].tasks[0]
HOUR = timedelta(hours=1)
LAPSED = replace(
    TASK,
    id=UUID(int=9),
    status=TaskStatus.ENDED,
    end=TaskEnd.LAPSED,
    ended_at=MONDAY + 9 * HOUR,
)


def seen(*tasks: Task) -> CaseView:
    leg = LegView(
        leg="registration",
        name=Text(vi="Đăng ký", en="Registration"),
        agency=COMMUNE,
        status=LegStatus.RUNNING,
        started_at=MONDAY,
        finished_at=None,
        due_at=None,
        tasks=tasks,
    )
    return CaseView(
        id=UUID(int=1),
        dossier=DOSSIER,
        procedure="2.001023",
        procedure_version=3,
        process=process_of(),
        status=CaseStatus.OPEN,
        opened_at=MONDAY,
        due_at=None,
        decided_at=None,
        legs=[leg],
    )


def test_what_officers_did_stands_between_beginning_and_end() -> None:
    """Claimed, given to a colleague by nobody in person, completed early: by version three."""
    ended = replace(
        TASK, status=TaskStatus.ENDED, end=TaskEnd.COMPLETE, ended_at=MONDAY + 3 * HOUR
    )
    events = [
        StepEvent(task=TASK.id, action="push", officer="", at=MONDAY + HOUR, taker="officer-1"),
        StepEvent(task=TASK.id, action="complete", officer="officer-1", at=MONDAY + 3 * HOUR),
    ]
    record = record_of(seen(ended), events)

    assert record.procedure_version == 3
    assert [(one.action, one.officer, one.taker, one.late) for one in record.lines] == [
        ("started", None, None, None),
        ("push", None, "officer-1", None),
        ("complete", "officer-1", None, False),
    ]


def test_what_nobody_ended_in_person_has_its_end_all_the_same() -> None:
    """A consultation lapsed, late; an open step has no end; all by their instants."""
    record = record_of(seen(LAPSED, replace(TASK, due_at=None)), [])

    assert [(one.task.int, one.action, one.late) for one in record.lines] == [
        (9, "started", None),
        (TASK.id.int, "started", None),
        (9, "lapsed", True),
    ]
