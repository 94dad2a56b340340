"""The wish to have a dossier back: what its timer waits for meanwhile and afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from kernel.clock import VIETNAM
from kernel.status import Status
from services.intake.registry.domain.dossier import Dossier, SubStatus
from services.intake.registry.domain.limit import LimitKind
from services.intake.registry.domain.limits import limit_at
from services.intake.registry.domain.withdrawal import ask_for_withdrawal, refuse_withdrawal
from tests.unit.intake.registry.samples import AT, DUE, dossier

BY = datetime(2026, 12, 14, 17, 30, tzinfo=VIETNAM)
REMINDED_AT = datetime(2026, 12, 11, 8, tzinfo=VIETNAM)
CLOSED_AT = datetime(2026, 12, 15, tzinfo=VIETNAM)


def waiting(limit: LimitKind | None, sub_status: SubStatus | None = None) -> Dossier:
    """Return an accepted dossier whose papers are waited for, or are in."""
    return dossier(
        Status.SUPPLEMENT_REQUESTED,
        sub_status=sub_status,
        accepted_at=AT,
        supplement_asked_at=AT,
        supplement_by=BY,
        next_limit=limit,
    )


def wished_and_refused(before: Dossier, refused_at: datetime) -> tuple[Dossier, Dossier]:
    """Return the dossier while its owner's wish waits, and after a decision was first."""
    asked, _ = ask_for_withdrawal(before, at=AT + timedelta(hours=1))
    kept, _ = refuse_withdrawal(asked, at=refused_at)
    return asked, kept


@pytest.mark.parametrize(
    ("refused_at", "limit", "rings"),
    [
        (AT + timedelta(hours=2), LimitKind.SUPPLEMENT_SOON, REMINDED_AT),
        (REMINDED_AT, LimitKind.SUPPLEMENT, CLOSED_AT),
        (CLOSED_AT + timedelta(days=1), LimitKind.SUPPLEMENT, CLOSED_AT),
    ],
    ids=["before the reminder", "at the reminder", "behind the window"],
)
def test_papers_are_waited_for_again_when_the_wish_is_refused(
    refused_at: datetime, limit: LimitKind, rings: datetime
) -> None:
    """The window did not stand: what of it is still ahead is waited for, its end in any case."""
    asked, kept = wished_and_refused(waiting(LimitKind.SUPPLEMENT_SOON), refused_at)

    assert asked.next_limit is None
    assert (kept.next_limit, limit_at(kept)) == (limit, rings)
    assert (kept.withdrawal_asked_at, kept.version) == (None, asked.version + 1)


@pytest.mark.parametrize("limit", [LimitKind.HEAD_ALERT, None], ids=["ahead", "passed"])
def test_an_answer_the_desk_owes_is_waited_for_all_the_time(limit: LimitKind | None) -> None:
    """Papers that are in keep the desk's limit, and one that has come does not come again."""
    before = waiting(limit, SubStatus.SUPPLEMENT_RECEIVED)
    asked, kept = wished_and_refused(before, AT + timedelta(hours=2))

    assert [one.next_limit for one in (asked, kept)] == [limit, limit]


@pytest.mark.parametrize(
    ("status", "limit"), [(Status.IN_PROGRESS, LimitKind.DUE), (Status.SETTLED, None)]
)
def test_other_limits_stay_as_they_are(status: Status, limit: LimitKind | None) -> None:
    """What runs is kept, and a dossier that was decided meanwhile waits for nothing."""
    before = dossier(
        status, accepted_at=AT, due_at=DUE.due_at, withdrawal_asked_at=AT, next_limit=limit
    )
    kept, _ = refuse_withdrawal(before, at=AT + timedelta(hours=2))

    assert kept.next_limit is limit
