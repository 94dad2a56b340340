"""Whoever acts on a case and in whatever order, it keeps the rules of its state machine.

Officers of two agencies who act on what they read a while ago, a specialised system, the citizen,
the desk, the head, intake's words under way, timers, new calendars: one case a walk, by a seed.
`MOTCUA_INTERLEAVINGS=100000` takes that many walks, in ten parts that workers share.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from services.routing.lateness.usecases import note_lateness
from services.routing.work.domain import clocks, consulting, ending, starting
from services.routing.work.domain.case import Case, Leg, LegStatus
from services.routing.work.domain.consulting import LookAgain, limit_passed
from services.routing.work.domain.occasion import Occasion
from services.routing.work.domain.starting import Change
from services.routing.work.domain.withdrawing import withdraw
from services.routing.work.usecases import (
    end_task,
    follow_dossier,
    settle_obligation,
    settle_withdrawal,
)
from tests.unit.routing.interleaved.walk import Tally, walk
from tests.unit.routing.watched import Register

PARTS = 10
WALKS = int(os.environ.get("MOTCUA_INTERLEAVINGS", "300"))
SEED = int(os.environ.get("MOTCUA_INTERLEAVINGS_SEED", "7"))
FOUND_IN = 1500
"""Walks in which a fault that was planted must show."""


def walked(number: int, *, seed: int, enough: Callable[[Tally], bool] = lambda _: False) -> Tally:
    """Take walks from a seed on."""
    tally = Tally()
    for place in range(number):
        walk(seed + place, tally)
        if enough(tally):
            break
    return tally


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_order_of_acts_leaves_an_illegal_state(
    record_property: Callable[[str, object], None], part: int
) -> None:
    """Every step ends once, no leg begins early, a join counts once, and every case ends."""
    number = WALKS // PARTS
    tally = walked(number, seed=SEED + part * number)
    record_property("walks", str(tally))
    sys.stdout.write(f"\n{tally}\n")

    assert tally.faults == []
    assert tally.walks == number


Plant = Callable[[pytest.MonkeyPatch], None]


def join_starts_twice(patch: pytest.MonkeyPatch) -> None:
    begin = starting._begin

    def twice(case: Case, leg: Leg, occasion: Occasion) -> Change:
        case, said = begin(case, leg, occasion)
        definition = case.process.leg(leg.id)
        if len(definition.after) > 1 and case.leg(leg.id).status is LegStatus.RUNNING:
            case, more = starting.start_step(case, leg, definition.steps[0], occasion)
            said += more
        return case, said

    patch.setattr(starting, "_begin", twice)


def join_waits_for_one(patch: pytest.MonkeyPatch) -> None:
    def ready(case: Case) -> Leg | None:
        for leg in case.legs:
            after = case.process.leg(leg.id).after
            if leg.status is LegStatus.WAITING and (not after or after & case.done_legs()):
                return leg
        return None

    patch.setattr(starting, "_ready", ready)


def the_oldest_approval_decides(patch: pytest.MonkeyPatch) -> None:
    newest = ending._approval
    patch.setattr(ending, "_approval", lambda case, *rest: case.decision or newest(case, *rest))


def a_stopped_clock_forgets(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(clocks, "working_minutes_between", lambda *_: 0)


def tags_are_not_asked_for(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(end_task, "require_version", lambda *_: None)


def lateness_is_charged_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Register, "enter_once", lambda self, line, **_: self.lines.append(line))


def lateness_is_not_charged(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(note_lateness, "_enter", lambda *_, **__: None)


def a_decided_case_is_given_back(patch: pytest.MonkeyPatch) -> None:
    def grant(case: Case, *, requested_at: datetime, at: datetime) -> object:
        made, said = withdraw(case, requested_at=requested_at, at=at)
        return replace(made, decision=None), said

    patch.setattr(settle_withdrawal, "withdraw", grant)


def money_is_met_without_its_receipt(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(settle_obligation, "payments_open", lambda _: ())


def papers_make_money_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(follow_dossier, "stand_for_payment", lambda _, case, *__: (case, ()))


def silence_counts_while_nobody_may_speak(patch: pytest.MonkeyPatch) -> None:
    def held(case: Case, leg: str, occasion: Occasion) -> Change | None:
        return consulting.lapse(replace(case, held_since=None), leg, occasion)

    patch.setattr("tests.unit.routing.interleaved.beyond.limit_passed", held)


def a_limit_is_put_off_in_the_case(patch: pytest.MonkeyPatch) -> None:
    def put_off(case: Case, leg: str, occasion: Occasion) -> Change | LookAgain | None:
        change = limit_passed(case, leg, occasion)
        if not isinstance(change, LookAgain):
            return change
        return case.with_leg(replace(case.leg(leg), silent_at=change.at)), ()

    patch.setattr("tests.unit.routing.interleaved.beyond.limit_passed", put_off)


@pytest.mark.parametrize(
    "plant",
    [
        join_starts_twice,
        join_waits_for_one,
        the_oldest_approval_decides,
        a_stopped_clock_forgets,
        tags_are_not_asked_for,
        lateness_is_charged_again,
        lateness_is_not_charged,
        a_decided_case_is_given_back,
        money_is_met_without_its_receipt,
        papers_make_money_forgotten,
        silence_counts_while_nobody_may_speak,
        a_limit_is_put_off_in_the_case,
    ],
)
def test_a_fault_that_is_planted_is_found(monkeypatch: pytest.MonkeyPatch, plant: Plant) -> None:
    """The walks are worth what they find."""
    plant(monkeypatch)

    tally = walked(FOUND_IN, seed=SEED, enough=lambda so_far: bool(so_far.faults))
    sys.stdout.write(f"\nfound in walk {tally.walks}: {tally.faults[:1]}\n")

    assert len(tally.faults) == 1
