"""Proposals over HTTP: made out of a task, found by who decides, settled once, erased."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import text
from werkzeug.test import TestResponse

from contracts.events.clock import SupplementRequested
from kernel.rights import Actor, Role
from tests.integration.routing.suite import PROCEDURE, Suite, accepted
from tests.unit.routing.samples import COMMUNE, DOSSIER, INSURANCE, MONDAY, officer

CLERK = officer(Role.OFFICER)
DESK = officer(Role.OFFICER, subject="desk-1")
APPROVER = officer(Role.APPROVER, subject="approver-1")
INSURER = officer(Role.OFFICER, subject="insurer-1", agency=INSURANCE)
INSURANCE_HEAD = officer(Role.HEAD, subject="insurer-0", agency=INSURANCE)
STRANGER = officer(Role.OFFICER, agency="H56.14758")
ITEMS = [
    {"paper": "birth-certificate-of-hospital", "what": "Ảnh bị mờ của bà Ế"},
    {"field": "/child/name", "what": "Thiếu tên đệm"},
]
PAPERS = {"items": ITEMS, "reason": "Chưa đủ để thẩm tra"}
REFUSAL = {"reason": "Không đủ điều kiện", "ground": "Luật Hộ tịch 2014, Điều 16"}


def at_insurer(suite: Suite) -> dict[str, Any]:
    """Let the commune do its part, and return the insurer's first task, claimed."""
    suite.hear_reference()
    suite.hear(accepted())
    suite.do(CLERK, "complete")
    suite.do(APPROVER, "approve")
    task: dict[str, Any] = suite.act(INSURER, suite.worklist(INSURER)[0], "claim").get_json()
    return task


def proposed(suite: Suite, body: dict[str, Any] | None = None, kind: str = "supplement") -> Any:  # noqa: ANN401 -- any JSON value
    """Let the insurer propose, and return the task and its newest proposal."""
    task = at_insurer(suite)
    made = suite.act(INSURER, task, f"propose-{kind}", body or PAPERS)
    assert made.status_code == 200, made.get_data(as_text=True)
    return made.get_json(), made.get_json()["proposals"][-1]


def settle(
    suite: Suite, actor: Actor, proposal: dict[str, Any], action: str, **body: str
) -> TestResponse:
    """Settle a proposal as it was read; `key` is the request's."""
    key = body.pop("key", None)
    path = f"/proposals/{proposal['proposal']}/{action}"
    return suite.write(actor, "POST", path, int(proposal["etag"]), body=body, key=key)


def asked(proposal: str | None) -> SupplementRequested:
    """Return what intake says once its desk has asked for papers."""
    return SupplementRequested(
        code=DOSSIER,
        procedure=PROCEDURE,
        receiving_agency=COMMUNE,
        competent_agency=COMMUNE,
        accepted=True,
        requested_at=MONDAY,
        supplement_by=MONDAY,
        officer="desk-1",
        proposal=proposal,
    )


def test_the_desk_finds_what_is_proposed_and_its_words(suite: Suite) -> None:
    """The event has marks alone; the desk of the receiving agency reads, and may decide."""
    task, proposal = proposed(suite)
    shown = suite.get(f"/proposals/{proposal['proposal']}", DESK)
    with suite.database.read() as tx:
        said = tx.scalar(text("SELECT data FROM event_log WHERE type LIKE '%proposal-made%'"))

    assert "propose-supplement" in task["actions"]
    assert (task["history"][-1]["action"], task["etag"]) == ("propose-supplement", "3")
    assert shown.headers["ETag"] == '"1"'
    assert shown.get_json()["items"] == [{"paper": None, "field": None, **one} for one in ITEMS]
    assert shown.get_json()["actions"] == ["supplement-request", "decline"]
    assert (said["papers"], said["fields"]) == ([ITEMS[0]["paper"]], ["/child/name"])
    assert "Ế" not in str(said)


