"""Thousands of dossiers move in one night: their cases go along many at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from sqlalchemy import event as engine_event
from sqlalchemy import text

from chassis.subscription import apply
from contracts.events.agency import DossierMoved
from kernel.rights import Role
from tests.integration.routing.suite import PROCEDURE, Suite, accepted, agency, envelope
from tests.integration.routing.test_officers import Register
from tests.unit.routing.samples import COMMUNE, INSURANCE, MONDAY, officer

NEW, FURTHER = "H56.14812", "H56.14758"
NEW_HEAD = officer(Role.HEAD, subject="n-3", agency=NEW)
CODES = [f"H56.14797-261102-{number:04}" for number in range(1, 9)]


def moved(code: str, old: str = COMMUNE, new: str = NEW) -> DossierMoved:
    return DossierMoved(
        code=code,
        procedure=PROCEDURE,
        reorganisation="sap-xep-2026",
        from_agency=old,
        to_agency=new,
        receiving_agency=new,
        competent_agency=new,
        moved_at=MONDAY,
    )


@pytest.fixture
def cases(suite: Suite) -> Suite:
    """Give eight cases at the commune, each with its first task."""
    suite.hear_reference()
    suite.hear(agency(NEW), agency(FURTHER), *(accepted(code) for code in CODES))
    return suite


def hear_together(suite: Suite, events: Sequence[DossierMoved]) -> list[str]:
    """Apply events in one call, as a consumer does; return the statements it took."""
    seen: list[str] = []

    def count(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    with suite.database.transaction() as tx:
        engine_event.listen(suite.database.engine, "before_cursor_execute", count)
        try:
            apply(suite.handlers.move_cases, tx, [(envelope(one), one) for one in events])
        finally:
            engine_event.remove(suite.database.engine, "before_cursor_execute", count)
    return seen


def standing(suite: Suite) -> Counter[tuple[str, str | None]]:
    """Return how many open tasks each (agency, owner) has."""
    with suite.database.read() as tx:
        rows = tx.execute(text("SELECT agency, assignee FROM step WHERE status <> 'ended'"))
        return Counter((row.agency, row.assignee) for row in rows)


def test_many_cases_take_as_many_statements_as_two(cases: Suite) -> None:
    """A statement a table, however many there are; each task's history says that it went."""
    few = hear_together(cases, [moved(code) for code in CODES[:2]])
    many = hear_together(cases, [moved(code) for code in CODES[2:]])
    with cases.database.read() as tx:
        noted = tx.scalar(text("SELECT count(*) FROM step_event WHERE action = 'moved'"))
        legs = tx.scalars(text("SELECT agency FROM leg WHERE leg = 'registration'")).all()

    assert len(many) <= len(few), many
    assert standing(cases) == {(NEW, None): len(CODES)}
    assert set(legs) == {NEW}
    assert noted == len(CODES)


def test_a_dossier_that_moves_twice_in_one_call_moves_twice(cases: Suite) -> None:
    """Its successor ended in its turn: first one, then the other, and no row is lost."""
    once, further = [moved(code) for code in CODES], moved(CODES[0], NEW, FURTHER)

    hear_together(cases, [once[0], further, *once[1:]])
    again = hear_together(cases, [once[0], further])

    assert standing(cases) == {(NEW, None): len(CODES) - 1, (FURTHER, None): 1}
    assert not [one for one in again if one.lstrip().startswith(("UPDATE", "INSERT"))]


def test_what_is_pushed_in_one_call_is_shared_out(cases: Suite) -> None:
    """What the first one got counts when the second is looked for."""
    register = Register(cases)
    register.enter("n-1", "officer", agency=NEW)
    register.enter("n-2", "officer", agency=NEW)
    push = {"rules": [{"mode": "push"}]}
    plan = f"/admin/assignment-plans/{NEW}"
    laid = register.send(plan, push, version=0, method="PUT", actor=NEW_HEAD)

    hear_together(cases, [moved(code) for code in CODES])

    assert laid.status_code == 200, laid.get_data(as_text=True)
    assert standing(cases) == {(NEW, "n-1"): 4, (NEW, "n-2"): 4}


def test_cases_of_other_agencies_stay(cases: Suite) -> None:
    """A dossier without a case and one without work of the old agency change nothing."""
    strangers = [moved("H56.14797-261102-9999"), moved(CODES[0], INSURANCE, FURTHER)]

    hear_together(cases, strangers)

    with cases.database.read() as tx:
        rows = tx.execute(
            text(
                'SELECT leg, agency FROM leg JOIN "case" ON id = case_id'
                " WHERE dossier = :code ORDER BY place"
            ),
            {"code": CODES[0]},
        )
        legs = [(row.leg, row.agency) for row in rows]
    assert legs == [("registration", COMMUNE), ("insurance", FURTHER)]
    assert standing(cases) == {(COMMUNE, None): len(CODES)}
