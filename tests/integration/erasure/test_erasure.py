"""A closed dossier whose time is over: nobody can read who it was about, in any database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import text

from chassis.clock import machine_clock
from chassis.identifiers import new_id
from kernel.clock import VIETNAM
from services.reporting.reconciliation.usecases.reconcile import Patience, reconcile
from tests.e2e.canaries import NAMES, PERSONAL, search
from tests.integration.intake.office import BIRTH, example
from tests.integration.intake.test_hand_over import APPLICANT
from tests.integration.reconciliation.province import Province

LAST_KEPT = datetime(2036, 12, 31, 23, 59, tzinfo=VIETNAM)
OVER = datetime(2037, 1, 1, 0, 0, 1, tzinfo=VIETNAM)
DECISION = {"decision": "12/QĐ-UBND"}
CANARIES = {**PERSONAL, **NAMES}
ANSWER = {"papers": [{"paper": "id-card", "upload": "sample"}]}
RECEIVER = APPLICANT | {"name": NAMES["name"], "number": PERSONAL["id number"]}
WORDS = f"Ông {NAMES['name']} nhờ gọi số {PERSONAL['phone']}."
REQUEST = {"items": [{"what": WORDS, "paper": "id-card"}], "reason": WORDS}
QUICK = Patience(settle=0.0, looks=1)
RESIDENCE = {"paper": "proof-of-residence", "upload": "sample"}
CORRECTION = {"reason": WORDS, "papers": [*example(BIRTH)["papers"], RESIDENCE]}
SEALED = re.compile(r"\bk1:[\w+/=-]{16,}")
REPORT = "/reports/kstt-06?period=2026-11&agency=H56.14797&as_of=2026-12-31"
# As text: what waits until something frees it is due at infinity, which no datetime holds.
LETTERS = "SELECT CAST(m AS text) FROM message AS m ORDER BY id"
_TABLES = """SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"""

Answer = Any


@pytest.fixture(scope="module")
def province(published: Mapping[str, str]) -> Iterator[Province]:
    """Give the suite with one dossier handed over; canaries stand wherever words can."""
    with ExitStack() as stack:
        yield Province(stack, published=published)


@pytest.fixture(scope="module")
def code(province: Province) -> str:
    """Take a dossier of canaries through a long life and close it."""
    code = str(asked(province, "/dossiers", filing(), "citizen").get_json()["code"])
    change(province, code, "supplement-request", REQUEST, "officer")
    change(province, code, "supplement", {**ANSWER, "note": WORDS}, "citizen")
    change(province, code, "acceptance", {}, "officer")
    change(province, code, "reception-correction", CORRECTION, "officer")
    province.pump()
    asked(province, f"/dossiers/{code}/messages", {"text": WORDS}, "citizen")
    asked(province, f"/dossiers/{code}/messages", {"text": WORDS}, "officer")
    province.decide_all()
    change(province, code, "error-correction", {"reason": WORDS}, "head")
    province.pump()
    province.decide_all()
    for event in ("step_event", '"case"'):
        column = "result_note" if event == '"case"' else "note"
        province.sql("routing", f"UPDATE {event} SET {column} = :words", words=WORDS)  # noqa: S608 -- our own tables
    receipt = get(province, f"/dossiers/{code}/forms/receipt", "officer")
    assert receipt.status_code == 200, receipt.get_data(as_text=True)
    change(province, code, "handover", {"method": "desk", "receiver": RECEIVER}, "officer")
    province.pump()
    # As if a letter had been sent: notification has fetched the key and keeps it wrapped.
    province.sql("notification", "INSERT INTO contact_key SELECT key_id, 'k' FROM addressee")
    return code


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """The dossier once it was erased, the key its contact had, and the figures before."""

    code: str
    key: str
    figures: list[Any]
    answer: dict[str, Any]


@pytest.fixture(scope="module")
def erased(province: Province, code: str) -> Erased:
    """Erase the dossier at the first instant at which that can be done."""
    key = province.sql("intake", "SELECT key_id FROM contact_key WHERE dossier = :c", c=code)
    figures = counted(province)
    province.set_clock(OVER)
    answer = erase(province, code, "head", 200)
    province.pump()
    return Erased(code=code, key=str(key[0][0]), figures=figures, answer=answer)


def filing() -> dict[str, Any]:
    body = example(BIRTH)
    person = {
        "kind": "citizen",
        "name": NAMES["name"],
        "id_number": PERSONAL["id number"],
        "birth_date": PERSONAL["birth date"],
        "phone": "0" + PERSONAL["phone"],
        "email": PERSONAL["e-mail"],
        "address": {"commune": "14797", "street": PERSONAL["street"]},
    }
    body["form"]["child"]["name"] = PERSONAL["name in the form"]
    body["form"]["mother"]["name"] = NAMES["name"]
    return body | {"applicant": person}


def asked(
    province: Province,
    path: str,
    body: Mapping[str, Any],
    role: str,
    *,
    version: int | None = None,
    status: int | None = None,
) -> Answer:
    headers = {"Authorization": f"Bearer gateway:{role}", "Idempotency-Key": str(new_id())}
    if version is not None:
        headers["If-Match"] = f'"{version}"'
    client = province.apps["intake"].test_client()
    reply = client.post(path, json=dict(body), headers=headers)
    said = reply.get_data(as_text=True)
    assert reply.status_code == status if status else reply.status_code < 300, said
    return reply


def version_of(province: Province, code: str) -> int:
    found = province.sql("intake", "SELECT version FROM dossier WHERE code = :c", c=code)
    return int(found[0][0])


def change(
    province: Province,
    code: str,
    what: str,
    body: Mapping[str, Any],
    role: str,
    *,
    status: int | None = None,
) -> Answer:
    version = version_of(province, code)
    return asked(province, f"/dossiers/{code}/{what}", body, role, version=version, status=status)


def erase(province: Province, code: str, role: str, status: int) -> dict[str, Any]:
    reply = change(province, code, "erasure", DECISION, role, status=status)
    return dict(reply.get_json())


def get(province: Province, path: str, role: str, service: str = "intake") -> Answer:
    headers = {"Authorization": f"Bearer gateway:{role}"}
    return province.apps[service].test_client().get(path, headers=headers)


def everything(province: Province) -> dict[str, str]:
    """Return each row of each table of each database as text."""
    found = {}
    for service in province.databases:
        for (table,) in province.sql(service, _TABLES):
            rows = province.sql(service, f'SELECT CAST(t AS text) FROM "{table}" AS t')  # noqa: S608 -- our own tables
            found[f"{service} {table}"] = "\n".join(row[0] for row in rows)
    return found


def sealed_for(province: Province, code: str) -> list[str]:
    """Return the tables of intake in whose rows about the dossier something sealed stands."""
    found = []
    for place, rows in everything(province).items():
        service, _, table = place.partition(" ")
        mine = [row for row in rows.splitlines() if code in row and SEALED.search(row)]
        if service == "intake" and mine:
            found.append(table)
    return sorted(found)


def counted(province: Province) -> list[Any]:
    # Also what stays beside the figures: numbers, trail, accesses, letters sent.
    report = get(province, REPORT, "supervisor", "reporting")
    assert report.status_code == 200, report.get_data(as_text=True)
    kept = [
        province.sql("intake", f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608 -- our own tables
        for table in ("dossier", "clock_entry", "form_issue", "book_entry", "dossier_paper")
    ]
    return [report.get_json()["rows"], kept, province.sql("notification", LETTERS)]


def test_before_its_time_nothing_is_erased(province: Province, code: str) -> None:
    """Open: 409; closed and still kept: 409 with the day; who is no head of it: 403; no trace."""
    fresh = province.file()
    province.pump()
    province.set_clock(LAST_KEPT)
    before = everything(province)["intake timeline_entry"]
    open_, kept = (erase(province, one, "head", 409) for one in (fresh, code))
    for role in ("officer", "approver", "supervisor", "citizen", "admin"):
        erase(province, code, role, 403)
    wrong = [{"decision": words} for words in ("", WORDS, "12", "12/QĐ-UBND\nÔng Yến")]
    for body in ({}, *wrong):
        change(province, code, "erasure", body, "head", status=422)
    asked(province, f"/dossiers/{code}/erasure", DECISION, "head", version=1, status=412)

    assert open_["type"] == "/problems/dossier-open"
    assert kept["type"] == "/problems/dossier-still-kept"
    assert kept["erasable_from"] == "2037-01-01"
    assert everything(province)["intake timeline_entry"] == before
    assert code in everything(province)["intake filing_mark"]
    assert {hit.what for hit in search(everything(province), CANARIES)} >= {"name", "phone"}
    assert len(sealed_for(province, code)) >= 6


def test_only_a_dossier_stored_as_erased_can_be_emptied(province: Province, code: str) -> None:
    """The owner's function, called behind the use case, refuses every other one."""
    with pytest.raises(sqlalchemy.exc.IntegrityError, match="not to be erased"):
        province.sql("intake", "SELECT erase_dossier(:code)", code=code)


