"""Binds the legal clock to transactions: supplements, limits that come, re-plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_smorest import Blueprint

from chassis.db import Transaction
from chassis.idempotency import StoredReply
from chassis.outbox import Outbox
from chassis.timers import Timer, TimerHandler
from kernel.calendar import Calendar
from kernel.errors import UnavailableError
from kernel.rights import Action, Actor
from services.intake import metrics
from services.intake.catalogue.usecases.make_whole import make_whole
from services.intake.catalogue.usecases.publish_calendar import publish_calendar
from services.intake.desk.store.tasks import PgProposed
from services.intake.desk.usecases.follow_proposal import accept_proposal
from services.intake.registry.api.routes_calendars import (
    GivenCalendar,
    Published,
    calendars_blueprint,
)
from services.intake.registry.api.routes_filing import Asked
from services.intake.registry.api.routes_supplement import supplement_blueprint
from services.intake.registry.domain.desk_alert import DeskAlert
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.errors import SupplementNotAskedError
from services.intake.registry.domain.readership import require_role
from services.intake.registry.domain.replan_progress import Progress
from services.intake.registry.domain.supplement import (
    Supplement,
    SupplementOrder,
    SupplementRequest,
)
from services.intake.registry.store.desk_alerts import PgDeskAlerts
from services.intake.registry.store.dossier_files import PgAccessLog
from services.intake.registry.store.dossiers import DEADLINE
from services.intake.registry.store.mornings import PgMornings
from services.intake.registry.store.open_dossiers import PgOpenDossiers
from services.intake.registry.store.replans import REPLAN, PgReplans
from services.intake.registry.store.supplements import PgSupplements
from services.intake.registry.usecases.ask_for_supplement import ask_for_supplement
from services.intake.registry.usecases.dry_run_calendar import DryRun, Page, dry_run_calendar
from services.intake.registry.usecases.list_desk_alerts import list_desk_alerts
from services.intake.registry.usecases.meet_limit import meet_limit
from services.intake.registry.usecases.open_file import open_file
from services.intake.registry.usecases.replan_dossiers import change_between, replan_dossiers
from services.intake.registry.usecases.send_supplement import send_supplement
from services.intake.settings import NAME
from services.intake.wiring.mandates import lapse_handler
from services.intake.wiring.parts import Parts
from services.intake.wiring.registry import ReceptionTransactions
from services.intake.wiring.staff import placed_today

CHUNK = 500
"""How many dossiers follow a calendar in one transaction."""

LAST_LOOK = timedelta(minutes=2)
"""When to look for those accepted by the calendar before, out of another process' memory."""


def clock_blueprints(parts: Parts) -> Sequence[Blueprint]:
    """Return the routes about the legal clock."""
    return (
        supplement_blueprint(SupplementTransactions(parts)),
        calendars_blueprint(CalendarTransactions(parts)),
    )


def timer_handlers(parts: Parts) -> Sequence[TimerHandler]:
    """Return what is done with timers that are due."""

    def limit(tx: Transaction, timer: Timer) -> None:
        met = meet_limit(
            timer.subject,
            now=timer.now,
            dossiers=parts.dossiers(tx),
            alerts=PgDeskAlerts(tx),
            mornings=PgMornings(tx),
            supplements=PgSupplements(tx),
            events=Outbox(tx, source=NAME, clock=lambda: timer.now),
        )
        if met is not None:
            metrics.limits().labels(met.value).inc()

    def chunk(tx: Transaction, timer: Timer) -> None:
        replan_chunk(parts, tx, timer.subject, now=timer.now)

    return (
        TimerHandler(kind=DEADLINE, handle=limit),
        TimerHandler(kind=REPLAN, handle=chunk),
        lapse_handler(parts),
    )


def replan_chunk(
    parts: Parts, tx: Transaction, subject: str, *, now: datetime, size: int = CHUNK
) -> Progress:
    """Move the dates of one chunk and set the timer of the next.

    When nobody is behind, somebody may still be accepting by the calendar before this one, out of
    the memory of another process: so it looks again a while later, and then only stops.
    """
    calendar_id, _, number = subject.rpartition("/")
    version, calendars, replans = int(number), parts.calendars(tx), PgReplans(tx)
    newest = calendars.version(calendar_id, version)
    before = calendars.before(calendar_id, version)
    if newest is None or before is None:
        raise UnavailableError
    change = change_between(before, newest, replans.notice(calendar_id, version))
    done = replan_dossiers(
        newest,
        change,
        now=now,
        size=size,
        reference=parts.reference(tx),
        dossiers=PgOpenDossiers(tx, now=now),
        supplements=PgSupplements(tx),
    )
    progress = replans.advance(
        calendar_id, version, seen=done.seen, moved=done.moved, left=done.left, now=now
    )
    if done.left:
        # Nobody found and somebody left: others are at work on them for a moment.
        wait = timedelta() if done.seen else timedelta(seconds=1)
        replans.again(calendar_id, version, at=now + wait)
    elif progress.finished_at == now:
        replans.again(calendar_id, version, at=now + LAST_LOOK)
    return progress


