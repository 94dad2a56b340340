"""What may happen to a dossier, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from kernel.errors import StaleVersionError
from kernel.reception import Timeliness
from kernel.status import IllegalTransitionError, Status
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.registry.domain.acceptance import accept
from services.intake.registry.domain.dossier import (
    Dossier,
    Outcome,
    SubStatus,
    hand_over,
    refuse,
    require_version,
    settle,
    start_work,
)
from services.intake.registry.domain.refusal import Refusal
from tests.unit.intake.registry.samples import AGENCIES, AT, DUE, dossier

Transition = Callable[[Dossier], tuple[Dossier, object]]

TRANSITIONS: dict[Status, tuple[Status, Transition]] = {
    Status.ACCEPTED: (
        Status.FILED,
        lambda d: accept(d, at=AT, due=DUE, agencies=AGENCIES, officer="o"),
    ),
    Status.NOT_ACCEPTED: (
        Status.FILED,
        lambda d: refuse(d, at=AT, refusal=Refusal(words="x"), officer="o"),
    ),
    Status.IN_PROGRESS: (Status.ACCEPTED, lambda d: start_work(d, at=AT)),
    Status.SETTLED: (
        Status.IN_PROGRESS,
        lambda d: settle(d, at=AT, outcome=Outcome.APPROVED, result_number="1", officer="o-1"),
    ),
    Status.HANDED_OVER: (
        Status.SETTLED,
        lambda d: hand_over(d, at=AT, method=DeliveryMethod.DESK, officer="o"),
    ),
}


@pytest.mark.parametrize("target", TRANSITIONS)
def test_a_transition_raises_the_version_by_one(target: Status) -> None:
    """Each change is a new version in the new status."""
    origin, transition = TRANSITIONS[target]

    changed, _event = transition(dossier(origin, version=7))

    assert (changed.status, changed.version) == (target, 8)


@pytest.mark.parametrize("target", TRANSITIONS)
def test_a_transition_starts_from_its_status_alone(target: Status) -> None:
    """From every other status it is illegal."""
    allowed, transition = TRANSITIONS[target]
    # 5 to 2 and 5 to 3 are legal in the table; asking for papers comes with its own issue.
    others = [
        s for s in Status if s not in {allowed, Status.SUPPLEMENT_REQUESTED, Status(6), Status(9)}
    ]

    for status in others:
        if (status, target) == (Status.IN_PROGRESS, Status.IN_PROGRESS):
            continue
        with pytest.raises(IllegalTransitionError):
            transition(dossier(status))


def test_acceptance_fixes_due_date_and_agencies() -> None:
    """The event says what the state holds."""
    accepted, said = accept(dossier(), at=AT, due=DUE, agencies=AGENCIES, officer="officer-1")

    assert (accepted.term, accepted.due_at) == ("5wd", DUE.due_at)
    assert accepted.agencies == ("H56.14797", "H56.STP")
    assert (said.term, said.due_at, said.officer) == ("5wd", DUE.due_at, "officer-1")
    assert [(leg.leg, leg.agency) for leg in said.legs] == [("check", "H56.STP")]


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        (timedelta(days=-1), Timeliness.EARLY),
        (timedelta(hours=10), Timeliness.ON_TIME),
        (timedelta(days=1), Timeliness.LATE),
    ],
)
def test_the_finish_is_compared_by_day(late: timedelta, expected: Timeliness) -> None:
    """A term in days is kept to the day, whatever the hour."""
    running = dossier(Status.IN_PROGRESS, term="5wd", due_at=DUE.due_at)

    settled, said = settle(
        running, at=DUE.due_at + late, outcome=Outcome.REFUSED, result_number=None, officer="o"
    )

    assert settled.timeliness is expected
    assert said.timeliness == expected.value
    assert settled.sub_status is SubStatus.WAITING_RETURN


def test_without_a_due_date_it_is_on_time() -> None:
    """Nothing can be late that had no date."""
    settled, _ = settle(
        dossier(Status.IN_PROGRESS),
        at=AT,
        outcome=Outcome.APPROVED,
        result_number=None,
        officer="o",
    )

    assert settled.timeliness is Timeliness.ON_TIME


def test_another_version_is_stale() -> None:
    """The caller must have read the dossier as it is."""
    require_version(dossier(version=3), 3)
    with pytest.raises(StaleVersionError):
        require_version(dossier(version=3), 2)


def test_nothing_personal_is_in_a_representation() -> None:
    """A dossier in a log or a traceback names nobody."""
    shown = repr(dossier(refusal_reason="Ông A thiếu giấy tờ"))

    assert "038190000001" not in shown
    assert "Ông A" not in shown