def test_who_decides_finds_it_and_nobody_else(suite: Suite) -> None:
    """The desk and the task's agency know of a supplement, that agency alone of a refusal."""
    task, supplement = proposed(suite)
    refusal = suite.act(INSURER, task, "propose-refusal", REFUSAL).get_json()["proposals"][-1]

    def found(actor: Actor, query: str = "") -> list[tuple[str, list[str]]]:
        items = suite.get(f"/proposals{query}", actor).get_json()["items"]
        return [(one["kind"], one["actions"]) for one in items]

    decide, sign = ["supplement-request", "decline"], ["acceptance", "decline"]
    assert found(DESK) == [("supplement", decide)]
    assert found(INSURER) == [("supplement", []), ("refusal", [])]
    assert found(INSURANCE_HEAD) == [("supplement", []), ("refusal", sign)]
    assert found(INSURANCE_HEAD, "?kind=refusal") == [("refusal", sign)]
    assert found(STRANGER) == []
    path = f"/proposals/{refusal['proposal']}"
    assert [suite.get(path, one).status_code for one in (INSURER, DESK, STRANGER)] == [
        200,
        404,
        404,
    ]
    assert settle(suite, INSURER, refusal, "acceptance").status_code == 403
    assert settle(suite, DESK, refusal, "decline", reason="Không").status_code == 404
    assert settle(suite, INSURER, supplement, "decline", reason="Không").status_code == 403


def test_pages_hold_every_proposal_once(suite: Suite) -> None:
    """The oldest first, the next page by its cursor."""
    suite.hear_reference()
    for number in range(3):
        suite.hear(accepted(f"H56.14797-261102-000{number}"))
    for item in suite.worklist(CLERK):
        claimed = suite.act(CLERK, item, "claim").get_json()
        assert suite.act(CLERK, claimed, "propose-supplement", PAPERS).status_code == 200
    first = suite.get("/proposals?limit=2", DESK).get_json()
    rest = suite.get(f"/proposals?limit=2&cursor={first['cursor']}", DESK).get_json()

    pages = [{one["dossier"] for one in page["items"]} for page in (first, rest)]
    assert [len(page) for page in pages] == [2, 1]
    assert len(pages[0] | pages[1]) == 3
    assert rest["cursor"] is None


def test_a_declined_proposal_goes_back_to_the_task(suite: Suite) -> None:
    """With its reason in the task's history; sent again it is the same answer; once only."""
    task, proposal = proposed(suite)
    no_reason = settle(suite, DESK, proposal, "decline")
    at_desk = settle(suite, DESK, proposal, "acceptance")
    stale = settle(suite, DESK, proposal | {"etag": "9"}, "decline", reason="Không")
    declined = settle(suite, DESK, proposal, "decline", reason="Đã rõ", key="key-number-1")
    again = settle(suite, DESK, proposal, "decline", reason="Đã rõ", key="key-number-1")
    twice = settle(suite, DESK, declined.get_json(), "decline", reason="Không")
    seen = suite.get(f"/tasks/{task['task']}", INSURER).get_json()

    problems = [one.get_json()["type"].rsplit("/", 1)[1] for one in (no_reason, at_desk, twice)]
    assert problems == ["reason-missing", "asked-at-desk", "proposal-settled"]
    assert stale.status_code == 412
    assert (declined.status_code, again.data) == (200, declined.data)
    assert (seen["proposals"][0]["status"], seen["proposals"][0]["answer"]) == (
        "declined",
        "Đã rõ",
    )
    line = seen["history"][-1]
    assert (line["action"], line["officer"], line["note"]) == (
        "proposal-declined",
        "desk-1",
        "Đã rõ",
    )
    assert seen["etag"] == "4"
    assert suite.said()[-1] == "proposal-settled"


