"""Following a dossier without login: nobody learns whether a dossier exists, or guesses a code."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from chassis.metrics import exposition
from kernel.rights import Actor, Role
from services.intake.tracking.api.routes_tracking import CLIENT_ADDRESS
from tests.integration.intake.office import BIRTH, MONDAY, OFFICER, Office, at_desk

PHONE = "0912 345 678"
HOME = "203.0.113.7"
KIOSK = Actor(subject="kiosk-7", roles=frozenset({Role.PARTNER}), scope=frozenset({"tracking"}))
NO_SECRET = "A" * 22


@pytest.fixture
def office(office: Office) -> Office:
    """Give an office nobody has tried anything at."""
    with office.database.transaction() as tx:
        tx.execute(text("TRUNCATE tracking_try, tracking_code"))
    return office


def filed(office: Office) -> tuple[str, str]:
    answer = office.file().json
    assert answer is not None
    return answer["code"], answer["tracking"]["secret"]


def track(
    office: Office, address: str = HOME, actor: Actor | None = None, **body: str
) -> TestResponse:
    headers = office.headers(actor) | {CLIENT_ADDRESS: address}
    return office.client.post("/tracking", json=body, headers=headers)


def sent(office: Office, code: str, phone: str = PHONE, address: str = HOME) -> dict[str, Any]:
    answer = track(office, address, code=code, phone=phone)
    assert answer.status_code == 202
    assert answer.json is not None
    message: dict[str, Any] = answer.json["message"]
    return message


def counted(name: str, **labels: str) -> float:
    written = ",".join(f'{key}="{value}"' for key, value in sorted(labels.items()))
    series = f"{name}{{{written}}}" if written else name
    lines = [line for line in exposition().decode().splitlines() if line.startswith(f"{series} ")]
    return float(lines[0].rpartition(" ")[2]) if lines else 0.0


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
    """202 and the same document; only the gateway sees that nothing is to be sent."""
    code, _ = filed(office)
    right = track(office, code=code, phone=PHONE)
    answers = [
        track(office, code=code, phone="0912 345 679"),
        track(office, code=f"{code[:-1]}9", phone=PHONE),
    ]

    assert right.json is not None
    for answer in answers:
        assert answer.status_code == right.status_code == 202
        assert answer.json == {"expires_in": right.json["expires_in"], "message": None}
    assert office.count("tracking_code") == 1


def test_a_phone_gets_three_messages_in_a_quarter_of_an_hour(office: Office) -> None:
    """Further ones are left out in silence, and the last code stays good."""
    code, _ = filed(office)
    messages = [sent(office, code, address=f"203.0.113.{n}") for n in range(5)]

    assert [message is not None for message in messages] == [True] * 3 + [False] * 2
    assert track(office, code=code, otp=messages[2]["otp"]).status_code == 200

    office.set_clock(MONDAY + timedelta(minutes=15))

    assert sent(office, code) is not None


def test_asking_for_codes_is_limited_where_it_comes_from(office: Office) -> None:
    """Right and wrong pairs alike."""
    statuses = [
        track(office, code=f"H56.14797-261123-{n:04}", phone=PHONE).status_code for n in range(31)
    ]

    assert statuses == [202] * 30 + [429]


def test_the_sixth_code_for_a_dossier_is_refused_even_when_right(office: Office) -> None:
    """Five in any fifteen minutes, from whatever addresses; the link's secret still lets in."""
    code, secret = filed(office)
    otp = sent(office, code)["otp"]
    wrong = f"{(int(otp) + 1) % 10**8:08}"
    for minute, address in enumerate(f"198.51.100.{n}" for n in range(5)):
        office.set_clock(MONDAY + timedelta(minutes=minute))
        assert track(office, address, code=code, otp=wrong).status_code == 404

    sixth = track(office, "198.51.100.9", code=code, otp=otp)

    assert sixth.status_code == 429
    assert sixth.headers["Retry-After"] == str(11 * 60)
    assert track(office, code=code, secret=secret).status_code == 200
    office.set_clock(MONDAY + timedelta(minutes=15))
    fresh = sent(office, code)["otp"]
    assert track(office, code=code, otp=fresh).status_code == 200
    # The window slides: four of the five are still in it, and this one filled it.
    assert track(office, code=code, otp=fresh).status_code == 429


