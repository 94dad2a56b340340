"""What may meet over a case: acts of officers, timers, and what intake says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from chassis.identifiers import new_id
from chassis.timers import TimerRunner, Timers
from contracts.events import Event
from contracts.events.clock import (
    DossierPaused,
    DossierReplanned,
    DossierResumed,
    DossierStopped,
    DossierSupplemented,
    SupplementRequested,
)
from contracts.events.course import DossierSuspended, WithdrawalRequested
from contracts.events.intake import CalendarPublished
from contracts.events.result import DossierReopened
from kernel.calendar import Calendar, to_document
from kernel.calendar_day import CalendarDay, DayKind
from kernel.rights import Actor, Role
from services.routing.wiring.clocks import REPLAN
from services.routing.work.store.assignments import LOOK
from services.routing.work.store.limits import LEG_LATE
from tests.integration.routing.suite import PROCEDURE, Suite, accepted
from tests.unit.routing.samples import COMMUNE, INSURANCE, MONDAY, officer

OFFICER = officer(Role.OFFICER)
HEAD = officer(Role.HEAD, subject="head-1")
ABSENT = officer(Role.OFFICER, subject="absent-1")
COLLEAGUE = officer(Role.OFFICER, subject="officer-2")
TO_COLLEAGUE = {"to": COLLEAGUE.subject, "reason": "Nghỉ phép"}
APPROVER = officer(Role.APPROVER, subject="approver-1")
INSURER = officer(Role.OFFICER, subject="insurer-1", agency=INSURANCE)
SYSTEM = Actor(
    subject="land-tax",
    roles=frozenset({Role.PARTNER}),
    agency=None,
    scope=frozenset({"enquiries:answer"}),
)
RECEIPT = {"number": "KB-1", "paid_on": "2026-11-02", "amount": 12_500_000}
TUESDAY = date(2026, 11, 3)
NEW_DUE = MONDAY + timedelta(days=20)

NAMED = "2026-11-19"  # past the due date there is, and before the one of a new calendar
_PREPARE = text("""
    INSERT INTO apology (dossier, state, version, because, prepared_at, due_at, proposed_due_at)
    SELECT dossier, 'prepared', 1, 'due-near', :at, due_at, due_at FROM "case"
    WHERE dossier = :dossier
""")
_SEE = text("""
    SELECT id, leg, version FROM step WHERE status = 'waiting' AND agency = :agency
        AND case_id = (SELECT id FROM "case" WHERE dossier = :dossier)
""")
_TAKE = text("""
    UPDATE step SET status = 'claimed', assignee = :who, version = version + 1
    WHERE status = 'waiting' AND agency = :agency
        AND case_id = (SELECT id FROM "case" WHERE dossier = :dossier)
    RETURNING id, leg, version
""")


@dataclass(slots=True, kw_only=True)
class Stage:
    """One dossier whose case stands ready, with the tasks that somebody holds, by leg."""

    suite: Suite
    dossier: str
    scene: str
    version: int
    agencies: Mapping[str, str]
    calendar: int
    tasks: dict[str, dict[str, str]] = field(default_factory=dict)

    def about(self) -> dict[str, str]:
        """Return what every word of intake about the dossier carries."""
        agencies = {"receiving_agency": COMMUNE, "competent_agency": COMMUNE}
        return {"code": self.dossier, "procedure": PROCEDURE, **agencies}

    def open(self) -> None:
        """Let routing hear that the dossier was accepted."""
        said = accepted(self.dossier, dict(self.agencies))
        self.suite.hear(replace(said, procedure_version=self.version))

    def take(self, who: Actor) -> dict[str, str]:
        """Give an officer the one task of the dossier that waits at their agency."""
        with self.suite.database.transaction() as tx:
            about = {"dossier": self.dossier, "who": who.subject, "agency": who.agency}
            row = tx.execute(_TAKE, about).one()
        self.tasks[row.leg] = {"task": str(row.id), "etag": str(row.version)}
        return self.tasks[row.leg]

    def see(self, who: Actor) -> None:
        """Note the one task of the dossier that waits at an officer's agency."""
        with self.suite.database.read() as tx:
            row = tx.execute(_SEE, {"dossier": self.dossier, "agency": who.agency}).one()
        self.tasks[row.leg] = {"task": str(row.id), "etag": str(row.version)}

    def apologise(self) -> None:
        """Prepare the case's apology as its timer would, and let an officer write it."""
        with self.suite.database.transaction() as tx:
            tx.execute(_PREPARE, {"dossier": self.dossier, "at": MONDAY})
        letter = {"reason": "overload", "new_due_on": NAMED}
        assert self._send(OFFICER, "PUT", "", 1, letter) == "apology 200"

    def sign(self) -> str:
        """Let the head sign the apology as it was written."""
        return self._send(HEAD, "POST", "/signature", 2)

    def _send(self, who: Actor, method: str, part: str, version: int, body: object = None) -> str:
        path = f"/dossiers/{self.dossier}/apology{part}"
        answer = self.suite.write(who, method, path, version, body=body)
        return f"apology {answer.status_code}"

    def end(self, who: Actor, action: str) -> None:
        """Let an officer claim and end their one task."""
        ended = self.suite.act(who, self.take(who), action)
        assert ended.status_code == 200, ended.get_data(as_text=True)


