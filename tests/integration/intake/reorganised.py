"""Agencies that end, begin or are switched on, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import text

from chassis.db import Transaction
from chassis.timers import Timer, TimerHandler, TimerRunner
from kernel.rights import Actor
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.succession import Successor
from services.intake.catalogue.usecases.publish_agencies import publish_agencies
from services.intake.reorganisation.domain.reorganisation import Reorganisation, Succession
from services.intake.reorganisation.store.reorganisations import MOVE, PgReorganisations
from services.intake.wiring.reorganisation import CHUNK, move_chunk, publish
from tests.integration.intake.office import (
    COMMUNE,
    COPIES,
    MONDAY,
    OFFICER,
    SUPERVISOR,
    Office,
    at_desk,
    shipped,
)

NEIGHBOUR = "H56.14812"
OTHER = "H56.14758"
LAST = date(2026, 11, 22)
"""The day before the Monday on which the tests' clock stands."""


def agency(code: str, **changes: Any) -> Agency:
    """Return a shipped agency with changes."""
    return replace(next(one for one in shipped().agencies if one.code == code), **changes)


def to(code: str, **rules: tuple[str, ...]) -> Successor:
    """Return a successor."""
    return Successor(agency=code, **rules)


def published(office: Office, *agencies: Agency) -> None:
    """Publish agencies as the catalogue would; processes that remember forget."""
    parts = office.parts
    with parts.database.transaction() as tx:
        publish_agencies(agencies, agencies=parts.agencies(tx), events=parts.events(tx))
    parts.memory._kept.clear()


def as_shipped(office: Office) -> None:
    """Let no agency have ended, and forget the dossiers."""
    office.forget_dossiers()
    office.set_clock(MONDAY)
    with office.database.transaction() as tx:
        tx.execute(text("TRUNCATE succession, reorganisation"))
        tx.execute(text("DELETE FROM event_log WHERE subject LIKE 'agency/%'"))
        tx.execute(text("DELETE FROM event_stream WHERE subject LIKE 'agency/%'"))
        agencies = office.parts.agencies(tx)
        for one in shipped().agencies:
            agencies.put(one)
    office.parts.memory._kept.clear()


def merged(office: Office, into: str = NEIGHBOUR) -> None:
    """End the tests' commune with the neighbour as its only successor."""
    published(office, agency(COMMUNE, valid_to=LAST, successors=(to(into),)))


def told(old: str, new: str) -> Mapping[str, Any]:
    """Return what an answer says of a redirection."""
    name = agency(new).name
    return {
        "from": old,
        "to": new,
        "text": {
            "vi": f"Cơ quan {old} đã được sắp xếp lại; nay là {name} ({new}).",
            "en": f"The agency {old} was reorganised; now it is {name} ({new}).",
        },
    }


def reorganisation(*successions: Succession, effect: date | None = None) -> Reorganisation:
    """Return a reorganisation that takes effect on the tests' Monday, or that day."""
    return Reorganisation(
        id="sap-xep-2026",
        ground="Nghị quyết số 1686/NQ-UBTVQH15",
        takes_effect=effect or MONDAY.date(),
        successions=successions,
    )


def merger(into: str = NEIGHBOUR) -> Succession:
    """Return what merges the tests' commune into another one."""
    return Succession(agency=COMMUNE, successors=(to(into),))


def widened(office: Office, *codes: str) -> None:
    """Let agencies serve the tests' commune too, as who takes over must."""
    wide = [agency(one, area=(*agency(one).area, "14797")) for one in codes or (NEIGHBOUR,)]
    published(office, *wide)


def reorganise(office: Office, decided: Reorganisation) -> tuple[str, ...]:
    """Publish a reorganisation; processes that remember forget."""
    ended = publish(office.parts, decided, by="admin-1")
    office.parts.memory._kept.clear()
    return ended


def moves(office: Office, most: int = 1000, size: int = CHUNK) -> int:
    """Do the chunks that are due, up to so many; return how many there were."""

    def handle(tx: Transaction, timer: Timer) -> None:
        move_chunk(office.parts, tx, timer, size=size)

    runner = TimerRunner(office.database, [TimerHandler(kind=MOVE, handle=handle)])
    done = 0
    while done < most and runner.run_one():
        done += 1
    return done


def emptied(office: Office) -> list[tuple[str, int, int, bool]]:
    """Return of each agency that ends: its code, moved, without a rule, whether it is done."""
    with office.database.read() as tx:
        return [
            (one.agency, one.moved, one.without_rule, one.finished_at is not None)
            for one in PgReorganisations(tx).all()
        ]


def agencies_of(office: Office, code: str, actor: Actor = SUPERVISOR) -> tuple[str, str]:
    """Return who received a dossier and who decides it, as it stands."""
    found = office.get(f"/dossiers/{code}", actor).json
    assert found is not None
    return found["receiving_agency"], found["competent_agency"]


def taken_in(office: Office, actor: Actor = OFFICER) -> str:
    """Receive copies to be certified at the desk of the tests' commune."""
    answer = office.file(actor, at_desk(COPIES, receiving_agency=COMMUNE))
    assert answer.status_code == 201, answer.json
    code: str = answer.json["code"]  # type: ignore[index]
    return code
