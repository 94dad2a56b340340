"""Messages to people at the door: who may see what became of them, and who may say it."""

from __future__ import annotations

import pytest

from tests.unit.gateway.doubles import FakeSuite, bearer, json_reply

CODE = "H56.14797-261123-0001"
SIGNED = {
    "Webhook-Id": "r-1",
    "Webhook-Timestamp": "1795334400",
    "Webhook-Signature": "v1,c2lnbmF0dXJl",
}


@pytest.fixture
def suite() -> FakeSuite:
    made = FakeSuite()
    made.services["intake"].reply = json_reply({"code": CODE})
    made.services["notification"].reply = json_reply({"dossier": CODE, "messages": []})
    return made


def test_who_may_read_the_dossier_reads_its_notices(suite: FakeSuite) -> None:
    answer = suite.app().test_client().get(f"/api/v1/dossiers/{CODE}/notices", headers=bearer())

    assert (answer.status_code, answer.json) == (200, {"dossier": CODE, "messages": []})
    assert [one.path for one in suite.services["intake"].calls] == [f"/dossiers/{CODE}"]
    assert [one.path for one in suite.services["notification"].calls] == [
        f"/dossiers/{CODE}/notices"
    ]


@pytest.mark.parametrize("status", [403, 404, 410])
def test_what_intake_refuses_is_refused_and_notification_not_asked(
    suite: FakeSuite, status: int
) -> None:
    suite.services["intake"].reply = json_reply({}, status)
    answer = suite.app().test_client().get(f"/api/v1/dossiers/{CODE}/notices", headers=bearer())

    assert answer.status_code == status
    assert suite.services["notification"].calls == []


def test_a_receipt_passes_with_its_signature_and_its_bytes(suite: FakeSuite) -> None:
    """The service checks it: the door knows no key."""
    body = b'{ "type":"message.receipt" }'
    answer = (
        suite.app()
        .test_client()
        .post(
            "/api/v1/messages/receipts/sms",
            data=body,
            headers={**SIGNED, "Content-Type": "application/json"},
        )
    )
    (call,) = suite.services["notification"].calls

    assert answer.status_code == 200
    assert (call.path, call.body, call.actor) == ("/messages/receipts/sms", body, None)
    assert {name: call.headers[name] for name in SIGNED} == SIGNED


def test_a_signature_goes_nowhere_else(suite: FakeSuite) -> None:
    suite.app().test_client().get("/api/v1/procedures", headers=SIGNED)

    assert not set(SIGNED) & set(suite.services["intake"].calls[0].headers)