Act = Callable[[Stage], object]


def by(who: Actor, leg_id: str, action: str, body: dict[str, Any] | None = None) -> Act:
    """Return the act of an officer with the task held when the race begins."""
    return lambda stage: stage.suite.act(who, stage.tasks[leg_id], action, body).status_code


def answers(body: dict[str, Any]) -> Act:
    """Return the act of a specialised system that answers what it was asked."""

    def answer(stage: Stage) -> int:
        ((_, task),) = stage.tasks.items()
        headers = stage.suite._headers(SYSTEM) | {"Idempotency-Key": str(new_id())}
        path = f"/enquiries/{task['task']}/answer"
        return stage.suite.client.post(path, json=body, headers=headers).status_code

    return answer


def hears(event: Callable[[Stage], Event]) -> Act:
    """Return the act of hearing what intake says."""
    return lambda stage: stage.suite.hear(event(stage))


def timer(kind: str) -> Act:
    """Return the act of a runner that does the oldest due timer of a kind."""

    def run(stage: Stage) -> bool:
        handlers = [one for one in stage.suite.routing.clocks.timers() if one.kind == kind]
        return TimerRunner(stage.suite.database, handlers).run_one()

    return run


def morning(stage: Stage) -> bool:
    """Look at the case as when the day of its agency opens: its owner is away."""
    handlers = [one for one in stage.suite.routing.assignments.timers() if one.kind == LOOK]
    with stage.suite.database.transaction() as tx:
        Timers(tx).set(kind=LOOK, subject=stage.dossier, due_at=MONDAY)
    return TimerRunner(stage.suite.database, handlers).run_one()


def calendar(version: int) -> CalendarPublished:
    """Return a version of the calendar: with an odd number Tuesday is off."""
    off = {TUESDAY: CalendarDay(day=TUESDAY, kind=DayKind.OFF, note="Bão")}
    days = off if version % 2 else {}
    plain = Calendar(id="vn", version=version, days=days, first_year=2026, last_year=2027)
    return CalendarPublished(calendar="vn", version=version, document=to_document(plain))


def replan_all(stage: Stage) -> object:
    """Hear of a calendar that moves dates, and re-plan."""
    stage.suite.hear(calendar(stage.calendar))
    return timer(REPLAN)(stage)


HEARD: dict[str, Act] = {
    "withdraw": hears(lambda s: WithdrawalRequested(requested_at=MONDAY, **s.about())),
    "hold": hears(lambda s: DossierSuspended(suspended_at=MONDAY, officer="head-1", **s.about())),
    "stop": hears(lambda s: DossierStopped(stopped_at=MONDAY, cause="stopped", **s.about())),
    "pause": hears(lambda s: DossierPaused(paused_at=MONDAY, **s.about())),
    "supplement": hears(
        lambda s: SupplementRequested(
            accepted=True,
            requested_at=MONDAY,
            supplement_by=MONDAY + timedelta(days=21),
            officer="desk-1",
            **s.about(),
        )
    ),
    "re-date": hears(
        lambda s: DossierReplanned(
            clock="term",
            old_at=MONDAY + timedelta(days=14),
            new_at=NEW_DUE,
            provisional=False,
            calendar="vn",
            calendar_version=2,
            ground="12/TB-UBND",
            replanned_at=MONDAY,
            **s.about(),
        )
    ),
}
GOING_ON: dict[str, Act] = {
    "supplemented": hears(
        lambda s: DossierSupplemented(
            supplemented_at=MONDAY,
            due_at=NEW_DUE,
            due_provisional=False,
            officer="desk-1",
            **s.about(),
        )
    ),
    "resumed": hears(
        lambda s: DossierResumed(
            resumed_at=MONDAY, due_at=NEW_DUE, due_provisional=False, **s.about()
        )
    ),
}
SAID = frozenset(HEARD) | frozenset(GOING_ON)
MOVING = {**HEARD, "re-plan": replan_all, "late": timer(LEG_LATE)}


def reopened(stage: Stage) -> Event:
    """Return the word that the result is taken back."""
    return DossierReopened(
        cause="error",
        finished_at=MONDAY,
        reopened_at=MONDAY,
        due_at=NEW_DUE,
        officer="head-1",
        **stage.about(),
    )
