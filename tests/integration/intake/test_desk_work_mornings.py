"""Those who have a desk are told in the morning of all that waits there, a number a kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from chassis.identifiers import new_id
from contracts.events.desk import DeskWorkWaiting
from kernel.rights import Actor, Role
from services.intake.delivery.domain.posting import PostingState
from services.intake.desk.store.waiting import PgDeskWork
from tests.integration.intake.clocked import at, ring
from tests.integration.intake.listed import change, filed
from tests.integration.intake.mornings import (
    FRIDAY,
    THURSDAY,
    TUESDAY_OFF,
    WEDNESDAY,
    entered,
    look,
    looks,
    told,
)
from tests.integration.intake.office import CITIZEN, COMMUNE, MONDAY, OFFICER, Office
from tests.integration.intake.posted import BY_POST, Post, ScriptedCarrier, give_to_post
from tests.integration.intake.test_desk_queue import undeliverable
from tests.integration.intake.test_hand_over import settled as finished
from tests.integration.intake.test_messages import read, write
from tests.integration.intake.test_proposals import made, processing
from tests.integration.intake.test_proposals import settled as declined

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _no_officers(office: Office) -> Iterator[None]:
    """Leave no register behind."""
    yield
    with office.database.transaction() as tx:
        tx.execute(text("TRUNCATE officer, officer_post, placement"))


def said(office: Office, now: datetime, kind: str) -> list[tuple[str, int, datetime]]:
    """Look at the desk, and return what was said so far of a kind."""
    return [(on, count, since) for on, one, count, since in told(look(office, now)) if one == kind]


def wrote(office: Office, code: str, words: str, actor: Actor = CITIZEN) -> None:
    answer = write(office, code, words, actor, key=str(new_id()))
    assert answer.status_code == 201, answer.json


def accept(office: Office, code: str) -> None:
    answer = office.post(f"/dossiers/{code}/acceptance", {}, OFFICER, version=1)
    assert answer.status_code == 200, answer.json


def test_messages_nobody_has_read_are_said_until_somebody_does(office: Office) -> None:
    """A dossier once, since its oldest unread message; a confidential one is in the number."""
    first, kept, answered = (filed(office, actor=CITIZEN) for _ in range(3))
    change(office, kept, confidential=True)
    wrote(office, first, "Đã đọc rồi")
    read(office, first, OFFICER)
    office.set_clock(MONDAY + HOUR)
    for code in (first, kept, answered):
        wrote(office, code, "Bao giờ xong?")
        wrote(office, code, "Alo?")
    wrote(office, answered, "Chiều nay.", OFFICER)

    day_off = said(office, at(f"{TUESDAY_OFF}T07:00"), "message")
    wednesday = said(office, at(f"{WEDNESDAY}T07:00"), "message")
    read(office, first, OFFICER)
    thursday = said(office, at(f"{THURSDAY}T07:00"), "message")
    wrote(office, kept, "Đã xem.", OFFICER)
    friday = said(office, at(f"{FRIDAY}T07:00"), "message")

    assert day_off == []
    assert wednesday == [(WEDNESDAY, 2, MONDAY + HOUR)]
    assert thursday == [*wednesday, (THURSDAY, 1, MONDAY + HOUR)]
    assert friday == thursday


def test_answers_are_said_once_the_desk_was_alerted_and_to_the_head_once_late(
    office: Office,
) -> None:
    """Filed at nine: alerted at eleven, late at nine two days on (the 24th is off)."""
    filed(office)  # received at the desk: no answer is owed
    first = filed(office, actor=CITIZEN)
    office.set_clock(at("2026-11-23T16:30"))
    second = filed(office, actor=CITIZEN)
    filing = looks(office)
    ring(office, at("2026-11-23T16:30"))
    alerted = looks(office)
    look(office, at(f"{WEDNESDAY}T07:00"))
    ring(office, at(f"{WEDNESDAY}T17:00"))
    events = told(look(office, at(f"{THURSDAY}T07:00")))
    for code in (first, second):
        accept(office, code)
    done = told(look(office, at(f"{FRIDAY}T07:00")))

    assert (filing, alerted) == (0, 1)
    assert events == [
        (WEDNESDAY, "answer", 1, MONDAY),
        (THURSDAY, "answer-late", 2, at(f"{WEDNESDAY}T09:00")),
        (THURSDAY, "answer", 2, MONDAY),
    ]
    assert done == events
    assert looks(office) == 0


def test_papers_that_came_wait_for_an_answer_too(office: Office) -> None:
    """Since they came."""
    code = filed(office)
    sent = {"answer_by": MONDAY + 9 * HOUR, "staff_alert_at": MONDAY + 3 * HOUR}
    change(office, code, status=5, sub_status="supplement-received", **sent)
    change(office, code, supplemented_at=MONDAY + HOUR)

    with office.database.read() as tx:
        early = PgDeskWork(tx).of(COMMUNE, MONDAY + 2 * HOUR)
        (owed,) = PgDeskWork(tx).of(COMMUNE, MONDAY + 3 * HOUR)

    assert early == []
    assert (owed.kind.value, owed.count, owed.oldest_at) == ("answer", 1, MONDAY + HOUR)


def test_a_proposal_is_said_while_nobody_has_decided(office: Office) -> None:
    """Since it was made, and no more once it is declined."""
    code = processing(office)
    office.hear(made(code))
    waiting = said(office, at(f"{WEDNESDAY}T07:00"), "proposal")
    office.hear(declined(code))

    assert waiting == [(WEDNESDAY, 1, MONDAY)]
    assert said(office, at(f"{THURSDAY}T07:00"), "proposal") == waiting
    assert looks(office) == 0


def test_a_parcel_that_came_back_is_said_until_it_goes_out_again(office: Office) -> None:
    """Since it came back."""
    post = Post(office, ScriptedCarrier())
    code = finished(office, delivery=BY_POST)
    give_to_post(office, code)
    post.step()
    post.hear(PostingState.RETURNED)
    back = post.now
    waiting = said(office, at(f"{WEDNESDAY}T07:00"), "parcel")
    assert give_to_post(office, code).status_code == 201

    assert waiting == [(WEDNESDAY, 1, back)]
    assert said(office, at(f"{THURSDAY}T07:00"), "parcel") == waiting
    assert looks(office) == 0


def test_all_kinds_of_a_morning_are_said_in_one_look(office: Office) -> None:
    """Each to those of the register who may see it that day; late answers to the head."""
    for account, role, agency, last in (
        ("officer-1", Role.OFFICER, COMMUNE, None),
        ("head-1", Role.HEAD, COMMUNE, WEDNESDAY),
        ("left-1", Role.OFFICER, COMMUNE, TUESDAY_OFF),
        ("officer-2", Role.OFFICER, "H56.STP", None),
    ):
        office.hear(entered(account, role, agency, last_day=last))
    late, proposed, back = filed(office, actor=CITIZEN), processing(office), filed(office)
    wrote(office, late, "Sao lâu vậy?")
    undeliverable(office, back)
    office.hear(made(proposed))
    change(office, late, head_alert_at=MONDAY + 3 * HOUR)
    with office.database.transaction() as tx:
        tx.execute(
            text("""
                INSERT INTO desk_task (dossier, kind, agency, confidential, since)
                VALUES (:code, 'parcel', :agency, false, :since)
            """),
            {"code": back, "agency": COMMUNE, "since": MONDAY},
        )
    events = look(office, at(f"{WEDNESDAY}T07:00"))
    accounts = {one.kind: one.told_accounts for one in events if isinstance(one, DeskWorkWaiting)}

    assert [kind for _, kind, _, _ in told(events)] == ["call", *accounts]
    assert accounts == {
        "answer-late": ("head-1",),
        "answer": ("head-1", "officer-1"),
        "message": ("head-1", "officer-1"),
        "proposal": ("head-1", "officer-1"),
        "parcel": ("head-1", "officer-1"),
    }
    assert looks(office) == 1
