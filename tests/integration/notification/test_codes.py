"""One-time codes: to the phone at once, at most once, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from chassis.auth import Caller
from chassis.identifiers import new_id
from services.notification.dispatch.domain.message import SMS
from services.notification.dispatch.store.providers import PgProviders
from services.notification.places import SmsProvider
from services.notification.wiring.codes import build_codes
from services.notification.wiring.service import app_of
from tests.integration.notification.intake_stub import CODE
from tests.integration.notification.rig import Notification
from tests.integration.notification.sms_provider import SmsBox

PHONE = "+84912345678"
OTP = "48151623"


class FakeAuthenticator:
    """Takes the token for the calling service."""

    def verify(self, token: str) -> Caller:
        return Caller(token, None)


@pytest.fixture
def client(notification: Notification, sms: SmsBox) -> FlaskClient:
    return client_of(notification, [sms.provider])


def client_of(notification: Notification, sms: Sequence[SmsProvider]) -> FlaskClient:
    with notification.database.transaction() as tx:
        tx.execute(text("TRUNCATE direct_code"))
    codes = build_codes(notification.database, notification.clock, sms)
    return app_of(notification.parts(), FakeAuthenticator(), codes).test_client()


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
    client: FlaskClient, sms: SmsBox, caplog: pytest.LogCaptureFixture
) -> None:
    """In the applicant's language, with how long it is good; no name, nothing of the matter."""
    answer = hand_over(client)

    assert (answer.status_code, answer.json) == (200, {"result": "accepted"})
    assert sms.phones == ["84912345678"]
    assert sms.words == [
        f"Mã tra cứu hồ sơ {CODE}: {OTP}. Mã có hiệu lực 10 phút, không đưa cho ai."
    ]
    lines = [each.getMessage() for each in caplog.records]
    assert not [line for line in lines if OTP in line or "912345678" in line]


def test_the_same_code_goes_once(
    client: FlaskClient, sms: SmsBox, notification: Notification
) -> None:
    """Whoever sends the request again changes nothing."""
    code_id = new_id()
    results = [hand_over(client, code_id).json for _ in range(3)]

    assert results == [{"result": "accepted"}, {"result": "again"}, {"result": "again"}]
    assert len(sms.words) == 1
    assert len(kept(notification)) == 1


@pytest.mark.parametrize(
    ("mode", "result", "taken"),
    [("throttle", "deferred", 0), ("broken", "deferred", 0), ("drop", "unknown", 1)],
)
def test_whatever_becomes_of_it_it_is_not_sent_again(
    client: FlaskClient, sms: SmsBox, mode: str, result: str, taken: int
) -> None:
    """A code that comes late is of no use; the person asks for another."""
    sms.texts.mode = mode
    code_id = new_id()

    assert hand_over(client, code_id).json == {"result": result}
    sms.texts.mode = "ok"

    assert hand_over(client, code_id).json == {"result": "again"}
    assert len(sms.words) == taken


def test_a_number_nobody_has_is_refused(client: FlaskClient, sms: SmsBox) -> None:
    assert hand_over(client, phone="+84900000001").json == {"result": "refused"}
    assert sms.words == []


def test_a_provider_that_is_away_is_said_so(notification: Notification) -> None:
    """Nothing waits; without any provider set up it is the same."""
    away = SmsProvider(url="http://127.0.0.1:1", sender="MOTCUA")
    for sms in ([away], []):
        assert hand_over(client_of(notification, sms)).json == {"result": "unreachable"}


def test_of_several_providers_a_code_goes_by_one_that_is_fit(
    notification: Notification, sms: SmsBox, tmp_path: Path
) -> None:
    """And never asks whether another is back: who waits for a code has no time for that."""
    other = SmsBox(tmp_path / "other")
    with other.serving():
        two = [replace(sms.provider, name="one"), replace(other.provider, name="two")]
        with notification.database.transaction() as tx:
            PgProviders(tx, SMS).enrol({"one": 50, "two": 50})
            tx.execute(text("UPDATE provider SET points = 0, ask_at = now() WHERE name = 'one'"))
        client = client_of(notification, two)
        answers = [hand_over(client).json for _ in range(3)]

    assert answers == [{"result": "accepted"}] * 3
    assert (sms.words, len(other.words)) == ([], 3)


@pytest.mark.parametrize(("mode", "out"), [("ok", False), ("broken", True)])
def test_how_codes_fare_counts_for_their_provider(
    notification: Notification, sms: SmsBox, mode: str, *, out: bool
) -> None:
    """As with texts; one that is out is the only one, and gets the next code all the same."""
    sms.texts.mode = mode
    with notification.database.transaction() as tx:
        PgProviders(tx, SMS).enrol({sms.provider.name: 100})
    client = client_of(notification, [sms.provider])
    for _ in range(4):
        hand_over(client)
    with notification.database.read() as tx:
        (found,) = PgProviders(tx, SMS).all()[0]
    sms.texts.mode = "ok"

    assert found.out == out
    assert (found.good > 0) != out
    assert hand_over(client).json == {"result": "accepted"}


def test_nothing_of_a_code_is_kept(client: FlaskClient, notification: Notification) -> None:
    """Neither the code nor the phone stands in the table."""
    hand_over(client)
    rows = kept(notification)

    assert len(rows) == 1
    assert OTP not in rows[0]
    assert "912345678" not in rows[0]


def test_a_decoy_is_dropped(client: FlaskClient, sms: SmsBox, notification: Notification) -> None:
    """It came only so that the gateway has the same work with a wrong pair."""
    answer = hand_over(client, None, "gateway", phone=None)

    assert (answer.status_code, answer.json) == (200, {"result": "decoy"})
    assert sms.words == []
    assert kept(notification) == []


@pytest.mark.parametrize("caller", ["intake", "routing", "portal"])
def test_nobody_but_the_gateway_sends_codes(client: FlaskClient, sms: SmsBox, caller: str) -> None:
    """Else anybody inside could write to anybody's phone."""
    assert hand_over(client, caller=caller).status_code == 403
    assert sms.words == []


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
    client: FlaskClient, sms: SmsBox, changes: dict[str, object]
) -> None:
    """The words are ours: the endpoint is no way to send texts."""
    answer = hand_over(client, None, "gateway", **changes)

    assert answer.status_code == 422
    assert sms.words == []
