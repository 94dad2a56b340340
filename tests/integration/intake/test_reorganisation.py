"""Open dossiers follow their agency into its successor, whatever is cut off half-way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from chassis.timers import Timer
from contracts.events.agency import AgencyPublished, DossierMoved
from kernel.rights import Actor
from services.intake.reorganisation.domain.reorganisation import Succession
from services.intake.reorganisation.store.reorganisations import MOVE
from services.intake.wiring.reorganisation import LAST_LOOK, move_chunk
from tests.integration.intake.clocked import at, filed, ring
from tests.integration.intake.mornings import WEDNESDAY, look, told
from tests.integration.intake.office import (
    COMMUNE,
    COPIES,
    HEAD,
    MONDAY,
    OFFICER,
    SUPERVISOR,
    Office,
    at_desk,
)
from tests.integration.intake.reorganised import (
    NEIGHBOUR,
    OTHER,
    agencies_of,
    as_shipped,
    emptied,
    merger,
    moves,
    reorganisation,
    reorganise,
    taken_in,
    to,
    widened,
)

THERE = replace(OFFICER, subject="officer-9", agency=NEIGHBOUR)
CHIEF = replace(HEAD, subject="head-9", agency=NEIGHBOUR)
RUNG = Timer(id=0, kind=MOVE, subject=COMMUNE, due_at=MONDAY, payload={}, attempts=0, now=MONDAY)


@pytest.fixture
def office(reorganised_office: Office) -> Office:
    """Give an office whose neighbour serves the tests' commune too."""
    as_shipped(reorganised_office)
    widened(reorganised_office)
    return reorganised_office


def moved(office: Office, code: str) -> list[DossierMoved]:
    return [one for one in office.said(code) if isinstance(one, DossierMoved)]


def killed_in_a_chunk(office: Office) -> None:
    """Move a chunk and die before it is committed."""
    with office.database.transaction() as tx:
        move_chunk(office.parts, tx, RUNG, size=2)
        raise RuntimeError


def due(office: Office, code: str) -> str | None:
    found: str | None = office.get(f"/dossiers/{code}/deadline", SUPERVISOR).json["due_at"]  # type: ignore[index]
    return found


def queue(office: Office, actor: Actor) -> list[str]:
    items: list[dict[str, Any]] = office.get("/desk-queue", actor).json["items"]  # type: ignore[index]
    return sorted(item["dossier"] for item in items)


def test_a_merger_moves_what_is_open_and_keeps_code_dates_and_past(office: Office) -> None:
    """Desk queue and rights are the successor's; the timeline knows both; the old code stays."""
    waiting, land = filed(office), taken_in(office)
    dates = {code: due(office, code) for code in (waiting, land)}
    ended = reorganise(office, reorganisation(merger()))

    done = moves(office)

    assert ended == (COMMUNE,)
    assert done == 2
    assert emptied(office) == [(COMMUNE, 2, 0, True)]
    assert agencies_of(office, waiting, THERE) == (NEIGHBOUR, NEIGHBOUR)
    assert agencies_of(office, land, THERE)[0] == NEIGHBOUR
    assert office.get(f"/dossiers/{waiting}", OFFICER).status_code == 404
    assert queue(office, THERE) == [waiting]
    assert queue(office, OFFICER) == []
    line = office.get(f"/dossiers/{waiting}/timeline", THERE).json["items"][-1]  # type: ignore[index]
    assert line["kind"] == "agency-succeeded"
    assert line["data"] == {"from": COMMUNE, "to": NEIGHBOUR, "reorganisation": "sap-xep-2026"}
    assert {code: due(office, code) for code in dates} == dates
    assert dates[land] is not None
    (said,) = moved(office, land)
    assert (said.from_agency, said.to_agency) == (COMMUNE, NEIGHBOUR)
    published = office.said_of(f"agency/{COMMUNE}")[-1]
    assert isinstance(published, AgencyPublished)
    assert published.valid_to == date(2026, 11, 22)


def test_the_successors_desk_goes_on_with_it(office: Office) -> None:
    """Accepted there by who works there now, refused to who worked at the old one."""
    code = filed(office)
    reorganise(office, reorganisation(merger()))
    moves(office)

    gone = office.post(f"/dossiers/{code}/acceptance", {}, OFFICER, version=2)
    taken = office.post(f"/dossiers/{code}/acceptance", {}, THERE, version=2)

    assert gone.status_code == 404
    assert taken.status_code == 200


def test_nothing_moves_before_its_day(office: Office) -> None:
    """Published ahead, it waits; on the day the timers do it, and again nobody is found."""
    code = filed(office)
    reorganise(office, reorganisation(merger(), effect=date(2026, 12, 1)))
    early = ring(office, MONDAY)
    before = moves(office)
    still = agencies_of(office, code)
    office.set_clock(at("2026-12-01T00:00"))
    office.parts.memory._kept.clear()

    done = moves(office)

    assert (early, before, done) == (0, 0, 2)
    assert still == (COMMUNE, COMMUNE)
    assert agencies_of(office, code) == (NEIGHBOUR, NEIGHBOUR)
    assert len(moved(office, code)) == 1


