"""The queue of a desk: what waits there, in which order, for whom, and what takes it off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import text

from contracts.events.notification import Undeliverable
from kernel.rights import Actor
from services.intake.desk.domain.queue import DeskKind, DeskPlace, QueueQuery
from services.intake.desk.store.queue import PgDeskQueue
from tests.integration.intake.listed import change, filed
from tests.integration.intake.office import (
    CITIZEN,
    COMMUNE,
    ELSEWHERE,
    HEAD,
    MONDAY,
    OFFICER,
    SUPERVISOR,
    Office,
)

HOUR = timedelta(hours=1)


def queue(office: Office, query: str = "", actor: Actor = OFFICER) -> dict[str, Any]:
    answer = office.get(f"/desk-queue{query}", actor)
    assert answer.status_code == 200, answer.json
    assert answer.json is not None
    return dict(answer.json)


def waiting(office: Office, query: str = "", actor: Actor = OFFICER) -> list[tuple[str, str]]:
    return [(one["kind"], one["dossier"]) for one in queue(office, query, actor)["items"]]


def counted(office: Office, actor: Actor = OFFICER) -> dict[str, tuple[int, int]]:
    found = queue(office, actor=actor)["counters"]
    return {one["kind"]: (one["count"], one["late"]) for one in found if one["count"]}


def settled(office: Office, **columns: object) -> str:
    """File a dossier at the desk and put it into a state, as if the case had come so far."""
    code = filed(office)
    change(office, code, **columns)
    return code


def undeliverable(office: Office, code: str, template: str = "finished") -> None:
    office.hear(
        Undeliverable(
            dossier=code,
            message="01890a5d-ac96-774b-bcce-b302099a8057",
            cause="01890a5d-ac96-774b-bcce-b302099a8058",
            template=template,
            reason="no-contact",
            at=office.clock(),
        )
    )


def call(office: Office, code: str, outcome: str, key: str, actor: Actor = OFFICER) -> Any:  # noqa: ANN401 -- any JSON value
    return office.post(f"/dossiers/{code}/call", {"outcome": outcome}, actor, key=key)


def test_everything_a_desk_has_to_do_stands_in_one_order(office: Office) -> None:
    """By the instant it is to be done by; what has no limit stands where it came up."""
    at_once = filed(office, actor=CITIZEN)
    office.post(
        f"/dossiers/{at_once}/messages", {"text": "Bao giờ xong?"}, CITIZEN, key="key-number-1"
    )
    sent = settled(
        office,
        status=5,
        sub_status="supplement-received",
        answer_by=MONDAY + 3 * HOUR,
        staff_alert_at=MONDAY + HOUR,
    )
    result = settled(office, status=9, finished_at=MONDAY, due_at=MONDAY + timedelta(days=9))
    wish = settled(office, withdrawal_asked_at=MONDAY + HOUR)
    filed(office)  # accepted at the desk: nothing is left to do there

    found = queue(office)["items"]

    assert [(one["kind"], one["dossier"]) for one in found] == [
        ("message", at_once),
        ("withdrawal", wish),
        ("supplement", sent),
        ("reception", at_once),
        ("handover", result),
    ]
    assert [one["urgency"] for one in found] == [*["pressing"] * 2, *["ordinary"] * 3]
    assert found[3]["act_by"] == "2026-11-25T09:00:00+07:00"  # Tuesday is a day off
    assert found[3]["applicant"] == {"name": "Nguyễn Thị Ế"}
    assert found[3]["procedure_name"]
    assert counted(office) == {one["kind"]: (1, 0) for one in found}


def test_it_is_pressing_at_two_working_hours_and_late_after_eight(office: Office) -> None:
    """The desk sees the alert of its staff and of the head on the row itself."""
    code = filed(office, actor=CITIZEN)

    office.set_clock(MONDAY + 2 * HOUR)
    pressing = queue(office)["items"][0]
    office.set_clock(MONDAY + timedelta(days=2, minutes=1))
    late = queue(office)["items"][0]

    assert (pressing["dossier"], pressing["urgency"]) == (code, "pressing")
    assert late["urgency"] == "late"
    assert counted(office) == {"reception": (1, 1)}


def test_what_is_answered_leaves_the_queue(office: Office) -> None:
    """Acceptance, an officer's answer and a settled wish each take their row off."""
    code = filed(office, actor=CITIZEN)
    office.post(f"/dossiers/{code}/messages", {"text": "Alo?"}, CITIZEN, key="key-number-1")
    office.get(f"/dossiers/{code}/messages", OFFICER)
    assert waiting(office) == [("message", code), ("reception", code)]  # read is not answered

    office.post(f"/dossiers/{code}/messages", {"text": "Vâng."}, OFFICER, key="key-number-2")
    assert waiting(office) == [("reception", code)]

    accepted = office.post(f"/dossiers/{code}/acceptance", {}, OFFICER, version=1)

    assert accepted.status_code == 200
    assert waiting(office) == []


