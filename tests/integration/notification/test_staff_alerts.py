"""Officers are alerted by mail: at once or in the morning, once, until they stop it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from chassis.clock import machine_clock
from chassis.identifiers import new_id
from chassis.webhook_signature import signed
from services.notification.dispatch.domain.outcome import Result
from services.notification.wiring import app_of
from tests.integration.notification.intake_stub import CODE, accepted
from tests.integration.notification.reports import report
from tests.integration.notification.rig import Notification
from tests.integration.notification.staff_office import WORK, Office, Officers, escalated
from tests.integration.notification.test_messages_api import FakeAuthenticator

OTHER = "H56.14797-261123-0002"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
SECRET = b"s" * 32


@pytest.fixture
def office(notification: Notification) -> Office:
    """Give an officer and a head with proved addresses, alerted at once."""
    made = Office.of(notification, "o-1", "head-1")
    made.proved()
    made.proved("head-1", "chutich@hoanggiang.example.vn")
    return made


def stop(office: Office, **form: str) -> None:
    """Click what the newest mail has for it."""
    header = str(office.notification.provider.mails[-1]["List-Unsubscribe"])
    path = header.partition("/api/v1")[2].rstrip(">")
    answer = office.client.post(path, data=form or ONE_CLICK, headers=BEARER)
    assert answer.status_code == 200


BEARER = {"Authorization": "Bearer anybody"}


def test_an_alert_is_one_mail_to_each_it_is_for(office: Office) -> None:
    """Dossier, procedure, step, limit and how much is used up, and where to open it; no person."""
    event, event_id = escalated("o-1", "nobody-9"), new_id()
    office.notification.hear(event, event_id=event_id)
    office.notification.hear(event, event_id=event_id)
    results = office.sent()
    words = office.words()

    assert results == [Result.ACCEPTED]
    assert office.notification.provider.recipients == [WORK]
    assert office.subjects() == [f"Hồ sơ {CODE}: bước “Thẩm tra” sắp đến hạn"]
    for told in (
        "Kính gửi ông/bà Trần Văn Nghĩa,",
        "Bước xử lý ông/bà đang giữ sắp đến hạn: đã dùng 75 % thời gian của bước.",
        "  Thủ tục: Đăng ký khai sinh",
        "  Bước: Thẩm tra",
        "  Cơ quan thực hiện: UBND xã Hoằng Giang",
        "  Hạn của bước: 15 giờ 00 ngày 23/11/2026",
        f"https://motcua.example.vn/api/v1/alerts?dossier={CODE}",
    ):
        assert told in words, words
    assert "Bộ phận Một cửa" not in words
    assert "o-1" not in words
    assert office.notification.said() == []


def test_the_head_is_told_as_the_head(office: Office) -> None:
    """That it is late, in a mail of their own."""
    office.notification.hear(escalated("head-1", "o-1", percent=120))
    office.sent()

    assert sorted(office.notification.provider.recipients) == [
        "chutich@hoanggiang.example.vn",
        WORK,
    ]
    assert set(office.subjects()) == {f"Hồ sơ {CODE}: bước “Thẩm tra” đã quá hạn"}
    assert "ông/bà chịu trách nhiệm theo dõi đã quá hạn: đã dùng 120 %" in office.words()


def test_who_chose_none_or_has_no_address_gets_nothing(office: Office) -> None:
    """And what waits in an event for an agency that is not here yet waits for it."""
    office.choose("none")
    office.notification.hear(escalated("o-1", "o-7"))
    office.notification.hear(replace(escalated(), told_accounts=()))

    assert office.sent() == []


def test_the_mail_of_the_morning_has_what_was_told_since(office: Office) -> None:
    """At half past seven, once, a line an alert with its time; nothing where nothing was told."""
    office.choose("daily")
    office.notification.hear(escalated("o-1", "head-1"), escalated("o-1", percent=100, code=OTHER))
    office.notification.sweep()
    at_once = list(office.notification.provider.recipients) or office.sent()
    office.notification.provider.mails.clear()
    office.notification.clock.advance(hours=23, minutes=29)
    office.notification.sweep()
    before = office.sent()
    office.notification.clock.advance(minutes=1)
    office.notification.sweep()
    office.notification.sweep()
    results, words = office.sent(), office.words()
    office.notification.clock.advance(days=1)
    office.notification.sweep()

    assert (at_once, before, results) == ([Result.ACCEPTED], [], [Result.ACCEPTED])
    assert office.subjects() == ["2 cảnh báo công việc từ lần gửi trước"]
    assert f"Cảnh báo 1: Hồ sơ {CODE}: bước “Thẩm tra” sắp đến hạn (13 giờ 00 ngày" in words
    assert f"Cảnh báo 2: Hồ sơ {OTHER}: bước “Thẩm tra” đã quá hạn (13 giờ 00 ngày" in words
    assert "https://motcua.example.vn/api/v1/alerts?state=open" in words
    assert office.sent() == []


def test_what_waits_for_the_morning_follows_the_choice(office: Office) -> None:
    """None, a stop and an erased address drop it; at once lets it come."""
    kept = {}
    for number, change in enumerate(("none", "at-once", "daily")):
        office.choose("daily")
        office.notification.hear(escalated("o-1"))
        office.choose(change)
        office.notification.clock.advance(days=1)
        office.notification.sweep()
        kept[change] = (number, len(office.sent()))
    office.notification.hear(escalated("o-1"))
    office.ask("DELETE")
    office.notification.clock.advance(days=1)
    office.notification.sweep()

    assert kept == {"none": (0, 0), "at-once": (1, 1), "daily": (2, 1)}
    assert office.sent() == []


def test_a_hundred_lines_and_the_number_of_all(office: Office) -> None:
    """The newest, and that there are more."""
    office.choose("daily")
    codes = [f"H56.14797-261123-{number:04d}" for number in range(1, 104)]
    office.notification.hear(*(escalated("o-1", code=code) for code in codes))
    office.notification.clock.advance(days=1)
    office.notification.sweep()
    office.sent()

    assert office.subjects() == ["103 cảnh báo công việc từ lần gửi trước"]
    assert len(re.findall(r"^ +Cảnh báo \d+:", office.words(), re.MULTILINE)) == 100
    assert "chỉ ghi 100 cảnh báo mới nhất" in office.words()


def test_one_click_stops_and_the_choice_shows_it(office: Office) -> None:
    """RFC 8058; what is queued by then does not go either, and nobody else's is stopped."""
    office.notification.hear(escalated("o-1"))
    office.sent()
    mail = office.notification.provider.mails[-1]
    before = office.shown()
    office.notification.hear(escalated("o-1"))
    stop(office)
    shown = office.shown()
    office.notification.hear(escalated("o-1"), escalated("head-1"))

    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (before["alerts"], before["stopped_at"]) == ("at-once", None)
    assert (shown["alerts"], shown["stopped_at"]) == ("none", "2026-11-23T08:00:00+07:00")
    assert sorted(office.sent()) == [Result.ACCEPTED, Result.REFUSED]
    assert office.notification.provider.recipients[-1] == "chutich@hoanggiang.example.vn"


