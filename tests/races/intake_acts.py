"""What may meet over a dossier at intake: people over HTTP, its timer, and what routing says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from chassis.auth import TokenVerifier
from chassis.identifiers import new_id
from chassis.timers import TimerRunner
from kernel.errors import DomainError
from services.intake.wiring.clock import timer_handlers
from services.intake.wiring.registry import build_handlers
from services.intake.wiring.service import app_of
from tests.integration.intake.life import FILED_ONLINE, STEPS, Life
from tests.integration.intake.life_acts import PATHS, Acts, event_of
from tests.integration.intake.office import MONDAY, Office, example, public_keys

LAST_SECOND = timedelta(seconds=1)


@dataclass(slots=True, kw_only=True)
class Stage:
    """One dossier where two acts are to meet; everybody read it at the same version."""

    office: Office
    acts: Acts
    life: Life = FILED_ONLINE
    version: int = 1
    calls: dict[str, Callable[[], object]] = field(default_factory=dict)

    def bring(self, *names: str) -> None:
        """Take the dossier there by acts that are legal."""
        for name in names:
            after = STEPS[name](self.life)
            assert isinstance(after, Life), name
            assert self.acts.do(name) is None, name
            self.life = after
        with self.office.database.read() as tx:
            version: int = tx.scalar(
                text("SELECT version FROM dossier WHERE code = :c"), {"c": self.acts.code}
            )
        self.version = version

    def put_others_off(self) -> None:
        """Let no timer but the dossier's own ring, however far the clock is moved."""
        with self.office.database.transaction() as tx:
            tx.execute(
                text("""
                    UPDATE timer SET retry_at = 'infinity'
                    WHERE subject <> :c AND retry_at IS NULL
                """),
                {"c": self.acts.code},
            )

    def limit(self) -> datetime | None:
        """Return when the dossier's timer rings."""
        with self.office.database.read() as tx:
            due: datetime | None = tx.scalar(
                text("SELECT due_at FROM timer WHERE kind = 'deadline' AND subject = :c"),
                {"c": self.acts.code},
            )
        return due


class Standing:
    """The office with a clock that stands where it is put and asks no database."""

    def __init__(self, office: Office) -> None:
        self.now = MONDAY
        self.office = copy(office)
        clock = self.office.clock = lambda: self.now  # type: ignore[assignment]
        parts = self.office.parts = replace(office.parts, clock=clock)
        self.office.app = app_of(parts, TokenVerifier("intake", public_keys(), clock))
        self.office.client = self.office.app.test_client()
        self.office.handlers = {row.event_class: row.handler for row in build_handlers(parts)}


def staged(office: Office, here: Standing, *before: str) -> Stage:
    """Return a dossier filed online and brought where it is to be."""
    office.set_clock(MONDAY)
    here.now = MONDAY
    answer = here.office.file(body=example())
    assert answer.json is not None
    stage = Stage(office=office, acts=Acts(office=here.office, code=answer.json["code"]))
    stage.bring(*before)
    return stage


def prepared(
    stage: Stage, names: tuple[str, str], here: Standing
) -> Mapping[str, Callable[[], object]]:
    """Return the acts of that name ready to be done: tokens made, bodies written.

    The clock of people stands a second before the timer rings, that of the database at it: so both
    are in time, and the lock alone says who was first.
    """
    stage.put_others_off()
    due = stage.limit() or MONDAY + timedelta(hours=1)
    stage.office.set_clock(due)
    here.now = due - LAST_SECOND
    return {
        f"{name}#{number}": _ready(stage, name, here.office)
        for number, name in enumerate(names, 1)
    }


def _ready(stage: Stage, name: str, here: Office) -> Callable[[], object]:
    if name == "timer":
        return TimerRunner(stage.office.database, timer_handlers(stage.office.parts)).run_one
    if name in PATHS:
        return _call(stage, name, here)
    event = event_of(stage.acts, name)

    def hear() -> object:
        try:
            here.hear(event)
        except DomainError as error:
            return error.slug
        return None

    return hear


def _call(stage: Stage, name: str, here: Office) -> Callable[[], object]:
    """Return the request of an act, whole; it answers with the status code."""
    what, actor = PATHS[name]
    headers = here.headers(actor) | {
        "If-Match": f'"{stage.version}"',
        "Idempotency-Key": str(new_id()),
    }
    stage.acts.turn += 1
    body: dict[str, Any] = stage.acts.body(name)
    path = f"/dossiers/{stage.acts.code}/{what}"

    def post() -> object:
        with here.app.test_client() as client:
            return client.post(path, json=body, headers=headers).status_code

    return post
