"""What comes over a case from beyond the officers: intake, the citizen, timers, new calendars."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from contracts.events.clock import (
    DossierPaused,
    DossierReplanned,
    DossierResumed,
    DossierStopped,
    DossierSupplemented,
    SupplementRequested,
)
from contracts.events.course import (
    DossierSuspended,
    SuspensionLifted,
    WithdrawalRequested,
    WithdrawalSettled,
)
from contracts.events.result import DossierReopened
from contracts.events.routing import CaseDecided, ObligationFound, ObligationMet
from services.routing.lateness.domain.lateness import over_term
from services.routing.work.domain.asking import time_out
from services.routing.work.domain.consulting import limit_passed
from services.routing.work.usecases.follow_dossier import follow_dossier
from services.routing.work.usecases.pass_limit import Passed, pass_limit
from services.routing.work.usecases.reopen_case import reopen_case
from services.routing.work.usecases.replan_cases import replan_cases
from services.routing.work.usecases.settle_withdrawal import settle_withdrawal
from tests.unit.routing.interleaved.world import Happening, Word, World
from tests.unit.routing.samples import COMMUNE, DOSSIER
from tests.unit.routing.watched import note

_ABOUT: dict[str, Any] = {
    "code": DOSSIER,
    "procedure": "2.001023",
    "receiving_agency": COMMUNE,
    "competent_agency": COMMUNE,
}
_TERM = timedelta(days=14)


def hear_routing(world: World) -> None:
    """Let intake hear the next word of routing; what does not fit its status is passed over."""
    intake = world.intake
    if not intake.hears:
        return
    event = intake.hears.popleft()
    if isinstance(event, CaseDecided):
        intake.clock = "over"
        if intake.reopened < 1 and world.chance.happens(0.3):
            intake.reopened += 1
            _say(world, "reopen", _reopened(world, event))
            intake.clock, intake.wished = "runs", False
    elif isinstance(event, WithdrawalSettled) and event.outcome == "granted":
        intake.clock = "over"
    elif isinstance(event, ObligationFound) and intake.clock == "runs":
        intake.clock = "money"
        _say(world, "pause", DossierPaused(paused_at=event.found_at, **_ABOUT))
    elif isinstance(event, ObligationMet) and intake.clock == "money":
        intake.clock = "runs"
        resumed = DossierResumed(
            resumed_at=world.at, due_at=world.at + _TERM, due_provisional=False, **_ABOUT
        )
        _say(world, "resumed", resumed)


def deliver(world: World) -> Happening | None:
    """Let routing hear the next word of intake."""
    if not world.intake.says:
        return None
    act, event = world.intake.says.popleft()
    return world.attempt("intake", act, lambda: _hear(world, event), detail=event)


def _hear(world: World, event: Word) -> None:
    if isinstance(event, WithdrawalRequested):
        settle_withdrawal(event, cases=world.cases, events=world, clock=world.clock)
    elif isinstance(event, DossierReopened):
        reopen_case(event, **world.bound())
    else:
        follow_dossier(event, cases=world.cases, schedules=world, events=world, clock=world.clock)


def ask_for_papers(world: World) -> None:
    """Let the desk ask for papers, once in the dossier's life, or look at those that came."""
    intake = world.intake
    if intake.clock == "runs" and not intake.asked and not intake.held:
        intake.clock, intake.asked = "papers", True
        by = world.at + timedelta(days=21)
        asked = SupplementRequested(
            accepted=True, requested_at=world.at, supplement_by=by, officer="desk", **_ABOUT
        )
        _say(world, "supplement", asked)
    elif intake.clock == "papers":
        answer_papers(world, in_time=world.chance.happens(0.85))


