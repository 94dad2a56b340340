"""Under the case's lock: who takes a dossier back, who decides, and what the head holds up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from contracts.events.course import DossierSuspended, SuspensionLifted, WithdrawalRequested
from kernel.rights import Role
from tests.integration.routing.suite import PROCEDURE, Suite, accepted
from tests.unit.routing.samples import COMMUNE, DOSSIER, INSURANCE, MONDAY, officer

OFFICER = officer(Role.OFFICER)
APPROVER = officer(Role.APPROVER, subject="approver-1")
INSURER = officer(Role.OFFICER, subject="insurer-1", agency=INSURANCE)
INSURANCE_HEAD = officer(Role.HEAD, subject="insurer-9", agency=INSURANCE)
ABOUT = {
    "code": DOSSIER,
    "procedure": PROCEDURE,
    "receiving_agency": COMMUNE,
    "competent_agency": COMMUNE,
}
WISH = WithdrawalRequested(requested_at=MONDAY + timedelta(minutes=1), **ABOUT)


@pytest.fixture
def begun(suite: Suite) -> Suite:
    suite.hear_reference()
    suite.hear(accepted())
    return suite


def last_said(suite: Suite) -> dict[str, object]:
    with suite.database.read() as tx:
        return dict(
            tx.execute(
                text("SELECT data FROM event_log ORDER BY position DESC LIMIT 1")
            ).scalar_one()
        )


def test_an_open_case_is_closed(begun: Suite) -> None:
    """Tasks and legs are cancelled, nothing is left on a worklist, the wish is granted once."""
    begun.hear(WISH)
    case = begun.get(f"/internal/cases/{DOSSIER}", None).get_json()
    said = last_said(begun)

    assert (said["outcome"], said["settled_at"]) == ("granted", "2026-11-02T08:01:00+07:00")
    assert case["status"] == "withdrawn"
    assert {leg["status"] for leg in case["legs"]} == {"cancelled"}
    assert begun.worklist(OFFICER) == []
    assert begun.said()[-1] == "withdrawal-settled"


def test_a_decided_case_refuses(begun: Suite) -> None:
    """Decree 118/2025 art. 21(2): nothing of the case changes."""
    begun.do(OFFICER, "complete")
    begun.do(APPROVER, "approve")
    begun.do(INSURER, "complete")
    begun.do(INSURANCE_HEAD, "approve")
    before = begun.get(f"/internal/cases/{DOSSIER}", None).get_json()
    begun.hear(WISH)

    assert last_said(begun)["outcome"] == "refused"
    assert begun.get(f"/internal/cases/{DOSSIER}", None).get_json() == before


def test_without_a_case_nothing_was_decided(suite: Suite) -> None:
    """Granted, and no case is named."""
    suite.hear(WISH)
    said = last_said(suite)

    assert (said["outcome"], said["case"]) == ("granted", None)


def test_no_task_ends_while_the_head_holds_it_up(begun: Suite) -> None:
    """409 with words; the clocks of leg and step go on, and afterwards the work does."""
    before = begun.worklist(OFFICER)[0]
    begun.hear(DossierSuspended(suspended_at=MONDAY, officer="head-1", **ABOUT))
    item = begun.worklist(OFFICER)[0]
    claimed = begun.act(OFFICER, item, "claim")
    held = begun.act(OFFICER, begun.worklist(OFFICER)[0], "complete")
    begun.hear(SuspensionLifted(lifted_at=MONDAY, officer="head-1", **ABOUT))
    done = begun.act(OFFICER, begun.worklist(OFFICER)[0], "complete")

    assert item["due_at"] == before["due_at"]
    assert claimed.status_code == 200
    assert held.status_code == 409
    assert held.get_json()["type"].endswith("/case-held")
    assert done.status_code == 200
