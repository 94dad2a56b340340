"""Who texts a dossier's code is told how it stands, on the phone that is its contact alone."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from chassis.clock import machine_clock
from chassis.webhook_signature import signed
from deploy.onebox.mail_sink import Mailbox
from deploy.onebox.receipt_caller import ReceiptCaller
from deploy.onebox.sms_gateway import Texts, create_gateway
from services.notification.dispatch.domain.budget import Prices
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.domain.sms import Sms
from services.notification.inbound.domain.text_in import MOST, NEUTRAL, code_in
from services.notification.wiring.service import app_of
from tests.integration.notification.intake_stub import CODE, accepted, erased
from tests.integration.notification.rig import Notification
from tests.integration.notification.test_messages_api import FakeAuthenticator

KEY, FOREIGN_KEY = b"s" * 32, b"f" * 32
CAP = 3000
PHONE, OTHER_PHONE = "+84912345678", "+84987654321"
STATE = "Ho so mot cua H56.14797-261123-0001: da duoc tiep nhan"


class Answers:
    """Keeps the texts that are sent back."""

    patience = None

    def __init__(self) -> None:
        self.sent: list[Sms] = []
        self.result = Result.ACCEPTED

    def send(self, sms: Sms) -> Outcome:
        self.sent.append(sms)
        return Outcome(result=self.result)

    @property
    def words(self) -> list[str]:
        return [one.text.words for one in self.sent]


@pytest.fixture
def answers() -> Answers:
    """Give what answers are kept in."""
    return Answers()


@pytest.fixture
def app(notification: Notification, answers: Answers) -> Flask:
    """Give the service with a dossier whose applicant was written to."""
    notification.know_names()
    notification.hear(notification.intake.contact(phone="0912345678"), accepted())
    notification.send_all()
    prices = Prices(segment_price=300, daily_cap=CAP)
    parts = replace(notification.parts(), keys={"sms": (KEY,)}, answers=answers, prices=prices)
    return app_of(parts, FakeAuthenticator())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give its API as the gateway calls it."""
    return app.test_client()


def spent(notification: Notification) -> dict[str, int]:
    with notification.database.read() as tx:
        rows = tx.execute(text("SELECT agency, cost FROM sms_spending")).all()
    return {row.agency: row.cost for row in rows}


def bring(
    client: FlaskClient, words: str, number: str = PHONE, id_: str = "t-1", key: bytes = KEY
) -> TestResponse:
    data = {"from": number, "text": words}
    at = "2026-11-23T08:00:00+07:00"
    body = orjson.dumps({"type": "message.inbound", "timestamp": at, "data": data})
    by = signed(key, id_, machine_clock(), body)
    headers = {"Authorization": "Bearer x", "Content-Type": "application/json", **by}
    return client.post("/messages/inbound/sms", data=body, headers=headers)


@pytest.mark.parametrize("number", [PHONE, "84912345678", "0912345678"])
def test_the_contact_is_told_how_it_stands(
    client: FlaskClient, answers: Answers, number: str
) -> None:
    """Short, without accents, with the date and nothing of a person."""
    answer = bring(client, f"Ho so {CODE.lower()} cua toi the nao?", number)
    (sms,) = answers.sent

    assert answer.get_json() == {"taken": True}
    assert sms.to == PHONE
    assert sms.text.words.startswith(STATE)
    assert "27/11/2026" in sms.text.words
    assert sms.text.words.isascii()
    assert sms.text.segments == 1


def test_nothing_tells_a_foreign_dossier_from_none(client: FlaskClient, answers: Answers) -> None:
    """Another phone, an unknown code, no code: the same answer to provider and sender."""
    asked = [(CODE, OTHER_PHONE), ("H56.14797-261123-9999", PHONE), ("alo", PHONE)]
    replies = [
        bring(client, words, number, f"t-{place}") for place, (words, number) in enumerate(asked)
    ]

    assert answers.words == [NEUTRAL] * 3
    assert len({(one.status_code, one.data) for one in replies}) == 1


def test_a_text_brought_again_is_answered_once(client: FlaskClient, answers: Answers) -> None:
    """Providers bring a text until it is taken."""
    replies = [bring(client, CODE) for _ in range(3)]

    assert [one.status_code for one in replies] == [200, 200, 200]
    assert len(answers.sent) == 1