def test_afterwards_nobody_can_be_read_anywhere(province: Province, erased: Erased) -> None:
    """No canary in any form in any table of any database; no key for what the bus carried."""
    places = everything(province)

    assert search(places, CANARIES) == []
    assert sealed_for(province, erased.code) == []
    said = [row for row in places["intake event_log"].splitlines() if erased.code in row]
    assert any("intake.contact-set.v1" in row for row in said)
    assert any("intake.dossier-erased.v1" in row for row in said)
    for service in ("intake", "notification"):
        assert erased.key not in places[f"{service} contact_key"]
    assert not places["intake form_print"]
    assert erased.code not in places["intake filing_mark"]
    assert not places["intake mandate"]
    assert erased.answer["version"] == version_of(province, erased.code)
    assert counted(province) == erased.figures


def test_what_is_left_is_shown_and_nothing_is_printed(province: Province, erased: Erased) -> None:
    """Agencies see state, dates and trail; a form is 409; no search and no owner finds it."""
    code = erased.code
    shown = get(province, f"/dossiers/{code}", "officer").get_json()
    line = get(province, f"/dossiers/{code}/timeline", "officer").get_json()["items"][-1]

    assert shown["erased_at"].startswith("2037-01-01T00:00:0")
    assert shown["applicant"] == {"kind": "citizen", "name": "(đã xóa)"}
    assert shown["form"] == {}
    assert shown["status"]["code"] == 10
    assert (line["kind"], line["data"], line["by"]["role"]) == ("erased", DECISION, "head")
    for what in ("deadline", "accesses", "forms", "messages", "error-correction"):
        assert get(province, f"/dossiers/{code}/{what}", "officer").status_code == 200
    assert get(province, f"/dossiers/{code}/supplement-request", "officer").status_code == 200
    form = get(province, f"/dossiers/{code}/forms/receipt", "officer")
    assert (form.status_code, form.get_json()["type"]) == (409, "/problems/dossier-erased")
    assert get(province, f"/dossiers/{code}", "citizen").status_code == 404
    for wanted in ({"name": NAMES["name"]}, {"id_number": PERSONAL["id number"]}):
        found = asked(province, "/dossiers/search", wanted, "officer").get_json()
        assert found["items"] == []
    register = get(province, "/registers/H56.14797?from=2026-11-01&to=2026-11-30", "head")
    lines = register.get_data(as_text=True)
    assert register.status_code == 200
    assert all(word in lines for word in ("(đã xóa)", code))


