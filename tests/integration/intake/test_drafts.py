"""What somebody has begun to fill in waits for them on every device, and for nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from chassis.db import Transaction
from chassis.identifiers import new_id
from contracts.events import Event
from contracts.events.draft import DraftExpiring
from kernel.rights import Actor
from services.intake.wiring.drafts import drafts_loop
from tests.integration.intake.office import (
    BIRTH,
    CITIZEN,
    COPIES,
    MONDAY,
    OFFICER,
    STRANGER,
    Office,
    example,
)

CANARY = "Nguyễn Văn Mẫu Chưa Nộp"
BODY = {"procedure": BIRTH, "form": {"child": {"name": CANARY}}}
DRAFT = {"procedure": BIRTH, "body": BODY}


def begin(office: Office, actor: Actor = CITIZEN, **changes: object) -> TestResponse:
    return office.post("/drafts", DRAFT | changes, actor, key=str(new_id()))


def begun(office: Office, actor: Actor = CITIZEN, **changes: object) -> dict[str, Any]:
    answer = begin(office, actor, **changes)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return dict(answer.json or {})


def change(
    office: Office,
    method: str,
    draft: dict[str, Any],
    version: int | None,
    actor: Actor = CITIZEN,
) -> TestResponse:
    """Save (or delete) a draft as read at a version."""
    headers = office.headers(actor)
    if version is not None:
        headers["If-Match"] = f'"{version}"'
    body = DRAFT | {"body": {**BODY, "case": None}} if method == "PUT" else None
    return office.client.open(f"/drafts/{draft['id']}", method=method, json=body, headers=headers)


def tend(office: Office) -> int:
    return drafts_loop(office.parts).run_once()


def ids(office: Office, actor: Actor = CITIZEN) -> list[str]:
    return [item["id"] for item in office.get("/drafts", actor).json["items"]]  # type: ignore[index]


def told(office: Office, draft: dict[str, Any]) -> list[Event]:
    return list(office.said_of(f"draft/{draft['id']}"))


def slug(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, str((answer.json or {})["type"]).rpartition("/")[2]


def test_it_is_read_and_gone_on_with_on_another_device(office: Office) -> None:
    """Whole for its owner, with a version; the list tells no more than there is."""
    draft = begun(office)
    read = office.get(f"/drafts/{draft['id']}")

    assert draft["expires_at"] == "2026-12-23T09:00:00+07:00"
    assert (read.headers["ETag"], read.json["body"]) == ('"1"', BODY)  # type: ignore[index]
    listed = office.get("/drafts").json
    assert listed is not None
    assert (listed["items"], listed["limit"]) == ([draft], 20)
    office.set_clock(MONDAY + timedelta(days=1))
    saved = change(office, "PUT", draft, 1)
    assert saved.json is not None
    assert (saved.headers["ETag"], saved.json["expires_at"]) == (
        '"2"',
        "2026-12-24T09:00:00+07:00",
    )
    assert office.get(f"/drafts/{draft['id']}").json["body"]["case"] is None  # type: ignore[index]


def test_two_devices_do_not_overwrite_each_other(office: Office) -> None:
    """412 for what was read before; 428 without a version, for saving and deleting alike."""
    draft = begun(office)
    assert change(office, "PUT", draft, 1).status_code == 200

    for method in ("PUT", "DELETE"):
        assert slug(change(office, method, draft, 1)) == (412, "stale-version")
        assert slug(change(office, method, draft, None)) == (428, "precondition-required")
    assert change(office, "DELETE", draft, 2).status_code == 204
    assert slug(change(office, "DELETE", draft, 2)) == (404, "draft-not-found")
    assert ids(office) == []


def test_nobody_else_knows_of_it(office: Office) -> None:
    """Neither another citizen nor an officer; unknown and foreign look alike."""
    draft = begun(office)
    unknown = {"id": str(new_id())}

    for one in (draft, unknown):
        read = office.get(f"/drafts/{one['id']}", STRANGER)
        assert slug(read) == (404, "draft-not-found")
        for method in ("PUT", "DELETE"):
            answer = change(office, method, one, 1, STRANGER)
            assert slug(answer) == (404, "draft-not-found")
    assert ids(office, STRANGER) == []
    assert slug(begin(office, OFFICER)) == (403, "forbidden")
    assert slug(office.get(f"/drafts/{draft['id']}", OFFICER)) == (403, "forbidden")
    assert ids(office) == [draft["id"]]


def test_one_keeps_twenty_at_most(office: Office) -> None:
    """The next is refused until one is deleted or filed; others are not touched by it."""
    drafts = [begun(office) for _ in range(20)]

    refused = begin(office)
    assert slug(refused) == (409, "too-many-drafts")
    assert refused.json["limit"] == 20  # type: ignore[index]
    assert begun(office, STRANGER)
    assert change(office, "DELETE", drafts[0], 1).status_code == 204
    assert begun(office)


def test_what_is_too_large_is_refused(office: Office) -> None:
    """At the field, in words."""
    answer = begin(office, body={"form": {"words": "x" * 140_000}})

    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/body"  # type: ignore[index]


def test_a_filing_takes_its_draft_along_or_leaves_it(office: Office) -> None:
    """In the same transaction: refused, the draft is there still; another's is never taken."""
    draft, foreign = begun(office), begun(office, STRANGER)

    broken = example(draft=draft["id"]) | {"papers": []}
    assert office.file(body=broken).status_code == 422
    assert ids(office) == [draft["id"]]
    assert office.file(body=example(draft=draft["id"]), key="the-filing").status_code == 201
    assert ids(office) == []
    assert office.file(body=example(draft=draft["id"]), key="the-filing").status_code == 201
    assert slug(office.file(body=example(draft=foreign["id"]))) == (409, "draft-gone")
    assert ids(office, STRANGER) == [foreign["id"]]


