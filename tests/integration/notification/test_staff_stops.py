"""An officer stops alerts by one click, or their mailbox does; both show and can be mended."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from chassis.clock import machine_clock
from chassis.webhook_signature import signed
from services.notification.dispatch.domain.outcome import Result
from services.notification.staff.store.staff_mails import PgStaffMails
from services.notification.wiring.service import app_of
from tests.integration.notification.reports import report
from tests.integration.notification.rig import Notification
from tests.integration.notification.staff_office import WORK, Office, Officers, escalated

BEARER = {"Authorization": "Bearer anybody"}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
SECRET = b"s" * 32


@pytest.fixture
def office(notification: Notification) -> Office:
    """Give an officer and a head with proved addresses, alerted at once."""
    return Office.alerted(notification)


def stop(office: Office, **form: str) -> None:
    """Click what the newest mail has for it."""
    header = str(office.notification.provider.mails[-1]["List-Unsubscribe"])
    path = header.partition("/api/v1")[2].rstrip(">")
    answer = office.client.post(path, data=form or ONE_CLICK, headers=BEARER)
    assert answer.status_code == 200


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


def test_a_click_waits_for_a_choice_that_is_being_kept(office: Office) -> None:
    """Else whoever saves last takes the other's back without having seen it."""
    database, address = office.notification.database, office.notification.ring.email_index(WORK)
    with database.transaction() as choosing, database.transaction() as clicking:
        PgStaffMails(choosing).lock("o-1")
        clicking.execute(text("SET LOCAL lock_timeout = '100ms'"))
        with pytest.raises(OperationalError, match="lock timeout"):
            PgStaffMails(clicking).stop(address, office.notification.clock())
        clicking.rollback()
