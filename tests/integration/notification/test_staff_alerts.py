"""Officers are alerted by mail: at once or in the morning, once, until they stop it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from chassis.identifiers import new_id
from chassis.reconciliation import BooksReader
from services.notification.dispatch.domain.outcome import Result
from services.notification.dispatch.store.reconciliation import BOOKS
from services.notification.wiring.service import app_of
from tests.integration.notification.intake_stub import AT, CODE, accepted
from tests.integration.notification.rig import Notification
from tests.integration.notification.staff_office import (
    WORK,
    Office,
    escalated,
    signed,
    written,
)
from tests.integration.notification.test_messages_api import FakeAuthenticator

OTHER = "H56.14797-261123-0002"


@pytest.fixture
def office(notification: Notification) -> Office:
    """Give an officer and a head with proved addresses, alerted at once."""
    return Office.alerted(notification)


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


def test_an_apology_that_waits_is_told_to_the_head(office: Office) -> None:
    """With the date it names, until when it may be signed, and where it is."""
    office.notification.hear(written("head-1"))
    office.sent()
    words = office.words()

    assert office.notification.provider.recipients == ["chutich@hoanggiang.example.vn"]
    assert office.subjects() == [f"Hồ sơ {CODE}: văn bản xin lỗi chờ ông/bà ký"]
    for told in (
        "  Lý do: cơ quan phối hợp chưa trả lời",
        "  Hẹn trả hiện tại: 17 giờ 30 ngày 27/11/2026",
        "  Ngày hẹn lại: 17 giờ 30 ngày 02/12/2026",
        "  Ký chậm nhất: 17 giờ 30 ngày 26/11/2026",
        f"https://motcua.example.vn/api/v1/dossiers/{CODE}/apology",
    ):
        assert told in words, words
    assert "Bộ phận Một cửa" not in words


def test_what_staff_are_told_stands_in_no_book_of_the_others(office: Office) -> None:
    """Their contacts are nobody's at intake, and that one failed is said to no desk."""
    office.notification.provider.rcpt_answer = "550 5.1.1 no such user"
    office.notification.hear(escalated("o-1"))
    refused = office.sent()
    books = BooksReader(office.notification.database, BOOKS)
    faults = [fault for fault in books.faults() if "staff/" in fault.id]

    assert refused == [Result.REFUSED]
    assert faults == []
    assert books.digests("contacts", None, 10) == []


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


def test_an_apology_that_is_signed_by_the_morning_is_not_asked_for(office: Office) -> None:
    """Nor is one asked for twice that was written again; others wait on."""
    office.choose("daily", who="head-1")
    office.notification.hear(written("head-1"), written("head-1"), written("head-1", code=OTHER))
    office.notification.hear(escalated("head-1", code=OTHER), signed(OTHER))
    office.notification.clock.advance(days=1)
    office.notification.sweep()
    office.sent()
    words = office.words()

    assert office.subjects() == ["2 cảnh báo công việc từ lần gửi trước"]
    assert words.count("văn bản xin lỗi chờ ông/bà ký") == 1
    assert f"Hồ sơ {CODE}: văn bản xin lỗi chờ ông/bà ký" in words
    assert f"Hồ sơ {OTHER}: bước “Thẩm tra” sắp đến hạn" in words


def test_the_mail_of_the_morning_goes_on_a_day_the_office_is_open(office: Office) -> None:
    """Told on a Monday before a day off, it comes on Wednesday with all that waits till then."""
    off, wednesday = AT.date() + timedelta(days=1), AT.date() + timedelta(days=2)
    office.choose("daily")
    office.notification.hear(escalated("o-1", days=(AT.date(), wednesday)))
    office.notification.clock.advance(days=1)
    office.notification.sweep()
    on_the_day_off = office.sent()
    office.notification.hear(escalated("o-1", code=OTHER, days=(wednesday,)))
    office.notification.clock.advance(hours=23, minutes=29)
    office.notification.sweep()
    before = office.sent()
    office.notification.clock.advance(minutes=1)
    office.notification.sweep()

    assert off.isoformat() == "2026-11-24"
    assert (on_the_day_off, before, office.sent()) == ([], [], [Result.ACCEPTED])
    assert office.subjects() == ["2 cảnh báo công việc từ lần gửi trước"]


def test_what_the_morning_would_tell_too_late_is_told_at_once(office: Office) -> None:
    """A signature that counts until today's closing, asked of who wants one mail a morning."""
    office.choose("daily", who="head-1")
    days = (AT.date(), AT.date() + timedelta(days=2))
    office.notification.hear(replace(written("head-1"), open_days=days))
    in_time = office.sent()
    today = AT.replace(hour=17, minute=30)
    office.notification.hear(replace(written("head-1", code=OTHER), open_days=days, sign_by=today))

    assert (in_time, office.sent()) == ([], [Result.ACCEPTED])
    assert office.subjects() == [f"Hồ sơ {OTHER}: văn bản xin lỗi chờ ông/bà ký"]
