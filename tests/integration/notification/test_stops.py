"""What the law does not ask of us may be stopped, by one click and never by looking."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from contracts.events.intake import DossierHandedOver
from services.notification.dispatch.domain.outcome import Result
from services.notification.people.domain.errors import StopUnknownError
from services.notification.people.domain.mark import Stop
from services.notification.people.store.stop_links import StopLinks
from services.notification.wiring.service import app_of
from tests.integration.notification.intake_stub import AGENCY, AT, PROCEDURE, accepted, erased
from tests.integration.notification.rig import Notification
from tests.integration.notification.test_drafts import contact, expiring
from tests.integration.notification.test_messages_api import FakeAuthenticator

GATEWAY = {"Authorization": "Bearer gateway"}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
_MARKS = text("SELECT address, mark, marked_at FROM address_mark ORDER BY mark")
HANDED_OVER = DossierHandedOver(
    code="H56.14797-261123-0001",
    procedure=PROCEDURE.procedure,
    receiving_agency=AGENCY.code,
    handed_over_at=AT,
    method="desk",
    officer="officer-017",
)


@pytest.fixture
def client(notification: Notification) -> FlaskClient:
    """Give the service's API, called by the gateway."""
    return app_of(notification.parts(), FakeAuthenticator()).test_client()


def stop_path(notification: Notification) -> str:
    """Return the path of the one-click header of the newest mail."""
    header = str(notification.provider.mails[-1]["List-Unsubscribe"])
    match = re.fullmatch(r"<https://motcua\.example\.vn/api/v1(/stops/[\w.~-]{1,100})>", header)
    assert match is not None, header
    return match.group(1)


def body_of(notification: Notification) -> str:
    body = notification.provider.mails[-1].get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_reminder_carries_both_headers_and_no_address(notification: Notification) -> None:
    """RFC 8058 section 3.1; the link is in the words of the letter too."""
    notification.know_names()
    notification.hear(contact(notification), expiring())
    notification.send_all()
    mail = notification.provider.mails[-1]

    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop_path(notification) in body_of(notification).replace("\n", "")
    assert "example.vn" not in stop_path(notification)


def test_a_statutory_letter_carries_none(notification: Notification) -> None:
    """A mailbox must not offer to stop what the law has us tell."""
    notification.know_names()
    notification.hear(notification.intake.contact(), accepted())
    notification.send_all()
    mail = notification.provider.mails[-1]

    assert mail["List-Unsubscribe"] is None
    assert mail["List-Unsubscribe-Post"] is None
    assert "/stops/" not in body_of(notification)


def test_looking_changes_nothing_and_one_click_stops(
    notification: Notification, client: FlaskClient
) -> None:
    """Scanners follow links; only the POST counts, once, and again it is the same."""
    notification.know_names()
    notification.hear(contact(notification), expiring())
    notification.send_all()
    path = stop_path(notification)
    looked = client.get(path, headers=GATEWAY)
    assert marks(notification) == []
    clicked = [client.post(path, data=ONE_CLICK, headers=GATEWAY) for _ in range(2)]
    notification.hear(expiring())

    assert "Ngừng nhận thư nhắc về bản nháp chưa nộp?" in looked.get_data(as_text=True)
    assert looked.headers["Cache-Control"] == "no-store"
    assert [answer.status_code for answer in clicked] == [200, 200]
    assert [mark for _, mark in marks(notification)] == ["stop:drafts"]
    assert notification.send_all() == [Result.REFUSED]
    assert len(notification.provider.mails) == 1
    assert notification.said() == []


def test_who_comes_back_gets_them_again(notification: Notification, client: FlaskClient) -> None:
    """By the button of the page that says it is done."""
    notification.know_names()
    notification.hear(contact(notification), expiring())
    notification.send_all()
    path = stop_path(notification)
    client.post(path, data=ONE_CLICK, headers=GATEWAY)
    answer = client.post(path, data={"again": "1"}, headers=GATEWAY)
    notification.hear(expiring("en"))

    assert "Ông/bà sẽ lại nhận" in answer.get_data(as_text=True)
    assert notification.send_all() == [Result.ACCEPTED]


