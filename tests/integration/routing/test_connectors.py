"""Steps of outside systems on a real database: asked once over the bus, answered once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from chassis.identifiers import new_id
from chassis.timers import Timer
from contracts import codec
from contracts.events.systems import SystemAsked
from kernel.errors import UnavailableError
from kernel.rights import Actor, Role
from services.routing.connectors.domain.delivery import Delivery, Reached, Reply
from services.routing.wiring.connectors import Connectors
from services.routing.work.domain.asking import AnswerOutcome, SystemAnswer
from services.routing.work.store.limits import SYSTEM_SILENT
from tests.integration.routing.suite import Suite, accepted
from tests.integration.routing.test_ways import told
from tests.unit.routing.samples import COMMUNE, DOSSIER, SIGN, leg, officer, step

OFFICER = officer(Role.OFFICER)
APPROVER = officer(Role.APPROVER, subject="approver-1")
TAX: dict[str, object] = {
    "legs": [
        leg(
            "tax",
            [
                step("assess")
                | {"kind": "connector", "system": "land-tax", "timeout_minutes": 30, "tries": 2},
                SIGN,
            ],
            hours=40,
        )
        | {"gives": {"id": "notice", "name": {"vi": "Thông báo", "en": "Notice"}}}
    ]
}
DONE = {"outcome": "completed", "number": "TB-1"}


def system(name: str = "land-tax", scope: str = "enquiries:answer") -> Actor:
    return Actor(subject=name, roles=frozenset({Role.PARTNER}), scope=frozenset({scope}))


class Systems:
    """Stands in for the systems outside: gives the replies it was told to, one after another."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.asked: list[Delivery] = []

    def ask(self, delivery: Delivery) -> Reply:
        """Note what was asked and give the next reply."""
        self.asked.append(delivery)
        return self.replies.pop(0)


@pytest.fixture
def asked(suite: Suite) -> str:
    """Give the reference of an enquiry that was just made and told on the bus."""
    suite.hear_reference(TAX)
    suite.hear(accepted(legs={"tax": COMMUNE}))
    return hear_own_words(suite)


def hear_own_words(suite: Suite) -> str:
    """Let routing hear the newest word that a system is asked, and return its reference."""
    event = codec.load_data(SystemAsked.TYPE, told(suite, "system-asked")[-1])
    assert isinstance(event, SystemAsked)
    suite.hear(event)
    return event.reference


class Intake:
    """Stands in for intake: tells this of the form, or is away."""

    def __init__(self, form: dict[str, Any] | None = None) -> None:
        self.told = form
        self.asked: list[Delivery] = []

    def form(self, delivery: Delivery) -> dict[str, Any]:
        """Return the fields, or raise `UnavailableError`."""
        self.asked.append(delivery)
        if self.told is None:
            raise UnavailableError
        return self.told


def turn(suite: Suite, *replies: Reply, intake: Intake | None = None) -> Systems:
    """Let the connectors hand over what is due."""
    systems = Systems(*replies)
    Connectors(
        enquiries=suite.routing.enquiries,
        systems=systems,
        disclosures=intake or Intake(),
    ).turn()
    return systems


def ring(suite: Suite, reference: str) -> None:
    """Let the time of the enquiry pass."""
    suite.clock.advance(hours=3)
    (handler,) = (h for h in suite.routing.clocks.timers() if h.kind == SYSTEM_SILENT)
    now = suite.clock()
    timer = Timer(
        id=1,
        kind=SYSTEM_SILENT,
        subject=f"{DOSSIER}/{reference}",
        due_at=now,
        payload={},
        attempts=0,
        now=now,
    )
    with suite.database.transaction() as tx:
        handler.handle(tx, timer)


def post(
    suite: Suite, reference: str, body: dict[str, Any], actor: Actor, key: str | None = None
) -> TestResponse:
    headers = suite._headers(actor) | {"Idempotency-Key": key or str(new_id())}
    return suite.client.post(f"/enquiries/{reference}/answer", json=body, headers=headers)


def test_an_answer_in_the_reply_ends_the_step(suite: Suite, asked: str) -> None:
    """Handed over by its reference with no word about people; the paper has its number."""
    answer = SystemAnswer(outcome=AnswerOutcome.COMPLETED, number="TB-1")
    systems = turn(suite, Reply(reached=Reached.ANSWERED, answer=answer))
    (delivery,) = systems.asked
    suite.do(APPROVER, "approve")

    assert (delivery.reference, delivery.system) == (asked, "land-tax")
    assert set(delivery.document) == {
        "reference",
        "attempt",
        "dossier",
        "procedure",
        "agency",
        "leg",
        "step",
        "step_name",
        "papers",
        "answer_by",
    }
    assert [each["outcome"] for each in told(suite, "system-settled")] == ["answered"]
    assert told(suite, "leg-finished")[0]["paper_number"] == "TB-1"
    assert suite.count("enquiry_delivery") == 0
    assert told(suite, "case-decided")[0]["outcome"] == "approved"


