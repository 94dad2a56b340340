"""What reporting is told in the tests of its reports, and by whom it is asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from werkzeug.test import TestResponse

from chassis.auth import Caller
from chassis.db import Database
from chassis.subscription import apply
from chassis.testing.clock import FrozenClock
from contracts.envelope import Envelope
from contracts.events import Event, subject_of
from contracts.events.agency import AgencyPublished
from contracts.events.intake import (
    DossierAccepted,
    DossierFinished,
    DossierRated,
    ProcedurePublished,
)
from kernel.clock import VIETNAM
from kernel.errors import UnauthenticatedError
from kernel.rights import Actor, Role
from services.reporting.wiring.service import build_handlers

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=VIETNAM)
FILED = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)
SUPERVISOR = {"Authorization": "Bearer supervisor"}


class FakeAuthenticator:
    """Knows people by their first name."""

    people: ClassVar[dict[str, Actor | None]] = {
        "supervisor": Actor(subject="s", roles=frozenset({Role.SUPERVISOR})),
        "head": Actor(subject="h", roles=frozenset({Role.HEAD}), agency="H56.14797"),
        "officer": Actor(subject="o", roles=frozenset({Role.OFFICER}), agency="H56.14797"),
        "nobody": None,
    }

    def verify(self, token: str) -> Caller:
        if token not in self.people:
            raise UnauthenticatedError
        return Caller("gateway", self.people[token])


def agency(code: str, parent: str | None) -> AgencyPublished:
    return AgencyPublished(
        code=code,
        name=f"Cơ quan {code}",
        kind="commune",
        tier="commune",
        parent=parent,
        commune=None,
        area=(),
        address=None,
        phone=None,
        calendar="vn",
        office_hours={},
        valid_from=FILED.date(),
        valid_to=None,
    )


PROCEDURE = ProcedurePublished(
    procedure="1.001193",
    version=1,
    name="Đăng ký khai sinh",
    field_code="HT",
    field_name="Hộ tịch",
    tier="commune",
    legal_level=4,
    delivery_mode="full",
    process={},
    valid_from=FILED.date(),
    valid_to=None,
)


def accepted(number: int, channel: str = "online", at: datetime = FILED) -> DossierAccepted:
    return DossierAccepted(
        code=f"H56.14797-261123-{number:04}",
        procedure="1.001193",
        procedure_version=1,
        case=None,
        channel=channel,
        receiving_agency="H56.14797",
        competent_agency="H56.12",
        legs=(),
        filed_at=at,
        received_at=at,
        accepted_at=at,
        term="1wd",
        due_at=at + timedelta(hours=10),
        due_provisional=False,
        officer="officer-017",
        language="vi",
    )


def finished(number: int, timeliness: str) -> DossierFinished:
    return DossierFinished(
        code=f"H56.14797-261123-{number:04}",
        procedure="1.001193",
        receiving_agency="H56.14797",
        competent_agency="H56.12",
        outcome="approved",
        finished_at=FILED + timedelta(hours=5),
        due_at=None,
        timeliness=timeliness,
    )


def rated(number: int, overall: int) -> DossierRated:
    return DossierRated(
        code=f"H56.14797-261123-{number:04}",
        procedure="1.001193",
        receiving_agency="H56.14797",
        competent_agency="H56.12",
        overall=overall,
        quality=None,
        time=None,
        cost=None,
        rated_at=FILED + timedelta(hours=6),
        channel="online",
    )


def hear(database: Database, *events: Event, sequence: int = 1, event_id: int = 0) -> None:
    """Apply events as the consumer does."""
    handlers = {row.event_class: row.handler for row in build_handlers(FrozenClock(NOW))}
    for number, event in enumerate(events, start=event_id):
        envelope = Envelope(
            id=UUID(int=number),
            source=event.TYPE.partition(".")[0],
            type=event.TYPE,
            subject=subject_of(event),
            time=NOW,
            sequence=sequence,
        )
        with database.transaction() as tx:
            apply(handlers[type(event)], tx, [(envelope, event)])


def tell(made: Database) -> None:
    """Let reporting hear of four dossiers."""
    hear(
        made,
        agency("H56", None),
        agency("H56.14797", "H56"),
        agency("H56.12", "H56"),
        PROCEDURE,
        accepted(1),
        accepted(2, "desk"),
        accepted(3),
        accepted(4, at=datetime(2026, 9, 1, 8, tzinfo=VIETNAM)),
        finished(1, "early"),
        finished(2, "late"),
        rated(1, 3),
        rated(2, 1),
    )


def body(answer: TestResponse) -> dict[str, Any]:
    """Return the JSON object of an answer."""
    document: dict[str, Any] = answer.get_json()
    return document
