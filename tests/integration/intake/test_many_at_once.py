"""Many file at the same desk: numbers without gap or double, few statements each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import event, text

from chassis.db import LockTimeoutError
from chassis.idempotency import Idempotency
from chassis.identifiers import new_id
from kernel.clock import VIETNAM
from services.intake.registry.domain.timeline import EntryKind, entry
from services.intake.registry.store.numbers import PgNumbers
from tests.integration.intake.office import (
    CITIZEN,
    COMMUNE,
    MONDAY,
    OFFICER,
    Office,
    at_desk,
    example,
)

AT_ONCE = 16
MOST_STATEMENTS = 3


def numbers(codes: list[str]) -> list[int]:
    return sorted(int(code.rpartition("-")[2]) for code in codes)


def test_parallel_filings_get_dense_numbers(office: Office) -> None:
    """64 filings in 16 threads at one agency take 1 to 64, each once, although some fail late."""
    broken = example(delivery={"method": "post"})
    broken["applicant"]["address"] = {"commune": "14797"}

    def file(place: int) -> str | None:
        body = broken if place % 5 == 0 else example()
        client = office.app.test_client()
        headers = office.headers(CITIZEN) | {"Idempotency-Key": str(new_id())}
        answer = client.post("/dossiers", json=body, headers=headers)
        return answer.json["code"] if answer.status_code == 201 else None  # type: ignore[index]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        codes = [code for code in pool.map(file, range(80)) if code]

    assert len(codes) == 64
    assert numbers(codes) == list(range(1, 65))
    assert office.count("dossier") == 64


def test_an_aborted_filing_gives_its_number_back(office: Office) -> None:
    """Transactions that take a number and fail leave no gap."""

    def take(place: int) -> str | None:
        try:
            with office.database.transaction() as tx:
                request = Idempotency(tx, client="c", key=str(new_id()), body=b"")
                code = PgNumbers(tx, request).allot(COMMUNE).code
                if place % 5 == 0:
                    raise RuntimeError  # noqa: TRY301 -- the transaction must be left by it
                return code
        except RuntimeError:
            return None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        codes = [code for code in pool.map(take, range(100)) if code]

    assert numbers(codes) == list(range(1, 81))


def test_one_key_at_once_files_one_dossier(office: Office) -> None:
    """Ten requests with one key at the same moment: one dossier, the others wait or are told."""
    start = Barrier(10)

    def file(_place: int) -> int:
        start.wait()
        client = office.app.test_client()
        headers = office.headers(CITIZEN) | {"Idempotency-Key": "the-same-key"}
        return client.post("/dossiers", json=example(), headers=headers).status_code

    with ThreadPoolExecutor(10) as pool:
        statuses = set(pool.map(file, range(10)))

    assert 201 in statuses
    assert statuses <= {201, 409}
    assert office.count("dossier") == 1


def test_two_officers_at_once_accept_one_dossier_once(office: Office) -> None:
    """Of acceptances and refusals at the same version one wins, the others get 412."""
    code = office.file().json["code"]  # type: ignore[index]
    start = Barrier(8)

    def answer(place: int) -> int:
        start.wait()
        what, body = (
            ("refusal", {"reason": "Sai thẩm quyền."}) if place % 2 else ("acceptance", {})
        )
        headers = office.headers(OFFICER) | {"If-Match": '"1"'}
        path = f"/dossiers/{code}/{what}"
        return office.app.test_client().post(path, json=body, headers=headers).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(answer, range(8)))

    assert statuses == [200] + [412] * 7
    assert len(office.said(code)) == 3


def test_numbers_begin_anew_at_midnight_of_vietnam(office: Office) -> None:
    """The day is that of Vietnam, whatever the zone of the server."""
    midnight = datetime(2026, 11, 24, tzinfo=VIETNAM)
    office.set_clock(midnight - timedelta(seconds=1))
    before = office.file().json["code"]  # type: ignore[index]
    office.set_clock(midnight)
    after = office.file().json["code"]  # type: ignore[index]

    assert [before, after] == ["H56.14797-261123-0001", "H56.14797-261124-0001"]


def test_numbers_widen_past_9999(office: Office) -> None:
    """The ten thousandth dossier of a day gets five digits; nothing wraps."""
    with office.database.transaction() as tx:
        tx.execute(
            text("INSERT INTO dossier_counter VALUES (:agency, '2026-11-23', 9998)"),
            {"agency": COMMUNE},
        )

    codes = [office.file().json["code"] for _ in range(2)]  # type: ignore[index]

    assert codes == ["H56.14797-261123-9999", "H56.14797-261123-10000"]
    assert office.get(f"/dossiers/{codes[1]}").status_code == 200


def test_a_filing_takes_few_statements(office: Office) -> None:
    """The hot path: officer, key with number, all the rest; reference data come from memory."""
    office.file(OFFICER, at_desk())  # warms the memory
    seen: list[str] = []

    def count(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(office.database.engine, "before_cursor_execute", count)
    try:
        answer = office.file(OFFICER, at_desk())
    finally:
        event.remove(office.database.engine, "before_cursor_execute", count)

    own = [statement for statement in seen if statement != "SELECT motcua_now()"]
    assert answer.status_code == 201
    assert len(own) <= MOST_STATEMENTS, own


def test_a_line_of_the_timeline_takes_the_dossier_before_its_trail(office: Office) -> None:
    """Who writes a line and then the dossier must not meet one who writes them the other way."""
    code = office.file().json["code"]  # type: ignore[index]
    line = entry(EntryKind.MESSAGE_HANDED_OVER, at=MONDAY, by=None, data={})
    locked = text("SELECT 1 FROM dossier WHERE code = :code FOR NO KEY UPDATE NOWAIT")
    with office.database.transaction() as tx:
        office.parts.dossiers(tx).note(code, line)
        with pytest.raises(LockTimeoutError), office.database.transaction() as other:
            other.execute(locked, {"code": code})
