"""Whose work at a desk somebody sees, and how pressing it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kernel.clock import VIETNAM
from kernel.rights import Actor, Ground, Role, Standing
from services.intake.desk.domain.call import CallOutcome
from services.intake.desk.domain.queue import (
    DeskKind,
    DeskPlace,
    QueueItem,
    Urgency,
    desk_places,
)

MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=VIETNAM)
HOUR = timedelta(hours=1)
ITEM = QueueItem(
    kind=DeskKind.RECEPTION,
    dossier="H56.14797-261123-0001",
    act_by=MONDAY + 8 * HOUR,
    since=MONDAY,
    staff_alert_at=MONDAY + 2 * HOUR,
    procedure="1.001193",
    procedure_version=1,
    agency="H56.14797",
    competent_agency="H56.14797",
    channel="online",
    status=1,
    version=1,
    applicant="Nguyễn Thị Ế",
)


def standing(agency: str, role: Role, ground: Ground = Ground.HOME) -> Standing:
    return Standing(agency=agency, roles=frozenset({role}), ground=ground)


def places(*standings: Standing) -> list[DeskPlace]:
    actor = Actor(subject="officer-1", roles=frozenset({Role.OFFICER}), standings=standings)
    return list(desk_places(actor))


def test_staff_see_all_of_their_own_desk() -> None:
    """Confidential dossiers too: somebody must receive them."""
    for role in (Role.OFFICER, Role.APPROVER, Role.HEAD):
        assert places(standing("H56.1", role)) == [
            DeskPlace(agency="H56.1", confidential=False),
            DeskPlace(agency="H56.1", confidential=True),
        ]


def test_the_seconded_see_what_is_not_confidential() -> None:
    """At the desk they were sent to, beside all of their own."""
    both = places(
        standing("H56.1", Role.OFFICER), standing("H56.2", Role.OFFICER, Ground.SECONDED)
    )

    assert [place for place in both if place.agency == "H56.2"] == [
        DeskPlace(agency="H56.2", confidential=False)
    ]


def test_who_signs_in_another_s_place_or_watches_has_no_desk() -> None:
    """A delegation is of signing, and supervisors change nothing."""
    assert places(standing("H56.1", Role.HEAD, Ground.DELEGATED)) == []
    assert places(standing("H56", Role.SUPERVISOR)) == []


@pytest.mark.parametrize(
    ("kind", "hours", "urgency"),
    [
        (DeskKind.RECEPTION, 1, Urgency.ORDINARY),
        (DeskKind.RECEPTION, 2, Urgency.PRESSING),
        (DeskKind.RECEPTION, 8, Urgency.PRESSING),
        (DeskKind.RECEPTION, 9, Urgency.LATE),
        (DeskKind.SUPPLEMENT, 3, Urgency.PRESSING),
        (DeskKind.HANDOVER, 3, Urgency.ORDINARY),
        (DeskKind.HANDOVER, 9, Urgency.LATE),
        (DeskKind.PAYMENT, 99, Urgency.ORDINARY),
        (DeskKind.MESSAGE, 0, Urgency.PRESSING),
        (DeskKind.CALL, 99, Urgency.PRESSING),
    ],
)
def test_urgency_follows_the_limits_of_the_answer(
    kind: DeskKind, hours: int, urgency: Urgency
) -> None:
    """Pressing at two working hours, late after eight; a result by its day."""
    item = replace(ITEM, kind=kind)

    assert item.urgency(MONDAY + hours * HOUR) is urgency


def test_without_an_alert_only_the_limit_counts() -> None:
    """Letters have a working day and no alert at two hours."""
    item = replace(ITEM, staff_alert_at=None)

    assert item.urgency(MONDAY + 7 * HOUR) is Urgency.ORDINARY


def test_only_an_unanswered_call_is_made_again() -> None:
    """Whoever was told, or knows already, is left in peace."""
    assert [outcome for outcome in CallOutcome if not outcome.done] == [CallOutcome.UNANSWERED]
