"""Mail that came back: the address is not used again, and nobody is left without the notice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chassis.clock import machine_clock
from chassis.webhook_signature import signed
from services.notification.dispatch.domain.outcome import Result
from services.notification.places import SmsProvider
from services.notification.settings import TextSettings
from services.notification.wiring.service import app_of
from tests.integration.notification.intake_stub import CODE, accepted, finished
from tests.integration.notification.reports import report
from tests.integration.notification.rig import Notification
from tests.integration.notification.sms_provider import SmsBox
from tests.integration.notification.test_messages_api import FakeAuthenticator

SECRET, FOREIGN = b"s" * 32, b"f" * 32
OTHER = "H56.14797-261123-0002"
PHONE = "0912345678"


@pytest.fixture
def client(notification: Notification) -> FlaskClient:
    """Give the API as the gateway calls it, with a secret and a provider of SMS."""
    notification.know_names()
    provider = SmsProvider(url="http://127.0.0.1:9", sender="X")
    notification.texts = TextSettings(providers=(provider,))
    parts = replace(notification.parts(), keys={"mail": (SECRET,)}, texted=True)
    return app_of(parts, FakeAuthenticator()).test_client()


def bring(client: FlaskClient, content: bytes, secret: bytes = SECRET) -> TestResponse:
    by = signed(secret, "m1", machine_clock(), content)
    headers = {"Authorization": "Bearer gateway", "Content-Type": "message/rfc822", **by}
    return client.post("/mail/bounces", data=content, headers=headers)


def came_back(notification: Notification, **more: str) -> bytes:
    """Return the report about the newest letter."""
    reference = str(notification.provider.mails[-1]["Message-ID"]).strip("<>")
    return report(reference=reference, **more)


def taken(answer: TestResponse) -> dict[str, int]:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return dict(answer.get_json()["taken"])


def statuses(notification: Notification, dossier: str = CODE) -> list[tuple[str, str, str | None]]:
    return [(m.channel, m.status, m.reason) for m, _ in notification.messages(dossier)]


def asked_to_call(notification: Notification) -> list[tuple[object, object]]:
    return [
        (data["dossier"], data["reason"])
        for kind, data in notification.said()
        if kind == "notification.undeliverable.v1"
    ]


def test_a_hard_bounce_disables_the_address_and_the_desk_hears_of_it(
    notification: Notification, client: FlaskClient
) -> None:
    """Nothing is sent there any more, about this dossier or another."""
    notification.hear(notification.intake.contact(), accepted())
    notification.send_all()
    assert taken(bring(client, came_back(notification))) == {"disabled": 1}
    notification.hear(notification.intake.contact(code=OTHER), accepted(OTHER), finished())

    assert statuses(notification)[0] == ("email", "undeliverable", "address-bounced")
    assert asked_to_call(notification) == [(CODE, "address-bounced")]
    assert notification.send_all() == [Result.REFUSED, Result.REFUSED]
    assert len(notification.provider.mails) == 1


def test_the_same_report_again_changes_nothing(
    notification: Notification, client: FlaskClient
) -> None:
    """A mail server brings it until it is taken."""
    notification.hear(notification.intake.contact(), accepted())
    notification.send_all()
    content = came_back(notification)

    assert [taken(bring(client, content)) for _ in range(3)] == [
        {"disabled": 1},
        {"known": 1},
        {"known": 1},
    ]
    assert len(asked_to_call(notification)) == 1


def test_another_channel_tells_the_same(notification: Notification, client: FlaskClient) -> None:
    """Where there is a telephone a text goes, once, and nobody telephones meanwhile."""
    notification.hear(notification.intake.contact(phone=PHONE), accepted())
    notification.send_all()
    notification.execute("DELETE FROM message WHERE channel = 'sms'")
    bring(client, came_back(notification))
    bring(client, came_back(notification))

    assert [(channel, status) for channel, status, _ in statuses(notification)] == [
        ("email", "undeliverable"),
        ("sms", "queued"),
    ]
    assert asked_to_call(notification) == []


@pytest.mark.parametrize(
    ("status", "calls"),
    [("accepted", 0), ("delivered", 0), ("unknown", 0), ("failed", 1), ("undeliverable", 1)],
)
def test_nobody_telephones_whom_a_text_reached_or_still_may(
    notification: Notification, client: FlaskClient, status: str, calls: int
) -> None:
    """The text went beside the letter, long before the mail came back."""
    notification.hear(notification.intake.contact(phone=PHONE), accepted())
    notification.send_all()
    notification.execute(f"UPDATE message SET status = '{status}' WHERE channel = 'sms'")  # noqa: S608 -- a name of ours
    bring(client, came_back(notification))

    assert len(asked_to_call(notification)) == calls


def test_a_text_that_fails_after_the_letter_came_back_is_told_once(
    notification: Notification, client: FlaskClient, sms: SmsBox
) -> None:
    """Nobody is reached then, and somebody telephones."""
    notification.texts = TextSettings(providers=[sms.provider], rate=50)
    notification.hear(notification.intake.contact(phone="+84900000001"), accepted())
    notification.send_all()
    bring(client, came_back(notification))
    before = asked_to_call(notification)
    results = notification.send_texts()

    assert (before, results) == ([], [Result.REFUSED])
    assert asked_to_call(notification) == [(CODE, "number-unknown")]


def test_a_full_mailbox_fails_the_letter_and_not_the_address(
    notification: Notification, client: FlaskClient
) -> None:
    """With no other channel somebody telephones; the next letter is tried."""
    notification.hear(notification.intake.contact(), accepted())
    notification.send_all()
    assert taken(bring(client, came_back(notification, status="5.2.2"))) == {"failed": 1}
    notification.hear(finished())

    assert asked_to_call(notification) == [(CODE, "mail-returned")]
    assert notification.send_all() == [Result.ACCEPTED]


def test_a_report_about_another_address_disables_none(
    notification: Notification, client: FlaskClient
) -> None:
    """The applicant named another one meanwhile, or somebody forwards their mail."""
    notification.hear(notification.intake.contact(), accepted())
    notification.send_all()
    first = came_back(notification)
    notification.hear(notification.intake.contact("moi@example.vn"), finished())
    notification.send_all()
    bring(client, first)
    notification.hear(accepted())

    assert notification.send_all() == [Result.ACCEPTED]
    assert notification.provider.recipients[-1] == "moi@example.vn"


def test_after_ninety_days_it_is_tried_again(
    notification: Notification, client: FlaskClient
) -> None:
    """Mailboxes are opened anew, and one that fails again is told again."""
    notification.hear(notification.intake.contact(), accepted())
    notification.send_all()
    bring(client, came_back(notification))
    notification.clock.advance(days=91)
    notification.hear(finished())
    assert notification.send_all() == [Result.ACCEPTED]
    bring(client, came_back(notification))

    assert len(asked_to_call(notification)) == 2


def test_what_is_not_ours_or_not_settled_changes_nothing(
    notification: Notification, client: FlaskClient
) -> None:
    """An unknown letter is counted; one still being handed over is brought again later."""
    notification.hear(notification.intake.contact(), accepted())
    assert taken(bring(client, report())) == {"unknown": 1}
    assert taken(bring(client, b"From: x\r\n\r\nVacation")) == {"ignored": 1}
    ((message, _),) = notification.messages()
    answer = bring(client, report(reference=message.reference))

    assert answer.status_code == 503
    assert notification.send_all() == [Result.ACCEPTED]


def test_only_a_signed_report_is_taken(notification: Notification, client: FlaskClient) -> None:
    """Anybody could else switch off somebody's letters."""
    notification.hear(notification.intake.contact(), accepted())
    notification.send_all()
    answer = bring(client, came_back(notification), FOREIGN)

    assert answer.status_code == 401
    assert answer.get_json()["type"] == "/problems/signature-invalid"
    assert statuses(notification) == [("email", "accepted", None)]


def test_a_letter_goes_out_with_its_id_in_the_return_path(notification: Notification) -> None:
    """So that a server that gives nothing back names it all the same."""
    carriers = notification.provider.carriers("bounces@motcua.example.vn")
    notification.know_names()
    notification.hear(notification.intake.contact(), accepted())
    way = notification.letters(carriers)
    notification.send(notification.dispatching(way), 1)
    ((message, _),) = notification.messages()

    assert notification.provider.senders == [f"bounces+{message.id.hex}@motcua.example.vn"]
