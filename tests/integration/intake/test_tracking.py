"""Following a dossier without login: nobody learns whether a dossier exists, or guesses a code."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.integration.intake.follower import (
    HOME,
    NO_SECRET,
    PHONE,
    filed,
    sent,
    track,
)
from tests.integration.intake.office import BIRTH, MONDAY, Office


@pytest.fixture
def office(office: Office) -> Office:
    """Give an office nobody has tried anything at."""
    with office.database.transaction() as tx:
        tx.execute(text("TRUNCATE tracking_try, tracking_code"))
    return office


def test_code_and_secret_show_dates_and_nothing_personal(office: Office) -> None:
    """Status and dates, as the public look-up may show them."""
    code, secret = filed(office)

    right = track(office, code=code.lower(), secret=secret)

    assert right.json == {
        "code": code,
        "procedure": BIRTH,
        "status": {"code": 1, "name": "Mới đăng ký"},
        "filed_at": "2026-11-23T09:00:00+07:00",
        "received_at": "2026-11-23T09:00:00+07:00",
        "accepted_at": None,
        "due_at": None,
        "due_provisional": False,
        "finished_at": None,
        "handed_over_at": None,
    }


def test_wrong_secret_unknown_code_and_wrong_code_get_the_same_answer(office: Office) -> None:
    """The same bytes and headers but for the request's id, in both languages."""
    code, secret = filed(office)
    sent(office, code)
    unknown = f"{code[:-1]}9"
    answers = [
        track(office, code=code, secret=NO_SECRET),
        track(office, code=unknown, secret=secret),
        track(office, code="nonsense", secret=secret),
        track(office, code=unknown, otp="12345678"),
        track(office, code=code, otp="12345678"),
    ]

    def seen(answer: TestResponse) -> tuple[object, ...]:
        headers = {k: v for k, v in answer.headers.items() if k != "X-Request-Id"}
        return answer.status_code, answer.get_data(), headers

    assert [seen(answer) for answer in answers] == [seen(answers[0])] * 5
    assert answers[0].status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"code": "H56.14797-261123-0001"},
        {"secret": NO_SECRET},
        {"code": "H56.14797-261123-0001", "secret": NO_SECRET, "otp": "12345678"},
        {"code": "H56.14797-261123-0001", "otp": "1234567"},
        {"code": "H56.14797-261123-0001", "otp": "１２３４５６７８"},
        {"code": "H56.14797-261123-0001", "phone": "12"},
        {"code": "H56.14797-261123-0001", "secret": NO_SECRET, "status": "2"},
    ],
)
def test_a_body_with_no_way_or_two_is_refused(office: Office, body: dict[str, str]) -> None:
    """What is wrong in itself says nothing of any dossier, and counts nothing."""
    answer = office.post("/tracking", body, None)

    assert answer.status_code == 422
    assert office.count("tracking_try") == 0


def test_only_the_gateway_may_ask(office: Office) -> None:
    """For the answer holds a code in clear."""
    headers = office.headers(None, service="routing")
    body = {"code": "H56.14797-261123-0001", "phone": PHONE}

    assert office.client.post("/tracking", json=body, headers=headers).status_code == 403


def test_a_code_lets_in_once(office: Office) -> None:
    """It goes to the applicant's phone, shows the dossier, and is used up."""
    code, _ = filed(office)
    message = sent(office, code)
    otp = message.pop("otp")

    assert message == {
        "id": message["id"],
        "dossier": code,
        "phone": "+84912345678",
        "language": "vi",
        "minutes": 10,
    }
    first = track(office, code=code, otp=f"{otp[:4]} {otp[4:]}")
    assert (first.status_code, first.json and first.json["code"]) == (200, code)
    assert track(office, code=code, otp=otp).status_code == 404
    assert office.count("tracking_code") == 0


