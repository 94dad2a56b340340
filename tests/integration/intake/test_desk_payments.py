"""What waits for money stands in the desk's queue as a kind of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from contracts.events.routing import ObligationFound, ObligationMet
from services.intake.desk.domain.queue import DeskKind, DeskPlace, QueueQuery
from services.intake.desk.store.queue import PgDeskQueue
from tests.integration.intake.clocked import filed, send
from tests.integration.intake.office import (
    COMMUNE,
    COPIES,
    ELSEWHERE,
    MONDAY,
    OFFICER,
    Office,
    at_desk,
)
from tests.integration.intake.test_desk_queue import counted, queue, waiting
from tests.integration.intake.test_draft_result import offered
from tests.integration.intake.test_reception import decided, opened

ASKED = MONDAY + timedelta(hours=1)


def owing(office: Office) -> str:
    code = filed(office, at_desk(), OFFICER)
    office.hear(opened(code))
    office.hear(ObligationFound(**_about(code), found_at=ASKED))
    return code


def _about(code: str) -> dict[str, Any]:
    return {"dossier": code, "case": "case-1", "agency": COMMUNE, "officer": ""}


def test_an_obligation_waits_until_its_payment_is_recorded(office: Office) -> None:
    """Since it was asked for; never late, because it is the citizen who is waited for."""
    code = owing(office)

    (found,) = queue(office, "?kind=payment")["items"]
    counters = counted(office)
    office.hear(ObligationMet(**_about(code), met_at=ASKED + timedelta(days=40)))

    assert (found["dossier"], found["since"]) == (code, "2026-11-23T10:00:00+07:00")
    assert (found["act_by"], found["urgency"]) == (found["since"], "ordinary")
    assert found["payment"] == {"of": "obligation", "amount": None}
    assert counters == {"payment": (1, 0)}
    assert waiting(office) == []


def test_a_decision_ends_the_wait_for_an_obligation(office: Office) -> None:
    """It was signed before routing heard of the stop."""
    code = owing(office)

    office.hear(decided(code, MONDAY))

    assert waiting(office) == [("handover", code)]


def test_a_fee_due_at_return_says_how_much(office: Office) -> None:
    """It stands with the results to be handed over too: one act takes the fee and gives it."""
    body = at_desk(COPIES)
    code = filed(office, body, OFFICER)
    office.hear(opened(code))
    office.hear(decided(code, MONDAY))

    found = {one["kind"]: one for one in queue(office)["items"]}

    assert set(found) == {"handover", "payment"}
    assert found["payment"]["payment"]["of"] == "return-fee"
    amount = found["payment"]["payment"]["amount"]
    assert amount > 0
    assert found["handover"]["payment"] is None
    paid = {"method": "online", "fee": {"amount": amount, "receipt": "0000123"}}
    assert send(office, code, "handover", paid, OFFICER)[0] == 200
    assert waiting(office) == []


def test_what_the_owner_still_checks_is_not_to_be_handed_over(office: Office) -> None:
    """Nor paid for."""
    code = offered(office)
    before = waiting(office)

    send(office, code, "draft-result/confirmation", {"recorded": _WHO}, OFFICER)

    assert before == []
    assert waiting(office) == [("handover", code)]


def test_payments_have_a_right_of_their_own(office: Office) -> None:
    """Without it the rest is seen, with it alone nothing else; other desks see none."""
    owes = owing(office)
    rests = filed(office)
    office.hear(decided(_open(office), MONDAY))

    def kinds(**sees: bool) -> set[DeskKind]:
        place = DeskPlace(agency=COMMUNE, confidential=False, **sees)
        with office.database.read() as tx:
            page = PgDeskQueue(tx).page(QueueQuery(), (place,), MONDAY)
        assert {one.kind for one in page.counters if one.count} == {
            item.kind for item in page.items
        }
        return {item.kind for item in page.items}

    assert kinds(payments=False) == {DeskKind.RECEPTION, DeskKind.HANDOVER}
    assert kinds(desk=False) == {DeskKind.PAYMENT}
    assert kinds() == {DeskKind.RECEPTION, DeskKind.HANDOVER, DeskKind.PAYMENT}
    assert waiting(office, actor=ELSEWHERE) == []
    assert owes != rests


def _open(office: Office) -> str:
    code = filed(office, at_desk(), OFFICER)
    office.hear(opened(code))
    return code


_WHO = {"who": "Bà Trịnh Thị Hàng", "way": "desk"}