@pytest.mark.parametrize("way", ["again", "choose"])
def test_a_stop_is_taken_back(office: Office, way: str) -> None:
    """By the page behind the link, or by choosing anew."""
    office.notification.hear(escalated("o-1"))
    office.sent()
    stop(office)
    stop(office, again="1") if way == "again" else office.choose("at-once")
    shown = office.shown()
    office.notification.hear(escalated("o-1"))

    assert (shown["alerts"], shown["stopped_at"]) == ("at-once", None)
    assert office.sent() == [Result.ACCEPTED]


def test_a_stop_outlives_an_erased_dossier_of_the_same_address(office: Office) -> None:
    """Marks of an address go with a dossier; the wish of the officer stands with their mail."""
    office.notification.hear(escalated("o-1"))
    office.sent()
    stop(office)
    office.notification.execute("DELETE FROM address_mark")
    office.notification.hear(escalated("o-1"))

    assert office.shown()["alerts"] == "none"
    assert office.sent() == []


def test_the_page_behind_the_link_says_what_it_stops(office: Office) -> None:
    """And that alerts can be read all the same."""
    office.notification.hear(escalated("o-1"))
    office.sent()
    header = str(office.notification.provider.mails[-1]["List-Unsubscribe"])
    path = header.partition("/api/v1")[2].rstrip(">")
    page = office.client.get(path, headers=BEARER).get_data(as_text=True)

    assert "Ngừng nhận thư cảnh báo công việc?" in page
    assert "Cảnh báo vẫn đọc được trong hệ thống" in page
    assert office.shown()["stopped_at"] is None


