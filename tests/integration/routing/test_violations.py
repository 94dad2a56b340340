"""The register of violations on PostgreSQL: what comes into it, who reads which lines of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from chassis.clock import setting_for, write_setting
from chassis.timers import TimerRunner
from contracts.events.clock import AnswerLate, DossierReplanned, SupplementOverridden
from kernel.calendar import Calendar, to_document
from kernel.calendar_day import CalendarDay, DayKind
from kernel.rights import Actor, Role
from tests.integration.routing.suite import PROCEDURE, Suite, accepted, agency, calendar
from tests.unit.routing.samples import COMMUNE, DOSSIER, INSURANCE, MONDAY, leg, officer, step

OFFICER = officer(Role.OFFICER)
HEAD = officer(Role.HEAD, subject="head-1")
INSURER = officer(Role.OFFICER, subject="insurer-1", agency=INSURANCE)
INSURANCE_HEAD = officer(Role.HEAD, subject="insurer-9", agency=INSURANCE)
PROVINCE = officer(Role.SUPERVISOR, subject="office-1", agency="H56")
EVERYWHERE = officer(Role.SUPERVISOR, subject="office-2", agency=None)
TWO: dict[str, object] = {
    "legs": [leg("one", [step("s")]), leg("two", [step("s")], after=["one"])]
}
DUE = "2026-11-03T08:00:00+07:00"
ABOUT = {"procedure": PROCEDURE, "receiving_agency": COMMUNE}
TUESDAY = date(2026, 11, 3)


def lines(suite: Suite, actor: Actor = HEAD, query: str = "") -> list[dict[str, Any]]:
    reply = suite.get(f"/violations{query}", actor)
    assert reply.status_code == 200, reply.get_data(as_text=True)
    items: list[dict[str, Any]] = reply.get_json()["items"]
    return items


def timers_at(suite: Suite, days: float) -> None:
    """Turn the clocks on and let every timer that is due be done."""
    suite.clock.advance(seconds=days * 86_400)
    with suite.database.transaction() as tx:
        write_setting(tx, setting_for(suite.clock(), 1.0))
    runner = TimerRunner(suite.database, suite.routing.clocks.timers())
    while runner.run_one():
        pass


def storm(version: int = 2) -> Any:  # noqa: ANN401 -- an event
    days = {TUESDAY: CalendarDay(day=TUESDAY, kind=DayKind.OFF, note="Bão")}
    plain = Calendar(id="vn", version=version, days=days, first_year=2026, last_year=2027)
    return replace(calendar(version), document=to_document(plain))


@pytest.fixture
def begun(suite: Suite) -> Suite:
    """Give a case of two legs one after the other; the commune stands below the province."""
    suite.hear_reference(TWO)
    suite.hear(replace(agency("H56"), parent=None), replace(agency(COMMUNE), parent="H56"))
    suite.hear(accepted(legs={"one": COMMUNE, "two": INSURANCE}))
    return suite


def test_a_leg_late_at_work_stands_in_the_register_once(begun: Suite) -> None:
    """By its timer, with who held it, and not a second time when it ends."""
    begun.act(OFFICER, begun.worklist(OFFICER)[0], "claim")
    timers_at(begun, 2)
    (line,) = lines(begun)
    ended = begun.act(OFFICER, begun.worklist(OFFICER)[0], "complete")

    assert (line["kind"], line["cause"], line["leg"]) == ("leg-late", "work", "one")
    assert (line["agency"], line["officer"], line["dossier"]) == (COMMUNE, "officer-1", DOSSIER)
    assert (line["due_at"], line["at"], line["struck"]) == (DUE, DUE, None)
    assert ended.status_code == 200
    assert lines(begun) == [line]


def test_a_leg_that_ends_before_its_timer_came_is_late_all_the_same(begun: Suite) -> None:
    """And the timer, which comes afterwards, finds nothing to do."""
    begun.clock.advance(days=2)
    begun.do(OFFICER, "complete")
    (line,) = lines(begun)
    timers_at(begun, 0)

    assert (line["leg"], line["officer"], line["due_at"]) == ("one", "officer-1", DUE)
    assert lines(begun) == [line]


def test_a_leg_in_time_is_watched_no_more_once_it_ended(begun: Suite) -> None:
    """The next one is."""
    begun.do(OFFICER, "complete")
    with begun.database.read() as tx:
        watched = tx.scalars(text("SELECT subject FROM timer WHERE kind = 'leg-late'")).all()

    assert watched == [f"{DOSSIER}/two"]
    assert lines(begun) == []


@pytest.mark.parametrize("ended", [False, True], ids=["at work", "ended"])
def test_a_calendar_strikes_what_was_late_by_the_old_one(begun: Suite, *, ended: bool) -> None:
    """With its reason; the line stays, and a date that is passed too makes a new one."""
    timers_at(begun, 1.2)
    if ended:
        begun.do(OFFICER, "complete")
    begun.hear(storm())
    timers_at(begun, 0)
    (struck,) = lines(begun)

    assert struck["due_at"] == DUE
    assert struck["struck"]["because"] == "re-planned"
    assert lines(begun, query="?state=standing") == []
    timers_at(begun, 1)
    standing = lines(begun, query="?state=standing")
    assert [line["due_at"] for line in standing if line["leg"] == "one"] == (
        [] if ended else ["2026-11-04T08:00:00+07:00"]
    )


def test_the_register_is_only_added_to(begun: Suite) -> None:
    """Lines are struck by lines: the run-time role has no right to change or delete one."""
    with begun.database.read() as tx:
        comments = tx.execute(
            text(
                "SELECT relname, obj_description(oid, 'pg_class') AS comment FROM pg_class"
                " WHERE relname IN ('violation', 'violation_struck')"
            )
        ).all()

    assert len(comments) == 2
    assert all(row.comment.startswith("append-only") for row in comments)


def told(suite: Suite, *, cause: str = "second", number: int = 1, where: str = COMMUNE) -> None:
    suite.hear(
        SupplementOverridden(
            code=f"{where}-261102-{number:04}",
            procedure=PROCEDURE,
            receiving_agency=where,
            requested_at=MONDAY + timedelta(hours=number),
            allowed_until=MONDAY,
            officer="head-1" if where == COMMUNE else "insurer-9",
            cause=cause,
        )
    )


def test_what_intake_tells_keeps_cause_and_charge(begun: Suite) -> None:
    """A second request charges the head; a late answer the agency, and a moved one is struck."""
    told(begun)
    begun.hear(AnswerLate(code=DOSSIER, received_at=MONDAY, answer_by=MONDAY, **ABOUT))
    answer, second = sorted(lines(begun), key=lambda line: line["kind"])
    moved = DossierReplanned(
        code=DOSSIER,
        competent_agency=COMMUNE,
        clock="answer",
        old_at=MONDAY,
        new_at=MONDAY + timedelta(days=1),
        provisional=False,
        calendar="vn",
        calendar_version=2,
        ground="12/TB-UBND",
        replanned_at=MONDAY,
        **ABOUT,
    )
    begun.hear(moved)

    assert (second["kind"], second["cause"], second["officer"]) == (
        "supplement-overridden",
        "second",
        "head-1",
    )
    assert (answer["kind"], answer["cause"], answer["officer"]) == ("answer-late", None, None)
    (struck,) = lines(begun, query="?state=struck")
    assert struck["id"] == answer["id"]


def test_who_reads_which_lines(begun: Suite) -> None:
    """Down from where one stands, by the copied tree; officers their own; others none."""
    timers_at(begun, 2)
    told(begun)
    told(begun, where=INSURANCE, number=2)
    read = {
        actor.subject: sorted(
            f"{line['agency']} {line['officer']}" for line in lines(begun, actor)
        )
        for actor in (HEAD, PROVINCE, EVERYWHERE, OFFICER, INSURER, INSURANCE_HEAD)
    }
    late, second = f"{COMMUNE} None", f"{COMMUNE} head-1"
    elsewhere = f"{INSURANCE} insurer-9"

    assert read == {
        "head-1": sorted([late, second]),
        "office-1": sorted([late, second]),
        "office-2": sorted([late, second, elsewhere]),
        "officer-1": [],
        "insurer-1": [],
        "insurer-9": [elsewhere],
    }
    for actor in (officer(Role.CITIZEN, agency=None), officer(Role.ADMIN, agency=None)):
        assert begun.get("/violations", actor).status_code == 403


def test_an_officer_reads_what_they_are_charged_with(begun: Suite) -> None:
    """Theirs, and not a colleague's at the same agency."""
    begun.act(OFFICER, begun.worklist(OFFICER)[0], "claim")
    timers_at(begun, 2)
    told(begun)

    assert [line["officer"] for line in lines(begun, OFFICER)] == ["officer-1"]
    assert lines(begun, officer(Role.OFFICER, subject="officer-2")) == []


