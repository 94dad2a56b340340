"""Who is in charge of the work on a dossier, asked for beside the names of officers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Table, select

from chassis.identifiers import new_id
from kernel.rights import Actor, Role
from services.routing.work.domain.case import LegStatus
from services.routing.work.store import tables
from tests.integration.routing.suite import accepted
from tests.integration.routing.test_officers import Register, register
from tests.integration.routing.test_withdrawal import (
    APPROVER,
    INSURANCE_HEAD,
    INSURER,
    OFFICER,
    WISH,
    last_said,
)
from tests.unit.routing.samples import DOSSIER, MONDAY

__all__ = ["register"]
OTHER = "H56.14797-261123-0099"


def told(register: Register, *dossiers: str) -> dict[str, Any]:
    """Return what notification is told."""
    headers = register.suite._headers(None, "notification")
    asked = {"accounts": [], "dossiers": list(dossiers)}
    reply = register.suite.client.post("/internal/officer-names", json=asked, headers=headers)
    assert reply.status_code == 200, reply.get_data(as_text=True)
    answer: dict[str, Any] = reply.get_json()
    return answer


def in_charge(register: Register) -> str | None:
    """Return the account of who answers for the dossier."""
    found = {one["dossier"]: one["account"] for one in told(register, DOSSIER, OTHER)["in_charge"]}
    assert OTHER not in found
    return found.get(DOSSIER)


def claim(register: Register, actor: Actor) -> None:
    """Take the first task of the worklist."""
    item = register.suite.worklist(actor)[0]
    assert register.suite.act(actor, item, "claim").status_code == 200


def test_who_holds_the_newest_open_task_and_then_who_signed(register: Register) -> None:
    """Nobody while a task waits in a queue; the same that a withdrawal names."""
    suite, seen = register.suite, list[str | None]()
    suite.hear(accepted())
    seen.append(in_charge(register))
    claim(register, OFFICER)
    seen.append(in_charge(register))
    suite.do(OFFICER, "complete")
    seen.append(in_charge(register))
    claim(register, APPROVER)
    seen.append(in_charge(register))
    suite.do(APPROVER, "approve")
    suite.do(INSURER, "complete")
    suite.do(INSURANCE_HEAD, "approve")
    seen.append(in_charge(register))
    suite.hear(WISH)

    assert seen[:4] == [None, OFFICER.subject, None, APPROVER.subject]
    assert seen[4] == last_said(suite)["in_charge"] is not None


def test_a_withdrawal_and_the_answer_agree_on_an_open_case(register: Register) -> None:
    """One rule in two places: of one case in the domain, of many in a statement."""
    register.suite.hear(accepted())
    claim(register, OFFICER)
    before = in_charge(register)
    register.suite.hear(WISH)

    assert before == last_said(register.suite)["in_charge"] == OFFICER.subject


def copy(register: Register, table: Table, **changed: object) -> None:
    """Put the one row of a table down once more, with other values."""
    with register.suite.database.transaction() as tx:
        (row,) = tx.execute(select(table).where(table.c.status != "ended")).mappings()
        tx.execute(table.insert().values({**row, "id": new_id(), **changed}))


def test_of_several_the_newest_task_counts_and_the_newest_case(register: Register) -> None:
    """Legs run side by side; a corrected reception opens another case."""
    register.suite.hear(accepted())
    claim(register, OFFICER)
    with register.suite.database.read() as tx:
        waits = select(tables.leg.c.leg).where(tables.leg.c.status == LegStatus.WAITING.value)
        leg = tx.scalars(waits).first()
    later = {"started_at": MONDAY + timedelta(hours=1), "assignee": "newer"}
    copy(register, tables.step, leg=leg, **later)
    beside = in_charge(register)
    copy(register, tables.case, number=2)
    corrected = in_charge(register)

    assert (beside, corrected) == ("newer", None)


def test_their_names_come_in_the_same_answer(register: Register) -> None:
    """With the post, where the register knows the account."""
    register.enter(OFFICER.subject, Role.OFFICER.value)
    register.suite.hear(accepted())
    claim(register, OFFICER)
    answer = told(register, DOSSIER)

    assert answer["in_charge"] == [{"dossier": DOSSIER, "account": OFFICER.subject}]
    assert [(one["account"], one["post"]) for one in answer["items"]] == [
        (OFFICER.subject, "Chuyên viên")
    ]


def test_who_asks_for_names_alone_is_answered_as_before(register: Register) -> None:
    """Intake does."""
    headers = register.suite._headers(None, "intake")
    reply = register.suite.client.post(
        "/internal/officer-names", json={"accounts": []}, headers=headers
    )

    assert reply.get_json() == {"items": [], "in_charge": []}
