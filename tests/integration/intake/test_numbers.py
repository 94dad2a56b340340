"""The numbers of dossiers: dense per receiving agency and day, whatever becomes of a filing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from chassis.crypto import KeyRing, new_data_key
from chassis.db import Transaction
from chassis.idempotency import Idempotency
from chassis.identifiers import new_id
from kernel.clock import VIETNAM
from kernel.codes import DossierCode
from services.intake.registry.store.filing_marks import PgFilingMarks
from services.intake.registry.store.numbers import PgNumbers
from services.intake.registry.store.sealing import DossierSeals
from tests.integration.intake.office import CITIZEN, COMMUNE, MONDAY, OFFICER, Office, example

AT_ONCE = 16
RING = KeyRing(current="k1", keys={"k1": new_data_key()})
MIDNIGHT = datetime(2026, 11, 24, tzinfo=VIETNAM)

Take = Callable[[Transaction], int]


class AbortedError(Exception):
    """The transaction is left without a commit."""


def file_one(office: Office, body: dict[str, object]) -> str | None:
    """File with a client of its own; return the code, None where it was refused.

    A busy machine may let a statement time out: the same request is then sent again, as told.
    """
    headers = office.headers(CITIZEN) | {"Idempotency-Key": str(new_id())}
    client = office.app.test_client()
    answer = client.post("/dossiers", json=body, headers=headers)
    while "Retry-After" in answer.headers:
        answer = client.post("/dossiers", json=body, headers=headers)
    return str(answer.json["code"]) if answer.status_code == 201 else None  # type: ignore[index]


def numbers(codes: list[str]) -> list[int]:
    return sorted(DossierCode.parse(code).number for code in codes)


def dense(found: list[int]) -> bool:
    """Tell whether these are 1, 2, 3 … with no gap and no double."""
    return found == list(range(1, len(found) + 1))


def of_the_counter(tx: Transaction) -> int:
    """Take a number as a filing does."""
    request = Idempotency(tx, client="c", key=str(new_id()), body=b"")
    marks = PgFilingMarks(tx, DossierSeals(RING), days=30)
    allotted = PgNumbers(tx, request, marks).allot(COMMUNE, str(new_id()), despite=False)
    return DossierCode.parse(allotted.code).number


def of_a_sequence(tx: Transaction) -> int:
    """Take a number as it is often done, and must not be done here."""
    return int(tx.execute(text("SELECT nextval('wrong_numbers')")).scalar_one())


def taken(office: Office, take: Take, count: int) -> list[int]:
    """Take numbers at once; every tenth transaction is rolled back, every tenth one killed."""

    def one(place: int) -> int | None:
        try:
            with office.database.transaction() as tx:
                number = take(tx)
                if place % 10 == 3:
                    raise AbortedError  # noqa: TRY301 -- the transaction must be left by it
                if place % 10 == 7:
                    # As when the machine of the worker dies: the server drops the connection.
                    tx.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        except Exception:  # noqa: BLE001 -- whatever a killed connection is reported as
            return None
        return number

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(n for n in pool.map(one, range(count)) if n is not None)


@pytest.fixture
def sequence(office: Office) -> Iterator[None]:
    """Give a sequence for the wrong way."""
    with office.database.transaction() as tx:
        tx.execute(text("CREATE SEQUENCE wrong_numbers"))
    yield
    with office.database.transaction() as tx:
        tx.execute(text("DROP SEQUENCE wrong_numbers"))


def test_two_hundred_filings_at_once_get_1_to_200(office: Office) -> None:
    """In sixteen threads at one agency; forty that are refused in between leave no gap."""
    broken = example(delivery={"method": "post"})
    broken["applicant"]["address"] = {"commune": "14797"}

    with ThreadPoolExecutor(AT_ONCE) as pool:
        bodies = [broken if place % 6 == 0 else example() for place in range(240)]
        codes = [code for code in pool.map(lambda body: file_one(office, body), bodies) if code]

    assert len(codes) == 200
    assert dense(numbers(codes))
    assert office.count("dossier") == 200


def test_aborted_and_killed_filings_give_their_numbers_back(office: Office) -> None:
    """Of 250 at once a fifth comes to nothing: 1 to 200 are given, each once."""
    found = taken(office, of_the_counter, 250)

    assert len(found) == 200
    assert dense(found)


@pytest.mark.usefixtures("sequence")
def test_a_sequence_would_leave_gaps(office: Office) -> None:
    """The test above can fail: numbers of a sequence do not come back."""
    assert not dense(taken(office, of_a_sequence, 50))


def test_numbers_begin_anew_at_midnight_of_vietnam(office: Office) -> None:
    """The day is that of Vietnam, whatever the zone of the server."""
    office.set_clock(MIDNIGHT - timedelta(seconds=1))
    before = file_one(office, example())
    office.set_clock(MIDNIGHT)

    assert [before, file_one(office, example())] == [
        "H56.14797-261123-0001",
        "H56.14797-261124-0001",
    ]


def test_both_days_are_dense_when_many_file_over_midnight(office: Office) -> None:
    """With the clock running; the day in each code is the one it was filed on."""
    # The first one waits for no clock: a busy machine may begin with the others after midnight.
    office.set_clock(MIDNIGHT - timedelta(seconds=20))
    codes = [file_one(office, example())]
    office.set_clock(MIDNIGHT - timedelta(seconds=20), speed=60)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        codes += pool.map(lambda _: file_one(office, example()), range(90))

    assert None not in codes
    by_day: dict[date, list[int]] = defaultdict(list)
    for code in map(DossierCode.parse, filter(None, codes)):
        by_day[code.day].append(code.number)
    assert sorted(by_day) == [MONDAY.date(), MIDNIGHT.date()]
    assert all(dense(sorted(found)) for found in by_day.values())
    with office.database.read() as tx:
        filed = tx.execute(text("SELECT code, filed_at FROM dossier")).all()
    assert all(
        DossierCode.parse(row.code).day == row.filed_at.astimezone(VIETNAM).date() for row in filed
    )


def test_numbers_widen_past_9999(office: Office) -> None:
    """From 9990 on: five digits after four, read, listed and sorted rightly; nothing wraps."""
    with office.database.transaction() as tx:
        tx.execute(
            text("INSERT INTO dossier_counter VALUES (:agency, '2026-11-23', 9990)"),
            {"agency": COMMUNE},
        )
    office.set_clock(MONDAY, speed=1)

    codes = [str(file_one(office, example())) for _ in range(20)]

    assert codes[8:10] == ["H56.14797-261123-9999", "H56.14797-261123-10000"]
    assert numbers(codes) == list(range(9991, 10011))
    assert sorted(map(DossierCode.parse, codes)) == list(map(DossierCode.parse, codes))
    assert [str(DossierCode.parse(code)) for code in codes] == codes
    assert office.get(f"/dossiers/{codes[-1]}").status_code == 200
    assert paged(office) == codes[::-1]


def paged(office: Office) -> list[str]:
    """Return the codes of the desk's list, newest first, in pages of seven."""
    found: list[str] = []
    cursor = ""
    while True:
        page = office.get(f"/dossiers?limit=7{cursor}", OFFICER).json
        assert page is not None
        found += [item["code"] for item in page["items"]]
        if page["cursor"] is None:
            return found
        cursor = f"&cursor={page['cursor']}"