def try_calendar(parts: Parts, written: Calendar, notice: str | None, page: Page) -> DryRun:
    """Return what publishing the calendar would move, a page of open dossiers at a time."""
    with parts.database.read(snapshot=True) as tx:
        return dry_run_calendar(
            written,
            notice,
            page,
            now=parts.clock(),
            calendars=parts.calendars(tx),
            reference=parts.reference(tx),
            dossiers=PgOpenDossiers(tx, now=parts.clock()),
        )


def publish_one_calendar(
    parts: Parts, written: Calendar, notice: str | None, *, by: str
) -> Published:
    """Publish the calendar; the open dossiers follow it in the background."""
    with parts.database.transaction() as tx:
        calendars = parts.calendars(tx)
        whole = make_whole(written, calendars=calendars)
        new = publish_calendar(
            whole,
            calendars=calendars,
            events=parts.events(tx),
            replans=PgReplans(tx),
            notice=notice,
            by=by,
        )
    return Published(calendar=whole.id, version=whole.version, changed=new)


class CalendarTransactions:
    """`CalendarActions` of the routes."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def dry_run(self, given: GivenCalendar, page: Page, actor: Actor) -> DryRun:
        """Return what publishing would move."""
        require_role(actor, Action.KEEP_REFERENCE_DATA)
        return try_calendar(self._parts, given.calendar, given.notice, page)

    def publish(self, given: GivenCalendar, actor: Actor) -> Published:
        """Publish."""
        require_role(actor, Action.KEEP_REFERENCE_DATA)
        return publish_one_calendar(self._parts, given.calendar, given.notice, by=actor.subject)

    def progress(self, actor: Actor) -> Sequence[Progress]:
        """Return how far the last publications have come."""
        require_role(actor, Action.KEEP_REFERENCE_DATA)
        with self._parts.database.read() as tx:
            return PgReplans(tx).all()


class SupplementTransactions(ReceptionTransactions):
    """`SupplementActions` of the routes."""

    def ask(self, code: str, version: int, order: SupplementOrder, asked: Asked) -> StoredReply:
        """Ask for papers."""

        def do(tx: Transaction) -> Dossier:
            dossier = ask_for_supplement(
                code,
                version,
                order,
                reference=self._parts.reference(tx),
                supplements=PgSupplements(tx),
                **self._bound(tx, asked),
            )
            accept_proposal(code, order.proposal, proposals=PgProposed(tx))
            return dossier

        return self._changed(asked, f"ask {code} {version}", do, _uncounted)

    def send(self, code: str, version: int, supplement: Supplement, asked: Asked) -> StoredReply:
        """Take papers in."""

        def do(tx: Transaction) -> Dossier:
            return send_supplement(
                code,
                version,
                supplement,
                samples_allowed=self._parts.one_box,
                reference=self._parts.reference(tx),
                supplements=PgSupplements(tx),
                contents=self._parts.contents(tx),
                **self._bound(tx, asked),
            )

        return self._changed(asked, f"supplement {code} {version}", do, _uncounted)

    def asked_for(self, code: str, actor: Actor) -> SupplementRequest:
        """Return what was asked for."""
        with self._parts.database.transaction() as tx:
            open_file(
                code,
                "supplement-request",
                actor=placed_today(self._parts, tx, actor),
                clock=self._parts.clock,
                files=self._parts.files(tx),
                access_log=PgAccessLog(tx),
            )
            found = PgSupplements(tx).get(code)
        if found is None:
            raise SupplementNotAskedError
        return found

    def alerts(self, actor: Actor) -> Sequence[DeskAlert]:
        """Return the desk's alerts."""
        with self._parts.database.read() as tx:
            here = placed_today(self._parts, tx, actor)
            return list_desk_alerts(here, alerts=PgDeskAlerts(tx))


def _uncounted(_dossier: Dossier) -> None:
    """Supplements are counted by their events."""