def test_a_confidential_dossier_is_counted_and_not_named_above(begun: Suite) -> None:
    """Its own agency reads which one it is; looking for it by its code finds nothing above."""
    timers_at(begun, 2)
    with begun.database.transaction() as tx:
        tx.execute(text("UPDATE procedure_version SET confidential = true"))
    (above,), (own,) = lines(begun, PROVINCE), lines(begun, HEAD)

    assert (above["dossier"], above["procedure"]) == (None, None)
    assert (own["dossier"], own["procedure"]) == (DOSSIER, PROCEDURE)
    assert above["agency"] == COMMUNE
    assert lines(begun, PROVINCE, f"?dossier={DOSSIER}") == []
    assert len(lines(begun, HEAD, f"?dossier={DOSSIER}")) == 1


def test_filters_narrow_and_never_widen(begun: Suite) -> None:
    """By agency, officer, kind, cause and days, both ends included."""
    timers_at(begun, 2)
    told(begun)
    told(begun, cause="late", number=2)
    told(begun, where=INSURANCE, number=3)
    found = {
        query: len(lines(begun, HEAD, query))
        for query in (
            "",
            f"?agency={COMMUNE}",
            f"?agency={INSURANCE}",
            "?officer=head-1",
            "?officer=insurer-9",
            "?kind=leg-late",
            "?kind=supplement-overridden&cause=second",
            "?from=2026-11-03",
            "?to=2026-11-02",
            "?from=2026-11-02&to=2026-11-02",
            "?from=2026-11-04",
        )
    }

    assert list(found.values()) == [3, 3, 0, 2, 0, 1, 1, 1, 2, 2, 0]


