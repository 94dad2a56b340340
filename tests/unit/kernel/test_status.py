"""The ten statuses and the moves between them."""

from __future__ import annotations

import itertools

import pytest

from kernel.errors import ConflictError
from kernel.status import (
    FINAL_STATUSES,
    TRANSITIONS,
    IllegalTransitionError,
    Status,
    Trigger,
    check_transition,
)

ALLOWED = {
    (1, 2), (1, 3), (1, 5), (1, 7),
    (2, 4), (2, 7),
    (4, 4), (4, 5), (4, 6), (4, 7), (4, 9),
    (5, 2), (5, 3), (5, 4), (5, 7), (5, 8),
    (6, 4), (6, 7),
    (9, 4), (9, 10),
}  # fmt: skip


@pytest.mark.parametrize(("current", "target"), list(itertools.product(Status, Status)))
def test_a_dossier_moves_only_as_the_table_says(current: Status, target: Status) -> None:
    """Every pair of statuses is either in the table or refused as a conflict."""
    if (int(current), int(target)) in ALLOWED:
        assert check_transition(current, target) is TRANSITIONS[current, target]
        return
    with pytest.raises(IllegalTransitionError) as caught:
        check_transition(current, target)

    assert isinstance(caught.value, ConflictError)
    assert caught.value.extra == {"status": int(current)}


def test_nothing_follows_a_final_status() -> None:
    """3, 7, 8 and 10 end a dossier; nothing else does."""
    going_on = {current for current, _ in TRANSITIONS}

    assert {int(s) for s in FINAL_STATUSES} == {3, 7, 8, 10}
    assert {s for s in Status if s.final} == set(Status) - going_on


@pytest.mark.parametrize(
    ("target", "accepted_before"),
    [
        (Status.ACCEPTED, False),
        (Status.NOT_ACCEPTED, False),
        (Status.IN_PROGRESS, True),
        (Status.STOPPED, True),
    ],
)
def test_how_a_supplement_ends_depends_on_acceptance(
    target: Status, *, accepted_before: bool
) -> None:
    """Stop notice and work only after acceptance, refusal and acceptance only before it."""
    waiting = Status.SUPPLEMENT_REQUESTED
    check_transition(waiting, target, was_accepted=accepted_before)
    with pytest.raises(IllegalTransitionError):
        check_transition(waiting, target, was_accepted=not accepted_before)

    assert check_transition(waiting, Status.WITHDRAWN, was_accepted=True) is Trigger.WITHDRAW


def test_every_status_has_its_official_name() -> None:
    """The ten national codes carry the names citizens know."""
    assert [int(status) for status in Status] == list(range(1, 11))
    assert Status(1).text.vi == "Mới đăng ký"
    assert Status(9).text.vi == "Đã xử lý xong"
    assert len({status.text.vi for status in Status}) == 10
    assert all(status.text.en for status in Status)