def bounced(office: Office) -> dict[str, int]:
    """Bring the report that the newest mail found no mailbox."""
    parts = replace(office.notification.parts(), keys={"mail": (SECRET,)}, texted=True)
    client: FlaskClient = app_of(parts, Officers()).test_client()
    reference = str(office.notification.provider.mails[-1]["Message-ID"]).strip("<>")
    content = report(recipient=WORK, reference=reference)
    headers = {**BEARER, "Content-Type": "message/rfc822"}
    headers |= signed(SECRET, "m1", machine_clock(), content)
    return dict(client.post("/mail/bounces", data=content, headers=headers).get_json()["taken"])


def test_a_bounce_disables_the_address_and_shows(office: Office) -> None:
    """No desk telephones about it; entered anew the address is tried again."""
    office.notification.hear(escalated("o-1"))
    office.sent()
    taken = bounced(office)
    shown = office.shown()
    office.notification.hear(escalated("o-1"))
    refused = office.sent()
    office.enter()
    anew = office.shown()
    office.confirm(office.code())

    assert taken == {"disabled": 1}
    assert (shown["state"], shown["bounced_at"]) == ("confirmed", "2026-11-23T08:00:00+07:00")
    assert refused == [Result.REFUSED]
    assert anew["bounced_at"] is None
    assert office.shown()["state"] == "confirmed"
    assert office.notification.said() == []


def test_a_mailbox_that_refuses_shows(office: Office) -> None:
    """Also where no report comes back, for the code too; until a mail gets there again."""
    office.notification.provider.rcpt_answer = "550 5.1.1 no such user"
    office.enter(address="khong@hoanggiang.example.vn")
    refused, shown = office.sent(), office.shown()
    office.notification.provider.rcpt_answer = "250 OK"
    office.enter()
    office.confirm(office.code())

    assert refused == [Result.REFUSED]
    assert (shown["state"], shown["undelivered_at"]) == ("waiting", "2026-11-23T08:00:00+07:00")
    assert office.shown()["undelivered_at"] is None


def test_a_mail_that_is_tried_again_has_the_same_name(office: Office) -> None:
    """By the normal dispatch: attempts are kept, and the Message-ID stays."""
    office.notification.hear(escalated("o-1"))
    office.notification.provider.data_answer = "451 later"
    first = office.sent()
    office.notification.provider.data_answer = "250 OK"
    office.notification.execute("UPDATE message SET next_attempt_at = now()")
    second = office.sent()
    with office.notification.database.read() as tx:
        kept = tx.execute(
            text("SELECT reference, attempts FROM message ORDER BY entered_at")
        ).all()

    assert first == [Result.DEFERRED]
    assert second == [Result.ACCEPTED]
    assert kept[-1].attempts == 2
    assert str(office.notification.provider.mails[-1]["Message-ID"]) == f"<{kept[-1].reference}>"


def test_citizens_letters_go_first_and_are_counted_alone(office: Office) -> None:
    """What staff are told stands in the lane of what waits, and in no report of notices."""
    notification = office.notification
    notification.hear(escalated("o-1"))
    notification.hear(notification.intake.contact(), accepted())
    work = notification.dispatching()
    (first,) = work.claim(1)
    work.settle([], [first])
    office.sent()
    today = notification.clock().date().isoformat()
    reporting = app_of(notification.parts(), FakeAuthenticator(None, "reporting")).test_client()
    answer = reporting.post(
        "/internal/notice-figures", json={"first": today, "last": today}, headers=BEARER
    )
    figures = answer.get_data(as_text=True)

    assert first.message.template == "dossier-accepted"
    assert answer.status_code == 200, figures
    assert "dossier-accepted" in figures
    assert "step-escalated" not in figures
    assert "staff-mail-code" not in figures