def test_a_code_used_by_ten_at_once_lets_one_in(office: Office) -> None:
    """One use, however many ask in the same instant; and no more than five are looked at."""
    code, _ = filed(office)
    otp = sent(office, code)["otp"]
    with ThreadPoolExecutor(10) as pool:
        statuses = list(
            pool.map(lambda _: track(office, code=code, otp=otp).status_code, range(10))
        )

    assert sorted(statuses) == [200, *[404] * 4, *[429] * 5]


def test_a_code_ends_after_ten_minutes_and_with_the_next_one(office: Office) -> None:
    """Only the newest counts, and not for longer."""
    code, _ = filed(office)
    old, new = sent(office, code)["otp"], sent(office, code)["otp"]
    assert track(office, code=code, otp=old).status_code == 404

    office.set_clock(MONDAY + timedelta(minutes=10))

    assert track(office, code=code, otp=new).status_code == 404


def test_what_is_kept_of_a_code_does_not_show_it(office: Office) -> None:
    """A hash and a salt; neither number, phone nor address stands in the tables."""
    code, _ = filed(office)
    otp = sent(office, code)["otp"]
    with office.database.read() as tx:
        rows = tx.execute(text("SELECT t::text FROM tracking_code t")).scalars().all()
        tries = tx.execute(text("SELECT t::text FROM tracking_try t")).scalars().all()
    kept = " ".join([*rows, *tries])

    assert rows
    assert tries
    for clear in (otp, "912345678", HOME, otp.encode().hex(), HOME.encode().hex()):
        assert clear not in kept


def test_a_wrong_pair_is_answered_like_a_right_one(office: Office) -> None:
    """202 and a document of the same shape; only the gateway sees that nothing is to be sent."""
    code, _ = filed(office)
    right = track(office, code=code, phone=PHONE)
    answers = [
        track(office, code=code, phone="0912 345 679"),
        track(office, code=f"{code[:-1]}9", phone=PHONE),
    ]

    assert right.json is not None
    for answer in answers:
        assert answer.status_code == right.status_code == 202
        assert answer.json is not None
        assert answer.json["expires_in"] == right.json["expires_in"]
        assert answer.json["message"].keys() == right.json["message"].keys()
        assert answer.json["message"]["phone"] is None


@pytest.mark.parametrize("pair", ["right", "wrong phone", "unknown code"])
def test_every_pair_writes_the_same_rows(office: Office, pair: str) -> None:
    """Else the time it takes to write them would tell who has filed what."""
    code, _ = filed(office)

    track(
        office,
        code=f"{code[:-1]}9" if pair == "unknown code" else code,
        phone="0912345679" if pair == "wrong phone" else PHONE,
    )

    written = {table: office.count(table) for table in ("tracking_try", "tracking_code")}
    assert written == {"tracking_try": 2, "tracking_code": 1}


def test_a_decoy_lets_nobody_in(office: Office) -> None:
    """Nor does it take the place of a code that is on its way."""
    code, _ = filed(office)
    otp = sent(office, code)["otp"]
    asked = track(office, code=code, phone="0912345679")
    assert asked.json is not None
    decoy = asked.json["message"]

    statuses = [
        track(office, code=name, otp=decoy["otp"]).status_code
        for name in (code, f"nobody {decoy['id']}", f"NOBODY {decoy['id']}")
    ]

    assert statuses == [404] * 3
    assert track(office, code=code, otp=otp).status_code == 200


def test_a_phone_gets_three_messages_in_a_quarter_of_an_hour(office: Office) -> None:
    """Further ones are left out in silence, and the last code stays good."""
    code, _ = filed(office)
    messages = [sent(office, code, address=f"203.0.113.{n}") for n in range(5)]

    assert [message["phone"] is not None for message in messages] == [True] * 3 + [False] * 2
    assert track(office, code=code, otp=messages[2]["otp"]).status_code == 200

    office.set_clock(MONDAY + timedelta(minutes=15))

    assert sent(office, code)["phone"] is not None
