"""What is wrong with a filing is said field by field, and nothing of it is kept."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any, Literal

import pytest
from joserfc.jwk import KeySet, OKPKey
from werkzeug.test import TestResponse

from chassis.auth import TokenSigner, TokenVerifier
from chassis.crypto import KeyRing, new_data_key
from chassis.db import Database
from chassis.testing import FrozenClock
from kernel.clock import VIETNAM
from services.intake.wiring.parts import Parts
from services.intake.wiring.service import app_of
from tests.integration.intake.office import (
    BIRTH,
    CITIZEN,
    COPIES,
    MONDAY,
    OFFICER,
    SUPERVISOR,
    Office,
    at_desk,
    example,
)


def without_trace(office: Office) -> bool:
    with office.database.read() as tx:
        said = tx.exec_driver_sql("SELECT count(*) FROM event_log WHERE subject LIKE 'dossier/%%'")
        events = said.scalar_one()
    tables = ("dossier", "dossier_counter", "idempotency_key")
    return events == 0 and all(office.count(table) == 0 for table in tables)


def pointers(answer: TestResponse) -> list[str]:
    document = answer.json
    assert document is not None
    return [fault["pointer"] for fault in document["errors"]]


def changed(path: str, value: object) -> dict[str, Any]:
    """Return the example with the member at a JSON pointer set to a value."""
    body = example()
    *groups, last = path.strip("/").split("/")
    place: Any = body
    for name in groups:
        place = place[int(name)] if isinstance(place, list) else place[name]
    place[last] = value
    return body


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/procedure", "9.999999"),
        ("/receiving_agency", "H56.99999"),
        ("/receiving_agency", "H56.STP"),
        ("/receiving_agency", "H56.14797\n"),
        ("/case", "no-such-case"),
        ("/channel", "pigeon"),
        ("/status", 9),
        ("/received_at", "2020-01-01T00:00:00Z"),
        ("/agency_id", "H56.14797"),
        ("/dossier_no", 1),
        ("/applicant/address/commune", "14797\n"),
        ("/applicant/id_number", "03819000000"),
        ("/applicant/id_number", "999190000001"),
        ("/applicant/id_number", "038085000001"),
        ("/applicant/birth_date", "1990-02-30"),
        ("/applicant/phone", "12345"),
        ("/applicant/phone", "+1 202 555 0100"),
        ("/applicant/email", "no address"),
        ("/applicant/email", "a@example.vn\r\nBcc: b@example.vn"),
        ("/applicant/name", "a" * 10_000),
        ("/applicant/name", "Nguyễn\u0000"),
        ("/applicant/name", "Nguyễn \u202ePhát"),
        ("/applicant/name", "Nguyễn \ud800"),
        ("/applicant/dossier_no", "1"),
        ("/form/child/gender", "unknown"),
        ("/form/child/nickname", "Tí"),
        ("/form/child/name", None),
        ("/papers/0/paper", "driving-licence"),
        ("/papers/1/paper", "birth-certificate-of-hospital"),
        ("/papers/0/upload", "0190f0c2"),
        ("/papers/0/wallet", "w1"),
        ("/delivery/method", "pigeon"),
        ("/language", "fr"),
    ],
)
def test_one_wrong_field_is_pointed_at(office: Office, path: str, value: object) -> None:
    """422 with a pointer to the field, and no row, no number, no event."""
    answer = office.file(body=changed(path, value))

    assert answer.status_code == 422, answer.get_data(as_text=True)
    assert path in pointers(answer)
    assert all(set(fault["detail"]) == {"vi", "en"} for fault in answer.json["errors"])  # type: ignore[index]
    assert without_trace(office)


def test_a_birth_date_in_the_future_is_refused(office: Office) -> None:
    """The number agrees with the year, and the day is still to come on the suite's clock."""
    body = example()
    body["applicant"] |= {"birth_date": "2026-11-24", "id_number": "038326000001"}

    answer = office.file(body=body)

    assert answer.status_code == 422
    assert "/applicant/birth_date" in pointers(answer)
    assert without_trace(office)


def test_every_fault_of_a_filing_is_said_at_once(office: Office) -> None:
    """A person mends a form once and not field by field."""
    body = example(papers=[], case="other")
    del body["form"]["child"]["name"]

    answer = office.file(body=body)

    assert pointers(answer) == ["/case", "/form/child/name"]


def test_missing_papers_are_named(office: Office) -> None:
    """Each missing paper is one fault; of papers that replace each other one is enough."""
    none = office.file(body=example(papers=[]))
    one = office.file(body=example(papers=[{"paper": "id-card", "upload": "sample"}]))

    said = [fault["detail"]["vi"] for fault in none.json["errors"]]  # type: ignore[index]
    assert said == ["Thiếu giấy tờ: Giấy chứng sinh hoặc giấy tờ thay thế."]
    assert pointers(one) == ["/papers"]


def test_only_an_officer_has_seen_a_paper(office: Office) -> None:
    """Online a paper cannot be `seen`, and a paper is either uploaded or seen."""
    both = {"paper": "id-card", "upload": "sample", "seen": True}
    papers = [{"paper": "birth-certificate-of-hospital", "seen": True}, both]

    answer = office.file(body=example(papers=papers))

    assert pointers(answer) == ["/papers/0/seen", "/papers/1"]


def test_low_levels_are_not_filed_online(office: Office) -> None:
    """A procedure of level 1 or 2 gives information; it is filed at the desk."""
    answer = office.file(body=example(COPIES, channel="online"))

    assert answer.status_code == 422
    assert "/channel" in pointers(answer)


