"""The graph of a case over HTTP: who sees it, and that it follows the work."""

from __future__ import annotations

from kernel.rights import Role
from tests.integration.routing.suite import Suite, accepted
from tests.unit.routing.samples import COMMUNE, DOSSIER, INSURANCE, officer

PATH = f"/dossiers/{DOSSIER}/graph"
CLERK = officer(Role.OFFICER)
APPROVER = officer(Role.APPROVER, subject="approver-1")
INSURER = officer(Role.OFFICER, subject="insurer-1", agency=INSURANCE)
STRANGER = officer(Role.OFFICER, agency="H56.14758")
CITIZEN = officer(Role.CITIZEN, agency=None)
OVERSEER = officer(Role.SUPERVISOR, subject="supervisor-1", agency=COMMUNE)
NOWHERE = officer(Role.SUPERVISOR, subject="supervisor-2", agency=None)


def test_the_graph_follows_the_work_and_shows_it_to_whom_it_concerns(suite: Suite) -> None:
    """Also to an agency whose turn has not come; a stranger does not know of the case."""
    suite.hear_reference()
    suite.hear(accepted())
    suite.do(CLERK, "complete")
    seen = {who: suite.get(PATH, who) for who in (CLERK, INSURER, OVERSEER)}
    refused = [suite.get(PATH, who).status_code for who in (STRANGER, NOWHERE, CITIZEN)]
    suite.clock.advance(days=3)
    late = suite.get(PATH, INSURER).get_json()
    suite.do(APPROVER, "approve")
    after = suite.get(PATH, INSURER).get_json()
    drawing = suite.get(f"{PATH}?format=svg&language=en", INSURER)

    assert {answer.status_code for answer in seen.values()} == {200}
    assert refused == [404, 404, 403]
    assert suite.get("/dossiers/H56.14797-261102-9999/graph", CLERK).status_code == 404
    first = seen[INSURER].get_json()
    assert [node["state"] for node in first["nodes"]][:3] == ["done", "open", "waiting"]
    assert not any(node["late"] for node in first["nodes"])
    assert [(node["state"], node["late"]) for node in late["nodes"]][1] == ("open", True)
    assert [leg["state"] for leg in after["legs"]] == ["done", "open"]
    assert after["legs"][0]["late"]
    assert "approver-1" not in str(after)
    assert drawing.content_type.startswith("image/svg+xml")
    assert b"<title" in drawing.data
    assert suite.get(f"{PATH}?format=png", CLERK).status_code == 422


def test_a_confidential_case_is_seen_by_its_agencies_alone(suite: Suite) -> None:
    """Not by those who oversee them."""
    suite.hear_reference()
    suite.hear(accepted())
    with suite.database.transaction() as tx:
        tx.exec_driver_sql("UPDATE procedure_version SET confidential = true")

    assert suite.get(PATH, CLERK).status_code == 200
    assert suite.get(PATH, OVERSEER).status_code == 404