def test_a_walk_cut_off_ends_right_when_it_is_done_again(office: Office) -> None:
    """Chunks of two; one dies before it commits; whoever comes next goes on from there."""
    codes = [filed(office) for _ in range(7)]
    reorganise(office, reorganisation(merger()))
    moves(office, most=1, size=2)
    with pytest.raises(RuntimeError):
        killed_in_a_chunk(office)
    half = emptied(office)

    moves(office, size=2)
    reorganise(office, reorganisation(merger()))
    again = moves(office, size=2)

    assert half == [(COMMUNE, 2, 0, False)]
    assert emptied(office) == [(COMMUNE, 7, 0, True)]
    assert again == 1
    assert all(len(moved(office, code)) == 1 for code in codes)
    assert all(agencies_of(office, code)[0] == NEIGHBOUR for code in codes)


def test_who_is_at_work_on_a_dossier_is_not_disturbed(office: Office) -> None:
    """It is passed over, and moves in the next walk."""
    busy, free = filed(office), filed(office)
    reorganise(office, reorganisation(merger()))
    with office.database.transaction() as tx:
        tx.execute(text("SELECT FROM dossier WHERE code = :code FOR UPDATE"), {"code": busy})
        first = moves(office, most=2)
        held = emptied(office)
    office.set_clock(MONDAY + timedelta(seconds=2))

    moves(office)

    assert first == 2
    assert held == [(COMMUNE, 1, 0, False)]
    assert emptied(office) == [(COMMUNE, 2, 0, True)]
    assert agencies_of(office, busy) == agencies_of(office, free) == (NEIGHBOUR, NEIGHBOUR)


def test_a_last_look_finds_what_was_filed_out_of_memory(office: Office) -> None:
    """A process that still remembered the old agency took one in; two minutes later it moves."""
    filed(office)
    reorganise(office, reorganisation(merger()))
    moves(office)
    office.set_clock(MONDAY - timedelta(days=1))
    late = filed(office)
    office.set_clock(MONDAY + LAST_LOOK)

    moves(office)

    assert agencies_of(office, late) == (NEIGHBOUR, NEIGHBOUR)


def test_a_split_goes_by_its_rule_and_leaves_what_none_takes(office: Office) -> None:
    """By procedure here; published again with a fuller rule, the rest moves too."""
    widened(office, NEIGHBOUR, OTHER)
    birth, land = filed(office), taken_in(office)
    rules = (to(OTHER, procedures=(COPIES,)),)
    reorganise(office, reorganisation(Succession(agency=COMMUNE, successors=rules)))
    moves(office)
    first, left = emptied(office), agencies_of(office, birth)
    accepted = office.post(f"/dossiers/{birth}/acceptance", {}, OFFICER, version=1)
    fuller = (*rules, to(NEIGHBOUR))

    reorganise(office, reorganisation(Succession(agency=COMMUNE, successors=fuller)))
    moves(office)

    assert first == [(COMMUNE, 1, 1, True)]
    assert left == (COMMUNE, COMMUNE)
    assert accepted.status_code == 200
    assert agencies_of(office, land)[0] == OTHER
    assert agencies_of(office, birth) == (NEIGHBOUR, NEIGHBOUR)
    assert emptied(office) == [(COMMUNE, 2, 0, True)]


def test_what_had_ended_stays_and_its_heir_reads_it(office: Office) -> None:
    """A closed dossier keeps its agency and its register; the heir's officers open both."""
    code = filed(office)
    office.post(f"/dossiers/{code}/refusal", {"reason": "Không đúng"}, OFFICER, version=1)
    taken_in(office)
    reorganise(office, reorganisation(merger()))
    moves(office)

    book = office.get(f"/registers/{COMMUNE}?from=2026-11-23&to=2026-11-23&format=json", CHIEF)

    assert agencies_of(office, code, THERE) == (COMMUNE, COMMUNE)
    assert moved(office, code) == []
    assert book.status_code == 200
    assert len(book.json["items"]) == 1  # type: ignore[index]


def test_alerts_and_calls_are_the_successors(office: Office) -> None:
    """What the desk was told is told the desk that has it now, once."""
    code = filed(office)
    ring(office, at("2026-11-23T13:30"))
    alerts = office.get("/desk-alerts", OFFICER).json["items"]  # type: ignore[index]
    reorganise(office, reorganisation(merger()))

    moves(office)

    assert [one["dossier"] for one in alerts] == [code]
    assert [one["dossier"] for one in office.get("/desk-alerts", THERE).json["items"]] == [code]  # type: ignore[index]
    assert office.get("/desk-alerts", OFFICER).json["items"] == []  # type: ignore[index]


def test_what_waits_at_a_desk_is_told_at_the_successors_in_the_morning(office: Office) -> None:
    """Though nothing came up there yet, and no more at the old one's."""
    filed(office)
    ring(office, at("2026-11-23T13:30"))
    reorganise(office, reorganisation(merger()))
    moves(office)
    there = look(office, at(f"{WEDNESDAY}T07:00"), NEIGHBOUR)

    assert [(kind, count) for _, kind, count, _ in told(there)] == [("answer", 1)]
    assert office.said_of(f"desk/{COMMUNE}") == []


def test_filings_at_the_desk_go_on_at_the_successor(office: Office) -> None:
    """New numbers are the successor's."""
    taken_in(office)
    reorganise(office, reorganisation(merger()))
    moves(office)

    new = office.file(THERE, at_desk())

    assert new.json["code"] == f"{NEIGHBOUR}-261123-0001"  # type: ignore[index]
