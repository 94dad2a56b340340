"""The statements of worklists and their counters; what is not in scope is not read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Tuple,
    and_,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    text,
    true,
    tuple_,
    union_all,
)

from services.routing.process.store.tables import procedure_version
from services.routing.work.domain.case import LegStatus
from services.routing.work.domain.reading import CounterQuery, Place, WorklistQuery
from services.routing.work.domain.scope import Scope
from services.routing.work.store import tables

_CASE, _LEG, _STEP = tables.case, tables.leg, tables.step
_NEVER = text("'infinity'::timestamptz")
# Written as the indexes have it, or the planner will not use them.
_PRESSING = func.coalesce(_STEP.c.latest_at, _STEP.c.due_at, _NEVER)
IS_OPEN = text("step.status <> 'ended'")
_IS_CLAIMED = text("step.status = 'claimed'")

_FINISHED = (
    select(func.array_agg(_LEG.c.leg))
    .where(_LEG.c.case_id == _STEP.c.case_id, _LEG.c.status == LegStatus.FINISHED.value)
    .correlate(_STEP)
    .scalar_subquery()
)
LISTED = select(
    _STEP,
    _CASE.c.dossier,
    _CASE.c.procedure,
    _CASE.c.procedure_version,
    _CASE.c.due_at.label("case_due_at"),
    _CASE.c.conditions,
    _CASE.c.answers,
    _FINISHED.label("finished"),
).join_from(_STEP, _CASE, _CASE.c.id == _STEP.c.case_id)
"""Tasks with what their cases add."""


def in_scope(scopes: Sequence[Scope], *, by_role: bool = False) -> ColumnElement[bool]:
    """Ask whether the task is one the actor may know of; without a scope none is.

    `by_role`: and one whose step the actor can do.
    """
    return or_(false(), *(_of_scope(scope, by_role=by_role) for scope in scopes))


def page_statement(query: WorklistQuery) -> Select[Any]:
    """Return the query of a page of a worklist.

    The index has an agency's open tasks role by role, each in the order of the list. So a page is
    taken from the front of each, and a list of several roles costs no more the longer it is. What
    somebody holds, and what a dossier has, is little: that is read whole.
    """
    fronts = _by_role(query.scopes)
    narrow = query.holder is not None or query.dossier is not None
    if narrow or len(fronts) <= 1:
        whole = _narrowed(LISTED.where(in_scope(query.scopes, by_role=True)), query)
        return whole.order_by(_PRESSING, _STEP.c.id).limit(query.limit)
    front = union_all(*(_front(part, query) for part in fronts)).subquery("front")
    page = LISTED.join(front, front.c.id == _STEP.c.id)
    return page.order_by(front.c.pressing, front.c.id).limit(query.limit)


def counter_statement(query: CounterQuery) -> Select[Any]:
    """Return the query of all counters: one look at the open tasks of the scopes."""
    due, waits = _STEP.c.due_at, _STEP.c.assignee.is_(None)
    counted = {
        "mine": _STEP.c.assignee == query.holder,
        "unit": true(),
        "late": due < query.now,
        "no_slack": query.now > _PRESSING,
        "due_today": and_(due >= query.now, due < query.tomorrow),
        "unassigned": and_(waits, not_(_STEP.c.for_head)),
        "for_head": _STEP.c.for_head,
    }
    columns: list[ColumnElement[Any]] = [
        func.count().filter(which).label(name) for name, which in counted.items()
    ]
    wanted: Select[Any] = select(*columns).where(in_scope(query.scopes, by_role=True), IS_OPEN)
    # How closely a dossier is kept stands with its case; most officers need not ask.
    if any(scope.ordinary for scope in query.scopes):
        return wanted.join_from(_STEP, _CASE, _CASE.c.id == _STEP.c.case_id)
    return wanted.select_from(_STEP)


def _by_role(scopes: Sequence[Scope]) -> list[Scope]:
    """Return the scopes cut into one for each agency and role; of two the wider one counts."""
    found: dict[tuple[str, str], Scope] = {}
    for scope in sorted(scopes, key=lambda one: one.ordinary):
        for role in sorted(scope.roles):
            one = Scope(agency=scope.agency, roles=frozenset({role}), ordinary=scope.ordinary)
            found.setdefault((scope.agency, role), one)
    return list(found.values())


def _front(part: Scope, query: WorklistQuery) -> Select[Any]:
    """Return the query of the first tasks of one agency and role."""
    found = select(_STEP.c.id, _PRESSING.label("pressing")).where(_of_scope(part, by_role=True))
    joined = found.join_from(_STEP, _CASE, _CASE.c.id == _STEP.c.case_id)
    return _narrowed(joined, query).order_by(_PRESSING, _STEP.c.id).limit(query.limit)


def _narrowed(wanted: Select[Any], query: WorklistQuery) -> Select[Any]:
    """Return a query of tasks and their cases narrowed to the open ones that are asked for."""
    wanted = wanted.where(IS_OPEN)
    if query.status is not None:
        wanted = wanted.where(_STEP.c.status == query.status.value)
    if query.dossier is not None:
        wanted = wanted.where(_CASE.c.dossier == query.dossier)
    if query.holder is not None:
        wanted = wanted.where(_STEP.c.assignee == query.holder, _IS_CLAIMED)
    if query.for_head:
        wanted = wanted.where(_STEP.c.for_head)
    if query.field is not None:
        wanted = wanted.where(_of_version(procedure_version.c.field) == query.field)
    if query.after is not None:
        wanted = wanted.where(tuple_(_PRESSING, _STEP.c.id) > _after(query.after))
    return wanted


def _of_version(column: ColumnElement[Any]) -> ScalarSelect[Any]:
    wanted = select(column).where(
        procedure_version.c.code == _CASE.c.procedure,
        procedure_version.c.version == _CASE.c.procedure_version,
    )
    return wanted.correlate(_CASE).scalar_subquery()


_CONFIDENTIAL = _of_version(procedure_version.c.confidential)


def _of_scope(scope: Scope, *, by_role: bool) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = [_STEP.c.agency == scope.agency]
    if by_role:
        parts.append(_STEP.c.role.in_(sorted(scope.roles)))
    if scope.ordinary:
        parts.append(not_(_CONFIDENTIAL))
    return and_(*parts)


def _after(place: Place) -> Tuple:
    at = literal(place.at, _STEP.c.due_at.type)
    return tuple_(func.coalesce(at, _NEVER), literal(place.task, _STEP.c.id.type))
