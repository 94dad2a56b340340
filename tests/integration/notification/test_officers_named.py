"""Each letter names the officer who acted, else who is in charge, else where to ask."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from contracts.events import Event
from contracts.events.clock import (
    DossierPaused,
    DossierResumed,
    DossierStopped,
    SupplementDueSoon,
    SupplementSubmitted,
)
from contracts.events.course import DossierWithdrawn, WithdrawalRefused
from contracts.events.intake import DossierRefused
from contracts.events.lateness import DossierOverdue
from contracts.events.posting import PostingFailed
from contracts.events.result import DraftResultConfirmed, DraftResultOffered, OfficerWrote
from services.notification.people.clients.routing_officers import RoutingOfficers
from tests.integration.notification.intake_stub import AGENCY, AT, CODE, PROCEDURE, finished
from tests.integration.notification.rig import Notification
from tests.integration.notification.routing_stub import FakeRouting
from tests.integration.notification.test_gathering import pass_time

NAME, POST = "Lê Thị Duyên", "Chuyên viên, UBND xã Hoằng Giang"
OFFICE = {"post": "Chuyên viên", "unit": "UBND xã Hoằng Giang"}
DESK = "  Đầu mối liên hệ: Bộ phận Một cửa, UBND xã Hoằng Giang, điện thoại 02373000000\n"
WHERE: dict[str, Any] = {
    "code": CODE,
    "procedure": PROCEDURE.procedure,
    "receiving_agency": AGENCY.code,
}
BOTH = WHERE | {"competent_agency": AGENCY.code}
DUE: dict[str, Any] = {"due_at": AT, "due_provisional": False}
ACTED = "  Cán bộ thực hiện: "
IN_CHARGE = "  Cán bộ phụ trách: "


@pytest.fixture
def named(notification: Notification) -> Notification:
    """Give notification, whose routing knows one officer with the post they hold."""
    routing = FakeRouting(names={"o-1": NAME}, offices={"o-1": OFFICE})
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
