"""One-time codes: to the phone at once, at most once, and nowhere else."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from chassis.auth import Caller
from chassis.identifiers import new_id
from services.notification.settings import SmsSettings, SmtpServer
from services.notification.wiring import app_of
from services.notification.wiring_codes import build_codes
from tests.integration.notification.intake_stub import CODE
from tests.integration.notification.mail_provider import FROM, FakeProvider
from tests.integration.notification.rig import Notification

PHONE = "+84912345678"
OTP = "48151623"


class FakeAuthenticator:
    """Takes the token for the calling service."""

    def verify(self, token: str) -> Caller:
        return Caller(token, None)


@pytest.fixture
def client(notification: Notification) -> FlaskClient:
    server = SmtpServer(host="127.0.0.1", port=notification.provider.port, security="none")
    return client_of(
        notification, SmsSettings(domain="sms.example.vn", server=server, sender=FROM)
    )


def client_of(notification: Notification, sms: SmsSettings) -> FlaskClient:
    with notification.database.transaction() as tx:
        tx.execute(text("TRUNCATE direct_code"))
    codes = build_codes(notification.database, notification.clock, sms)
    return app_of(notification.database, FakeAuthenticator(), codes).test_client()


def hand_over(
    client: FlaskClient, code_id: UUID | None = None, caller: str = "gateway", **changes: object
) -> TestResponse:
    body = {
        "id": str(code_id or new_id()),
        "dossier": CODE,
        "phone": PHONE,
        "language": "vi",
        "otp": OTP,
        "minutes": 10,
        **changes,
    }
    headers = {"Authorization": f"Bearer {caller}"}
    return client.post("/internal/codes", json=body, headers=headers)


def kept(notification: Notification) -> list[str]:
    with notification.database.read() as tx:
        return list(tx.execute(text("SELECT t::text FROM direct_code t")).scalars())


def test_a_code_goes_to_the_phone(
    client: FlaskClient, provider: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    """In the applicant's language, with how long it is good; no name, nothing of the matter."""
    answer = hand_over(client)

    assert (answer.status_code, answer.json) == (200, {"result": "accepted"})
    assert provider.recipients == ["84912345678@sms.example.vn"]
    body = provider.mails[0].get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == (
        f"Mã tra cứu hồ sơ {CODE}: {OTP}. Mã có hiệu lực 10 phút, không đưa cho ai."
    )
    # The provider in this process writes what it receives; that is not ours.
    ours = [each.getMessage() for each in caplog.records if each.name != "mail.log"]
    assert not [line for line in ours if OTP in line or "912345678" in line]


def test_the_same_code_goes_once(
    client: FlaskClient, provider: FakeProvider, notification: Notification
) -> None:
    """Whoever sends the request again changes nothing."""
    code_id = new_id()
    results = [hand_over(client, code_id).json for _ in range(3)]

    assert results == [{"result": "accepted"}, {"result": "again"}, {"result": "again"}]
    assert len(provider.mails) == 1
    assert len(kept(notification)) == 1


@pytest.mark.parametrize(
    ("told", "result"),
    [
        ({"rcpt_answer": "451 later"}, "deferred"),
        ({"rcpt_answer": "550 no such number"}, "refused"),
        ({"drop_after_data": True}, "unknown"),
    ],
)
def test_whatever_becomes_of_it_it_is_not_sent_again(
    client: FlaskClient, provider: FakeProvider, told: dict[str, object], result: str
) -> None:
    """A code that comes late is of no use; the person asks for another."""
    for name, value in told.items():
        setattr(provider, name, value)
    code_id = new_id()

    assert hand_over(client, code_id).json == {"result": result}
    provider.rcpt_answer, provider.drop_after_data = "250 OK", False
    before = len(provider.mails)

    assert hand_over(client, code_id).json == {"result": "again"}
    assert len(provider.mails) == before


def test_a_provider_that_is_away_is_said_so(notification: Notification) -> None:
    """Nothing waits; without any provider set up it is the same."""
    away = SmtpServer(host="127.0.0.1", port=1, security="none")
    for sms in (
        SmsSettings(domain="sms.example.vn", server=away, sender=FROM),
        SmsSettings(domain=None, server=None, sender=FROM),
    ):
        assert hand_over(client_of(notification, sms)).json == {"result": "unreachable"}


def test_nothing_of_a_code_is_kept(client: FlaskClient, notification: Notification) -> None:
    """Neither the code nor the phone stands in the table."""
    hand_over(client)
    rows = kept(notification)

    assert len(rows) == 1
    assert OTP not in rows[0]
    assert "912345678" not in rows[0]


def test_a_decoy_is_dropped(
    client: FlaskClient, provider: FakeProvider, notification: Notification
) -> None:
    """It came only so that the gateway has the same work with a wrong pair."""
    answer = hand_over(client, None, "gateway", phone=None)

    assert (answer.status_code, answer.json) == (200, {"result": "decoy"})
    assert provider.mails == []
    assert kept(notification) == []


@pytest.mark.parametrize("caller", ["intake", "routing", "portal"])
def test_nobody_but_the_gateway_sends_codes(
    client: FlaskClient, provider: FakeProvider, caller: str
) -> None:
    """Else anybody inside could write to anybody's phone."""
    assert hand_over(client, caller=caller).status_code == 403
    assert provider.mails == []


@pytest.mark.parametrize(
    "changes",
    [
        {"phone": "0912345678"},
        {"phone": "+84912345678\r\nBcc: x@example.vn"},
        {"otp": "ring 1900"},
        {"minutes": 60},
        {"language": "fr"},
        {"words": "anything"},
    ],
)
def test_only_codes_can_be_sent(
    client: FlaskClient, provider: FakeProvider, changes: dict[str, object]
) -> None:
    """The words are ours: the endpoint is no way to send texts."""
    answer = hand_over(client, None, "gateway", **changes)

    assert answer.status_code == 422
    assert provider.mails == []
