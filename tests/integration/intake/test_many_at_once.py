"""Many at work at once: each thing is done once, in few statements; `test_numbers` has numbers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import event, text

from chassis.db import LockTimeoutError
from services.intake.registry.domain.timeline import EntryKind, entry
from tests.integration.intake.office import (
    CITIZEN,
    MONDAY,
    OFFICER,
    Office,
    at_desk,
    example,
)

AT_ONCE = 16
MOST_STATEMENTS = 3


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


def test_a_filing_takes_few_statements(office: Office) -> None:
    """The hot path: officer, key with number, all the rest; reference data come from memory."""
    office.file(OFFICER, at_desk())  # warms the memory
    # What is remembered is renewed after five seconds, which may fall on one of them.
    fewest = min((_statements_of_a_filing(office, place) for place in range(3)), key=len)

    assert len(fewest) <= MOST_STATEMENTS, fewest


def _statements_of_a_filing(office: Office, place: int) -> list[str]:
    seen: list[str] = []
    body = at_desk(despite_duplicate=False)
    body["form"]["child"]["name"] = f"Nguyễn Văn {'Mẫu' * (place + 2)}"

    def count(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(office.database.engine, "before_cursor_execute", count)
    try:
        answer = office.file(OFFICER, body)
    finally:
        event.remove(office.database.engine, "before_cursor_execute", count)
    assert answer.status_code == 201
    return [statement for statement in seen if statement != "SELECT motcua_now()"]


def test_a_line_of_the_timeline_takes_the_dossier_before_its_trail(office: Office) -> None:
    """Who writes a line and then the dossier must not meet one who writes them the other way."""
    code = office.file().json["code"]  # type: ignore[index]
    line = entry(EntryKind.MESSAGE_HANDED_OVER, at=MONDAY, by=None, data={})
    locked = text("SELECT 1 FROM dossier WHERE code = :code FOR NO KEY UPDATE NOWAIT")
    with office.database.transaction() as tx:
        office.parts.dossiers(tx).note(code, line)
        with pytest.raises(LockTimeoutError), office.database.transaction() as other:
            other.execute(locked, {"code": code})