def test_an_answer_sent_later_counts_once_whatever_is_sent_again(suite: Suite, asked: str) -> None:
    """The same request is answered the same; another one is late and changes nothing."""
    turn(suite, Reply(reached=Reached.TAKEN))
    first = post(suite, asked, DONE, system(), key="the-same-answer")
    again = post(suite, asked, DONE, system(), key="the-same-answer")
    other = post(suite, asked, DONE | {"number": "TB-2"}, system())

    assert (first.status_code, first.get_json()) == (200, {"reference": asked, "effect": "taken"})
    assert again.get_json() == first.get_json()
    assert other.get_json()["effect"] == "late"
    assert suite.said().count("system-settled") == 1
    history = suite.get(f"/tasks/{asked}", OFFICER).get_json()["history"]
    assert [each["action"] for each in history] == ["system-answered", "system-answered-late"]


@pytest.mark.parametrize(
    ("actor", "status", "slug"),
    [
        (system("other-system"), 404, "task-not-found"),
        (system(scope="dossiers:file"), 403, "forbidden"),
        (OFFICER, 403, "forbidden"),
    ],
    ids=["another system", "no such scope", "an officer"],
)
def test_nobody_else_answers_for_a_system(
    suite: Suite, asked: str, actor: Actor, status: int, slug: str
) -> None:
    """The step waits on; who is not its system does not even learn that it is there."""
    refused = post(suite, asked, DONE, actor)

    assert refused.status_code == status
    assert refused.get_json()["type"].endswith(f"/{slug}")
    assert suite.said().count("system-settled") == 0


def test_a_silent_system_is_asked_again_and_then_an_officer_has_the_step(
    suite: Suite, asked: str
) -> None:
    """By the same reference; before it may nobody claim, afterwards its answer is late."""
    turn(suite, Reply(reached=Reached.TAKEN))
    (item,) = suite.worklist(OFFICER)
    early = suite.act(OFFICER, item, "claim")
    ring(suite, asked)
    again = hear_own_words(suite)
    systems = turn(suite, Reply(reached=Reached.TAKEN))
    ring(suite, asked)
    suite.do(OFFICER, "complete")
    late = post(suite, asked, DONE, system())

    assert (item["actions"], early.status_code) == ([], 409)
    assert early.get_json()["type"].endswith("/system-asked")
    assert again == asked
    assert systems.asked[0].document["attempt"] == 2
    assert [each["outcome"] for each in told(suite, "system-settled")] == ["silent"]
    assert late.get_json()["effect"] == "late"
    assert suite.worklist(APPROVER)[0]["step"] == "sign"


@pytest.mark.usefixtures("asked")
def test_a_system_out_of_reach_is_tried_again_and_nothing_is_lost(suite: Suite) -> None:
    """The enquiry stays; past its time it is given up, because routing asks anew."""
    turn(suite, Reply(reached=Reached.UNREACHABLE))
    kept = suite.count("enquiry_delivery")
    with suite.database.transaction() as tx:
        tx.exec_driver_sql("UPDATE enquiry_delivery SET due_at = clock_timestamp()")
    suite.clock.advance(hours=1)
    systems = turn(suite)

    assert kept == 1
    assert (systems.asked, suite.count("enquiry_delivery")) == ([], 0)


def test_a_refusal_leaves_the_step_to_an_officer_with_its_reason(suite: Suite, asked: str) -> None:
    """Told on the bus without the words, which stand in the task's history."""
    refused = SystemAnswer(outcome=AnswerOutcome.REFUSED, reason="Thiếu số thửa")
    turn(suite, Reply(reached=Reached.ANSWERED, answer=refused))
    (item,) = suite.worklist(OFFICER)
    history = suite.get(f"/tasks/{asked}", OFFICER).get_json()["history"]

    (settled,) = told(suite, "system-settled")
    assert settled["outcome"] == "refused"
    assert "Thiếu" not in str(settled)
    assert item["actions"] == ["claim"]
    assert [each["note"] for each in history] == ["Thiếu số thửa"]


def test_an_answer_while_papers_are_waited_for_is_good_later(
    suite: Suite, asked: str, stand: Callable[[], None]
) -> None:
    """409 for whoever sends it, put off where it came in the reply."""
    stand()
    refused = post(suite, asked, DONE, system())
    answer = SystemAnswer(outcome=AnswerOutcome.COMPLETED, number="TB-1")
    turn(suite, Reply(reached=Reached.ANSWERED, answer=answer))

    assert (refused.status_code, refused.get_json()["type"]) == (409, "/problems/case-suspended")
    assert suite.count("enquiry_delivery") == 1
    assert suite.said().count("system-settled") == 0


@pytest.fixture
def stand(suite: Suite) -> Callable[[], None]:
    """Give what lets the case stand: the desk asked for papers."""

    def ask() -> None:
        with suite.database.transaction() as tx:
            tx.exec_driver_sql("UPDATE \"case\" SET suspended = 'supplement'")

    return ask


def test_timers_follow_an_enquiry(suite: Suite, asked: str) -> None:
    """One while the system has time, none once it answered."""
    due = suite.clock() + timedelta(minutes=30)

    def timers() -> list[Any]:
        with suite.database.read() as tx:
            wanted = text("SELECT due_at FROM timer WHERE kind = :kind")
            return list(tx.scalars(wanted, {"kind": SYSTEM_SILENT}))

    before = timers()
    post(suite, asked, DONE, system())

    assert before == [due]
    assert timers() == []
