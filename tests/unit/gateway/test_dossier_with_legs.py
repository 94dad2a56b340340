"""A dossier is read with its legs, and says so when they cannot be had."""

from __future__ import annotations

import pytest

from chassis.clients import Reply
from tests.unit.gateway.doubles import FakeSuite, bearer, json_reply

HANDOVERS = [{"number": "H56.14797-261123-0001/BG-1", "status": "given"}]
CODE = "H56.14797-261123-0001"
LEGS = [{"agency": "H56.14797", "status": "active", "due_at": "2026-11-30T17:00:00+07:00"}]


def read(suite: FakeSuite) -> tuple[int, dict[str, object], str | None]:
    answer = suite.app().test_client().get(f"/api/v1/dossiers/{CODE}", headers=bearer())
    assert isinstance(answer.json, dict)
    return answer.status_code, answer.json, answer.headers.get("ETag")


@pytest.fixture
def suite() -> FakeSuite:
    made = FakeSuite()
    made.services["intake"].reply = json_reply({"code": CODE, "version": 3}, ETag='"3"')
    made.services["routing"].reply = json_reply(
        {"dossier": CODE, "legs": LEGS, "handovers": HANDOVERS}
    )
    return made


def test_legs_come_from_routing_and_the_tag_from_intake(suite: FakeSuite) -> None:
    """The ETag covers intake's part, which If-Match is about."""
    wanted = {"code": CODE, "version": 3, "legs": LEGS, "handovers": HANDOVERS}
    assert read(suite) == (200, wanted, '"3"')
    assert suite.services["routing"].calls[0].path == f"/internal/cases/{CODE}"


def test_before_acceptance_there_is_no_case_and_no_leg(suite: FakeSuite) -> None:
    """Routing's 404 is an answer: none."""
    suite.services["routing"].reply = json_reply({}, 404)

    assert read(suite)[1] == {"code": CODE, "version": 3, "legs": [], "handovers": []}


@pytest.mark.parametrize(
    "reply",
    [
        None,
        json_reply({}, 500),
        json_reply([]),
        json_reply({"legs": "x"}),
        Reply(status=200, headers={}, body=b"<"),
    ],
)
def test_without_routing_the_missing_part_is_marked(suite: FakeSuite, reply: Reply | None) -> None:
    """The dossier is still read; whoever reads knows that a part is missing."""
    suite.services["routing"].reply = reply
    status, document, _ = read(suite)

    assert status == 200
    assert document["legs"] is None
    assert document["handovers"] is None
    assert document["missing"] == ["legs"]


def test_a_foreign_dossier_is_not_asked_for_at_routing(suite: FakeSuite) -> None:
    """Intake decides who may read; its 404 is the answer."""
    suite.services["intake"].reply = json_reply({"type": "/problems/not-found"}, 404)

    assert read(suite)[0] == 404
    assert suite.services["routing"].calls == []


def test_what_intake_marks_missing_stays_marked(suite: FakeSuite) -> None:
    """Both marks stand side by side."""
    suite.services["intake"].reply = json_reply({"code": CODE, "missing": ["fees"]})
    suite.services["routing"].reply = None

    assert read(suite)[1]["missing"] == ["fees", "legs"]
