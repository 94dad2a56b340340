"""What intake tells of stands in the register; who may read which lines of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from contracts.events.clock import AnswerLate, DossierReplanned, SupplementOverridden
from kernel.errors import ForbiddenError
from kernel.rights import Role
from services.routing.lateness.domain.reading import Reach, reach_of
from services.routing.lateness.domain.violation import (
    Cause,
    ViolationKind,
)
from services.routing.lateness.usecases.record_told import record_told, take_back_answer
from tests.unit.routing.samples import (
    COMMUNE,
    DOSSIER,
    MONDAY,
    officer,
)
from tests.unit.routing.watched import DUE, LATER, Register

ABOUT = {"code": DOSSIER, "procedure": "2.001023", "receiving_agency": COMMUNE}
LATE_ANSWER = AnswerLate(received_at=MONDAY, answer_by=DUE, **ABOUT)


def overridden(cause: str) -> SupplementOverridden:
    return SupplementOverridden(
        requested_at=LATER, allowed_until=DUE, officer="head-1", cause=cause, **ABOUT
    )


@pytest.mark.parametrize(
    ("event", "wanted"),
    [
        (LATE_ANSWER, (ViolationKind.ANSWER_LATE, None, None, DUE)),
        (
            overridden("late"),
            (ViolationKind.SUPPLEMENT_OVERRIDDEN, Cause.LATE, "head-1", LATER),
        ),
        (
            overridden("second"),
            (ViolationKind.SUPPLEMENT_OVERRIDDEN, Cause.SECOND, "head-1", LATER),
        ),
    ],
    ids=["answer", "late", "second"],
)
def test_what_intake_tells_keeps_its_cause_and_whom_it_charges(
    event: AnswerLate | SupplementOverridden, wanted: tuple[object, ...]
) -> None:
    """Once for each event, however often it comes."""
    register = Register()
    for _ in range(2):
        record_told(event, UUID(int=7), violations=register, clock=lambda: LATER)

    (line,) = register.lines
    assert (line.kind, line.cause, line.officer, line.at) == wanted
    assert (line.agency, line.due_at, line.procedure) == (COMMUNE, DUE, "2.001023")


@pytest.mark.parametrize(
    ("clock", "moved", "struck"),
    [("answer", 1, 1), ("answer", -1, 0), ("term", 1, 0)],
    ids=["later", "earlier", "another clock"],
)
def test_an_answer_whose_limit_moved_later_was_not_late(
    clock: str, moved: int, struck: int
) -> None:
    """Intake tells again if the new limit passes too."""
    register = Register()
    record_told(LATE_ANSWER, UUID(int=7), violations=register, clock=lambda: LATER)
    event = DossierReplanned(
        competent_agency=COMMUNE,
        clock=clock,
        old_at=DUE,
        new_at=DUE + timedelta(days=moved),
        provisional=False,
        calendar="vn",
        calendar_version=2,
        ground="12/TB-UBND",
        replanned_at=LATER,
        **ABOUT,
    )
    take_back_answer(event, violations=register, clock=lambda: LATER)

    assert len(register.struck) == struck
    assert len(register.lines) == 1


def test_who_may_read_what_of_the_register() -> None:
    """Heads and supervisors down from where they stand, officers their own, others nothing."""
    nowhere = officer(Role.SUPERVISOR, subject="province", agency=None)

    assert reach_of(officer(Role.OFFICER)) == Reach(own="officer-1")
    assert reach_of(officer(Role.HEAD)) == Reach(
        own="officer-1", above=frozenset({COMMUNE}), at=frozenset({COMMUNE})
    )
    assert reach_of(officer(Role.SUPERVISOR)) == Reach(above=frozenset({COMMUNE}))
    assert reach_of(nowhere) == Reach(everywhere=True)
    for role in (Role.CITIZEN, Role.PARTNER, Role.ADMIN):
        with pytest.raises(ForbiddenError):
            reach_of(officer(role))
