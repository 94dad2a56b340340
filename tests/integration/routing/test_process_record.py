"""The record of a case over HTTP: who did what, by which version, read by whom it concerns."""

from __future__ import annotations

from kernel.rights import Role
from tests.integration.routing.suite import PROCEDURE, Suite, accepted
from tests.unit.routing.samples import COMMUNE, DOSSIER, INSURANCE, leg, officer, step

OFFICER = officer(Role.OFFICER)
HEAD = officer(Role.HEAD, subject="head-1")
STRANGER = officer(Role.OFFICER, subject="stranger-1", agency="H56.99999")
TWO: dict[str, object] = {
    "legs": [leg("one", [step("s")]), leg("two", [step("s")], after=["one"])]
}
PATH = f"/dossiers/{DOSSIER}/process-record"


def test_the_record_names_who_did_what_by_which_version(suite: Suite) -> None:
    """Begun, claimed, completed late with a note that stays away; the next agency's step begun."""
    suite.hear_reference(TWO)
    suite.hear(accepted(legs={"one": COMMUNE, "two": INSURANCE}))
    claimed = suite.act(OFFICER, suite.worklist(OFFICER)[0], "claim").get_json()
    suite.clock.advance(days=1)
    suite.act(OFFICER, claimed, "complete", {"note": "Đã gọi ông A."})
    record = suite.get(PATH, HEAD).get_json()
    sheet = suite.get(f"{PATH}?format=csv", OFFICER)

    assert (record["procedure"], record["procedure_version"]) == (PROCEDURE, 1)
    assert [
        (one["leg"], one["action"], one["officer"], one["late"]) for one in record["lines"]
    ] == [
        ("one", "started", None, None),
        ("one", "claim", "officer-1", None),
        ("one", "complete", "officer-1", True),
        ("two", "started", None, None),
    ]
    assert "ông A" not in suite.get(PATH, HEAD).get_data(as_text=True)
    assert sheet.content_type == "text/csv; charset=utf-8"
    assert "Bước s" in sheet.get_data(as_text=True)
    assert suite.get(PATH, STRANGER).status_code == 404
