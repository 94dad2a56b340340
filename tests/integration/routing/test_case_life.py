"""A case through HTTP and PostgreSQL, from acceptance to decision."""

from __future__ import annotations

import pytest

from chassis.subscription import NotYet
from kernel.rights import Role
from services.routing.process.domain.errors import Reference, ReferenceKind
from tests.integration.routing.suite import PROCEDURE, Suite, accepted, procedure
from tests.unit.routing.samples import COMMUNE, DOSSIER, INSURANCE, leg, officer, step

OFFICER = officer(Role.OFFICER)
APPROVER = officer(Role.APPROVER, subject="approver-1")
INSURER = officer(Role.OFFICER, subject="insurer-1", agency=INSURANCE)
INSURANCE_HEAD = officer(Role.HEAD, subject="insurer-9", agency=INSURANCE)


def test_two_agencies_one_after_the_other(suite: Suite) -> None:
    """Each sees its own work when its turn comes; the last approval decides."""
    suite.hear_reference()
    suite.hear(accepted())
    assert suite.worklist(INSURER) == []

    suite.do(OFFICER, "complete", {"note": "Đủ giấy tờ"})
    suite.do(APPROVER, "approve", {"result": {"number": "15/2026"}})
    suite.do(INSURER, "complete")
    last = suite.do(INSURANCE_HEAD, "approve", {"result": {"number": "BHYT-77"}})

    assert (last["status"], last["end"], last["actions"]) == ("ended", "approve", [])
    assert suite.said() == [
        "case-opened",
        "leg-started",
        "step-started",
        "step-completed",
        "step-started",
        "step-completed",
        "leg-finished",
        "leg-started",
        "step-started",
        "step-completed",
        "step-started",
        "step-completed",
        "leg-finished",
        "case-decided",
    ]
    case = suite.get(f"/internal/cases/{DOSSIER}", None).get_json()
    assert case["status"] == "approved"
    assert [(item["leg"], item["agency"], item["status"]) for item in case["legs"]] == [
        ("registration", COMMUNE, "finished"),
        ("insurance", INSURANCE, "finished"),
    ]
    assert [item["end"] for item in case["legs"][0]["steps"]] == ["complete", "approve"]
    assert suite.worklist(OFFICER) == suite.worklist(INSURER) == []


def test_a_worklist_item_says_what_the_officer_needs(suite: Suite) -> None:
    """All members that outside clients rely on."""
    suite.hear_reference()
    suite.hear(accepted())

    (item,) = suite.worklist(OFFICER)

    assert item | {"task": "…"} == {
        "task": "…",
        "dossier": DOSSIER,
        "procedure": PROCEDURE,
        "procedure_name": "Liên thông khai sinh, thẻ bảo hiểm y tế",
        "leg": "registration",
        "step": "verify",
        "step_name": {"vi": "Bước verify", "en": "Step verify"},
        "agency": COMMUNE,
        "role": "officer",
        "status": "waiting",
        "assignee": None,
        "queue": "unit",
        "started_at": "2026-11-02T08:00:00+07:00",
        "due_at": "2026-11-02T15:00:00+07:00",
        "slack_working_minutes": 960,
        "etag": "1",
        "actions": ["claim"],
    }
    suite.clock.advance(days=3)
    assert suite.worklist(OFFICER)[0]["slack_working_minutes"] == -480


def test_a_refusal_is_a_decision_with_its_reason_kept_here(suite: Suite) -> None:
    """The words stay in the history; the bus hears the outcome."""
    suite.hear_reference()
    suite.hear(accepted())
    suite.do(OFFICER, "complete")

    refused = suite.do(APPROVER, "refuse", {"reason": "Không thuộc thẩm quyền"})

    assert refused["history"][-1] | {"at": ""} == {
        "at": "",
        "action": "refuse",
        "officer": "approver-1",
        "note": "Không thuộc thẩm quyền",
        "to": None,
    }
    assert suite.said()[-2:] == ["leg-finished", "case-decided"]
    case = suite.get(f"/internal/cases/{DOSSIER}", None).get_json()
    assert [leg["status"] for leg in case["legs"]] == ["finished", "cancelled"]


def test_a_return_makes_the_step_before_a_new_task(suite: Suite) -> None:
    """With the reason in the history of the one that was returned."""
    suite.hear_reference()
    suite.hear(accepted())
    first = suite.do(OFFICER, "complete")
    suite.do(APPROVER, "return", {"reason": "Thiếu chữ ký"})

    (again,) = suite.worklist(OFFICER)

    assert (again["step"], again["task"] != first["task"]) == ("verify", True)


def test_two_legs_side_by_side_join(suite: Suite) -> None:
    """The third waits for both."""
    both = {"a": COMMUNE, "b": INSURANCE, "c": COMMUNE}
    suite.hear_reference(
        {
            "legs": [
                leg("a", [step("s")]),
                leg("b", [step("s")]),
                leg("c", [step("s")], after=["a", "b"]),
            ]
        }
    )
    suite.hear(accepted(legs=both))
    suite.do(OFFICER, "complete")
    assert suite.worklist(OFFICER) == []
    suite.do(INSURER, "complete")

    assert suite.worklist(OFFICER)[0]["leg"] == "c"


def test_an_event_that_needs_what_has_not_arrived_is_held(suite: Suite) -> None:
    """Everything missing is asked for at once, and nothing is written."""
    with pytest.raises(NotYet, match=f"agency/{COMMUNE}.*procedure/{PROCEDURE} v1"):
        suite.hear(accepted())

    assert suite.wanted == {
        Reference(kind=ReferenceKind.AGENCY, key=COMMUNE),
        Reference(kind=ReferenceKind.AGENCY, key=INSURANCE),
        Reference(kind=ReferenceKind.PROCEDURE, key=PROCEDURE, version=1),
    }
    assert suite.count("case") == suite.count("event_log") == 0


def test_a_case_is_opened_once(suite: Suite) -> None:
    """A second acceptance of the same dossier changes nothing."""
    suite.hear_reference()
    suite.hear(accepted(), accepted())

    assert suite.count("case") == 1
    assert suite.said() == ["case-opened", "leg-started", "step-started"]


def test_a_running_case_stays_on_its_version(suite: Suite) -> None:
    """A new version is for dossiers accepted under it."""
    suite.hear_reference()
    suite.hear(accepted())
    suite.hear(procedure({"legs": [leg("a", [step("other")])]}, version=2))

    suite.do(OFFICER, "complete")

    assert suite.worklist(APPROVER)[0]["step"] == "sign"
