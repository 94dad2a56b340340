"""Slips over HTTP: written with the case, settled once, shown in it, erased with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from werkzeug.test import TestResponse

from chassis.identifiers import new_id
from kernel.rights import Actor, Role
from tests.integration.routing.suite import Suite, accepted
from tests.unit.routing.samples import DOSSIER, INSURANCE, officer

CLERK = officer(Role.OFFICER)
APPROVER = officer(Role.APPROVER, subject="approver-1")
INSURER = officer(Role.OFFICER, subject="insurer-1", agency=INSURANCE)
STRANGER = officer(Role.OFFICER, agency="H56.14758")
CITIZEN = officer(Role.CITIZEN, agency=None)


def handed_over(suite: Suite) -> dict[str, Any]:
    """Let the commune do its part, and return the slip to the insurance office."""
    suite.hear_reference()
    suite.hear(accepted())
    suite.do(CLERK, "complete")
    suite.do(APPROVER, "approve")
    (slip,) = suite.get("/handover-slips?side=to", INSURER).get_json()["items"]
    found: dict[str, Any] = slip
    return found


def settle(
    suite: Suite, actor: Actor, slip: dict[str, Any], action: str, **body: str
) -> TestResponse:
    """Confirm or refuse a receipt as it was read; `key` is the request's."""
    headers = suite._headers(actor, "gateway") | {
        "If-Match": f'"{slip["etag"]}"',
        "Idempotency-Key": body.pop("key", str(new_id())),
    }
    path = f"/handover-slips/{slip['slip']}/{action}"
    return suite.client.post(path, json=body, headers=headers)


def test_a_slip_is_written_refused_and_taken_and_stands_in_the_case(suite: Suite) -> None:
    """The words are for the two agencies, not for whoever reads the case."""
    slip = handed_over(suite)
    refused = settle(suite, INSURER, slip, "refusal", reason="Thiếu bản gốc", key="key-number-1")
    again = settle(suite, INSURER, slip, "refusal", reason="Thiếu bản gốc", key="key-number-1")
    stale = settle(suite, INSURER, slip, "receipt")
    taken = settle(suite, INSURER, refused.get_json(), "receipt")

    assert (slip["number"], slip["status"]) == (f"{DOSSIER}/BG-1", "given")
    assert slip["given_by"] == "approver-1"
    assert (refused.status_code, again.data) == (200, refused.data)
    assert (stale.status_code, taken.status_code) == (412, 200)
    assert taken.headers["ETag"] == '"3"'
    assert (taken.get_json()["settled_by"], taken.get_json()["reason"]) == (
        "insurer-1",
        "Thiếu bản gốc",
    )
    assert settle(suite, INSURER, taken.get_json(), "receipt").status_code == 409
    (shown,) = suite.get(f"/internal/cases/{DOSSIER}", None).get_json()["handovers"]
    assert (shown["status"], shown["settled_by"]) == ("taken", "insurer-1")
    assert "reason" not in shown


def test_both_agencies_read_a_slip_and_the_receiving_one_settles_it(suite: Suite) -> None:
    """A third agency does not know of it; lists are narrowed by side, state and dossier."""
    slip = handed_over(suite)
    path = f"/handover-slips/{slip['slip']}"

    def numbers(actor: Actor, query: str) -> int:
        return len(suite.get(f"/handover-slips{query}", actor).get_json()["items"])

    assert [suite.get(path, one).status_code for one in (CLERK, INSURER, STRANGER, CITIZEN)] == [
        200,
        200,
        404,
        403,
    ]
    assert suite.get(path, CLERK).headers["ETag"] == '"1"'
    assert [settle(suite, one, slip, "receipt").status_code for one in (CLERK, STRANGER)] == [
        403,
        404,
    ]
    assert settle(suite, INSURER, slip, "refusal").status_code == 422
    queries = ("", "?side=from", "?side=to", "?status=taken", f"?dossier={DOSSIER}")
    assert [numbers(CLERK, query) for query in queries] == [1, 1, 0, 0, 1]
    assert numbers(STRANGER, "") == 0
    assert suite.get("/handover-slips?side=up", CLERK).status_code == 422


def test_pages_hold_every_slip_once(suite: Suite) -> None:
    """The newest first, the next page by its link."""
    suite.hear_reference()
    for number in range(3):
        suite.hear(accepted(f"H56.14797-261102-000{number}"))
        suite.do(CLERK, "complete")
        suite.do(APPROVER, "approve")
    first = suite.get("/handover-slips?limit=2", CLERK)
    rest = suite.get(f"/handover-slips?limit=2&cursor={first.get_json()['cursor']}", CLERK)

    found = [one["dossier"][-1] for page in (first, rest) for one in page.get_json()["items"]]
    assert found == ["2", "1", "0"]
    assert 'rel="next"' in first.headers["Link"]
    assert rest.get_json()["cursor"] is None


def test_the_words_of_a_refusal_go_when_the_dossier_is_erased(suite: Suite) -> None:
    """Who refused, and when, stays."""
    slip = handed_over(suite)
    settle(suite, INSURER, slip, "refusal", reason="Thiếu giấy của bà Ế")
    with suite.database.transaction() as tx:
        tx.execute(text("""UPDATE "case" SET status = 'stopped', decided_at = now()"""))
        tx.execute(text("SELECT erase_notes(:dossier)"), {"dossier": DOSSIER})

    kept = suite.get(f"/handover-slips/{slip['slip']}", INSURER).get_json()
    assert (kept["reason"], kept["settled_by"]) == (None, "insurer-1")
