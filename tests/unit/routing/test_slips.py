"""What one agency hands to another, and what the other says of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from kernel.errors import ForbiddenError
from kernel.rights import Actor, Confidentiality, Role
from services.routing.work.domain.case import Case
from services.routing.work.domain.errors import (
    ReasonMissingError,
    SlipSettledError,
    SlipUnknownError,
)
from services.routing.work.domain.slip import (
    Slip,
    SlipStatus,
    handovers,
    refuse,
    require_receiver,
    take,
)
from tests.unit.routing.samples import (
    COMMUNE,
    INSURANCE,
    MONDAY,
    SIGN,
    Walk,
    leg,
    officer,
    process_of,
    step,
)

SLIP = Slip(
    id=UUID(int=1),
    position=1,
    number="H56.14797-261102-0001/BG-1",
    dossier="H56.14797-261102-0001",
    kept=Confidentiality.ORDINARY,
    from_leg="registration",
    from_agency=COMMUNE,
    to_leg="insurance",
    to_agency=INSURANCE,
    returned=False,
    papers=(),
    given_by="approver-1",
    given_at=MONDAY,
)


def between(before: Case, after: Case) -> list[tuple[str, str, bool, str | None]]:
    """Return what a transition hands over: from where to where, back or not, by whom."""
    return [
        (one.from_leg.id, one.to_leg.id, one.returned, one.given_by)
        for one in handovers(before, after)
    ]


def test_a_leg_that_ends_hands_over_to_another_agencys_and_a_return_hands_back() -> None:
    """Steps inside an agency hand nothing over; who ended the last one gave it."""
    walk = Walk()
    opened = walk.case
    inside = walk.end("complete")
    forth = walk.end("approve")
    back = walk.end("return", reason="Thiếu trang")
    again = walk.end("approve")

    assert between(opened, inside) == []
    assert between(inside, forth) == [("registration", "insurance", False, "officer-1")]
    assert between(forth, back) == [("insurance", "registration", True, "officer-1")]
    assert between(back, again) == [("registration", "insurance", False, "officer-1")]
    (one,) = handovers(inside, forth)
    assert one.given_at == MONDAY


def test_a_join_takes_from_every_agency_and_from_behind_what_was_passed_over() -> None:
    """Who ended before the last one is not at hand here: the store knows; same agency: nothing."""
    never = {"when": {"value": "form/a", "eq": True}}
    paper = {"gives": {"id": "extract", "name": {"vi": "Trích lục", "en": "Extract"}}}
    process = process_of(
        {
            "legs": [
                leg("a", [step("s")]) | paper,
                leg("b", [step("s")]),
                leg("skipped", [step("s")], after=["a"]) | never,
                leg("insurance", [SIGN], after=["b", "skipped"]),
            ]
        }
    )
    walk = Walk(process, conditions={"form/a eq [true]": False})
    walk.end("complete", leg="a")
    walk.case = replace(walk.case, tasks=tuple(t for t in walk.case.tasks if t.open))
    before = walk.case
    after = walk.end("complete", leg="b")

    assert between(before, after) == [
        ("b", "insurance", False, "officer-1"),
        ("a", "insurance", False, None),
    ]
    papers = {one.from_leg.id: one.papers for one in handovers(before, after)}
    assert papers["b"] == ()
    assert [(name, paper.leg) for name, paper in papers["a"]] == [("extract", "a")]


def test_a_receipt_is_confirmed_once_and_refused_before_that() -> None:
    """With the words of the refusal kept when what was missing has come."""
    refused = refuse(SLIP, "Thiếu bản gốc", by="insurer-1", at=MONDAY)
    taken = take(refused, by="insurer-2", at=MONDAY)

    assert (refused.status, refused.settled_by, refused.version) == (
        SlipStatus.REFUSED,
        "insurer-1",
        2,
    )
    assert (taken.status, taken.settled_by, taken.reason) == (
        SlipStatus.TAKEN,
        "insurer-2",
        "Thiếu bản gốc",
    )
    for over in (taken, take(SLIP, by="i", at=MONDAY)):
        with pytest.raises(SlipSettledError):
            take(over, by="i", at=MONDAY)
        with pytest.raises(SlipSettledError):
            refuse(over, "Thiếu", by="i", at=MONDAY)
    with pytest.raises(SlipSettledError):
        refuse(refused, "Thiếu", by="i", at=MONDAY)
    with pytest.raises(ReasonMissingError):
        refuse(SLIP, None, by="i", at=MONDAY)


@pytest.mark.parametrize(
    ("actor", "error"),
    [
        (officer(Role.CITIZEN, agency=None), ForbiddenError),
        (officer(Role.OFFICER), ForbiddenError),
        (officer(Role.OFFICER, agency="H56.14758"), SlipUnknownError),
    ],
)
def test_only_the_receiving_agency_settles_a_slip(actor: Actor, error: Any) -> None:  # noqa: ANN401
    """Who gave it may know of it, a third agency not."""
    require_receiver(SLIP, officer(Role.OFFICER, agency=INSURANCE))
    with pytest.raises(error) as caught:
        require_receiver(SLIP, actor)
    assert caught.type is error