def answer_papers(world: World, *, in_time: bool) -> None:
    """Let the papers come, or the dossier be stopped without them."""
    if in_time:
        world.intake.clock = "runs"
        due = world.at + _TERM
        came = DossierSupplemented(
            supplemented_at=world.at,
            due_at=due,
            due_provisional=False,
            officer="desk",
            **_ABOUT,
        )
        _say(world, "supplemented", came)
    else:
        world.intake.clock = "over"
        _say(world, "stop", DossierStopped(stopped_at=world.at, cause="stopped", **_ABOUT))


def wish(world: World) -> None:
    """Let the owner want the dossier back, if they did not before."""
    if not world.intake.wished and world.intake.clock != "over":
        world.intake.wished = True
        _say(world, "withdraw", WithdrawalRequested(requested_at=world.at, **_ABOUT))


def hold_up(world: World) -> None:
    """Let the head hold the work up, or let it go on."""
    if world.intake.held:
        world.intake.held = False
        lifted = SuspensionLifted(lifted_at=world.at, officer="head", **_ABOUT)
        _say(world, "lift", lifted)
    elif world.intake.clock == "runs":
        world.intake.held = True
        _say(world, "hold", DossierSuspended(suspended_at=world.at, officer="head", **_ABOUT))


def re_date(world: World) -> None:
    """Let intake say another due date, as after a new calendar."""
    if world.intake.clock == "runs":
        new = world.at + timedelta(days=world.chance.randint(3, 20))
        moved = DossierReplanned(
            clock="term",
            old_at=world.intake.due_at,
            new_at=new,
            provisional=False,
            calendar="vn",
            calendar_version=2,
            ground="1/TB",
            replanned_at=world.at,
            **_ABOUT,
        )
        world.intake.due_at = new
        _say(world, "re-date", moved)


def publish_calendar(world: World) -> None:
    """Let another calendar be in force; the clocks follow when their timer comes."""
    world.calendar = 1 - world.calendar


def replan(world: World) -> Happening:
    """Let the clocks follow the calendar."""
    return world.attempt(
        "timer", "re-plan", lambda: replan_cases(None, size=9, cases=world.cases, schedules=world)
    )


def consultation_lapses(world: World) -> Happening | None:
    """Let the timer of a consultation come, at its limit, before it or after it was met."""
    legs = world.document["legs"]
    asked = [leg["id"] for leg in legs if leg.get("kind") == "consultation"]
    if not asked:
        return None
    leg = world.chance.choice(asked)
    return _limit(world, "lapse", lambda case, at: limit_passed(case, leg, at), leg)


def system_is_silent(world: World) -> Happening | None:
    """Let the timer of an enquiry come."""
    asked = [task for task in world.case.tasks if task.enquiry is not None]
    if not asked:
        return None
    return silent(world, world.chance.choice(asked).id)


def silent(world: World, task: UUID) -> Happening:
    """Let the timer of one enquiry come."""
    return _limit(world, "time-out", lambda case, at: time_out(case, task, at), task)


def leg_is_late(world: World) -> Happening:
    """Let the timer of a leg come that looks whether its term is over."""
    leg = world.chance.choice(world.document["legs"])["id"]

    def look() -> None:
        running = world.case.leg(leg)
        if running.silent_at is not None and not running.lapsed:
            return  # its silence finds it
        late = over_term(world.case, leg, world.at)
        if late is not None:
            note(world.register, late, world.new_id())

    return world.attempt("timer", "late", look, detail=leg)


def _limit(world: World, act: str, passed: Passed, of: object) -> Happening:
    more = {key: port for key, port in world.bound().items() if key != "clock"}
    more["look_again"] = lambda _: None  # it comes by chance anyway
    return world.attempt(
        "timer", act, lambda: pass_limit(DOSSIER, passed, at=world.at, **more), detail=of
    )


def _say(world: World, act: str, event: Word) -> None:
    world.intake.says.append((act, event))


def _reopened(world: World, decided: CaseDecided) -> DossierReopened:
    return DossierReopened(
        cause="error",
        finished_at=decided.decided_at,
        reopened_at=world.at,
        due_at=world.at + _TERM,
        officer="head",
        **_ABOUT,
    )