def test_from_two_windows_one_dossier_is_filed(office: Office) -> None:
    """The second, changed by a word and under a key of its own, takes no number."""
    draft = begun(office)
    changed = example(draft=draft["id"])
    changed["form"]["child"]["name"] = "Nguyễn Văn Khác"

    assert office.file(body=example(draft=draft["id"])).status_code == 201
    assert slug(office.file(body=changed)) == (409, "draft-gone")
    assert office.count("dossier") == 1
    code = office.file(body={**changed, "draft": None}).json["code"]  # type: ignore[index]
    assert code.endswith("-0002")


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"body": {"form": {"name": "\ud800"}}}, "/body"),
        ({"body": {"form": {"number": 10**30}}}, "/body"),
        ({"body": {"form": {"number": 1e308}}}, "/body"),
        ({"procedure": "gọi 0912345678"}, "/procedure"),
        ({"email": "khong-phai-thu"}, "/email"),
        ({"email": "a@example.vn\r\nBcc: b@example.vn"}, "/email"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    office: Office, sent: dict[str, Any], pointer: str
) -> None:
    """Half a character, a number nobody can write down, words in place of a code."""
    answer = begin(office, **sent)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]  # type: ignore[index]
    assert office.count("draft") == 0


def test_it_is_sealed_at_rest(office: Office) -> None:
    """No word of it stands in the table, in what is said, or in the answers kept for repeats."""
    draft = begun(office)
    office.set_clock(MONDAY + timedelta(days=28))
    tend(office)

    tables = {"draft": "t::text", "event_log": "data::text", "idempotency_key": "t::text"}
    with office.database.read() as tx:
        dump = "".join(_column(tx, table, column) for table, column in tables.items())
    assert draft["id"] in dump
    assert CANARY not in dump
    assert CANARY.encode().hex() not in dump


def _column(tx: Transaction, table: str, column: str) -> str:
    rows = tx.execute(text(f"SELECT {column} FROM {table} AS t")).scalars()  # noqa: S608 -- names of ours
    return "".join(map(str, rows))


def test_it_is_told_to_expire_three_days_before_and_then_goes(office: Office) -> None:
    """Once; saving it again takes the notice back and the time begins anew."""
    draft, kept = begun(office), begun(office, procedure=COPIES)

    office.set_clock(MONDAY + timedelta(days=27, seconds=-1))
    assert tend(office) == 0
    office.set_clock(MONDAY + timedelta(days=27))
    assert tend(office) == 2
    assert tend(office) == 0
    (said,) = told(office, draft)
    assert isinstance(said, DraftExpiring)
    assert (said.procedure, said.expires_at) == (BIRTH, MONDAY + timedelta(days=30))
    assert office.get(f"/drafts/{draft['id']}").json["expiring"] is True  # type: ignore[index]
    assert change(office, "PUT", kept, 1).status_code == 200
    office.set_clock(MONDAY + timedelta(days=30))
    assert tend(office) == 1

    assert ids(office) == [kept["id"]]
    office.set_clock(MONDAY + timedelta(days=54))
    assert tend(office) == 1
    assert len(told(office, kept)) == 2


def test_none_goes_untold(office: Office) -> None:
    """After weeks in which nobody tended them it is told first and kept for a day."""
    draft = begun(office)
    late = MONDAY + timedelta(days=40)
    office.set_clock(late)

    assert tend(office) == 1
    assert ids(office) == [draft["id"]]
    (said,) = told(office, draft)
    assert isinstance(said, DraftExpiring)
    assert said.expires_at == late + timedelta(days=1)
    office.set_clock(late + timedelta(days=1))
    assert tend(office) == 1
    assert ids(office) == []
