"""Many at work at once: each thing is done once, in few statements; `test_numbers` has numbers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import text

from chassis.auth import TokenVerifier
from chassis.db import LockTimeoutError
from chassis.identifiers import new_id
from services.intake.registry.domain.timeline import EntryKind, entry
from services.intake.wiring import app_of
from tests.integration.database_trips import trips
from tests.integration.intake.office import (
    CITIZEN,
    MONDAY,
    OFFICER,
    Office,
    at_desk,
    example,
    public_keys,
)

AT_ONCE = 16
MOST_TRIPS = 5


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


def test_a_filing_takes_few_trips_to_the_database(office: Office) -> None:
    """The hot path: begin, officer, key with number, all the rest, commit.

    Reference data come from memory; the test's clock, which asks the database, does not count.
    """
    parts = replace(office.parts, clock=lambda: MONDAY)
    app = app_of(parts, TokenVerifier("intake", public_keys(), parts.clock))
    office.file(OFFICER, at_desk())
    # What is remembered is renewed after five seconds, which may fall on one of them.
    fewest = min((_trips_of_a_filing(office, app, place) for place in range(4)), key=len)

    assert len(fewest) <= MOST_TRIPS, fewest
    assert sum("COMMIT" in trip for trip in fewest) == 1


def _trips_of_a_filing(office: Office, app: Flask, place: int) -> list[str]:
    headers = office.headers(OFFICER) | {"Idempotency-Key": str(new_id())}
    body = at_desk(despite_duplicate=False)
    body["form"]["child"]["name"] = f"Nguyễn Văn {'Mẫu' * (place + 2)}"
    with trips(office.database) as seen:
        answer = app.test_client().post("/dossiers", json=body, headers=headers)
    assert answer.status_code == 201
    return seen


def test_a_line_of_the_timeline_takes_the_dossier_before_its_trail(office: Office) -> None:
    """Who writes a line and then the dossier must not meet one who writes them the other way."""
    code = office.file().json["code"]  # type: ignore[index]
    line = entry(EntryKind.MESSAGE_HANDED_OVER, at=MONDAY, by=None, data={})
    locked = text("SELECT 1 FROM dossier WHERE code = :code FOR NO KEY UPDATE NOWAIT")
    with office.database.transaction() as tx:
        office.parts.dossiers(tx).note(code, line)
        with pytest.raises(LockTimeoutError), office.database.transaction() as other:
            other.execute(locked, {"code": code})
