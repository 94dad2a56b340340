"""Alerts in PostgreSQL: who was told, and who may read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    func,
    not_,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert

from kernel.errors import StaleVersionError
from kernel.rights import Confidentiality
from services.routing.lateness.domain.alert import (
    Acknowledgement,
    Alert,
    AlertReach,
    AlertsWanted,
)
from services.routing.lateness.domain.ladder import Addressee, Audience
from services.routing.lateness.store.tables import alert as table
from services.routing.lateness.store.tables import alert_acknowledgement as known
from services.routing.work.domain.reading import MOST_ALERTS_COUNTED
from services.routing.work.domain.scope import Scope
from services.routing.work.domain.task import TaskStatus
from services.routing.work.store.tables import step

_OPEN = step.c.status != TaskStatus.ENDED.value
_UNKNOWN = known.c.alert.is_(None)
_OF_STEP = table.join(step, step.c.id == table.c.task)
_WITH_STEP = _OF_STEP.outerjoin(known, known.c.alert == table.c.id)
_SHOWN = select(
    table, _OPEN.label("open"), known.c.by.label("known_by"), known.c.at.label("known_at")
).select_from(_WITH_STEP)

# No join: the planner would read every acknowledgement there is to look a thousand up.
_KNOWN_BY = select(known.c.by).where(known.c.alert == table.c.id).scalar_subquery()
_LOOKED_AT = 1000


class PgAlerts:
    """The port `Alerts` on one transaction, which may be read-only for `page`."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, alert: Alert) -> None:
        """Keep an alert."""
        self._tx.execute(table.insert().values(_row(alert)))

    def page(self, wanted: AlertsWanted, reach: AlertReach) -> Sequence[Alert]:
        """Return one alert more than a page where there are more."""
        return [_alert(row) for row in self._tx.execute(alerts_statement(wanted, reach))]

    def find(self, alert: UUID, reach: AlertReach) -> Alert | None:
        """Return one alert that somebody may read."""
        wanted = _SHOWN.where(table.c.id == alert, _in_reach(reach))
        row = self._tx.execute(wanted).one_or_none()
        return None if row is None else _alert(row)

    def acknowledge(self, alert: UUID, given: Acknowledgement) -> None:
        """Keep who knows of an alert; raises `StaleVersionError` when somebody was faster."""
        row = {"alert": alert, "by": given.by, "at": given.at}
        kept = self._tx.execute(insert(known).values(row).on_conflict_do_nothing())
        if kept.rowcount == 0:
            raise StaleVersionError

    def waiting(self, reach: AlertReach) -> int:
        """Return how many alerts of open steps nobody acknowledged yet, as far as is counted."""
        return self._tx.scalar(waiting_statement(reach)) or 0


def waiting_statement(reach: AlertReach) -> Select[Any]:
    """Return the query of the counter: what it reads does not grow with what was ever told.

    Of what somebody was told in years nearly all is over. So the newest of each kind are looked
    at, and counted as far as anybody wants to know.
    """
    agencies = sorted({scope.agency for scope in reach.scopes})
    fronts = [
        _newest(table.c.officer == reach.own),
        *(_newest(_told_of(Audience.HEAD, code)) for code in reach.headed),
        *(_newest(_told_of(Audience.UNIT, code)) for code in agencies),
    ]
    newest = union_all(*fronts).subquery("newest")
    found = (
        select(table.c.id)
        .select_from(_OF_STEP.join(newest, newest.c.id == table.c.id))
        .where(_in_reach(reach), _OPEN, _KNOWN_BY.is_(None))
        .limit(MOST_ALERTS_COUNTED)
    )
    return select(func.count()).select_from(found.subquery("found"))


def _newest(told: ColumnElement[bool]) -> Select[Any]:
    newest = select(table.c.id).where(told).order_by(table.c.at.desc(), table.c.id.desc())
    return newest.limit(_LOOKED_AT)


def _told_of(audience: Audience, code: str) -> ColumnElement[bool]:
    return and_(table.c.audience == audience.value, table.c.agency == code)


def alerts_statement(wanted: AlertsWanted, reach: AlertReach) -> Select[Any]:
    """Return the query of a page; what is not in reach is not read."""
    found = (
        _SHOWN.where(_in_reach(reach))
        .order_by(table.c.at.desc(), table.c.id.desc())
        .limit(wanted.limit + 1)
    )
    if wanted.dossier is not None:
        found = found.where(table.c.dossier == wanted.dossier)
    if wanted.audience is not None:
        found = found.where(table.c.audience == wanted.audience.value)
    if wanted.open is not None:
        found = found.where(_OPEN if wanted.open else not_(_OPEN))
    if wanted.acknowledged is not None:
        found = found.where(not_(_UNKNOWN) if wanted.acknowledged else _UNKNOWN)
    if wanted.after is not None:
        behind = tuple_(table.c.at, table.c.id) < (wanted.after.at, wanted.after.id)
        found = found.where(behind)
    return found


def _in_reach(reach: AlertReach) -> ColumnElement[bool]:
    headed = and_(table.c.audience == Audience.HEAD.value, table.c.agency.in_(list(reach.headed)))
    units = (_of_unit(scope) for scope in reach.scopes)
    return or_(table.c.officer == reach.own, headed, *units)


def _of_unit(scope: Scope) -> ColumnElement[bool]:
    """Ask whether the alert is for a unit of this scope, about a step that somebody there does."""
    parts = [
        table.c.audience == Audience.UNIT.value,
        table.c.agency == scope.agency,
        step.c.role.in_(sorted(scope.roles)),
    ]
    if scope.ordinary:
        parts.append(not_(table.c.confidential))
    return and_(*parts)


def _row(alert: Alert) -> dict[str, Any]:
    return {
        "id": alert.id,
        "dossier": alert.dossier,
        "procedure": alert.procedure,
        "leg": alert.leg,
        "step": alert.step,
        "task": alert.task,
        "percent": alert.percent,
        "audience": alert.to.audience.value,
        "agency": alert.to.agency,
        "officer": alert.to.officer,
        "confidential": alert.kept is Confidentiality.CONFIDENTIAL,
        "due_at": alert.due_at,
        "at": alert.at,
    }


def _alert(row: Row[Any]) -> Alert:
    kept = Confidentiality.CONFIDENTIAL if row.confidential else Confidentiality.ORDINARY
    return Alert(
        id=row.id,
        dossier=row.dossier,
        procedure=row.procedure,
        leg=row.leg,
        step=row.step,
        task=row.task,
        percent=row.percent,
        to=Addressee(audience=Audience(row.audience), agency=row.agency, officer=row.officer),
        kept=kept,
        due_at=row.due_at,
        at=row.at,
        open=row.open,
        acknowledged=(
            None if row.known_by is None else Acknowledgement(by=row.known_by, at=row.known_at)
        ),
    )
