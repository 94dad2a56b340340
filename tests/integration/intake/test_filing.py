"""Dossiers come in, each once, with a number and everything said."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta

import orjson

from chassis.crypto import open_sealed
from contracts.events.intake import (
    ContactSet,
    DossierAccepted,
    DossierSettledOnTheSpot,
    DossierSubmitted,
)
from kernel.clock import VIETNAM
from tests.integration.intake.office import (
    COMMUNE,
    COPIES,
    ELSEWHERE,
    HEAD,
    LAND,
    MONDAY,
    OFFICER,
    PUBLIC_URL,
    Office,
    at_desk,
    example,
)

RESULT = {"number": "12/CTBS", "note": "02 bản"}


def test_online_filing_waits_for_the_desk(office: Office) -> None:
    """A dossier filed online has status 1, a code, a limit for the answer, and no due date."""
    answer = office.file()

    assert answer.status_code == 201
    assert answer.json is not None
    code = answer.json["code"]
    assert code == "H56.14797-261123-0001"
    assert answer.json["status"] == {"code": 1, "name": "Mới đăng ký"}
    assert answer.json["version"] == 1
    assert answer.json["received_at"] == "2026-11-23T09:00:00+07:00"
    # Eight working hours, and the 24th is a day off.
    assert answer.json["answer_by"] == "2026-11-25T09:00:00+07:00"
    assert answer.json["due_at"] is None
    assert answer.json["fee"] == {"total": 0, "items": []}
    assert answer.headers["Location"] == f"/api/v1/dossiers/{code}"
    assert answer.headers["ETag"] == '"1"'


def test_contact_is_said_first_and_sealed(office: Office) -> None:
    """The bus carries the contact as ciphertext; the key comes over HTTP to notification only."""
    code = office.file().json["code"]  # type: ignore[index]

    contact, submitted = office.said(code)

    assert isinstance(contact, ContactSet)
    assert isinstance(submitted, DossierSubmitted)
    path = f"/internal/contact-keys/{contact.key_id}"
    asked = office.client.get(path, headers=office.headers(None, service="notification"))
    key = base64.b64decode(asked.json["key"])  # type: ignore[index]
    opened = open_sealed(key, contact.ciphertext, context=f"contact/{code}")
    assert orjson.loads(opened) == {
        "name": "Nguyễn Thị Ế",
        "email": "e@example.vn",
        "phone": "+84912345678",
        "language": "vi",
    }
    for service in ("gateway", "routing"):
        refused = office.client.get(path, headers=office.headers(None, service=service))
        assert refused.status_code == 403


def test_filing_at_a_desk_is_accepted_at_once(office: Office) -> None:
    """At a desk the clock starts with reception; papers are recorded as seen, with counts."""
    body = at_desk()
    body["papers"][1] |= {"originals": 0, "copies": 2}

    answer = office.file(OFFICER, body)

    assert answer.json is not None
    code = answer.json["code"]
    assert answer.json["status"]["code"] == 2
    # The same day, received before 15:00.
    assert answer.json["due_at"] == "2026-11-23T17:30:00+07:00"
    accepted = office.said(code)[-1]
    assert isinstance(accepted, DossierAccepted)
    assert accepted.legs[0].agency == COMMUNE
    assert accepted.officer == "officer-1"
    papers = office.get(f"/dossiers/{code}", OFFICER).json["papers"]  # type: ignore[index]
    assert [(paper["source"], paper["originals"], paper["copies"]) for paper in papers] == [
        ("seen", 1, 0),
        ("seen", 0, 2),
    ]


def test_one_key_files_one_dossier(office: Office) -> None:
    """The same request again gets the same answer, secret included; another body gets 422."""
    first = office.file(key="the-same-key")
    again = office.file(key="the-same-key")
    other = office.file(key="the-same-key", body=example(language="en"))

    assert again.status_code == 201
    assert again.json == first.json
    assert again.headers["Location"] == first.headers["Location"]
    assert other.status_code == 422
    assert office.count("dossier") == 1
    assert len(office.said(first.json["code"])) == 2  # type: ignore[index]


def test_what_was_answered_is_answered_again_whatever_holds_today(office: Office) -> None:
    """A repeat is told of its dossier where a new filing would be refused, and takes no number."""
    first = office.file(key="the-same-key")
    office.set_clock(MONDAY - timedelta(days=540))  # the child is not born yet
    refused, again = office.file(), office.file(key="the-same-key")
    office.set_clock(MONDAY)

    assert refused.status_code == 422
    assert (again.status_code, again.json) == (201, first.json)
    assert office.file().json["code"].endswith("-0002")  # type: ignore[index]
    assert office.count("idempotency_key") == 2


def test_the_secret_is_kept_nowhere_in_clear(office: Office) -> None:
    """Neither the dossier nor the kept reply holds the tracking secret."""
    answer = office.file(key="the-same-key")
    secret = answer.json["tracking"]["secret"]  # type: ignore[index]

    with office.database.read() as tx:
        dump = "".join(
            str([bytes(v) if isinstance(v, memoryview) else v for v in row])
            for table in ("dossier", "dossier_content", "idempotency_key", "event_log")
            for row in tx.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608 -- table names
        )

    assert len(secret) == 22
    assert secret not in dump


def test_on_the_spot_is_one_transaction(office: Office) -> None:
    """Received, appraised, approved and handed over: status 10, one event, nothing to follow."""
    body = at_desk(COPIES) | {"result": RESULT}

    answer = office.post("/on-the-spot", body, HEAD, key="a-first-key")

    assert answer.status_code == 201, answer.get_data(as_text=True)
    assert answer.json is not None
    code = answer.json["code"]
    assert answer.json["status"]["code"] == 10
    settled = office.said(code)[-1]
    assert isinstance(settled, DossierSettledOnTheSpot)
    assert settled.timeliness == "on-time"
    assert office.get(f"/dossiers/{code}", HEAD).json["result_number"] == "12/CTBS"  # type: ignore[index]


def test_on_the_spot_needs_one_who_decides_and_such_a_procedure(office: Office) -> None:
    """An officer without the right gets 403, another procedure 422; no number is used up."""
    body = at_desk(COPIES) | {"result": RESULT}
    by_officer = office.post("/on-the-spot", body, OFFICER, key="a-first-key")
    other = office.post("/on-the-spot", at_desk() | {"result": RESULT}, HEAD, key="a-second-key")

    assert by_officer.status_code == 403
    assert other.status_code == 422
    assert office.count("dossier_counter") == 0


def test_dates_follow_the_set_clock_across_tet(office: Office) -> None:
    """Filed on the last afternoon before Tết 2026, the code has that day, the rest waits."""
    office.set_clock(datetime(2026, 2, 13, 16, 45, tzinfo=VIETNAM))

    answer = office.file(OFFICER, at_desk())

    assert answer.json is not None
    assert answer.json["code"] == "H56.14797-260213-0001"
    # Received after 15:00: due at the end of the next working day.
    assert answer.json["due_at"] == "2026-02-23T17:30:00+07:00"


def test_filed_at_night_is_received_in_the_morning(office: Office) -> None:
    """What comes while the office is closed counts from its opening, and the ledger says why."""
    office.set_clock(datetime(2026, 11, 22, 21, 0, tzinfo=VIETNAM))

    answer = office.file()

    assert answer.json is not None
    code = answer.json["code"]
    assert code == "H56.14797-261122-0001"
    assert answer.json["received_at"] == "2026-11-23T07:30:00+07:00"
    ledger = office.get(f"/dossiers/{code}/deadline").json["ledger"]  # type: ignore[index]
    assert [entry["rule"] for entry in ledger] == ["office-closed"]


def test_agencies_of_the_legs_follow_the_land(office: Office) -> None:
    """A land dossier received at the centre goes to registry, tax and treasury of the land."""
    clerk = OFFICER.__class__(
        subject="clerk-1", roles=OFFICER.roles, agency="H56.PVHCC", name="Người Tiếp Nhận"
    )

    code = office.file(clerk, at_desk(LAND)).json["code"]  # type: ignore[index]

    accepted = office.said(code)[-1]
    assert isinstance(accepted, DossierAccepted)
    assert accepted.receiving_agency == "H56.PVHCC"
    assert accepted.competent_agency != "H56.PVHCC"
    legs = {leg.leg: leg.agency for leg in accepted.legs}
    assert list(legs) == ["registry-check", "tax", "treasury", "registry-issue"]
    assert legs["registry-check"] == legs["registry-issue"] == accepted.competent_agency
    assert len(set(legs.values())) == 3


def test_an_officer_files_at_the_own_desk_only(office: Office) -> None:
    """Another agency's desk, a citizen at a desk, an officer online: 403, and no row."""
    attempts = (
        office.file(ELSEWHERE, at_desk()),
        office.file(body=at_desk()),
        office.file(OFFICER, example()),
    )

    assert [answer.status_code for answer in attempts] == [403, 403, 403]
    assert office.count("dossier") == 0


def test_links_and_look_up_lead_to_the_portal(office: Office) -> None:
    """The tracking address holds code and secret in its fragment and nothing personal."""
    answer = office.file().json

    assert answer is not None
    secret = answer["tracking"]["secret"]
    assert answer["tracking"]["url"] == f"{PUBLIC_URL}/tra-cuu#{answer['code']}/{secret}"
    assert answer["links"]["self"] == f"/api/v1/dossiers/{answer['code']}"