def test_filing_online_needs_a_way_to_be_told(office: Office) -> None:
    """Without phone and e-mail nobody could be told; at a desk they may be missing."""
    body = example()
    del body["applicant"]["phone"], body["applicant"]["email"]
    person = {k: v for k, v in at_desk()["applicant"].items() if k not in {"phone", "email"}}

    online, desk = office.file(body=body), office.file(OFFICER, at_desk(applicant=person))

    assert pointers(online) == ["/applicant"]
    assert desk.status_code == 201
    assert len(office.said(desk.json["code"])) == 1  # type: ignore[index]


@pytest.mark.parametrize(
    ("raw", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"procedure": "1", "procedure": "2"}', "application/json", 400),
        (b"[]", "application/json", 422),
        (b"{}", "text/plain", 415),
        (b"{}", "application/json", 422),
        (b'{"form": ' + b"[" * 60 + b"]" * 60 + b"}", "application/json", 422),
        (b'{"form": {"\\ud800": 1}}', "application/json", 422),
    ],
)
def test_unreadable_bodies_are_refused(
    office: Office, raw: bytes, content_type: str, status: int
) -> None:
    """Malformed JSON, repeated keys, other types, absurd depth: a problem and nothing kept."""
    headers = office.headers(CITIZEN) | {"Idempotency-Key": "some-key-1"}

    answer = office.client.post("/dossiers", data=raw, headers=headers, content_type=content_type)

    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert without_trace(office)


def test_a_key_is_required(office: Office) -> None:
    """400 without an Idempotency-Key, on both ways that create a dossier."""
    answers = [
        office.post("/dossiers", example()),
        office.post("/on-the-spot", at_desk(COPIES) | {"result": {"number": "1"}}, OFFICER),
    ]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert without_trace(office)


def test_decomposed_letters_are_stored_composed(office: Office) -> None:
    """NFD comes in, NFC is stored and found."""
    body = example()
    body["applicant"]["name"] = unicodedata.normalize("NFD", "Nguyễn Thị Ế")
    body["form"]["child"]["birth_place"] = unicodedata.normalize("NFD", "Bệnh viện")

    code = office.file(body=body).json["code"]  # type: ignore[index]

    found = office.get(f"/dossiers/{code}").json
    assert found is not None
    assert found["applicant"]["name"] == "Nguyễn Thị Ế"
    assert found["form"]["child"]["birth_place"] == "Bệnh viện"


@pytest.mark.parametrize("written", ["Nguyễn Thị Ế", "NGUYEN THI E", "nguyễn thị ê"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_that_came_decomposed_is_found_however_it_is_written(
    office: Office, written: str, form: Literal["NFC", "NFD"]
) -> None:
    """The officer at another machine types other bytes for the same name."""
    body = example()
    body["applicant"]["name"] = unicodedata.normalize("NFD", "Nguyễn Thị Ế")
    code = office.file(body=body).json["code"]  # type: ignore[index]

    wanted = {"name": unicodedata.normalize(form, written)}
    found = office.post("/dossiers/search", wanted, OFFICER).json

    assert found is not None
    assert [item["code"] for item in found["items"]] == [code]


def test_a_formula_stays_a_name(office: Office) -> None:
    """What a spreadsheet would run is only text here, kept as it was written."""
    body = example()
    body["applicant"]["name"] = name = '=HYPERLINK("http://x","y")'

    filed = office.file(body=body)

    assert filed.status_code == 201
    read = office.get(f"/dossiers/{filed.json['code']}").json  # type: ignore[index]
    assert read is not None
    assert read["applicant"]["name"] == name


def test_a_procedure_that_is_not_in_force_is_not_filed(office: Office) -> None:
    """The first version of the catalogue begins on 1 July 2025."""
    office.set_clock(datetime(2025, 6, 30, 9, tzinfo=VIETNAM))

    answer = office.file()

    assert (answer.status_code, pointers(answer)) == (422, ["/procedure"])
    assert without_trace(office)


def test_while_the_database_is_away_nothing_is_taken() -> None:
    """503 with the time to wait; nobody is left to guess whether it was filed."""
    nowhere = Database("postgresql://nobody@127.0.0.1:1/nothing", name="nowhere")
    key = OKPKey.generate_key("Ed25519", parameters={"kid": "gateway"})
    clock = FrozenClock(MONDAY)
    ring = KeyRing(current="k1", keys={"k1": new_data_key()})
    parts = Parts(database=nowhere, clock=clock, one_box=True, ring=ring, public_url="http://x")
    app = app_of(parts, TokenVerifier("intake", KeySet([key]), clock))
    token = TokenSigner("gateway", key, clock).issue("intake", CITIZEN)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "some-key-1"}

    answer = app.test_client().post("/dossiers", json=example(), headers=headers)

    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"
    assert int(answer.headers["Retry-After"]) >= 1


def test_nobody_files_without_a_right(office: Office) -> None:
    """Anonymous: 401. A supervisor: 403."""
    anonymous = office.client.post("/dossiers", json=example())
    without_actor = office.post("/dossiers", example(), None, key="some-key-1")

    assert anonymous.status_code == 401
    assert without_actor.status_code == 401
    assert office.file(SUPERVISOR).status_code == 403
    assert without_trace(office)


def test_samples_are_refused_in_production(office: Office) -> None:
    """`sample` is for people who try the system, and no more."""
    real = Office(office.database, one_box=False)

    answer = real.file()

    assert pointers(answer) == ["/papers/0/upload", "/papers/1/upload"]
    assert office.file(OFFICER, at_desk(BIRTH)).status_code == 201