def test_erasing_again_changes_nothing(province: Province, erased: Erased) -> None:
    """The same answer, no second line in the trail, no second event, no new version."""
    before = everything(province)
    again = erase(province, erased.code, "head", 200)
    province.pump()
    after = everything(province)

    assert again["version"] == version_of(province, erased.code)
    for place in ("intake timeline_entry", "intake event_log", "intake dossier"):
        assert after[place] == before[place]


def test_the_books_of_all_services_still_agree(province: Province, erased: Erased) -> None:
    """Chains of the trail and copies fit; the same events heard anew bring nothing back."""
    with province.databases["notification"].transaction() as tx:
        tx.execute(text("DELETE FROM inbox WHERE source = 'intake'"))
        tx.execute(text("DELETE FROM gate WHERE source = 'intake'"))
        tx.execute(text("TRUNCATE addressee"))
    told = province.sql("intake", "SELECT position FROM event_log ORDER BY position")
    for (position,) in told:
        province.sql("intake", "INSERT INTO outbox (position) VALUES (:p)", p=position)
    province.pump()
    province.set_clock(OVER + timedelta(days=1))
    report = reconcile(
        books=province.books(), clock=machine_clock, pause=lambda _: None, patience=QUICK
    )

    assert report.found == ()
    kept = province.sql(
        "notification", "SELECT key_id FROM addressee WHERE dossier = :c", c=erased.code
    )
    assert [row[0] for row in kept] == [None]
