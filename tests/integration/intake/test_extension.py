"""A signed apology moves the due date once; what comes after it goes by the named date."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from contracts.events.clock import ApologyDue
from contracts.events.intake import DossierFinished
from contracts.events.lateness import ApologySigned, DossierExtended, DossierOverdue
from contracts.events.routing import CaseDecided, CaseOpened
from tests.integration.intake.clocked import at, deadline, dossier, head_of, received, ring, timers
from tests.integration.intake.office import LAND, MONDAY, Office
from tests.integration.intake.printed import form, words
from tests.integration.intake.test_limits import alerts

DUE = "2026-12-18T17:30"  # a Friday
NAMED = "2026-12-23T17:30"


@pytest.fixture
def begun(office: Office) -> str:
    """Give a land dossier that agencies work on, due on Friday 18 December."""
    code = received(office, LAND)
    office.hear(
        CaseOpened(
            dossier=code,
            case="case-1",
            procedure=LAND,
            procedure_version=1,
            legs=(),
            opened_at=MONDAY,
        )
    )
    return code


def signed(code: str, new_due_at: str = NAMED, **changes: Any) -> ApologySigned:
    said: dict[str, Any] = {
        "dossier": code,
        "case_number": 1,
        "agency": "H56.14797",
        "cause": "coordination",
        "due_at": at(DUE),
        "new_due_at": at(new_due_at),
        "written_by": "officer-1",
        "officer": "head-1",
        "signed_at": at("2026-12-16T10:00"),
    }
    return ApologySigned(**said | changes)


def said(office: Office, code: str, kind: type) -> list[Any]:
    return [one for one in office.said(code) if type(one) is kind]


def date_of(office: Office, code: str) -> datetime:
    return datetime.fromisoformat(dossier(office, code)["due_at"])


def test_the_date_is_moved_once_with_a_row_a_line_and_a_letter(office: Office, begun: str) -> None:
    """The ledger says rule, article, old, new and who; a second signature moves nothing."""
    office.hear(signed(begun))
    office.hear(signed(begun, "2026-12-30T17:30"))
    row = deadline(office, begun)["ledger"][-1]
    timeline = office.get(f"/dossiers/{begun}/timeline", head_of(begun)).json
    letter = words(form(office, begun, "apology", head_of(begun)))
    (event,) = said(office, begun, DossierExtended)

    assert date_of(office, begun) == at(NAMED)
    assert (row["rule"], row["old_due_at"]) == ("extension", f"{DUE}:00+07:00")
    assert row["new_due_at"] == f"{NAMED}:00+07:00"
    assert row["ground"].startswith("Nghị định 118/2025")
    assert timeline is not None
    assert [line["kind"] for line in timeline["items"]].count("apology-signed") == 1
    assert "VĂN BẢN XIN LỖI" in letter
    assert (event.cause, event.due_at, event.old_due_at) == ("coordination", at(NAMED), at(DUE))


def test_the_desk_is_not_told_to_apologise_again(office: Office, begun: str) -> None:
    """The reminder rang before the signature; the next thing waited for is the named date."""
    ring(office, at("2026-12-17T07:30"))
    office.hear(signed(begun, signed_at=at("2026-12-17T09:00")))
    told = alerts(office, begun)
    still = ring(office, at("2026-12-23T23:59"))
    over = ring(office, at("2026-12-24T00:00"))
    (late,) = said(office, begun, DossierOverdue)

    assert len(said(office, begun, ApologyDue)) == 1
    assert told == []
    assert timers(office) == {}
    assert (still, over) == (0, 1)
    assert (late.due_at, late.extended) == (at(NAMED), True)


def test_without_an_apology_the_date_passes_and_is_told(office: Office, begun: str) -> None:
    """Once, with the date it is about; who gave a result meanwhile is told nothing of."""
    ring(office, at("2026-12-19T00:00"))
    (late,) = said(office, begun, DossierOverdue)
    office.hear(signed(begun, signed_at=at("2026-12-17T09:00")))

    assert (late.due_at, late.extended) == (at(DUE), False)
    assert date_of(office, begun) == at(NAMED)  # signed in time, heard of too late


def test_a_result_by_the_named_date_is_on_time(office: Office, begun: str) -> None:
    """What counts is the date in force; a signature that comes after the result is passed over."""
    office.hear(signed(begun))
    decided = CaseDecided(
        dossier=begun,
        case="case-1",
        outcome="approved",
        result_number=None,
        agency="H56.14797",
        officer="head-1",
        decided_at=at("2026-12-23T10:00"),
    )
    office.hear(decided)
    (finished,) = said(office, begun, DossierFinished)

    assert (finished.timeliness, finished.due_at) == ("on-time", at(NAMED))
    assert len(said(office, begun, DossierExtended)) == 1
