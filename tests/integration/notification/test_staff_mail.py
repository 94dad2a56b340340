"""An officer enters an address and proves it; nothing but the code goes to one nobody proved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from services.notification.dispatch.domain.outcome import Result
from tests.integration.notification.rig import Notification
from tests.integration.notification.staff_office import WORK, Office, escalated, registered
from tests.integration.notification.tables import TABLES

NOTHING = {
    "state": "none",
    "address": None,
    "language": None,
    "alerts": "none",
    "entered_at": None,
    "code_until": None,
    "confirmed_at": None,
    "bounced_at": None,
    "undelivered_at": None,
    "stopped_at": None,
}


@pytest.fixture
def office(notification: Notification) -> Office:
    """Give the API with two officers of the register."""
    return Office.of(notification, "o-1", "o-2")


def holding(notification: Notification, words: str) -> list[str]:
    """Return the tables that hold these words anywhere."""
    with notification.database.read() as tx:
        return [
            table
            for table in TABLES
            if tx.scalar(
                text(f"SELECT count(*) FROM {table} AS t WHERE t::text ILIKE '%' || :w || '%'"),  # noqa: S608 -- a name of ours
                {"w": words},
            )
        ]


def test_an_address_waits_for_its_code_and_is_confirmed_by_it(office: Office) -> None:
    """The code is in the mail alone, in Vietnamese by default, and the address is masked."""
    nothing = office.ask("GET")
    entered = office.enter()
    code = office.code()
    letter = office.words()
    answer = office.confirm(code)

    assert (nothing.get_json(), nothing.headers["ETag"]) == (NOTHING, '"0"')
    assert entered.headers["ETag"] == '"1"'
    assert entered.get_json() == NOTHING | {
        "state": "waiting",
        "address": "n***@hoanggiang.example.vn",
        "language": "vi",
        "alerts": "at-once",
        "entered_at": "2026-11-23T08:00:00+07:00",
        "code_until": "2026-11-23T08:30:00+07:00",
    }
    assert office.subjects() == ["Mã xác nhận địa chỉ thư công vụ của ông/bà"]
    assert office.notification.provider.recipients == [WORK]
    assert "Kính gửi ông/bà Trần Văn Nghĩa," in letter
    assert "08 giờ 30 ngày 23/11/2026" in letter
    assert answer.status_code == 200
    assert answer.get_json()["state"] == "confirmed"
    assert answer.get_json()["confirmed_at"] == "2026-11-23T08:00:00+07:00"
    assert (answer.get_json()["code_until"], answer.headers["ETag"]) == (None, '"2"')


def test_neither_code_nor_address_nor_name_lies_in_a_table(office: Office) -> None:
    """Not even while it waits: the letter is written as it goes."""
    office.enter()
    code = office.code()

    assert holding(office.notification, code) == []
    assert holding(office.notification, WORK) == []
    assert holding(office.notification, "Nghĩa") == []
    assert office.notification.said() == []


def test_wrong_codes_are_counted_and_use_the_right_one_up(office: Office) -> None:
    """Five tries; then another code is asked for, and counts from the start."""
    office.enter()
    code = office.code()
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    answers = [office.confirm(wrong) for _ in range(5)]
    late = office.confirm(code)
    office.enter()
    fresh = office.code()

    assert [answer.status_code for answer in answers] == [422] * 5
    assert [answer.get_json()["tries_left"] for answer in answers] == [4, 3, 2, 1, 0]
    assert answers[0].get_json()["type"] == "/problems/code-wrong"
    assert answers[0].get_json()["errors"][0]["pointer"] == "/code"
    assert (late.status_code, late.get_json()["type"]) == (409, "/problems/code-used-up")
    assert fresh != code
    assert office.confirm(fresh).status_code == 200


def test_a_code_lasts_half_an_hour(office: Office) -> None:
    """And none is awaited before, or once it was given."""
    before = office.confirm("000000")
    office.enter()
    code = office.code()
    office.notification.clock.advance(minutes=31)
    late = office.confirm(code)
    office.enter()
    office.confirm(office.code())
    again = office.confirm(code)

    assert [answer.status_code for answer in (before, late, again)] == [409] * 3
    assert [answer.get_json()["type"] for answer in (before, late, again)] == [
        "/problems/no-code-awaited",
        "/problems/code-expired",
        "/problems/no-code-awaited",
    ]


def test_a_code_is_of_one_officer_and_one_address(office: Office) -> None:
    """What another got proves nothing here, nor what came to the address before."""
    office.enter()
    first = office.code()
    office.enter("o-2", "khac@hoanggiang.example.vn")
    foreign = office.code()
    wrong = office.confirm(foreign)
    office.enter(address="moi@hoanggiang.example.vn")
    newest = office.code()

    assert wrong.status_code == 422
    assert office.confirm(first).status_code == 422
    assert office.confirm(newest).status_code == 200


def test_five_codes_an_hour(office: Office) -> None:
    """An officer and an address; erasing does not help, an hour does."""
    first = [office.enter().status_code for _ in range(5)]
    office.ask("DELETE")
    more = office.enter()
    others = office.enter("o-2")
    elsewhere = office.enter("o-2", "khac@hoanggiang.example.vn")
    office.notification.clock.advance(minutes=61)

    assert first == [200] * 5
    assert (more.status_code, others.status_code) == (429, 429)
    assert int(more.headers["Retry-After"]) == 3600
    assert elsewhere.status_code == 200
    assert office.enter().status_code == 200


@pytest.mark.parametrize(
    "address",
    ["", "x", "a@b", "a@b.vn, c@d.vn", "Nghĩa <a@b.vn>", "a@b.vn\r\nBcc: c@d.vn", "a b@c.vn"],
)
def test_what_is_no_address_is_refused(office: Office, address: str) -> None:
    """Lists, names and line breaks among them; nothing is kept or sent."""
    answer = office.enter(address=address)

    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["pointer"] == "/address"
    assert office.shown() == NOTHING
    assert office.sent() == []


def test_only_who_is_in_office_enters_an_address(office: Office) -> None:
    """By the register, asked each time; while it is away the answer is 503."""
    stranger = office.enter("o-9")
    office.enter()
    code = office.code()
    del office.notification.register.officers["o-1"]
    left = office.confirm(code)
    office.notification.register.away = True
    away = office.enter("o-2")

    assert (stranger.status_code, left.status_code, away.status_code) == (409, 409, 503)
    assert stranger.get_json()["type"] == "/problems/not-in-register"
    assert office.shown("o-9") == office.shown("o-2") == NOTHING


def test_writes_name_what_they_were_read_at(office: Office) -> None:
    """428 without, 412 for what changed; a second PUT of one page sends no second code."""
    bare = office.client.put(
        "/staff-mail", json={"address": WORK}, headers={"Authorization": "Bearer o-1"}
    )
    office.enter()
    again = office.ask("PUT", body={"address": WORK}, etag='"0"')
    stale = [
        office.ask("POST", "/confirmation", {"code": "000000"}, etag='"0"'),
        office.ask("PUT", "/alerts", {"alerts": "none"}, etag='"0"'),
        office.ask("DELETE", etag='"0"'),
    ]

    assert bare.status_code == 428
    assert again.status_code == 412
    assert [answer.status_code for answer in stale] == [412] * 3
    assert len(office.sent()) == 1


def test_without_a_confirmed_address_nothing_is_chosen(office: Office) -> None:
    """Neither before one is entered nor while it waits."""
    before = office.choose("daily")
    office.enter()
    waits = office.choose("daily")
    office.confirm(office.code())

    assert (before.status_code, waits.status_code) == (409, 409)
    assert before.get_json()["type"] == "/problems/staff-mail-not-confirmed"
    assert office.choose("daily").get_json()["alerts"] == "daily"


def test_another_address_keeps_the_choice_and_starts_anew(office: Office) -> None:
    """Nothing goes to the one before, nor to the new one until it is proved."""
    office.proved()
    office.choose("at-once")
    office.notification.hear(escalated("o-1"))
    office.enter(address="moi@hoanggiang.example.vn")
    office.notification.hear(escalated("o-1"))
    results = office.sent()
    recipients = list(office.notification.provider.recipients)
    office.confirm(office.code())
    office.notification.hear(escalated("o-1"))

    assert sorted(results) == [Result.ACCEPTED, Result.REFUSED]
    assert recipients == ["moi@hoanggiang.example.vn"]
    assert office.sent() == [Result.ACCEPTED]


def test_who_takes_the_address_away_leaves_nothing(office: Office) -> None:
    """Row, sealed contact and key are gone; what was queued goes nowhere, without a word."""
    office.proved()
    office.notification.hear(escalated("o-1"))
    gone = office.ask("DELETE")
    again = office.ask("DELETE")

    assert (gone.status_code, again.status_code) == (204, 204)
    assert office.shown() == NOTHING
    assert office.sent() == [Result.REFUSED]
    assert office.notification.said() == []
    kept = set(holding(office.notification, ""))  # every table that has a row
    assert kept.isdisjoint({"staff_mail", "addressee", "contact_key", "address_mark"})


@pytest.mark.parametrize("days", [-1, 0])
def test_who_left_is_erased(office: Office, days: int) -> None:
    """At once when the last day is over, else once it is; a day more changes nothing."""
    office.proved()
    office.proved("o-2", "khac@hoanggiang.example.vn")
    today = office.notification.clock().date()
    office.notification.hear(registered("o-2", None), registered("o-9", today))
    office.notification.hear(registered("o-1", today + timedelta(days=days)))
    first = office.shown()["state"]
    office.notification.sweep()
    kept = office.shown()["state"]
    office.notification.clock.advance(days=1)
    office.notification.sweep()
    office.notification.hear(escalated("o-1"))

    assert first == kept == ("none" if days < 0 else "confirmed")
    assert office.shown() == NOTHING
    assert office.shown("o-2")["state"] == "confirmed"
    assert office.sent() == []


def test_in_english_for_who_asks_for_it(office: Office) -> None:
    """The code, and what comes after."""
    office.enter(language="en")
    office.confirm(office.code())
    office.notification.hear(escalated("o-1", percent=100))
    office.sent()

    assert office.subjects() == [
        "Code to confirm your work mail address",
        "Dossier H56.14797-261123-0001: the step “Verify” is late",
    ]
