"""A gateway of text messages calls with receipts: signed, lately, by a key we share."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from chassis.auth import Caller
from chassis.clock import machine_clock
from chassis.webhook_signature import ID, SIGNATURE, TIMESTAMP, signed
from deploy.onebox.receipt_caller import ReceiptCaller
from services.notification.settings import TextSettings
from services.notification.wiring.service import app_of
from tests.integration.notification.intake_stub import CODE, accepted
from tests.integration.notification.rig import Notification, wait_until
from tests.integration.notification.sms_provider import SmsBox
from tests.integration.notification.test_channels import channels

KEY, NEXT_KEY, OTHER = b"k" * 32, b"n" * 32, b"o" * 32


class Gateway:
    """Takes any token for the gateway's, of nobody in particular."""

    def verify(self, _token: str) -> Caller:
        return Caller("gateway", None)


@pytest.fixture
def texted(notification: Notification, sms: SmsBox) -> Notification:
    """Give the service with a text that was taken."""
    notification.texts = TextSettings(providers=[sms.provider], rate=50)
    notification.know_names()
    notification.hear(notification.intake.contact(email=None, phone="+84912345678"), accepted())
    notification.send_all()
    notification.send_texts()
    return notification


@pytest.fixture
def client(texted: Notification) -> FlaskClient:
    keys = {"sms": (NEXT_KEY, KEY)}
    app = app_of(replace(texted.parts(), keys=keys), Gateway())
    return app.test_client()


def body_of(notification: Notification, **changes: object) -> bytes:
    reference = notification.messages()[1][0].reference
    data = {"reference": reference, "state": "delivered", "code": 0, **changes}
    document = {"type": "message.receipt", "timestamp": "2026-11-23T08:00:05+07:00", "data": data}
    return orjson.dumps(document)


def say(
    client: FlaskClient, body: bytes, headers: Mapping[str, str], to: str = "sms"
) -> TestResponse:
    told = {**headers, "Authorization": "Bearer x", "Content-Type": "application/json"}
    return client.post(f"/messages/receipts/{to}", data=body, headers=told)


@pytest.mark.parametrize("key", [KEY, NEXT_KEY])
def test_a_signed_receipt_counts_and_a_repeated_one_no_more(
    client: FlaskClient, texted: Notification, key: bytes
) -> None:
    """By the key of before and by the next, while it is changed."""
    body = body_of(texted)
    headers = signed(key, "r-1", machine_clock(), body)
    answers = [say(client, body, headers) for _ in range(2)]

    assert [(one.status_code, one.json) for one in answers] == [
        (200, {"effect": "ended"}),
        (200, {"effect": "repeated"}),
    ]
    assert channels(texted)["sms"] == ("delivered", None)


def test_a_late_word_that_it_is_on_its_way_takes_nothing_back(
    client: FlaskClient, texted: Notification
) -> None:
    for id_, state in (("r-1", "delivered"), ("r-2", "accepted"), ("r-3", "failed")):
        body = body_of(texted, state=state)
        answer = say(client, body, signed(KEY, id_, machine_clock(), body))

        assert answer.status_code == 200
    assert channels(texted)["sms"] == ("delivered", None)


def test_one_of_an_unknown_reference_is_taken_and_waits(
    client: FlaskClient, texted: Notification
) -> None:
    body = body_of(texted, reference="somebody-elses")
    answer = say(client, body, signed(KEY, "r-1", machine_clock(), body))

    assert (answer.status_code, answer.json) == (202, {"effect": "waiting"})
    assert channels(texted)["sms"] == ("accepted", None)


def test_what_is_not_signed_lately_by_a_key_of_that_provider_is_refused(
    client: FlaskClient, texted: Notification
) -> None:
    """401, nothing written, and nothing said of what the body holds."""
    body, now = body_of(texted), machine_clock()
    good = dict(signed(KEY, "r-1", now, body))
    old = signed(KEY, "r-1", now - timedelta(minutes=5, seconds=2), body)
    refused = [
        say(client, body, {}),
        say(client, body, {**good, SIGNATURE: ""}),
        say(client, body, {**good, ID: "r-2"}),
        say(client, body, {**good, TIMESTAMP: str(int(good[TIMESTAMP]) + 1)}),
        say(client, body + b" ", good),
        say(client, b"{", {}),
        say(client, body, signed(OTHER, "r-1", now, body)),
        say(client, body, old),
        say(client, body, good, to="other"),
    ]
    with texted.database.read() as tx:
        kept = tx.scalar(text("SELECT count(*) FROM receipt"))

    assert {answer.status_code for answer in refused} == {401}
    assert {answer.get_json()["type"] for answer in refused} == {"/problems/signature-invalid"}
    assert kept == 0
    assert channels(texted)["sms"] == ("accepted", None)


@pytest.mark.parametrize(
    "changes", [{"state": "gone"}, {"state": None}, {"reference": ""}, {"more": 1}, {"code": "x"}]
)
def test_a_signed_body_that_is_no_receipt_is_pointed_at(
    client: FlaskClient, texted: Notification, changes: dict[str, object]
) -> None:
    body = body_of(texted, **changes)
    answer = say(client, body, signed(KEY, "r-1", machine_clock(), body))

    assert answer.status_code == 422
    assert channels(texted)["sms"] == ("accepted", None)


@pytest.mark.parametrize("at", ["2026-11-23T08:00:05+23:00", "0001-01-01T00:00:00+14:00"])
def test_a_receipt_of_no_time_there_was_is_refused(
    client: FlaskClient, texted: Notification, at: str
) -> None:
    """The first no table takes, the second no reader of one, for whom each of them waits."""
    document = orjson.loads(body_of(texted, reference="not-known-yet")) | {"timestamp": at}
    body = orjson.dumps(document)
    answer = say(client, body, signed(KEY, "r-1", machine_clock(), body))

    assert (answer.status_code, answer.get_json()["errors"][0]["pointer"]) == (422, "/timestamp")


def test_the_gateway_of_one_box_calls_until_it_is_heard(texted: Notification) -> None:
    """Over real HTTP, as the door passes it on."""
    app = app_of(replace(texted.parts(), keys={"sms": (KEY,)}), Gateway())

    def with_token(environ: dict[str, Any], start: Any) -> Iterable[bytes]:  # noqa: ANN401 -- WSGI's own
        return app({**environ, "HTTP_AUTHORIZATION": "Bearer x"}, start)

    server = make_server("127.0.0.1", 0, with_token, threaded=True)
    caller = ReceiptCaller(f"http://127.0.0.1:{server.server_port}/messages/receipts/sms", KEY)
    stop = threading.Event()
    threads = [
        threading.Thread(target=server.serve_forever),
        threading.Thread(target=caller.run, args=(stop,)),
    ]
    for thread in threads:
        thread.start()
    try:
        caller.later(texted.messages()[1][0].reference, "undelivered")
        wait_until(lambda: channels(texted)["sms"][0] == "failed", 20)
    finally:
        stop.set()
        server.shutdown()
        for thread in threads:
            thread.join(10)
        server.server_close()

    assert channels(texted)["sms"] == ("failed", "phone-unreachable")
    assert texted.said()[-1][0] == "notification.undeliverable.v1"
    assert texted.said()[-1][1]["dossier"] == CODE
