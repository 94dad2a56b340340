"""What waits at a desk is told in the mail of the morning, a line a kind, and never at once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from contracts.events.desk import DeskWorkWaiting
from services.notification.dispatch.domain.outcome import Result
from services.notification.staff.usecases.word_desk import text_of_desk
from services.notification.templates.domain.template import OF_DESKS
from tests.integration.notification.intake_stub import AGENCY, AT
from tests.integration.notification.rig import Notification
from tests.integration.notification.staff_office import (
    Office,
    calls_waiting,
    escalated,
    work_waiting,
)

KINDS = ("answer-late", "answer", "message", "proposal", "parcel")
DECEMBER = AT.replace(month=12, day=2, hour=7)


@pytest.fixture
def office(notification: Notification) -> Office:
    """Give an officer and a head with proved addresses, alerted at once."""
    return Office.alerted(notification)


def lines(office: Office) -> list[str]:
    """Return the lines of the newest mail, without their numbers."""
    return re.findall(r"^ +(?:Cảnh báo|Alert) \d+: (.*)$", office.words(), re.MULTILINE)


def test_calls_that_wait_at_a_desk_are_a_line_of_the_morning(office: Office) -> None:
    """Also for who wants alerts at once, beside what they were told; never a mail of its own."""
    office.choose("daily", who="head-1")
    office.notification.hear(escalated("head-1", days=(AT.date(), AT.date() + timedelta(days=1))))
    office.notification.clock.advance(days=1, hours=-1)
    office.notification.hear(calls_waiting("o-1", "head-1", on=AT.date() + timedelta(days=1)))
    office.notification.sweep()
    before = office.sent()
    office.notification.clock.advance(minutes=30)
    office.notification.sweep()
    results = office.sent()

    assert (before, results) == ([], [Result.ACCEPTED] * 2)
    assert sorted(office.subjects()) == [
        "1 cảnh báo công việc từ lần gửi trước",
        "2 cảnh báo công việc từ lần gửi trước",
    ]
    for mail in office.notification.provider.mails:
        body = mail.get_body(("plain",))
        assert body is not None
        assert "3 người nộp hồ sơ chờ được gọi điện báo" in body.get_content()


def test_what_is_heard_of_a_desk_after_its_morning_goes_at_once(office: Office) -> None:
    """The morning it was said for has come."""
    office.notification.hear(calls_waiting("o-1", on=AT.date()))
    office.notification.sweep()

    assert office.sent() == [Result.ACCEPTED]
    assert "3 người nộp hồ sơ chờ được gọi điện báo" in office.words()


def test_each_kind_is_a_line_with_its_number_and_since_when(office: Office) -> None:
    """In Vietnamese, to officer and head alike; nothing goes before the morning."""
    hour = timedelta(hours=1)
    office.notification.clock.advance(seconds=(DECEMBER - AT).total_seconds())
    office.notification.hear(
        calls_waiting("o-1", on=DECEMBER.date()),
        *(
            work_waiting(kind, "o-1", on=DECEMBER.date(), count=n + 1, since=AT + n * hour)
            for n, kind in enumerate(KINDS)
        ),
    )
    office.notification.sweep()
    before = office.sent()
    office.notification.clock.advance(minutes=30)
    office.notification.sweep()

    assert (before, office.sent()) == ([], [Result.ACCEPTED])
    assert office.subjects() == ["6 cảnh báo công việc từ lần gửi trước"]
    assert sorted(lines(office)) == [
        f"{AGENCY.name}: {line} ngày 23/11/2026)"
        for line in (
            "1 hồ sơ đã hết thời hạn trả lời mà chưa được trả lời (từ 08 giờ 00",
            "2 hồ sơ chưa được trả lời (từ 09 giờ 00",
            "3 hồ sơ có lời nhắn của người nộp chưa ai đọc (từ 10 giờ 00",
            "3 người nộp hồ sơ chờ được gọi điện báo (từ 08 giờ 00",
            "4 đề xuất yêu cầu bổ sung chờ quyết định (từ 11 giờ 00",
            "5 kết quả gửi bưu chính không đến nơi (từ 12 giờ 00",
        )
    ]
    assert "https://motcua.example.vn/api/v1/desk-queue" in office.words()


@pytest.mark.parametrize(
    ("kind", "one", "some"),
    [
        ("answer-late", "1 dossier not answered in time", "2 dossiers not answered in time"),
        ("answer", "1 dossier nobody has answered", "2 dossiers nobody has answered"),
        (
            "message",
            "1 dossier with messages nobody has read",
            "2 dossiers with messages nobody has read",
        ),
        (
            "proposal",
            "1 proposal to ask for papers, not decided",
            "2 proposals to ask for papers, not decided",
        ),
        (
            "parcel",
            "1 result sent by post that did not arrive",
            "2 results sent by post that did not arrive",
        ),
    ],
)
def test_english_counts_one_and_some(
    notification: Notification, kind: str, one: str, some: str
) -> None:
    """Its line and its subject, in text and HTML."""
    office = Office.of(notification, "o-1")
    office.notification.clock.advance(seconds=(DECEMBER - AT).total_seconds())
    office.proved(language="en")
    for count in (1, 2):
        office.notification.hear(work_waiting(kind, "o-1", on=DECEMBER.date(), count=count))
        office.notification.clock.advance(minutes=30 if count == 1 else 0)
        office.notification.sweep()
        assert office.sent() == [Result.ACCEPTED]
        counted = one if count == 1 else some
        html = office.notification.provider.mails[-1].get_body(("html",))

        assert lines(office) == [f"{AGENCY.name}: {counted} (since 08:00 on 23 November 2026)"]
        assert office.subjects()[-1] == "1 alert about your work since the last mail"
        assert "There was 1 alert for you" in office.words()
        assert html is not None
        assert f"{counted} (since" in html.get_content()


def test_a_kind_of_a_newer_intake_is_passed_over(office: Office) -> None:
    """Nothing false is said of it, and what is known beside it is told."""
    office.notification.hear(
        work_waiting("no-such-kind", "o-1", on=AT.date()),
        work_waiting("message", "o-1", on=AT.date()),
    )
    office.notification.sweep()

    assert office.sent() == [Result.ACCEPTED]
    assert len(lines(office)) == 1


def test_every_kind_has_its_text() -> None:
    """One each, beside that of calls."""
    events: list[DeskWorkWaiting] = [work_waiting(kind, on=AT.date()) for kind in KINDS]
    texts = {text_of_desk(event) for event in events}

    assert texts | {text_of_desk(calls_waiting(on=AT.date()))} == OF_DESKS
    assert len(texts) == len(KINDS)
