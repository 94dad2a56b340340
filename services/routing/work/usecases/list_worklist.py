"""An officer looks at the work that waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from kernel.clock import Clock
from kernel.errors import ForbiddenError
from kernel.process import StepRole
from kernel.rights import Action, Actor
from kernel.working_time import in_vietnam
from services.routing.process.ports import Schedules
from services.routing.work.domain.reading import (
    CounterQuery,
    Counters,
    Place,
    View,
    WorklistPage,
    WorklistQuery,
    WorklistRequest,
)
from services.routing.work.domain.scope import Scope, heads, scopes_of, whole_agencies
from services.routing.work.ports import Tasks
from services.routing.work.usecases.show_task import show_task


def list_worklist(
    actor: Actor,
    wanted: WorklistRequest,
    *,
    tasks: Tasks,
    schedules: Schedules,
    clock: Clock,
) -> WorklistPage:
    """Return the open tasks the actor can do: at the own agency, and where they are placed today.

    The least legal slack stands in front. Raises `ForbiddenError` for who stands nowhere.
    """
    scopes = scopes_of(actor, Action.READ_WORKLIST)
    if not scopes:
        raise ForbiddenError
    query = WorklistQuery(
        scopes=tuple(
            _narrowed(scope, wanted.role) for scope in _looked_at(scopes, actor, wanted.view)
        ),
        holder=actor.subject if wanted.view is View.MINE else None,
        for_head=wanted.view is View.HEAD,
        field=wanted.field,
        status=wanted.status,
        dossier=wanted.dossier,
        after=wanted.after,
        limit=wanted.limit + 1,
    )
    now = clock()
    found = tasks.worklist(query)
    items = [show_task(listed, actor, schedules, now) for listed in found[: wanted.limit]]
    if len(found) <= wanted.limit:
        return WorklistPage(items=items, after=None)
    last = items[-1].listed.task
    return WorklistPage(items=items, after=Place(at=last.pressing_at, task=last.id))


def count_worklist(
    actor: Actor, *, tasks: Tasks, alerts: Callable[[Actor], int], clock: Clock
) -> Counters:
    """Count the open tasks the actor can do, who heads an agency all of that.

    `alerts` counts what they were told of steps and nobody acknowledged. Raises `ForbiddenError`
    for who stands nowhere.
    """
    scopes = scopes_of(actor, Action.READ_WORKLIST)
    if not scopes:
        raise ForbiddenError
    now = in_vietnam(clock())
    tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    query = CounterQuery(
        scopes=_looked_at(scopes, actor, View.UNIT),
        holder=actor.subject,
        now=now,
        tomorrow=tomorrow,
    )
    return replace(tasks.count(query), alerts=alerts(actor))


def _looked_at(scopes: tuple[Scope, ...], actor: Actor, view: View | None) -> tuple[Scope, ...]:
    """Return what a view shows: of an agency that the actor heads, the steps of every role."""
    headed = tuple(scope for scope in scopes if heads(actor, scope.agency))
    if view is View.HEAD:
        return whole_agencies(headed)
    if view is View.UNIT:
        others = tuple(scope for scope in scopes if scope not in headed)
        return (*whole_agencies(headed), *others)
    return whole_agencies(scopes) if view is View.MINE else scopes


def _narrowed(scope: Scope, role: StepRole | None) -> Scope:
    return scope if role is None else replace(scope, roles=scope.roles & {role})
