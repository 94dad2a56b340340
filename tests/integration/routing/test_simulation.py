"""A draft is tried over HTTP on cases that routing worked on."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from kernel.rights import Role
from tests.integration.routing.suite import PROCEDURE, Suite, accepted
from tests.unit.routing.samples import BIRTH, INSURANCE, officer

CLERK = officer(Role.OFFICER)
APPROVER = officer(Role.APPROVER, subject="approver-1")
INSURER = officer(Role.OFFICER, subject="insurer-1", agency=INSURANCE)
SIGNER = officer(Role.APPROVER, subject="signer-1", agency=INSURANCE)
WAY = ((CLERK, "complete"), (APPROVER, "approve"), (INSURER, "complete"), (SIGNER, "approve"))
LEGS: Any = BIRTH["legs"]


def ask(suite: Suite, process: object, service: str = "intake", **about: object) -> TestResponse:
    body = {"procedure": PROCEDURE, "process": process, **about}
    headers = suite._headers(None, service)
    return suite.client.post("/internal/simulations", json=body, headers=headers)


def worked_through(suite: Suite, dossier: str) -> None:
    """Let a case go its way: an hour for each step."""
    for actor, action in WAY:
        item = suite.worklist(actor, f"?dossier={dossier}")[0]
        claimed = suite.act(actor, item, "claim").get_json()
        suite.clock.advance(hours=1)
        assert suite.act(actor, claimed, action).status_code == 200


def test_a_draft_is_tried_on_what_was_worked(suite: Suite) -> None:
    """Side by side takes less time; nothing is written, nobody is named."""
    suite.hear_reference()
    before = ask(suite, BIRTH)
    dossiers = [f"H56.14797-261102-000{number}" for number in range(3)]
    for dossier in dossiers:
        suite.hear(accepted(dossier))
    for dossier in dossiers:
        worked_through(suite, dossier)
    legs = [LEGS[0], {**LEGS[1], "after": []}]
    said = suite.said()
    same = ask(suite, BIRTH).get_json()
    draft = ask(suite, {"legs": legs}, most=2, seed=5).get_json()

    assert before.status_code == 404
    assert before.get_json()["type"] == "/problems/nothing-to-replay"
    assert (same["cases"], same["version"]) == (3, 1)
    assert same["before"] == same["after"]
    assert same["steps"] == {"measured": 12, "drawn": 0, "stated": 0}
    assert draft["cases"] == 2
    assert draft["other_tasks"] == 4
    assert draft["after"]["mean_hours"] < draft["before"]["mean_hours"]
    work = {(unit["agency"], unit["role"]): unit["after"]["work_hours"] for unit in same["units"]}
    # From ten to eleven, from two to three; the third held it after the office had closed.
    assert work[INSURANCE, "officer"] == 2.0
    assert "insurer-1" not in str(draft)
    assert suite.said() == said


def test_only_the_publisher_tries_drafts_and_they_must_be_sound(suite: Suite) -> None:
    """Another service is refused; a cycle is named by its place."""
    suite.hear_reference()
    legs = [{**each, "after": ["insurance"]} for each in LEGS]

    assert ask(suite, BIRTH, service="gateway").status_code == 403
    faulty = ask(suite, {"legs": legs})
    assert faulty.status_code == 422
    assert "vòng lặp" in faulty.get_data(as_text=True)
