"""A routing service on a real database, and how tests speak to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from joserfc.jwk import KeySet, OKPKey
from sqlalchemy import text
from werkzeug.test import TestResponse

from chassis.auth import TokenSigner, TokenVerifier
from chassis.db import Database
from chassis.identifiers import new_id
from chassis.subscription import apply
from chassis.testing import FrozenClock
from contracts.envelope import Envelope
from contracts.events import Event, intake, subject_of
from contracts.events.agency import AgencyPublished
from kernel.calendar import Calendar, CalendarDay, to_document
from kernel.office_hours import STANDARD_HOURS, office_hours_to_document
from kernel.rights import Actor
from services.routing.process.domain.errors import Reference
from services.routing.subscriptions import Handlers, subscriptions
from services.routing.wiring.service import app_of
from services.routing.wiring.work import Routing
from tests.unit.routing.samples import BIRTH, COMMUNE, DOSSIER, INSURANCE, MONDAY

PROCEDURE = "2.001023"
KEYS = {
    name: OKPKey.generate_key("Ed25519", parameters={"kid": name})
    for name in ("gateway", "intake", "notification", "reporting", "routing")
}


def procedure(
    process: dict[str, Any] | None = None, version: int = 1
) -> intake.ProcedurePublished:
    """Return a published version, birth registration with its card by default."""
    return intake.ProcedurePublished(
        procedure=PROCEDURE,
        version=version,
        name="Liên thông khai sinh, thẻ bảo hiểm y tế",
        field_code="HT",
        field_name="Hộ tịch",
        tier="commune",
        legal_level=4,
        delivery_mode="full",
        process=process or BIRTH,
        valid_from=MONDAY.date(),
        valid_to=None,
    )


def agency(code: str) -> AgencyPublished:
    """Return an agency with standard hours."""
    return AgencyPublished(
        code=code,
        name=f"Cơ quan {code}",
        kind="commune",
        tier="commune",
        parent=None,
        commune=None,
        area=(),
        address=None,
        phone=None,
        calendar="vn",
        office_hours=office_hours_to_document(STANDARD_HOURS),
        valid_from=MONDAY.date(),
        valid_to=None,
    )


def calendar(version: int = 1, *days: CalendarDay) -> intake.CalendarPublished:
    """Return a calendar with these days, without holidays by default."""
    rows = {row.day: row for row in days}
    plain = Calendar(id="vn", version=version, days=rows, first_year=2026, last_year=2027)
    return intake.CalendarPublished(calendar="vn", version=version, document=to_document(plain))


def accepted(dossier: str = DOSSIER, legs: dict[str, str] | None = None) -> intake.DossierAccepted:
    """Return an accepted dossier, due in a fortnight."""
    agencies = legs or {"registration": COMMUNE, "insurance": INSURANCE}
    return intake.DossierAccepted(
        code=dossier,
        procedure=PROCEDURE,
        procedure_version=1,
        case=None,
        channel="online",
        receiving_agency=COMMUNE,
        competent_agency=COMMUNE,
        legs=tuple(intake.LegAgency(leg=leg, agency=code) for leg, code in agencies.items()),
        filed_at=MONDAY,
        received_at=MONDAY,
        accepted_at=MONDAY,
        term="8wd",
        due_at=MONDAY + timedelta(days=14),
        due_provisional=False,
        officer="desk-1",
        language="vi",
    )


def envelope(event: Event, sequence: int = 1) -> Envelope:
    """Return an envelope for an event of intake."""
    return Envelope(
        id=new_id(),
        source="intake",
        type=event.TYPE,
        subject=subject_of(event),
        time=MONDAY,
        sequence=sequence,
    )


class Suite:
    """Routing with a clock that stands, its events as they were said, and a client."""

    def __init__(self, database: Database, now: datetime = MONDAY) -> None:
        self.database = database
        self.clock = FrozenClock(now)
        self.routing = Routing(database=database, clock=self.clock)
        self.wanted: set[Reference] = set()
        keys = TokenVerifier("routing", KeySet(list(KEYS.values())), self.clock)
        self.client: FlaskClient = app_of(self.routing, keys).test_client()

    @property
    def handlers(self) -> Handlers:
        """Return the handlers of events; what they want is kept in `wanted`."""
        return self.routing.handlers(self.wanted.update)

    def hear(self, *events: Event) -> None:
        """Apply events, each in a transaction of its own."""
        table = {row.event_class: row.handler for row in subscriptions(self.handlers)}
        for event in events:
            with self.database.transaction() as tx:
                apply(table[type(event)], tx, [(envelope(event), event)])

    def hear_reference(self, process: dict[str, object] | None = None) -> None:
        """Apply what a case needs to be opened."""
        self.hear(calendar(), agency(COMMUNE), agency(INSURANCE), procedure(process))

    def said(self) -> list[str]:
        """Return the types of the events said, in order, without `routing.` and version."""
        with self.database.read() as tx:
            types = tx.scalars(text("SELECT type FROM event_log ORDER BY position"))
            return [name.split(".")[1] for name in types]

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        with self.database.read() as tx:
            return int(tx.scalar(text(f'SELECT count(*) FROM "{table}"')) or 0)  # noqa: S608

    def get(self, path: str, actor: Actor | None, service: str = "gateway") -> TestResponse:
        """Read over HTTP on behalf of an actor."""
        return self.client.get(path, headers=self._headers(actor, service))

    def act(
        self,
        actor: Actor,
        item: dict[str, Any],
        action: str,
        body: dict[str, Any] | None = None,
        **headers: str,
    ) -> TestResponse:
        """Do something with a task as it was read."""
        sent = self._headers(actor, "gateway") | {
            "If-Match": f'"{item["etag"]}"',
            "Idempotency-Key": str(new_id()),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        path = f"/tasks/{item['task']}/{action}"
        return self.client.post(path, json=body or {}, headers=sent)

    def write(
        self,
        actor: Actor,
        method: str,
        path: str,
        version: int,
        *,
        body: object = None,
        key: str | None = None,
    ) -> TestResponse:
        """Change what stands at a path, as it was read at that version."""
        sent = self._headers(actor, "gateway") | {
            "If-Match": f'"{version}"',
            "Idempotency-Key": key or str(new_id()),
        }
        return self.client.open(path, method=method, json=body, headers=sent)

    def worklist(self, actor: Actor, query: str = "") -> list[dict[str, Any]]:
        """Return the items of a worklist."""
        reply = self.get(f"/worklist{query}", actor)
        assert reply.status_code == 200, reply.get_data(as_text=True)
        items: list[dict[str, Any]] = reply.get_json()["items"]
        return items

    def do(self, actor: Actor, action: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Claim and end the first task of the actor's worklist."""
        claimed = self.act(actor, self.worklist(actor)[0], "claim")
        assert claimed.status_code == 200, claimed.get_data(as_text=True)
        ended = self.act(actor, claimed.get_json(), action, body)
        assert ended.status_code == 200, ended.get_data(as_text=True)
        document: dict[str, Any] = ended.get_json()
        return document

    def _headers(self, actor: Actor | None, service: str = "gateway") -> dict[str, str]:
        """Return the headers of a request on behalf of an actor."""
        signer = TokenSigner(service, KEYS[service], self.clock)
        return {"Authorization": f"Bearer {signer.issue('routing', actor)}"}
