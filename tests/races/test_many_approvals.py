"""A head approves many at once while one of them is returned: each task has one end.

Two windows of the same head, or a colleague who takes one of the waiting tasks and gives it back.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import text

from chassis.testing.fixtures import ServiceDatabase
from kernel.rights import Role
from tests.integration.routing.suite import Suite, accepted
from tests.integration.routing.test_approvals import approve, statuses
from tests.races.scheduler import Races
from tests.unit.routing.samples import COMMUNE, SIGN, leg, officer, step

NUMBER = min(int(os.environ.get("MOTCUA_RACES", "12")), 200)
SEED = int(os.environ.get("MOTCUA_RACES_SEED", "7"))
CLERK = officer(Role.OFFICER)
HEAD = officer(Role.HEAD, subject="head-1")
APPROVER = officer(Role.APPROVER, subject="approver-1")
REASON = {"reason": "Thiếu ý kiến thẩm định."}
SIDE_BY_SIDE: dict[str, object] = {
    "legs": [leg(name, [step("check"), SIGN]) for name in ("a", "b")],
}
_ENDS = text("""
    SELECT count(*) FILTER (WHERE ending = 'approve') AS approved,
           count(*) FILTER (WHERE ending = 'return') AS returned,
           count(*) FILTER (WHERE status <> 'ended') AS open
    FROM step WHERE leg = :leg AND case_id = (SELECT id FROM "case" WHERE dossier = :dossier)
        AND (step = 'sign' OR status <> 'ended')
""")
_SAID = text("SELECT sequence FROM event_log WHERE subject = :subject ORDER BY position")
_LINES = text("""
    SELECT count(*) FROM step_event JOIN step ON step.id = step_id
    WHERE action IN ('approve', 'return') AND step.step = 'sign'
        AND case_id = (SELECT id FROM "case" WHERE dossier = :dossier)
""")


@pytest.mark.timeout(1800)
def test_what_is_returned_is_not_approved_in_the_same_moment(
    service_database: ServiceDatabase,
) -> None:
    """One of the two gets the task and the other is told; the leg beside is approved anyway."""
    seen: Counter[tuple[object, ...]] = Counter()
    with Races(service_database("routing").url) as races:
        suite = Suite(races.database)
        suite.hear_reference(SIDE_BY_SIDE)
        for place in range(NUMBER):
            seen[_race(races, suite, place)] += 1

    # Held by the head, one return is 200 or comes too late; a colleague's claim may come too late.
    assert {(first, beside) for first, beside, _ in seen} <= {(200, 200), (409, 200), (412, 200)}
    assert all((first == 200) != (given_back == 200) for first, _, given_back in seen)
    assert seen.total() == NUMBER


def _race(races: Races, suite: Suite, place: int) -> tuple[object, object, object]:
    dossier = f"H56.14797-261102-{place + 1:04}"
    suite.hear(accepted(dossier, {"a": COMMUNE, "b": COMMUNE}))
    for item in suite.worklist(CLERK, f"?dossier={dossier}"):
        mine = suite.act(CLERK, item, "claim").get_json()
        assert suite.act(CLERK, mine, "complete").status_code == 200
    held = place % 2 == 0
    tasks = sorted(suite.worklist(HEAD, f"?dossier={dossier}"), key=lambda item: item["leg"])
    if held:
        tasks = [suite.act(HEAD, task, "claim").get_json() for task in tasks]

    def give_back() -> object:
        if held:
            return suite.act(HEAD, tasks[0], "return", REASON).status_code
        mine = suite.act(APPROVER, tasks[0], "claim")
        if mine.status_code != 200:
            return mine.status_code
        return suite.act(APPROVER, mine.get_json(), "return", REASON).status_code

    race = races.run(
        SEED + place,
        {"approve": lambda: statuses(approve(suite, HEAD, tasks)), "return": give_back},
    )
    many, given_back = race.results["approve"], race.results["return"]
    assert isinstance(many, list), many
    assert _faults(suite, dossier, returned=given_back == 200) == [], (race.seed, race.order)
    return many[0], many[1], given_back


def _faults(suite: Suite, dossier: str, *, returned: bool) -> list[str]:
    """Return what is wrong with the rows of a case, and with what was said of it."""
    with suite.database.read(snapshot=True) as tx:

        def leg_rows(name: str) -> Any:  # noqa: ANN401 -- a row
            return tx.execute(_ENDS, {"leg": name, "dossier": dossier}).one()

        first, beside = leg_rows("a"), leg_rows("b")
        sequences = list(tx.scalars(_SAID, {"subject": f"dossier/{dossier}"}))
        lines = tx.scalar(_LINES, {"dossier": dossier})
        status = tx.scalar(text('SELECT status FROM "case" WHERE dossier = :d'), {"d": dossier})
    wanted = (0, 1, 1) if returned else (1, 0, 0)
    checks = {
        "the task returned has one end": (first.approved, first.returned, first.open) == wanted,
        "the leg beside is approved": (beside.approved, beside.returned, beside.open) == (1, 0, 0),
        "each end has one line": lines == 2,
        "the case is decided or goes on": status == ("open" if returned else "approved"),
        "what is said has no holes": sequences == list(range(1, len(sequences) + 1)),
    }
    return [what for what, holds in checks.items() if not holds]
