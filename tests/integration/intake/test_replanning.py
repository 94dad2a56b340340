"""A calendar is published: open dossiers follow it once, whole, whatever is cut off half-way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from chassis.db import Transaction
from chassis.timers import Timer, TimerHandler, TimerRunner
from contracts.events.clock import DossierReplanned
from contracts.events.intake import CalendarPublished
from kernel.calendar import Calendar, CalendarDay, DayKind, Scope, to_document
from kernel.rights import Actor, Role
from services.intake.wiring.clock import replan_chunk, timer_handlers
from tests.integration.intake.clocked import (
    ask,
    at,
    deadline,
    dossier,
    filed,
    officer_of,
    received,
    ring,
    send,
    timers,
)
from tests.integration.intake.office import (
    COPIES,
    LAND,
    OFFICER,
    Office,
    shipped,
)

ADMIN = Actor(subject="admin-1", roles=frozenset({Role.ADMIN}))
NOTICE = "99/TB-VPCP"


@pytest.fixture
def office(fresh_office: Office) -> Office:
    """Give an office of its own: what it publishes stays published."""
    return fresh_office


def vn(version: int, *days: CalendarDay, without: tuple[date, ...] = ()) -> Calendar:
    """Return the shipped calendar of the nation with some days changed."""
    calendar = next(one for one in shipped().calendars if one.id == "vn")
    kept = {day: row for day, row in calendar.days.items() if day not in without}
    return replace(calendar, version=version, days=kept | {row.day: row for row in days})


def off(day: str, note: str = "Nghỉ hoán đổi") -> CalendarDay:
    return CalendarDay(day=date.fromisoformat(day), kind=DayKind.OFF, note=note, notice=NOTICE)


def post(office: Office, path: str, calendar: Calendar, actor: Actor = ADMIN) -> tuple[int, Any]:
    body = {"calendar": to_document(calendar), "notice": NOTICE}
    answer = office.post(f"/admin/calendars{path}", body, actor)
    return answer.status_code, answer.json


def progress(office: Office) -> dict[str, Any]:
    answer = office.get("/admin/calendars", ADMIN).json
    assert answer is not None
    newest: dict[str, Any] = answer["items"][0]
    return newest


def replanned(office: Office, code: str) -> list[DossierReplanned]:
    return [one for one in office.said(code) if isinstance(one, DossierReplanned)]


def test_dry_run_then_publish_moves_each_open_date_once(office: Office) -> None:
    """Due, answer and supplement move by the day that is off now; closed dossiers do not."""
    land = received(office, LAND)
    waiting = filed(office)
    asked = filed(office)
    ask(office, asked)
    refused = filed(office)
    office.post(f"/dossiers/{refused}/refusal", {"reason": "Không đúng"}, OFFICER, version=1)
    calendar = vn(2, off("2026-11-25"))
    before = {code: deadline(office, code) for code in (land, waiting, asked, refused)}
    _, dry = post(office, "/dry-run", calendar)
    untouched = {code: deadline(office, code) for code in before}
    status, published = post(office, "", calendar)
    rung = ring(office, at("2026-11-23T09:00"))
    after = {code: deadline(office, code) for code in before}
    items = {item["dossier"]: item for item in dry["items"]}

    assert before == untouched
    assert (status, published) == (202, {"calendar": "vn", "version": 2, "changed": True})
    assert rung == 1
    assert before[land]["due_at"] == "2026-12-18T17:30:00+07:00"
    assert after[land]["due_at"] == "2026-12-21T17:30:00+07:00"
    assert after[waiting]["answer_by"] == "2026-11-26T09:00:00+07:00"
    assert after[asked]["supplement_by"] == "2026-12-16T17:30:00+07:00"
    assert after[refused] == before[refused]
    assert set(items) == {land, waiting, asked}
    assert {code: item["new_at"] for code, item in items.items()} == {
        land: after[land]["due_at"],
        waiting: after[waiting]["answer_by"],
        asked: after[asked]["supplement_by"],
    }
    assert items[land]["reason"]["vi"].startswith(f"Lịch làm việc thay đổi ({NOTICE}): 25/11/2026")
    row = after[land]["ledger"][-1]
    assert (row["rule"], row["ground"], row["old_due_at"]) == (
        "replan",
        NOTICE,
        before[land]["due_at"],
    )
    assert any("25/11/2026" in move["text"]["vi"] for move in row["moves"])
    assert [len(replanned(office, code)) for code in before] == [1, 1, 1, 0]
    assert [replanned(office, code)[0].in_charge for code in (land, waiting, asked)] == [
        None,
        None,
        officer_of(asked).subject,
    ]
    assert timers(office)[land] == at("2026-12-18T07:30")
    assert timers(office)[asked] == at("2026-12-13T08:00")
    assert (progress(office)["seen"], progress(office)["moved"]) == (3, 3)
    assert dossier(office, land)["version"] == 2


def test_publishing_the_same_again_changes_nothing(office: Office) -> None:
    """No row, no event, no timer of a chunk; a changed one without a new version is refused."""
    code = received(office, LAND)
    post(office, "", vn(2, off("2026-11-25")))
    ring(office, at("2026-11-23T09:00"))
    before = deadline(office, code), len(office.said(code)), office.count("event_log")
    status, again = post(office, "", vn(2, off("2026-11-25")))
    ring(office, at("2026-11-23T09:30"))
    other, _ = post(office, "", vn(2, off("2026-11-26")))

    assert (status, again["changed"]) == (202, False)
    assert (deadline(office, code), len(office.said(code)), office.count("event_log")) == before
    assert other == 409


def test_cut_off_anywhere_it_ends_the_same(office: Office) -> None:
    """Every third chunk dies after its work; the end is as if none had."""
    codes = [received(office, COPIES if n % 2 else LAND) for n in range(11)]
    post(office, "", vn(2, off("2026-11-25"), off("2026-11-30")))
    tries = 0

    def dying(tx: Transaction, timer: Timer) -> None:
        nonlocal tries
        tries += 1
        replan_chunk(office.parts, tx, timer.subject, now=timer.now, size=2)
        if tries % 3 == 0:
            raise RuntimeError("killed")

    runner = TimerRunner(office.database, [TimerHandler(kind="replan", handle=dying)])
    for _ in range(60):
        with office.database.transaction() as tx:
            tx.execute(text("UPDATE timer SET retry_at = NULL WHERE kind = 'replan'"))
        if not runner.run_one():
            break
    land = [code for code in codes if code.startswith("H56.PVHCC")]

    assert tries > 6
    assert progress(office)["finished_at"] is not None
    assert progress(office)["seen"] == 11
    assert {deadline(office, code)["due_at"] for code in land} == {"2026-12-22T17:30:00+07:00"}
    assert {len(replanned(office, code)) for code in land} == {1}
    assert all(
        [row["rule"] for row in deadline(office, code)["ledger"]].count("replan") == 1
        for code in land
    )


def test_a_dossier_accepted_by_the_old_calendar_meanwhile_follows_too(office: Office) -> None:
    """Another process remembered the old version for a moment: the last look finds its work."""
    post(office, "", vn(2, off("2026-11-25")))
    ring(office, at("2026-11-23T09:00"))
    code = received(office, LAND)
    with office.database.transaction() as tx:
        tx.execute(
            text("UPDATE dossier SET calendar_version = 1, due_at = due_at - interval '3d'")
        )
    ring(office, at("2026-11-23T09:02"))

    assert deadline(office, code)["due_at"] == "2026-12-21T17:30:00+07:00"


def test_a_locked_dossier_is_come_back_to(office: Office) -> None:
    """Somebody is at work on it: the others go on, and it follows afterwards."""
    codes = [received(office, LAND) for _ in range(3)]
    post(office, "", vn(2, off("2026-11-25")))
    runner = TimerRunner(office.database, timer_handlers(office.parts))
    with office.database.transaction() as tx:
        tx.execute(text("SELECT 1 FROM dossier WHERE code = :c FOR UPDATE"), {"c": codes[1]})
        runner.run_one()
        meanwhile = [len(replanned(office, code)) for code in codes]
    ring(office, at("2026-11-23T09:00:05"))

    assert meanwhile == [1, 0, 1]
    assert [len(replanned(office, code)) for code in codes] == [1, 1, 1]


def test_a_provisional_date_is_confirmed_without_a_letter(office: Office) -> None:
    """The day is off as it was thought: the row says so, nobody is written to."""
    office.set_clock(at("2027-01-25T09:00"))
    code = received(office, LAND)
    before = dossier(office, code)
    tet = [
        replace(row, confirmed=True, notice=NOTICE)
        for row in vn(1).days.values()
        if row.note == "Tết Đinh Mùi"
    ]
    post(office, "", vn(2, *tet))
    ring(office, at("2027-01-25T09:00"))
    after = dossier(office, code)

    assert (before["due_provisional"], after["due_provisional"]) == (True, False)
    assert before["due_at"] == after["due_at"]
    assert replanned(office, code) == []
    assert deadline(office, code)["ledger"][-1]["rule"] == "replan"


def test_a_local_calendar_follows_the_nations(office: Office) -> None:
    """A province's own days stay; the version of the whole rises and its copies are told."""
    local = Calendar(
        id="h56",
        version=1,
        days={date(2026, 9, 25): off("2026-09-25", "Bão")},
        first_year=2026,
        last_year=2026,
        scope=Scope.PROVINCE,
        over="vn",
    )
    first, answer = post(office, "", local)
    post(office, "", vn(2, off("2026-11-25")))
    with office.database.read() as tx:
        rows = tx.execute(
            text("SELECT data FROM event_log WHERE type = :t ORDER BY position DESC LIMIT 1"),
            {"t": CalendarPublished.TYPE},
        ).scalars()
        said = next(iter(rows))
        whole = office.parts.calendars(tx).get("h56")

    assert (first, answer["version"]) == (202, 2)
    assert whole is not None
    assert whole.version == 3
    assert {date(2026, 9, 25), date(2026, 11, 25)} <= set(whole.days)
    assert (said["calendar"], said["version"]) == ("h56", 3)


def test_who_may_publish_and_what_is_refused(office: Office) -> None:
    """Administrators alone; a calendar that cannot be read leaves nothing."""
    calendar = vn(2, off("2026-11-25"))
    statuses = [post(office, path, calendar, OFFICER)[0] for path in ("", "/dry-run")]
    bad = office.post("/admin/calendars", {"calendar": {"id": "vn"}}, ADMIN)

    assert statuses == [403, 403]
    assert bad.status_code == 422
    assert office.count("replan") == 0


def test_papers_on_their_way_keep_their_supplement(office: Office) -> None:
    """What was sent in is not closed by the old window after a re-plan."""
    code = filed(office)
    ask(office, code)
    send(office, code, "supplement", {"papers": []}, OFFICER)
    post(office, "", vn(2, off("2026-11-25")))
    ring(office, at("2026-12-20T09:00"))

    assert dossier(office, code)["status"]["code"] == 2