def test_a_closed_thread_somebody_has_read_waits_for_nothing(office: Office) -> None:
    """Nobody can answer there any more; seeing it is all that can be done."""
    code = filed(office, actor=CITIZEN)
    office.post(f"/dossiers/{code}/messages", {"text": "Cảm ơn."}, CITIZEN, key="key-number-1")
    refusal = {"reason": "Sai thẩm quyền."}
    office.post(f"/dossiers/{code}/refusal", refusal, OFFICER, version=1)
    office.get(f"/dossiers/{code}/messages", OFFICER)
    assert waiting(office) == [("message", code)]

    office.set_clock(MONDAY + timedelta(days=31))
    office.get(f"/dossiers/{code}/messages", OFFICER)

    assert waiting(office) == []


def test_each_desk_sees_what_it_received_and_nothing_else(office: Office) -> None:
    """The receiving desk has the work, wherever the dossier is decided; supervisors have none."""
    mine = filed(office, actor=CITIZEN)
    change(office, mine, competent_agency=ELSEWHERE.agency)
    theirs = filed(office, actor=CITIZEN)
    change(office, theirs, receiving_agency=ELSEWHERE.agency)

    assert waiting(office) == [("reception", mine)]
    assert waiting(office, actor=HEAD) == [("reception", mine)]
    assert waiting(office, actor=ELSEWHERE) == [("reception", theirs)]
    assert waiting(office, f"?agency={ELSEWHERE.agency}") == []
    assert counted(office, ELSEWHERE) == {"reception": (1, 0)}
    for actor in (CITIZEN, SUPERVISOR):
        assert office.get("/desk-queue", actor).status_code == 403
    assert office.get("/desk-queue", None).status_code == 401


def test_pages_lead_through_all_of_it_where_instants_are_equal(office: Office) -> None:
    """Each row once, whatever kinds stand at one instant."""
    codes = [filed(office, actor=CITIZEN) for _ in range(3)]
    for code in codes:
        office.post(f"/dossiers/{code}/messages", {"text": "?"}, CITIZEN, key=f"key-of-{code}")
        undeliverable(office, code)
        change(office, code, answer_by=MONDAY)

    found: list[tuple[str, str]] = []
    path = "?limit=2"
    while path:
        answer = office.get(f"/desk-queue{path}", OFFICER)
        assert answer.json is not None
        found += [(one["kind"], one["dossier"]) for one in answer.json["items"]]
        link = answer.headers.get("Link")
        path = f"?{urlsplit(link[1 : link.index('>')]).query}" if link else ""

    kinds = ("call", "message", "reception")
    assert found == [(kind, code) for kind in kinds for code in codes]
    assert waiting(office, "?kind=message&limit=2") == [("message", code) for code in codes[:2]]


def test_a_narrowed_queue_pages_by_its_own_kind(office: Office) -> None:
    """The cursor of one kind leads on within it."""
    codes = [filed(office, actor=CITIZEN) for _ in range(3)]

    first = queue(office, "?kind=reception&limit=2")
    rest = queue(office, f"?kind=reception&limit=2&cursor={first['cursor']}")
    other = queue(office, f"?kind=handover&cursor={first['cursor']}")

    assert [one["dossier"] for one in first["items"] + rest["items"]] == codes
    assert (rest["cursor"], other["items"]) == (None, [])


def test_counters_stop_at_ninety_nine(office: Office) -> None:
    """Beyond that they say that there are more; nobody counts a thousand rows for a number."""
    code = filed(office, actor=CITIZEN)
    with office.database.transaction() as tx:
        tx.execute(text("CREATE TEMPORARY TABLE copied AS SELECT * FROM dossier"))
        for number in range(2, 103):
            tx.execute(text("UPDATE copied SET code = :code"), {"code": f"{code[:-4]}{number:04}"})
            tx.execute(text("INSERT INTO dossier SELECT * FROM copied"))
        tx.execute(text("DROP TABLE copied"))

    counter = queue(office, "?limit=1")["counters"][0]

    assert counter == {"kind": "reception", "count": 99, "late": 0, "more": True}