def test_an_unknown_code_is_limited_like_a_known_one(office: Office) -> None:
    """Else the 429 would tell which codes exist."""
    unknown = "H56.14797-261123-9999"
    statuses = [track(office, code=unknown, otp="12345678").status_code for _ in range(6)]

    assert statuses == [404] * 5 + [429]


def test_wrong_secrets_are_limited_by_address_and_lock_no_dossier(office: Office) -> None:
    """Twenty from one address; then even the right one only from elsewhere, and later again."""
    code, secret = filed(office)
    statuses = [track(office, code=code, secret=NO_SECRET).status_code for _ in range(21)]

    assert statuses == [404] * 20 + [429]
    blocked = track(office, code=code, secret=secret)
    assert (blocked.status_code, blocked.headers["Retry-After"]) == (429, "900")
    assert track(office, "203.0.113.8", code=code, secret=secret).status_code == 200
    assert track(office, actor=KIOSK, code=code, secret=secret).status_code == 200
    office.set_clock(MONDAY + timedelta(minutes=15))
    assert track(office, code=code, secret=secret).status_code == 200


def test_right_secrets_are_not_counted(office: Office) -> None:
    """Behind one address there may be a whole town."""
    code, secret = filed(office)

    assert {track(office, code=code, secret=secret).status_code for _ in range(30)} == {200}
    assert office.count("tracking_try") == 0


def test_right_codes_are_given_back_to_their_address(office: Office) -> None:
    """The address's count is as before; the dossier's own stays."""
    code, _ = filed(office)
    for _ in range(19):
        track(office, code="H56.14797-261123-9999", secret=NO_SECRET)

    otp = sent(office, code)["otp"]
    assert track(office, code=code, otp=otp).status_code == 200
    assert track(office, code=code, secret=NO_SECRET).status_code == 404
    assert track(office, code=code, secret=NO_SECRET).status_code == 429


def test_a_kiosk_has_a_limit_of_its_own(office: Office) -> None:
    """Many people stand before it; but even there nobody may guess without end."""
    code, _ = filed(office)
    statuses = [
        track(office, actor=KIOSK, code=code, secret=NO_SECRET).status_code for _ in range(301)
    ]

    assert statuses == [404] * 300 + [429]


def test_tries_at_once_are_counted_exactly(office: Office) -> None:
    """A hundred wrong secrets in parallel: twenty are looked at."""
    code, _ = filed(office)
    with ThreadPoolExecutor(12) as pool:
        statuses = list(
            pool.map(lambda _: track(office, code=code, secret=NO_SECRET).status_code, range(100))
        )

    assert statuses.count(404) == 20
    assert statuses.count(429) == 80


def test_many_dossiers_from_one_source_raise_an_alarm(office: Office) -> None:
    """Four wrong codes may be a person's mistake; the fifth different one is somebody's search."""
    name = "motcua_tracking_many_dossiers_total"
    before = counted(name)
    for number in range(4):
        track(office, code=f"H56.14797-261123-{number:04}", secret=NO_SECRET)
        track(office, code="H56.14797-261123-0000", secret=NO_SECRET)
    assert counted(name) == before

    track(office, code="H56.14797-261123-0004", secret=NO_SECRET)

    assert counted(name) == before + 1


def test_old_tries_and_codes_are_cleaned_away(office: Office) -> None:
    """What counts nothing any more goes when the next code is asked for."""
    code, _ = filed(office)
    sent(office, code)
    track(office, code=code, secret=NO_SECRET)
    office.set_clock(MONDAY + timedelta(minutes=31))

    track(office, "198.51.100.1", code="H56.14797-261123-9999", phone=PHONE)

    assert office.count("tracking_code") == 0
    # The one who asked just now, and the pair that was wrong.
    assert office.count("tracking_try") == 2


def test_a_dossier_without_phone_sends_nothing(office: Office) -> None:
    """A desk may file for somebody who has none."""
    body = at_desk()
    body["applicant"].pop("phone")
    code = office.file(OFFICER, body).json["code"]  # type: ignore[index]

    assert sent(office, code) is None