def test_a_stop_is_of_one_address_and_one_kind(
    notification: Notification, client: FlaskClient
) -> None:
    """Another address still gets reminders, and the same one every statutory letter."""
    notification.know_names()
    notification.hear(contact(notification), expiring())
    notification.send_all()
    client.post(stop_path(notification), data=ONE_CLICK, headers=GATEWAY)
    notification.hear(contact(notification, "khac@example.vn"), expiring())
    notification.hear(notification.intake.contact(), accepted())

    assert notification.send_all() == [Result.ACCEPTED, Result.ACCEPTED]


def test_the_question_goes_and_the_letter_stays(
    notification: Notification, client: FlaskClient
) -> None:
    """That a result was handed over is told all the same, without asking and without a header."""
    notification.know_names()
    notification.hear(notification.intake.contact(), HANDED_OVER)
    notification.send_all()
    asked = body_of(notification)
    (token,) = re.findall(r"/stops/([\w~.-]+)", asked.replace("=\n", ""))
    assert notification.provider.mails[-1]["List-Unsubscribe"] is None
    client.post(f"/stops/{token}", data=ONE_CLICK, headers=GATEWAY)
    notification.hear(HANDED_OVER)
    notification.send_all()

    assert "hài lòng" in asked
    assert "hài lòng" not in body_of(notification)
    assert "/stops/" not in body_of(notification)
    assert len(notification.provider.mails) == 2


def test_erasure_forgets_what_was_stopped(notification: Notification, client: FlaskClient) -> None:
    """With the contact go the marks of its address; a later letter asks again."""
    notification.know_names()
    notification.hear(notification.intake.contact(), HANDED_OVER)
    notification.send_all()
    (token,) = re.findall(r"/stops/([\w~.-]+)", body_of(notification))
    client.post(f"/stops/{token}", data=ONE_CLICK, headers=GATEWAY)
    kept = marks(notification)
    notification.hear(erased())

    assert [mark for _, mark in kept] == ["stop:satisfaction"]
    assert kept[0][0] == notification.ring.email_index("e@example.vn")
    assert marks(notification) == []


def test_a_link_cannot_be_made_or_changed(notification: Notification, client: FlaskClient) -> None:
    """Each is 404, whatever is wrong with it, and nothing is kept."""
    links = StopLinks(notification.ring, "https://motcua.example.vn")
    stop = Stop(address="A" * 22, kind="drafts", language="vi")
    token = links.link(stop).rpartition("/")[2]
    assert links.open(token) == stop
    changed = [token[:-1], token[:20] + ("A" if token[20] != "A" else "B") + token[21:], "x", "é"]

    for one in changed:
        with pytest.raises(StopUnknownError):
            links.open(one)
        assert client.post(f"/stops/{one}", data=ONE_CLICK, headers=GATEWAY).status_code == 404
    assert marks(notification) == []


def test_when_an_address_was_left_with_a_draft_is_kept(notification: Notification) -> None:
    """Consent has its time; of a dossier none is asked, and the next address has a new one."""
    notification.know_names()
    notification.hear(contact(notification), notification.intake.contact())
    with notification.database.read() as tx:
        rows = tx.execute(text("SELECT dossier, agreed_at FROM addressee")).all()

    assert {row.dossier.partition("/")[0]: row.agreed_at for row in rows} == {
        "draft": AT,
        "H56.14797-261123-0001": None,
    }


def test_a_mark_five_years_old_is_forgotten(
    notification: Notification, client: FlaskClient
) -> None:
    """A blind index is kept no longer than a wish can be thought to hold."""
    notification.know_names()
    notification.hear(contact(notification), expiring())
    notification.send_all()
    client.post(stop_path(notification), data=ONE_CLICK, headers=GATEWAY)
    notification.clock.advance(days=5 * 365 + 1)
    notification.hear(notification.intake.contact(), HANDED_OVER)
    notification.send_all()
    (token,) = re.findall(r"/stops/([\w~.-]+)", body_of(notification))
    client.post(f"/stops/{token}", data=ONE_CLICK, headers=GATEWAY)

    assert [mark for _, mark in marks(notification)] == ["stop:satisfaction"]


def marks(notification: Notification) -> list[tuple[str, str]]:
    with notification.database.read() as tx:
        return [(row.address, row.mark) for row in tx.execute(_MARKS)]