def test_whom_no_notice_reaches_is_telephoned_once(office: Office) -> None:
    """However many notices failed there is one call, and it stays until somebody is told."""
    code = filed(office, actor=CITIZEN)
    undeliverable(office, code, "accepted")
    undeliverable(office, code, "finished")
    assert waiting(office, "?kind=call") == [("call", code)]

    tried = call(office, code, "unanswered", "key-number-1")
    again = call(office, code, "unanswered", "key-number-1")
    row = queue(office, "?kind=call")["items"][0]
    told = call(office, code, "told", "key-number-2")
    nobody = call(office, code, "told", "key-number-3")

    assert tried.json == again.json
    assert tried.json == {"dossier": code, "outcome": "unanswered", "waiting": True, "tries": 1}
    assert row["call"] == {"template": "finished", "tries": 1}
    assert told.json["waiting"] is False
    assert (nobody.status_code, nobody.json["type"]) == (409, "/problems/no-call-waiting")
    assert waiting(office, "?kind=call") == []
    lines = office.get(f"/dossiers/{code}/timeline", OFFICER).json
    assert lines is not None
    assert [one["kind"] for one in lines["items"]][-3:] == [
        "message-undeliverable",
        "call-unanswered",
        "applicant-called",
    ]


def test_nobody_is_called_about_a_result_they_hold(office: Office) -> None:
    """Who came for the result knows it; who took the dossier back too."""
    for status in (7, 10):
        undeliverable(office, settled(office, status=status, finished_at=MONDAY))

    assert waiting(office) == []


def test_calls_are_noted_by_the_desk_alone(office: Office) -> None:
    """Another agency does not learn of the dossier, its owner has no business with calls."""
    code = filed(office, actor=CITIZEN)
    undeliverable(office, code)

    assert call(office, code, "told", "key-number-1", ELSEWHERE).status_code == 404
    assert call(office, code, "told", "key-number-2", CITIZEN).status_code == 403
    assert call(office, "H56.14797-261123-9999", "told", "key-number-3").status_code == 404
    assert call(office, code, "gave-up", "key-number-4").status_code == 422
    assert waiting(office, "?kind=call") == [("call", code)]


def test_cursors_of_others_are_refused(office: Office) -> None:
    """A cursor that is not ours is a fault of the request, not of the server."""
    for cursor in ("x", "MjAyNnxjYWxsfHg", "MjAyNi0xMS0yM1QwOTowMDowMHxjYWxsfHg"):
        assert office.get(f"/desk-queue?cursor={cursor}", OFFICER).status_code == 422
    assert office.get("/desk-queue?kind=lunch", OFFICER).status_code == 422


def test_nothing_of_an_erased_dossier_waits(office: Office) -> None:
    """Nobody is left to be answered or telephoned."""
    code = filed(office, actor=CITIZEN)
    refusal = {"reason": "Sai thẩm quyền."}
    office.post(f"/dossiers/{code}/refusal", refusal, OFFICER, version=1)
    office.post(f"/dossiers/{code}/messages", {"text": "Sao vậy?"}, CITIZEN, key="key-number-1")
    undeliverable(office, code)
    assert waiting(office) == [("call", code), ("message", code)]

    office.set_clock(MONDAY.replace(year=2037))
    body = {"decision": "12/QĐ-UBND"}
    erased = office.post(f"/dossiers/{code}/erasure", body, HEAD, key="key-number-2", version=2)

    assert erased.status_code == 200, erased.json
    assert waiting(office) == []


def test_a_confidential_dossier_waits_for_those_alone_who_may_know_of_it(office: Office) -> None:
    """Its own desk has the work; a place without it neither shows nor counts it."""
    code = filed(office, actor=CITIZEN)
    change(office, code, confidential=True)
    place = DeskPlace(agency=COMMUNE, confidential=False)

    with office.database.read() as tx:
        page = PgDeskQueue(tx).page(QueueQuery(), [place], MONDAY)

    assert waiting(office) == [("reception", code)]
    assert page.items == ()
    assert [one.count for one in page.counters] == [0] * len(DeskKind)
