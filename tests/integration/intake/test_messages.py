"""Citizen and officers write to each other about a dossier."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zlib import crc32

from sqlalchemy import text
from werkzeug.test import TestResponse

from contracts.events.result import OfficerWrote
from kernel.rights import Actor
from tests.integration.intake.office import (
    CITIZEN,
    ELSEWHERE,
    HEAD,
    MONDAY,
    OFFICER,
    STRANGER,
    SUPERVISOR,
    Office,
)

ASKED = "Tôi đến nhận vào thứ Bảy được không? SĐT 0912345678"
ANSWERED = "Được, bộ phận một cửa mở sáng thứ Bảy."


def filed(office: Office) -> str:
    answer = office.file().json
    assert answer is not None
    return str(answer["code"])


def write(
    office: Office, code: str, words: str, actor: Actor = CITIZEN, key: str = ""
) -> TestResponse:
    path = f"/dossiers/{code}/messages"
    return office.post(
        path, {"text": words}, actor, key=key or f"{actor.subject}-{crc32(words.encode())}"
    )


def read(office: Office, code: str, actor: Actor = CITIZEN, query: str = "") -> dict[str, Any]:
    answer = office.get(f"/dossiers/{code}/messages{query}", actor)
    assert answer.status_code == 200, answer.json
    assert answer.json is not None
    return dict(answer.json)


def alerts(office: Office) -> list[str]:
    answer = office.get("/desk-alerts", OFFICER).json
    assert answer is not None
    return [one["kind"] for one in answer["items"]]


def test_each_side_reads_what_the_other_wrote(office: Office) -> None:
    """Newest first, with post and agency of an officer, and marks of what was read."""
    code = filed(office)

    assert write(office, code, ASKED).status_code == 201
    assert read(office, code, OFFICER)["unread"] == 1
    assert write(office, code, ANSWERED, OFFICER).status_code == 201
    thread = read(office, code)

    assert [(one["text"], one["side"], one["read"]) for one in thread["items"]] == [
        (ANSWERED, "officers", False),
        (ASKED, "citizen", True),
    ]
    assert [one["by"] for one in thread["items"]] == [
        {"post": None, "agency": OFFICER.agency},  # nobody of that account is in the register
        None,
    ]
    assert (thread["unread"], read(office, code)["unread"]) == (1, 0)
    assert "bổ sung" in thread["notice"]["vi"]


def test_the_other_side_is_told_once_and_without_the_words(office: Office) -> None:
    """The desk by an alert until somebody reads, the citizen by an event without the text."""
    code = filed(office)
    for words in ("một", "hai", ASKED):
        write(office, code, words)
    assert alerts(office) == ["message"]

    read(office, code, OFFICER)
    assert alerts(office) == []
    for words in ("ba", ANSWERED):
        write(office, code, words, OFFICER)

    said = [event for event in office.said(code) if isinstance(event, OfficerWrote)]
    assert [event.officer for event in said] == [OFFICER.subject]
    office.set_clock(MONDAY + timedelta(minutes=1))
    write(office, code, "bốn")
    assert alerts(office) == ["message"]


def test_nothing_written_is_found_in_clear(office: Office) -> None:
    """Neither in the thread's rows, nor in kept replies, timeline or events."""
    code = filed(office)
    first = write(office, code, ASKED, key="one-message")
    again = write(office, code, ASKED, key="one-message")

    assert first.json == again.json
    assert first.json is not None
    assert first.json["text"] == ASKED
    with office.database.read() as tx:
        for table in ("dossier_message", "idempotency_key", "timeline_entry", "event_log"):
            written = f"SELECT string_agg(one::text, '') FROM {table} AS one"  # noqa: S608 -- names above
            rows = tx.execute(text(written))
            assert "0912345678" not in (rows.scalar_one() or "")
        assert tx.execute(text("SELECT count(*) FROM dossier_message")).scalar_one() == 1


def test_pages_go_back_by_number(office: Office) -> None:
    """Each page begins where the one before ended."""
    code = filed(office)
    for number in range(5):
        write(office, code, f"tin {number}")

    first = read(office, code, query="?limit=2")
    second = read(office, code, query=f"?limit=2&cursor={first['cursor']}")
    third = read(office, code, query=f"?limit=2&cursor={second['cursor']}")

    numbers = [[one["number"] for one in page["items"]] for page in (first, second, third)]
    assert numbers == [[5, 4], [3, 2], [1]]
    assert third["cursor"] is None


def test_who_may_not_know_of_the_dossier_finds_no_thread(office: Office) -> None:
    """404 for strangers and other agencies, 403 for a supervisor, who sees no documents."""
    code = filed(office)

    for actor in (STRANGER, ELSEWHERE):
        assert write(office, code, "?", actor).status_code == 404
        assert office.get(f"/dossiers/{code}/messages", actor).status_code == 404
    assert office.get(f"/dossiers/{code}/messages", SUPERVISOR).status_code == 403
    assert write(office, code, "?", SUPERVISOR).status_code == 403


def test_bad_messages_leave_nothing(office: Office) -> None:
    """Empty, too long, without a key: no row, no alert."""
    code = filed(office)

    assert write(office, code, "").status_code == 422
    assert write(office, code, "x" * 2001, key="long-message").status_code == 422
    bare = office.post(f"/dossiers/{code}/messages", {"text": "x"}, CITIZEN)
    assert bare.status_code == 400
    assert read(office, code)["items"] == []
    assert alerts(office) == []


def test_one_side_writes_twenty_messages_a_day(office: Office) -> None:
    """The next one waits; the other side may still answer."""
    code = filed(office)
    for number in range(20):
        assert write(office, code, f"tin {number}").status_code == 201

    assert write(office, code, "quá nhiều").status_code == 429
    assert write(office, code, ANSWERED, OFFICER).status_code == 201
    office.set_clock(MONDAY + timedelta(hours=25))
    assert write(office, code, "hôm sau").status_code == 201


def test_the_thread_closes_thirty_days_after_the_end(office: Office) -> None:
    """It can still be read."""
    code = filed(office)
    write(office, code, ASKED)
    refused = office.post(
        f"/dossiers/{code}/refusal", {"reason": "Không thuộc thẩm quyền."}, OFFICER, version=1
    )
    assert refused.status_code == 200

    office.set_clock(MONDAY + timedelta(days=30))
    assert write(office, code, "còn kịp", HEAD).status_code == 201
    office.set_clock(MONDAY + timedelta(days=30, minutes=1))

    late = write(office, code, "muộn rồi")
    assert (late.status_code, read(office, code)["closed"]) == (409, True)
    assert late.json is not None
    assert late.json["type"].endswith("thread-closed")
