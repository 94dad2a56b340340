"""Each letter names the officer who acted, else who is in charge, else where to ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contracts.events import Event
from contracts.events.agency import DossierMoved
from contracts.events.clock import (
    DossierPaused,
    DossierReplanned,
    DossierResumed,
    DossierStopped,
    SupplementDueSoon,
    SupplementSubmitted,
)
from contracts.events.course import DossierWithdrawn, WithdrawalRefused
from contracts.events.intake import DossierProcessing, DossierRefused
from contracts.events.lateness import DossierOverdue
from contracts.events.posting import PostingFailed
from contracts.events.result import DraftResultConfirmed, DraftResultOffered, OfficerWrote
from services.notification.dispatch.domain.outcome import Result
from services.notification.people.clients.routing_officers import RoutingOfficers
from services.notification.wiring.service import app_of
from tests.integration.notification.intake_stub import AGENCY, AT, CODE, PROCEDURE, finished
from tests.integration.notification.rig import Notification
from tests.integration.notification.routing_stub import FakeRouting
from tests.integration.notification.test_gathering import pass_time
from tests.integration.notification.test_letterbox import Citizens, ask

NAME, POST = "Lê Thị Duyên", "Chuyên viên, UBND xã Hoằng Giang"
OFFICE = {"post": "Chuyên viên", "unit": "UBND xã Hoằng Giang"}
DESK = "  Đầu mối liên hệ: Bộ phận Một cửa, UBND xã Hoằng Giang, điện thoại 02373000000\n"
DEPARTMENT = replace(AGENCY, code="H56.SYT", name="Sở Y tế", tier="province", commune=None)
WHERE: dict[str, Any] = {
    "code": CODE,
    "procedure": PROCEDURE.procedure,
    "receiving_agency": AGENCY.code,
}
BOTH = WHERE | {"competent_agency": AGENCY.code}
DUE: dict[str, Any] = {"due_at": AT, "due_provisional": False}
REPLANNED = DossierReplanned(
    **BOTH,
    clock="term",
    old_at=AT,
    new_at=AT + timedelta(days=1),
    provisional=False,
    calendar="vn",
    calendar_version=2,
    ground="12/TB-BNV",
    replanned_at=AT,
)
ACTED = "  Cán bộ thực hiện: "
IN_CHARGE = "  Cán bộ phụ trách: "


@pytest.fixture
def routing() -> FakeRouting:
    """Give a routing that knows one officer with the post they hold."""
    return FakeRouting(names={"o-1": NAME}, offices={"o-1": OFFICE})


@pytest.fixture
def named(notification: Notification, routing: FakeRouting) -> Notification:
    """Give notification, which asks that routing."""
    notification.officers = RoutingOfficers(routing)
    notification.know_names()
    notification.hear(notification.intake.contact())
    return notification


def letter_of(notification: Notification, *events: Event) -> str:
    """Return the text of the one letter about events."""
    notification.hear(*events)
    pass_time(notification)
    (mail,) = notification.provider.mails
    body = mail.get_body(("plain",))
    assert body is not None
    html = mail.get_body(("html",))
    assert html is not None
    assert (NAME in body.get_content()) == (NAME in html.get_content())
    return str(body.get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize(
    "event",
    [
        DossierPaused(**BOTH, paused_at=AT, officer="o-1"),
        DossierResumed(**BOTH, resumed_at=AT, **DUE, officer="o-1"),
        DraftResultOffered(**BOTH, offered_at=AT, confirm_by=AT, number=1, officer="o-1"),
        DraftResultConfirmed(**BOTH, confirmed_at=AT, way="desk", officer="o-1"),
        OfficerWrote(**WHERE, written_at=AT, officer="o-1"),
    ],
    ids=lambda event: event.TYPE,
)
def test_who_acted_is_named_with_the_post(named: Notification, event: Event) -> None:
    assert f"{ACTED}{NAME}, {POST}\n" in letter_of(named, event)


@pytest.mark.parametrize(
    "event",
    [
        DossierRefused(**WHERE, refused_at=AT, officer="system", in_charge="o-1"),
        DossierStopped(**BOTH, stopped_at=AT, cause="not-supplemented", in_charge="o-1"),
        SupplementDueSoon(**BOTH, supplement_by=AT, at=AT, in_charge="o-1"),
        replace(REPLANNED, clock="supplement", in_charge="o-1"),
        DossierWithdrawn(**BOTH, accepted=True, withdrawn_at=AT, in_charge="o-1"),
        WithdrawalRefused(**BOTH, settled_at=AT, in_charge="o-1"),
        PostingFailed(
            **WHERE,
            number=1,
            posted_at=AT,
            failed_at=AT,
            cause="lost",
            tracking_number=None,
            in_charge="o-1",
        ),
    ],
    ids=lambda event: event.TYPE,
)
def test_where_nobody_acted_who_is_in_charge_is_named(named: Notification, event: Event) -> None:
    """A timer, a carrier or the owner did it; nobody is said to have."""
    letter = letter_of(named, event)

    assert f"{IN_CHARGE}{NAME}, {POST}\n" in letter
    assert ACTED not in letter


WORK: list[Event] = [
    DossierProcessing(**WHERE, at=AT, competent_agency=DEPARTMENT.code),
    DossierOverdue(**BOTH, due_at=AT, extended=False, at=AT),
    REPLANNED,
]
"""Work that somebody may have, told by events that cannot say who."""


@pytest.mark.parametrize("event", WORK, ids=lambda event: event.TYPE)
def test_who_has_the_work_is_named_and_kept(
    named: Notification, routing: FakeRouting, event: Event
) -> None:
    """By their account: the web inbox names the same a week later, whoever has it then."""
    routing.in_charge = {CODE: "o-1"}
    named.hear(DEPARTMENT)
    letter = letter_of(named, event)
    ((message, _),) = named.messages()
    routing.in_charge = {CODE: "o-2"}
    named.intake.of_actor.own = {"an": [CODE]}
    client = app_of(named.parts(), Citizens()).test_client()
    read = ask(client, f"/inbox/{message.id}").get_json()["text"]

    assert f"{IN_CHARGE}{NAME}, {POST}\n" in letter
    assert ACTED not in letter
    assert message.facts["in_charge"] == "o-1"
    assert f"{IN_CHARGE}{NAME}, {POST}\n" in read
    assert routing.asked_about == [CODE]


@pytest.mark.parametrize("event", WORK, ids=lambda event: event.TYPE)
def test_work_in_a_queue_names_the_desk(named: Notification, event: Event) -> None:
    """Nobody has it."""
    named.hear(DEPARTMENT)
    letter = letter_of(named, event)
    ((message, _),) = named.messages()

    assert letter.count(DESK) == 1
    assert "in_charge" not in message.facts


def test_who_goes_on_for_an_agency_that_ended_is_not_known_yet(
    named: Notification, routing: FakeRouting
) -> None:
    """Routing lets the successor go on after this event: whom it knew is of the old agency."""
    routing.in_charge = {CODE: "o-1"}
    named.hear(DEPARTMENT)
    letter = letter_of(
        named,
        DossierMoved(
            **BOTH,
            reorganisation="r-1",
            from_agency=DEPARTMENT.code,
            to_agency=AGENCY.code,
            moved_at=AT,
        ),
    )

    assert letter.count(DESK) == 1
    assert routing.asked_about == []


def test_a_letter_without_an_address_is_read_with_the_name(
    notification: Notification, routing: FakeRouting
) -> None:
    """Who left no mailbox has the web inbox."""
    routing.in_charge = {CODE: "o-1"}
    notification.officers = RoutingOfficers(routing)
    notification.know_names()
    notification.hear(notification.intake.contact(email=None), WORK[1])
    results = notification.send_all()
    ((message, _),) = notification.messages()

    assert results == [Result.REFUSED]
    assert message.facts["in_charge"] == "o-1"


@pytest.mark.parametrize(
    "event",
    [
        finished(),  # as an older release said it
        DossierOverdue(**BOTH, due_at=AT, extended=False, at=AT),
        DossierStopped(**BOTH, stopped_at=AT, cause="not-supplemented", in_charge="o-unknown"),
        DraftResultConfirmed(**BOTH, confirmed_at=AT, way="silence"),
    ],
    ids=["finished", "overdue", "stopped", "confirmed"],
)
def test_without_an_officer_there_is_the_desk_with_its_number(
    named: Notification, event: Event
) -> None:
    """Nobody is made up."""
    letter = letter_of(named, event)

    assert letter.count(DESK) == 1
    assert ACTED not in letter
    assert IN_CHARGE not in letter


def test_each_line_of_a_digest_says_when_and_who(named: Notification) -> None:
    """What the owner did has no officer."""
    wrote = OfficerWrote(**WHERE, written_at=AT + timedelta(minutes=2), officer="o-1")
    sent = SupplementSubmitted(**WHERE, filed_at=AT, received_at=AT, answer_by=AT)
    letter = letter_of(named, sent, wrote)

    assert f"(08 giờ 02 ngày 23/11/2026; {NAME}, {POST})\n" in letter
    assert "(08 giờ 00 ngày 23/11/2026)\n" in letter
    assert DESK in letter