def test_a_query_that_means_nothing_is_refused(suite: Suite) -> None:
    """422 with what is wrong, and no line."""
    queries = (
        "kind=late",
        "from=2026-11-31",
        "from=2026-11-03&to=2026-11-02",
        "cursor=AAAA",
        "limit=0",
        "state=gone",
        "from=0001-01-01",
        "unknown=1",
    )
    answers = {query: suite.get(f"/violations?{query}", HEAD).status_code for query in queries}

    assert answers == dict.fromkeys(queries, 422)


def test_pages_show_every_line_once(begun: Suite) -> None:
    """Newest first, also where several happened at one instant and some came in between."""
    for number in range(1, 8):
        told(begun, number=number // 2 + 1)
    found: list[str] = []
    query = "?limit=3"
    while query:
        page = begun.get(f"/violations{query}", HEAD)
        document = page.get_json()
        found += [line["id"] for line in document["items"]]
        told(begun, number=20 + len(found))
        cursor = document["cursor"]
        assert ("Link" in page.headers) == (cursor is not None)
        query = "" if cursor is None else f"?limit=3&cursor={cursor}"

    assert len(found) == len(set(found)) == 7
    whole = [line["id"] for line in lines(begun, HEAD, "?limit=100")]
    assert [line for line in whole if line in set(found)] == found