def test_a_number_gets_so_many_answers_an_hour(
    notification: Notification, client: FlaskClient, answers: Answers
) -> None:
    """Whoever guesses codes from a phone is soon left without an answer; others are not."""
    for place in range(MOST + 3):
        bring(client, CODE, id_=f"t-{place}")
    bring(client, CODE, OTHER_PHONE, "other")
    assert len(answers.sent) == MOST + 1
    notification.clock.advance(hours=2)
    bring(client, CODE, id_="later")

    assert len(answers.sent) == MOST + 2


def test_answers_stand_in_the_books_of_the_agency_and_what_is_nobodys_in_their_own(
    notification: Notification, client: FlaskClient, answers: Answers
) -> None:
    """One segment for the dossier, one for the neutral words."""
    bring(client, CODE)
    bring(client, "alo", OTHER_PHONE, "t-2")

    assert spent(notification) == {"H56.14797": 300, "": 300 * answers.sent[1].text.segments}


def test_past_the_cap_of_its_agency_no_answer_goes(
    notification: Notification, client: FlaskClient, answers: Answers
) -> None:
    """It would only repeat what was told; the provider need not bring it again."""
    bring(client, CODE)
    notification.execute(f"UPDATE sms_spending SET cost = {CAP}")  # noqa: S608 -- a number of ours
    answer = bring(client, CODE, id_="t-2")

    assert answer.get_json() == {"taken": True}
    assert len(answers.sent) == 1
    assert spent(notification) == {"H56.14797": CAP}


def test_an_answer_that_did_not_go_costs_nothing(
    notification: Notification, client: FlaskClient, answers: Answers
) -> None:
    answers.result = Result.UNREACHABLE
    bring(client, CODE)

    assert spent(notification) == {"H56.14797": 0}


def test_after_erasure_it_is_nobodys(
    notification: Notification, client: FlaskClient, answers: Answers
) -> None:
    """The contact is gone, so no phone is its contact's."""
    notification.hear(erased())
    bring(client, CODE)

    assert answers.words == [NEUTRAL]


@pytest.mark.parametrize("number", ["02373000000", "+33612345678", "alo", "900", "+8491234567\r8"])
def test_what_is_no_mobile_of_vietnam_is_not_answered(
    client: FlaskClient, answers: Answers, number: str
) -> None:
    """Short numbers, landlines and foreign ones cost money or loop."""
    bring(client, CODE, number)

    assert answers.sent == []


def test_only_a_signed_text_is_taken(client: FlaskClient, answers: Answers) -> None:
    """Anybody could else ask in somebody's name, at our cost."""
    answer = bring(client, CODE, key=FOREIGN_KEY)

    assert answer.status_code == 401
    assert answers.sent == []


def test_the_gateway_of_one_box_brings_what_is_typed(
    app: Flask, answers: Answers, tmp_path: Path
) -> None:
    """`POST /inbound` of the simulator, over real HTTP."""
    with serving(app) as port:
        caller = ReceiptCaller(f"http://127.0.0.1:{port}/messages/receipts/sms", KEY)
        box = create_gateway(Texts(Mailbox(tmp_path)), bring=caller.bring).test_client()
        answer = box.post("/inbound", json={"from": "84912345678", "text": CODE})

    assert answer.get_json() == {"taken": True}
    assert answers.words[0].startswith(STATE)


@contextmanager
def serving(app: Flask) -> Iterator[int]:
    """Serve the app as the gateway calls it; yield the port."""

    def with_token(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        return app({**environ, "HTTP_AUTHORIZATION": "Bearer x"}, start)

    server = make_server("127.0.0.1", 0, with_token, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()


def test_codes_are_found_however_they_are_typed() -> None:
    """Any case, spaces round the hyphens, words around; a date or a price is none."""
    assert code_in("hs h56.14797 - 261123 - 0001 ạ") == CODE
    assert code_in("000.00.12.H56-261123-0001") == "H56.12-261123-0001"
    assert [code_in(one) for one in ("", "23-11-2026", "H56-261399-0001", "x" * 5000)] == [
        None
    ] * 4
