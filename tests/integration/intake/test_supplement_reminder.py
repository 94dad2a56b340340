"""Who was asked for papers is reminded before their time is over."""

from __future__ import annotations

from contracts.events.clock import SupplementDueSoon
from kernel.books import Fault
from services.intake.registry.store.timer_books import TIMER_CHECKS
from tests.integration.intake.clocked import (
    ask,
    at,
    dossier,
    filed,
    officer_of,
    ring,
    send,
    timers,
)
from tests.integration.intake.office import CITIZEN, Office

NOTHING: dict[str, list[str]] = {"papers": []}


def test_three_days_before_the_end_the_owner_is_reminded_once(office: Office) -> None:
    """By the dossier's one timer, which then waits for the end; the version stays."""
    code = filed(office)
    ask(office, code)
    early = ring(office, at("2026-12-12T07:59"))
    rung = ring(office, at("2026-12-12T08:00"))
    reminder = office.said(code)[-1]
    after = timers(office)
    again = ring(office, at("2026-12-15T23:59"))

    assert (early, rung, again) == (0, 1, 0)
    assert isinstance(reminder, SupplementDueSoon)
    assert reminder.supplement_by == at("2026-12-15T17:30")
    assert reminder.in_charge == officer_of(code).subject
    assert after == {code: at("2026-12-16T00:00")}
    assert dossier(office, code)["version"] == 2
    assert told(office) == []


def test_who_sent_the_papers_is_not_reminded(office: Office) -> None:
    """What the desk then owes is waited for instead."""
    code = filed(office)
    ask(office, code)
    send(office, code, "supplement", NOTHING, CITIZEN)
    ring(office, at("2026-12-13T08:00"))

    assert not [one for one in office.said(code) if isinstance(one, SupplementDueSoon)]


def told(office: Office) -> list[Fault]:
    """Return what intake finds wrong with its own timers (I7)."""
    with office.database.read() as tx:
        return [fault for check in TIMER_CHECKS for fault in check(tx)]
