"""A wrong reception is put right: the case begins anew where it should have gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from chassis.subscription import NotYet
from contracts.events.clock import SupplementRequested
from contracts.events.intake import LegAgency
from contracts.events.reception import DossierCorrected
from kernel.rights import Role
from tests.integration.routing.suite import PROCEDURE, Suite, accepted, agency
from tests.unit.routing.samples import COMMUNE, DOSSIER, INSURANCE, MONDAY, officer

RIGHT = "H56.15061"
WRONGED = officer(Role.OFFICER)
RIGHT_OFFICER = officer(Role.OFFICER, subject="right-1", agency=RIGHT)
RIGHT_APPROVER = officer(Role.APPROVER, subject="right-2", agency=RIGHT)
MOVED = DossierCorrected(
    code=DOSSIER,
    procedure=PROCEDURE,
    procedure_version=1,
    case=None,
    channel="desk",
    receiving_agency=COMMUNE,
    competent_agency=RIGHT,
    legs=(
        LegAgency(leg="registration", agency=RIGHT),
        LegAgency(leg="insurance", agency=INSURANCE),
    ),
    conditions=(),
    accepted_at=MONDAY,
    corrected_at=MONDAY + timedelta(hours=1),
    term="8wd",
    due_at=MONDAY + timedelta(days=10),
    due_provisional=False,
    changed=("form", "competent_agency"),
    moved=True,
    case_number=2,
    earlier_procedure=PROCEDURE,
    earlier_competent_agency=COMMUNE,
    old_due_at=MONDAY + timedelta(days=14),
    officer="head-1",
)


@pytest.fixture
def begun(suite: Suite) -> Suite:
    suite.hear_reference()
    suite.hear(agency(RIGHT))
    suite.hear(accepted())
    return suite


def case(suite: Suite) -> dict[str, Any]:
    answer: dict[str, Any] = suite.get(f"/internal/cases/{DOSSIER}", None).get_json()
    return answer


def kept(suite: Suite) -> list[tuple[int, str]]:
    with suite.database.read() as tx:
        rows = tx.execute(text('SELECT number, status FROM "case" ORDER BY number'))
        return [(row.number, row.status) for row in rows]


def test_the_case_begins_anew_at_the_right_agency(begun: Suite) -> None:
    """The wrong one has nothing left on its worklist, and its open work ended for nobody."""
    assert len(begun.worklist(WRONGED)) == 1

    begun.hear(MOVED)

    assert kept(begun) == [(1, "moved"), (2, "open")]
    assert begun.worklist(WRONGED) == []
    assert [task["agency"] for task in begun.worklist(RIGHT_OFFICER)] == [RIGHT]
    now = case(begun)
    assert (now["status"], now["legs"][0]["agency"]) == ("open", RIGHT)
    assert begun.said()[-3:] == ["case-opened", "leg-started", "step-started"]
    with begun.database.read() as tx:
        numbers = tx.execute(
            text("SELECT data -> 'case_number' FROM event_log WHERE type LIKE '%case-opened%'")
        )
        ended = tx.execute(text("SELECT ending, ended_by FROM step WHERE status = 'ended'"))
        assert numbers.scalars().all() == [1, 2]
        assert [tuple(row) for row in ended] == [("cancelled", None)]


def test_the_new_case_is_worked_on_and_decided_as_case_two(begun: Suite) -> None:
    """What routing says of it carries its number."""
    begun.hear(MOVED)
    begun.do(RIGHT_OFFICER, "complete")
    begun.do(RIGHT_APPROVER, "refuse", {"reason": "Không đủ điều kiện."})

    with begun.database.read() as tx:
        said = tx.execute(
            text("SELECT data FROM event_log WHERE type LIKE '%case-decided%'")
        ).scalar_one()
    assert (said["case_number"], said["agency"]) == (2, RIGHT)


def test_a_decision_that_was_first_is_void_with_its_case(begun: Suite) -> None:
    """Its leg is finished, yet the case counts for nobody: another one is open."""
    begun.do(WRONGED, "complete")
    begun.do(officer(Role.APPROVER, subject="approver-1"), "refuse", {"reason": "Sai thẩm quyền."})

    begun.hear(MOVED)

    assert kept(begun) == [(1, "moved"), (2, "open")]


def test_a_word_that_comes_twice_opens_one_case(begun: Suite) -> None:
    """And the acceptance heard again opens none."""
    begun.hear(MOVED)
    begun.hear(MOVED)
    begun.hear(accepted())

    assert kept(begun) == [(1, "moved"), (2, "open")]


def test_data_alone_leave_the_case_and_a_date_alone_moves_its_clocks(begun: Suite) -> None:
    """The same task, due earlier where the dossier is."""
    (before,) = begun.worklist(WRONGED)

    begun.hear(replace(MOVED, moved=False, case_number=1, due_at=MOVED.old_due_at))
    assert begun.worklist(WRONGED) == [before]
    begun.hear(replace(MOVED, moved=False, case_number=1, due_at=MONDAY + timedelta(hours=1)))

    (after,) = begun.worklist(WRONGED)
    assert (after["task"], kept(begun)) == (before["task"], [(1, "open")])
    assert after["due_at"] < before["due_at"]


def test_while_the_clocks_stand_they_stay_so(begun: Suite) -> None:
    """A phone number put right meanwhile starts nothing."""
    asked = SupplementRequested(
        code=DOSSIER,
        procedure=PROCEDURE,
        receiving_agency=COMMUNE,
        competent_agency=COMMUNE,
        accepted=True,
        requested_at=MONDAY,
        supplement_by=MONDAY + timedelta(days=20),
        officer="desk-1",
    )
    begun.hear(asked)

    begun.hear(replace(MOVED, moved=False, case_number=1, due_at=None, old_due_at=None))

    assert case(begun)["due_at"] is None
    assert kept(begun) == [(1, "open")]


def test_an_agency_that_is_not_here_yet_holds_it_up(suite: Suite) -> None:
    """And nothing of the case there was is given up meanwhile."""
    suite.hear_reference()
    suite.hear(accepted())

    with pytest.raises(NotYet):
        suite.hear(MOVED)

    assert kept(suite) == [(1, "open")]
