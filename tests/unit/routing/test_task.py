"""A task is taken, given back and ended."""

from __future__ import annotations

import pytest

from kernel.errors import StaleVersionError
from services.routing.work.domain.errors import (
    TaskEndedError,
    TaskNotClaimedError,
    TaskTakenError,
)
from services.routing.work.domain.task import (
    Task,
    TaskEnd,
    TaskStatus,
    claim,
    end_task,
    release,
    require_version,
)
from tests.unit.routing.samples import MONDAY, opened


@pytest.fixture
def task() -> Task:
    """Give a task that waits."""
    return opened()[0].tasks[0]


def test_claiming_makes_an_owner(task: Task) -> None:
    """And a new version; claiming again changes nothing."""
    mine = claim(task, "a")

    assert (mine.status, mine.assignee, mine.version) == (TaskStatus.CLAIMED, "a", 2)
    assert claim(mine, "a") == mine
    with pytest.raises(TaskTakenError):
        claim(mine, "b")


def test_the_owner_releases_and_a_head_for_the_owner(task: Task) -> None:
    """A colleague may not."""
    mine = claim(task, "a")

    for free in (release(mine, "a", by_head=False), release(mine, "head", by_head=True)):
        assert (free.status, free.assignee, free.version) == (TaskStatus.WAITING, None, 3)
    with pytest.raises(TaskTakenError):
        release(mine, "b", by_head=False)


def test_what_nobody_holds_cannot_be_released(task: Task) -> None:
    """Neither by an officer nor by the head."""
    for by_head in (True, False):
        with pytest.raises(TaskNotClaimedError):
            release(task, "a", by_head=by_head)


def test_a_task_ends_once(task: Task) -> None:
    """After that nothing can be done with it."""
    over = end_task(task, TaskEnd.COMPLETE, at=MONDAY, officer="a")

    assert (over.status, over.end, over.ended_by, over.version) == (
        TaskStatus.ENDED,
        TaskEnd.COMPLETE,
        "a",
        2,
    )
    with pytest.raises(TaskEndedError):
        end_task(over, TaskEnd.CANCELLED, at=MONDAY, officer=None)
    with pytest.raises(TaskEndedError):
        claim(over, "a")
    with pytest.raises(TaskEndedError):
        release(over, "head", by_head=True)


def test_a_change_names_the_version_that_was_read(task: Task) -> None:
    """Otherwise two officers overwrite each other."""
    require_version(task, "1")

    with pytest.raises(StaleVersionError):
        require_version(task, "2")
