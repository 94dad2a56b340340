"""The owner takes a dossier back: at once before acceptance, by routing's word after it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from chassis.reconciliation import BooksReader
from contracts.events.course import DossierWithdrawn, WithdrawalRefused, WithdrawalSettled
from kernel.errors import ConflictError
from services.intake.registry.store.reconciliation import BOOKS
from tests.integration.intake.clocked import (
    ask,
    at,
    dossier,
    filed,
    officer_of,
    received,
    ring,
    send,
    timers,
)
from tests.integration.intake.office import (
    CITIZEN,
    ELSEWHERE,
    LAND,
    MONDAY,
    OFFICER,
    STRANGER,
    Office,
)
from tests.integration.intake.test_reception import decided, opened

WHY = {"reason": "Tôi nộp nhầm hồ sơ của mẹ tôi."}


def settled(code: str, outcome: str) -> WithdrawalSettled:
    return WithdrawalSettled(
        dossier=code,
        case="case-1",
        outcome=outcome,
        requested_at=MONDAY,
        settled_at=MONDAY + timedelta(seconds=2),
        in_charge="officer-7",
    )


def processing(office: Office) -> str:
    code = filed(office)
    send(office, code, "acceptance", {}, OFFICER)
    office.hear(opened(code))
    return code


def kinds(office: Office, code: str) -> list[str]:
    answer = office.get(f"/dossiers/{code}/timeline", officer_of(code)).json
    assert answer is not None
    return [line["kind"] for line in answer["items"]]


def test_before_acceptance_it_is_given_back_at_once(office: Office) -> None:
    """1 to 7: no timer is left, the event says that it was never accepted."""
    code = filed(office)
    status, answer = send(office, code, "withdrawal", WHY, CITIZEN)
    again, _ = send(office, code, "withdrawal", WHY, CITIZEN)
    said = office.said(code)[-1]

    assert (status, answer["status"]["code"], answer["version"], again) == (200, 7, 2, 409)
    assert timers(office) == {}
    assert isinstance(said, DossierWithdrawn)
    assert (said.accepted, said.withdrawn_at) == (False, MONDAY)
    assert kinds(office, code) == ["filed", "withdrawn"]


def test_while_papers_are_waited_for_before_acceptance_too(office: Office) -> None:
    """5 to 7 at once for a dossier that never had a 2; an empty body will do."""
    code = filed(office)
    ask(office, code)
    status, answer = send(office, code, "withdrawal", {}, CITIZEN)

    assert (status, answer["status"]["code"]) == (200, 7)
    assert timers(office) == {}


def test_the_reason_is_sealed(office: Office) -> None:
    """Who reads the table reads nothing; the desk reads it in the dossier."""
    code = filed(office)
    send(office, code, "withdrawal", WHY, CITIZEN)
    with office.database.read() as tx:
        rows = tx.execute(text("SELECT CAST(r AS text) FROM dossier_reason AS r")).scalars().all()
        shown = office.parts.reasons(tx).of(code)

    assert len(rows) == 1
    assert WHY["reason"] not in rows[0]
    assert [(one.kind, one.words) for one in shown] == [("withdrawal", WHY["reason"])]


@pytest.mark.parametrize("begun", [False, True], ids=["accepted", "in progress"])
def test_after_acceptance_routing_settles_it(office: Office, begun: bool) -> None:  # noqa: FBT001 -- two cases of a table
    """202 and visible; nobody changes the dossier until routing has said; then 7."""
    code = filed(office)
    send(office, code, "acceptance", {}, OFFICER)
    if begun:
        office.hear(opened(code))
    status, answer = send(office, code, "withdrawal", WHY, CITIZEN)
    second, problem = send(office, code, "withdrawal", WHY, CITIZEN)
    asked = dossier(office, code)
    asking, _ = ask(office, code)
    office.hear(settled(code, "granted"))
    shown, said = dossier(office, code), office.said(code)[-1]

    assert (status, answer["status"]["code"]) == (202, 4 if begun else 2)
    assert (second, problem["type"].rpartition("/")[2]) == (409, "withdrawal-pending")
    assert asked["withdrawal_asked_at"] == "2026-11-23T09:00:00+07:00"
    assert asking == 409
    assert (shown["status"]["code"], shown["withdrawn_at"]) == (7, "2026-11-23T09:00:02+07:00")
    assert isinstance(said, DossierWithdrawn)
    assert (said.accepted, said.in_charge) == (True, "officer-7")
    assert timers(office) == {}
    assert kinds(office, code)[-2:] == ["withdrawal-requested", "withdrawn"]


def test_the_decision_was_first(office: Office) -> None:
    """9 by the decision, whatever is waited for; the wish is answered with a line."""
    code = processing(office)
    send(office, code, "withdrawal", WHY, CITIZEN)
    office.hear(decided(code, MONDAY))
    office.hear(settled(code, "refused"))
    shown = dossier(office, code)

    assert (shown["status"]["code"], shown["withdrawal_asked_at"]) == (9, None)
    last = office.said(code)[-1]
    assert isinstance(last, WithdrawalRefused)
    assert last.in_charge == "officer-7"
    assert kinds(office, code)[-2:] == ["finished", "withdrawal-too-late"]
    assert send(office, code, "withdrawal", WHY, CITIZEN)[0] == 409


def test_no_supplement_window_closes_what_the_owner_wants_back(office: Office) -> None:
    """5, accepted: the timer of the window is taken away until routing has said."""
    code = received(office, LAND)
    owner = officer_of(code)
    office.hear(opened(code))
    office.set_clock(at("2026-11-26T10:00"))
    ask(office, code)
    with office.database.transaction() as tx:
        tx.execute(text("UPDATE dossier SET owner = 'citizen-1'"))
    version = dossier(office, code)["version"]
    answer = office.post(
        f"/dossiers/{code}/withdrawal", {}, CITIZEN, key="withdraw-land", version=version
    )
    rung = ring(office, at("2027-01-04T00:00"))
    office.hear(settled(code, "granted"))

    assert (answer.status_code, rung) == (202, 0)
    assert dossier(office, code)["status"]["code"] == 7
    assert owner.agency == code.rsplit("-", 2)[0]


def test_the_window_goes_on_when_the_wish_is_refused(office: Office) -> None:
    """5, accepted: at once there is the timer there was, and at its end the dossier is closed."""
    code = received(office, LAND)
    office.hear(opened(code))
    office.set_clock(at("2026-11-26T10:00"))
    ask(office, code)
    before = timers(office)
    with office.database.transaction() as tx:
        tx.execute(text("UPDATE dossier SET owner = 'citizen-1'"))
    send(office, code, "withdrawal", {}, CITIZEN)
    asked = timers(office)
    office.hear(settled(code, "refused"))
    after, wrong = timers(office), BooksReader(office.database, BOOKS).faults()
    ring(office, at("2027-01-04T00:00"))

    assert (list(before), asked) == ([code], {})
    assert after == before
    assert [one for one in wrong if one.invariant == "I7"] == []
    assert dossier(office, code)["status"]["code"] == 8


def test_who_may_take_it_back(office: Office) -> None:
    """The owner alone; no If-Match, a stale one, no key: nothing happens."""
    code = filed(office)
    path = f"/dossiers/{code}/withdrawal"
    answers = [
        office.post(path, WHY, actor, key=f"key-of-{actor.subject}", version=1).status_code
        for actor in (OFFICER, ELSEWHERE, STRANGER)
    ]
    bare = office.post(path, WHY, key="key-zero").status_code
    stale = office.post(path, WHY, key="key-one-", version=9).status_code
    keyless = office.post(path, WHY, version=1).status_code

    assert answers == [403, 403, 404]
    assert (bare, stale, keyless) == (428, 412, 400)
    assert dossier(office, code)["status"]["code"] == 1
    assert office.count("dossier_reason") == 0


def test_a_word_nobody_waits_for_is_refused(office: Office) -> None:
    """A grant for a dossier that is settled can only be a fault: the consumer parks it."""
    code = processing(office)
    office.hear(decided(code, MONDAY))
    with pytest.raises(ConflictError):
        office.hear(settled(code, "granted"))
