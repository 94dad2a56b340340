"""A chunk of a reorganisation: its statements, what it leaves, what is told if it never came."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import event, text

from kernel.books import Fault
from services.intake.registry.store.agency_books import AGENCY_CHECKS
from services.intake.registry.store.sealing import DossierSeals
from services.intake.reorganisation.store.held_dossiers import PgHeldDossiers
from tests.integration.intake.clocked import at, filed
from tests.integration.intake.office import COMMUNE, MONDAY, Office
from tests.integration.intake.reorganised import (
    NEIGHBOUR,
    as_shipped,
    emptied,
    merger,
    moves,
    reorganisation,
    reorganise,
    widened,
)


@pytest.fixture
def office(reorganised_office: Office) -> Office:
    """Give an office whose neighbour serves the tests' commune too."""
    as_shipped(reorganised_office)
    widened(reorganised_office)
    return reorganised_office


def test_a_chunk_takes_as_many_statements_as_a_dossier(office: Office) -> None:
    """Set-based: what holds for one holds for five hundred."""
    for _ in range(6):
        filed(office)
    reorganise(office, reorganisation(merger()))

    one = statements(office, size=1)
    five = statements(office, size=5)

    assert sum(emptied(office)[0][1:3]) == 6
    assert len(five) <= len(one), five


def statements(office: Office, *, size: int) -> list[str]:
    """Return what moving one chunk takes."""
    seen: list[str] = []

    def count(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(office.database.engine, "before_cursor_execute", count)
    try:
        moves(office, most=1, size=size)
    finally:
        event.remove(office.database.engine, "before_cursor_execute", count)
    return seen


def test_one_that_was_just_closed_stays(office: Office) -> None:
    """Its key was read as open; under the lock it is not."""
    code = filed(office)
    with office.database.transaction() as tx:
        tx.execute(text("UPDATE dossier SET status = 3 WHERE code = :code"), {"code": code})
        held = PgHeldDossiers(tx, DossierSeals(office.parts.ring), now=MONDAY)
        looked_at, _ = held.page(COMMUNE, None, 10, lock=False)
        to_move, end = held.page(COMMUNE, None, 10, lock=True)

    assert [one.code for one in looked_at] == [code]
    assert to_move == []
    assert end is not None


def test_reconciliation_tells_what_still_stands_at_an_agency_that_ended(office: Office) -> None:
    """After an hour, with where it should be; once it has moved, nothing."""
    code = filed(office)
    reorganise(office, reorganisation(merger()))
    office.set_clock(at("2026-11-23T00:59"))
    early = told(office)
    office.set_clock(MONDAY)
    late = told(office)
    moves(office)

    assert early == []
    assert [(one.invariant, one.id, one.wanted) for one in late] == [("I11", code, NEIGHBOUR)]
    assert COMMUNE in late[0].found
    assert told(office) == []


def told(office: Office) -> Sequence[Fault]:
    """Return what intake's own check of agencies finds."""
    (check,) = AGENCY_CHECKS
    with office.database.read() as tx:
        return check(tx)
