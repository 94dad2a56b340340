"""Tries without login are counted: exactly, where they come from, and locking nobody out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.integration.intake.follower import (
    KIOSK,
    NO_SECRET,
    PHONE,
    counted,
    filed,
    sent,
    track,
)
from tests.integration.intake.office import MONDAY, OFFICER, Office, at_desk


@pytest.fixture
def office(office: Office) -> Office:
    """Give an office nobody has tried anything at."""
    with office.database.transaction() as tx:
        tx.execute(text("TRUNCATE tracking_try, tracking_code"))
    return office


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


@pytest.mark.parametrize("there", [True, False], ids=["wrong secret", "unknown code"])
def test_a_wrong_try_is_counted_once_and_leaves_nothing_else(
    office: Office,
    there: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    """One instant in the count of its source; no word, no line in the trail."""
    code, _ = filed(office)
    said, trail = office.count("event_log"), office.count("timeline_entry")

    answer = track(office, code=code if there else f"{code[:-1]}9", secret=NO_SECRET)

    assert answer.status_code == 404
    with office.database.read() as tx:
        counted_tries = tx.execute(text("SELECT cardinality(tried) FROM tracking_try")).scalars()
        assert list(counted_tries) == [1]
    assert (office.count("event_log"), office.count("timeline_entry")) == (said, trail)
    assert office.count("access_entry") == 0


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

    # The decoy of the pair that was wrong, and of tries the one who asked just now besides.
    assert office.count("tracking_code") == 1
    assert office.count("tracking_try") == 2


def test_a_dossier_without_phone_sends_nothing(office: Office) -> None:
    """A desk may file for somebody who has none."""
    body = at_desk()
    body["applicant"].pop("phone")
    code = office.file(OFFICER, body).json["code"]  # type: ignore[index]

    assert sent(office, code)["phone"] is None
