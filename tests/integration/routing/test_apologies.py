"""Apologies on PostgreSQL: prepared by a timer, written, signed; and what comes without one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from contracts.events.clock import DossierReplanned, SupplementRequested
from contracts.events.lateness import DossierExtended, DossierOverdue
from kernel.clock import VIETNAM
from kernel.rights import Actor, Role
from tests.integration.routing.suite import PROCEDURE, Suite, accepted
from tests.integration.routing.test_officers import Register
from tests.integration.routing.test_violations import TWO, lines, timers_at
from tests.unit.routing.samples import (
    COMMUNE,
    DOSSIER,
    INSURANCE,
    MONDAY,
    leg,
    officer,
    step,
)

OFFICER = officer(Role.OFFICER)
APPROVER = officer(Role.APPROVER, subject="approver-1")
HEAD = officer(Role.HEAD, subject="head-1")
INSURANCE_HEAD = officer(Role.HEAD, subject="insurer-9", agency=INSURANCE)
STRANGER = officer(Role.OFFICER, subject="stranger-1", agency="H56.99999")
DUE = MONDAY + timedelta(days=14)  # Monday 16 November, 8:00
NEW_DUE = datetime(2026, 11, 19, 17, 30, tzinfo=VIETNAM)
TWO_DAYS = leg("two", [step("s", hours=16)], after=["one"], hours=16)
PATH = f"/dossiers/{DOSSIER}/apology"
KEY = "7f0c6a52-6f0b-4f6e-9d0a-2f6d6f9f0001"
LETTER = {"reason": "coordination", "new_due_on": "2026-11-19"}
ABOUT = {
    "code": DOSSIER,
    "procedure": PROCEDURE,
    "receiving_agency": COMMUNE,
    "competent_agency": COMMUNE,
}


@pytest.fixture
def begun(suite: Suite) -> Suite:
    """Give a case of two legs one after the other."""
    suite.hear_reference(TWO)
    suite.hear(accepted(legs={"one": COMMUNE, "two": INSURANCE}))
    return suite


@pytest.fixture
def near(begun: Suite) -> Suite:
    """Give it three working days before its due date: the apology is prepared."""
    timers_at(begun, 9)
    return begun


def send(
    suite: Suite,
    actor: Actor,
    body: dict[str, Any] | None = None,
    *,
    version: int = 1,
    key: str | None = None,
) -> TestResponse:
    """Write the apology, or sign it where there is no body."""
    path = PATH if body else f"{PATH}/signature"
    return suite.write(actor, "PUT" if body else "POST", path, version, body=body, key=key)


def slug(reply: TestResponse) -> tuple[int, str]:
    document = reply.get_json()
    return reply.status_code, document["type"].rpartition("/")[2]


def overdue(due_at: datetime = DUE) -> DossierOverdue:
    late = due_at + timedelta(hours=16)
    return DossierOverdue(due_at=due_at, extended=due_at != DUE, at=late, **ABOUT)


def extended() -> DossierExtended:
    return DossierExtended(
        cause="coordination",
        old_due_at=DUE,
        due_at=NEW_DUE,
        due_provisional=False,
        extended_at=DUE - timedelta(days=4),
        officer="head-1",
        **ABOUT,
    )


def replanned(old_at: datetime, new_at: datetime) -> DossierReplanned:
    return DossierReplanned(
        clock="term",
        old_at=old_at,
        new_at=new_at,
        provisional=False,
        calendar="vn",
        calendar_version=2,
        ground="12/TB-UBND",
        replanned_at=old_at,
        **ABOUT,
    )


def about_the_date(suite: Suite) -> list[tuple[str, str | None, str | None, bool]]:
    """Return the lines about due dates: kind, cause, officer, struck; oldest first."""
    found = [line for line in lines(suite) if line["kind"].startswith("apology")]
    return [
        (line["kind"], line["cause"], line["officer"], line["struck"] is not None)
        for line in reversed(found)
    ]


def test_an_apology_is_prepared_three_working_days_ahead(begun: Suite) -> None:
    """Unknown until Wednesday; then who works on the case reads it, and nobody else."""
    timers_at(begun, 8.9)
    early = slug(begun.get(PATH, OFFICER))
    timers_at(begun, 0.1)
    shown = begun.get(PATH, OFFICER)
    document = shown.get_json()

    assert early == (404, "apology-not-found")
    assert (shown.status_code, shown.headers["ETag"]) == (200, '"1"')
    assert (document["state"], document["because"]) == ("prepared", "due-near")
    assert document["proposed_due_on"] == "2026-11-17"
    assert {line["reason"] for line in document["reasons"]} >= {"overload", "coordination"}
    assert slug(begun.get(PATH, STRANGER)) == (404, "apology-not-found")


def test_it_is_prepared_at_once_where_the_rest_does_not_fit(suite: Suite) -> None:
    """Due on Friday evening: on Thursday the first leg is late, and two days are still needed."""
    suite.hear_reference({"legs": [leg("one", [step("s")], hours=24), TWO_DAYS]})
    thursday = MONDAY + timedelta(days=3)
    due_at = MONDAY.replace(hour=17, minute=30) + timedelta(days=4)
    soon = accepted(legs={"one": COMMUNE, "two": INSURANCE})
    suite.hear(replace(soon, due_at=due_at))
    with suite.database.transaction() as tx:
        tx.execute(text("DELETE FROM timer WHERE kind = 'apology'"))
    timers_at(suite, 2.9)
    before = suite.count("apology")
    timers_at(suite, 0.2)
    document = suite.get(PATH, OFFICER).get_json()

    assert before == 0
    assert suite.clock() > thursday
    assert (document["because"], document["proposed_due_on"]) == ("cannot-fit", "2026-11-09")


def test_an_officer_writes_and_the_head_signs_once(near: Suite) -> None:
    """The signature is said once, however often it is sent; a second apology is refused."""
    wrote = send(near, OFFICER, LETTER)
    signed = send(near, HEAD, version=2, key=KEY)
    again = send(near, HEAD, version=2, key=KEY)

    assert (wrote.status_code, wrote.get_json()["new_due_on"]) == (200, "2026-11-19")
    assert (signed.status_code, signed.get_json()["state"]) == (200, "signed")
    assert again.get_data() == signed.get_data()
    assert near.said().count("apology-signed") == 1
    assert slug(send(near, HEAD, version=3)) == (409, "apology-signed")
    assert slug(send(near, OFFICER, LETTER, version=3)) == (409, "apology-signed")


def test_only_the_head_of_the_competent_agency_signs(near: Suite) -> None:
    """Neither who signs decisions, nor the head of another agency; strangers learn of nothing."""
    send(near, OFFICER, LETTER)

    assert [send(near, who, version=2).status_code for who in (APPROVER, INSURANCE_HEAD)] == [
        403,
        403,
    ]
    assert send(near, OFFICER, version=2).status_code == 403
    assert send(near, STRANGER, LETTER, version=2).status_code == 404
    assert "apology-signed" not in near.said()


def test_a_letter_read_before_it_was_changed_is_not_signed(near: Suite) -> None:
    """412 for a stale version; unwritten is 409; a day off is no new date."""
    unwritten = slug(send(near, HEAD))
    sunday = send(near, OFFICER, LETTER | {"new_due_on": "2026-11-22"})
    send(near, OFFICER, LETTER)

    assert unwritten == (409, "apology-not-written")
    assert slug(sunday) == (422, "apology-date-invalid")
    assert send(near, HEAD, version=1).status_code == 412


def test_a_day_before_the_date_nothing_is_signed_any_more(near: Suite) -> None:
    """Too late on Friday evening: the case passes its date, and the register says unsigned."""
    send(near, OFFICER, LETTER)
    near.act(OFFICER, near.worklist(OFFICER)[0], "claim")
    near.clock.advance(seconds=2.5 * 86_400)
    late = slug(send(near, HEAD, version=2))
    near.hear(overdue())

    assert late == (409, "apology-too-late")
    assert about_the_date(near) == [("apology-missing", "unsigned", "officer-1", False)]


def test_a_date_passed_by_with_nobody_acting_is_a_violation(near: Suite) -> None:
    """Charged to the competent agency; struck where a calendar moves the date it is about."""
    near.hear(overdue())
    entered = about_the_date(near)
    near.hear(replanned(DUE, DUE + timedelta(days=1)))

    assert entered == [("apology-missing", "unwritten", None, False)]
    assert about_the_date(near) == [("apology-missing", "unwritten", None, True)]


def test_the_named_date_counts_from_then_on(near: Suite) -> None:
    """The clocks follow; the old date is no violation, the new one not kept is one of its own."""
    send(near, OFFICER, LETTER)
    send(near, HEAD, version=2)
    near.hear(extended(), overdue())
    silent = about_the_date(near)
    near.hear(overdue(NEW_DUE))
    with near.database.read() as tx:
        due_at = tx.scalar(text('SELECT due_at FROM "case"'))

    assert due_at == NEW_DUE
    assert silent == []
    assert about_the_date(near) == [("apology-broken", None, None, False)]


def test_a_case_that_is_over_or_stands_has_nothing_to_apologise_for(near: Suite) -> None:
    """While papers are waited for there is no date; an overdue word that comes late is passed."""
    send(near, OFFICER, LETTER)
    near.hear(
        SupplementRequested(
            accepted=True,
            requested_at=MONDAY + timedelta(days=9),
            supplement_by=DUE,
            officer="desk-1",
            **ABOUT,
        )
    )
    standing = slug(send(near, HEAD, version=2))
    with near.database.transaction() as tx:
        tx.execute(
            text("""UPDATE "case" SET status = 'approved', decided_at = :at"""), {"at": MONDAY}
        )
    near.hear(overdue())

    assert standing == (409, "case-suspended")
    assert slug(send(near, HEAD, version=2)) == (409, "case-closed")
    assert about_the_date(near) == []


def test_a_written_apology_is_said_to_those_who_may_sign_it(near: Suite) -> None:
    """The head of the competent agency, nobody in the head's place; again when written anew."""
    register = Register(near)
    head = register.enter("head-1", "head", agency=COMMUNE)
    deputy = register.enter("deputy-1", "approver", agency=COMMUNE)
    register.enter("insurer-9", "head", agency=INSURANCE)
    today = near.clock().date().isoformat()
    delegation = {
        "officer": deputy["id"],
        "roles": ["head"],
        "first_day": today,
        "last_day": today,
        "ground": "12/QĐ-UBND",
    }
    assert register.place(head, "delegations", delegation).status_code == 201
    send(near, OFFICER, LETTER)
    send(near, OFFICER, LETTER | {"new_due_on": "2026-11-20"}, version=2)
    with near.database.read() as tx:
        written = tx.scalars(
            text("SELECT data FROM event_log WHERE type LIKE '%apology-w%' ORDER BY position")
        ).all()

    assert [one["told_accounts"] for one in written] == [["head-1"]] * 2
    assert [one["new_due_at"][:10] for one in written] == ["2026-11-19", "2026-11-20"]
    assert [one["open_days"] for one in written] == [["2026-11-11", "2026-11-12"]] * 2
    assert written[0]["sign_by"] == "2026-11-13T17:30:00+07:00"
    assert (written[0]["cause"], written[0]["procedure"]) == ("coordination", PROCEDURE)