def test_what_the_desk_asked_for_is_accepted(suite: Suite) -> None:
    """By its own act at intake, which names the proposal; the case stands then."""
    task, proposal = proposed(suite)
    suite.hear(asked(None))
    unnamed = suite.get(f"/tasks/{task['task']}", INSURER).get_json()["proposals"][0]["status"]
    suite.hear(replace(asked(proposal["proposal"]), code="H56.14797-261102-0009"))
    suite.hear(asked(proposal["proposal"]), asked(proposal["proposal"]), asked(str(UUID(int=1))))
    seen = suite.get(f"/tasks/{task['task']}", INSURER).get_json()

    assert unnamed == "open"
    assert (seen["proposals"][0]["status"], seen["proposals"][0]["settled_by"]) == (
        "accepted",
        "desk-1",
    )
    assert [one["action"] for one in seen["history"]].count("proposal-accepted") == 1
    assert (
        suite.act(INSURER, seen, "propose-supplement", PAPERS)
        .get_json()["type"]
        .endswith("case-suspended")
    )


def test_a_refusal_is_signed_as_it_was_proposed(suite: Suite) -> None:
    """The signer's one act ends the task and the case; what else was proposed falls away."""
    task, _ = proposed(suite)
    made = suite.act(INSURER, task, "propose-refusal", REFUSAL).get_json()
    refusal = made["proposals"][-1]
    signed = settle(suite, INSURANCE_HEAD, refusal, "acceptance")
    seen = suite.get(f"/tasks/{task['task']}", INSURER).get_json()
    case = suite.get(f"/internal/cases/{DOSSIER}", None).get_json()

    assert (signed.status_code, signed.get_json()["status"]) == (200, "accepted")
    assert (seen["end"], seen["ended_by"], seen["assignee"]) == (
        "refuse",
        "insurer-0",
        "insurer-1",
    )
    assert [one["status"] for one in seen["proposals"]] == ["dropped", "accepted"]
    assert seen["history"][-1]["note"] == REFUSAL["reason"]
    assert case["status"] == "refused"
    assert suite.said()[-5:] == [
        "proposal-settled",
        "proposal-settled",
        "step-completed",
        "leg-finished",
        "case-decided",
    ]


def test_a_proposal_falls_away_with_its_task(suite: Suite) -> None:
    """Told once, so that no desk asks for what nobody needs any more."""
    task, proposal = proposed(suite)
    ended = suite.act(INSURER, task, "complete").get_json()

    assert ended["proposals"][0]["status"] == "dropped"
    assert suite.said().count("proposal-settled") == 1
    assert settle(suite, DESK, proposal, "decline", reason="Không").status_code == 409
    assert suite.get("/proposals", DESK).get_json()["items"] == []


def test_what_is_lacking_is_named_at_the_request(suite: Suite) -> None:
    """A faulty proposal is refused with its place, and leaves nothing behind."""
    task = at_insurer(suite)
    nothing = suite.act(INSURER, task, "propose-supplement", {"reason": "Thiếu"})
    both = [ITEMS[0] | {"field": "/child"}]
    placed = suite.act(INSURER, task, "propose-supplement", {"items": both, "reason": "Thiếu"})
    ground = suite.act(INSURER, task, "propose-refusal", {"reason": "Thiếu"})
    stale = suite.act(INSURER, task | {"etag": "1"}, "propose-supplement", PAPERS)

    pointers = [one.get_json()["errors"][0]["pointer"] for one in (nothing, placed, ground)]
    assert pointers == ["/items", "/items/0", "/ground"]
    assert stale.status_code == 412
    assert suite.count("proposal") == 0


def test_the_words_of_a_proposal_go_when_the_dossier_is_erased(suite: Suite) -> None:
    """Who proposed and who declined, and when, stays."""
    _, proposal = proposed(suite)
    settle(suite, DESK, proposal, "decline", reason="Giấy của bà Ế đã rõ")
    with suite.database.transaction() as tx:
        tx.execute(text("""UPDATE "case" SET status = 'stopped', decided_at = now()"""))
        tx.execute(text("SELECT erase_notes(:dossier)"), {"dossier": DOSSIER})
        left = str(tx.execute(text("SELECT * FROM proposal")).one())

    assert "Ế" not in left
    assert "Thiếu" not in left
    assert "insurer-1" in left
    assert "desk-1" in left
