"""All four services in one process on real databases; what they say is carried by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Row, text

from chassis.clock import ClockSetting, machine_clock, write_setting
from chassis.crypto import KeyRing, new_data_key
from chassis.db import Database
from chassis.identifiers import new_id
from chassis.inbox import Inbox
from chassis.retrier import InboxRetrier
from chassis.testing.databases import cloned_database
from contracts.codec import encode_data
from contracts.envelope import Envelope
from kernel.clock import VIETNAM
from services.intake.subscriptions import GATED as INTAKE_GATED
from services.intake.wiring import service as intake_wiring
from services.intake.wiring.catalogue import publish
from services.intake.wiring.parts import Parts
from services.intake.wiring.registry import build_handlers as intake_handlers
from services.notification.subscriptions import GATED as NOTIFICATION_GATED
from services.notification.templates.store.texts import FileTexts
from services.notification.wiring import service as notification_wiring
from services.notification.wiring.hearing import build_handlers as notification_handlers
from services.notification.wiring.parts import Parts as NotificationParts
from services.reporting.reconciliation.clients.service_books import ServiceBooks
from services.reporting.reconciliation.ports import Books
from services.reporting.subscriptions import GATED as REPORTING_GATED
from services.reporting.wiring import service as reporting_wiring
from services.reporting.wiring.reconciliation import own_books
from services.routing.subscriptions import GATED as ROUTING_GATED
from services.routing.subscriptions import subscriptions as routing_subscriptions
from services.routing.wiring import service as routing_wiring
from services.routing.wiring.work import Routing
from tests.integration.intake.office import (
    BIRTH,
    COPIES,
    DatabaseClock,
    at_desk,
    example,
    shipped,
)
from tests.integration.reconciliation.callers import CITIZEN, FakeAuthenticator, InProcess

MONDAY = datetime(2026, 11, 23, 9, tzinfo=VIETNAM)
SERVICES = ("intake", "routing", "notification", "reporting")
LISTENERS: Mapping[str, Sequence[str]] = {
    "intake": ("routing", "notification", "reporting"),
    "routing": ("intake", "notification", "reporting"),
    "notification": ("intake", "reporting"),
}
_PENDING = text("""
    SELECT position, id, type, subject, sequence, time, data::text AS data
    FROM outbox JOIN event_log USING (position)
    WHERE subject <> ALL (:stuck) ORDER BY position
""")
_SENT = text("DELETE FROM outbox WHERE position = ANY (:positions)")


class Province:
    """The suite with a clock that stands; `pump` carries what was said to who listens."""

    def __init__(
        self,
        stack: ExitStack,
        *,
        urls: Mapping[str, str] | None = None,
        ring: KeyRing | None = None,
        published: Mapping[str, str] | None = None,
    ) -> None:
        """Open it on fresh databases, or on those of `urls` with the ring their data need.

        `published` are databases where everybody knows the catalogue; it copies them and need not
        publish.
        """
        urls = urls or {
            name: stack.enter_context(
                cloned_database(name, like=published[name] if published else None)
            )
            for name in SERVICES
        }
        self.databases = {name: self._open(stack, name, urls[name]) for name in SERVICES}
        self.stuck: set[str] = set()
        self.set_clock(MONDAY)
        clocks = {name: DatabaseClock(db) for name, db in self.databases.items()}
        auth = FakeAuthenticator()
        self.parts = Parts(
            database=self.databases["intake"],
            clock=clocks["intake"],
            one_box=True,
            ring=ring or KeyRing(current="k1", keys={"k1": new_data_key()}),
            public_url="http://portal.example",
            post_connected=True,
        )
        told = self.notification = NotificationParts(
            database=self.databases["notification"],
            clock=clocks["notification"],
            ring=self.parts.ring,
            public_url="http://portal.example",
        )
        routing = Routing(database=self.databases["routing"], clock=clocks["routing"])
        self.apps = {
            "intake": intake_wiring.app_of(self.parts, auth),
            "routing": routing_wiring.app_of(routing, auth),
            "notification": notification_wiring.app_of(self.notification, auth),
            "reporting": reporting_wiring.app_of(
                self.databases["reporting"], clocks["reporting"], auth
            ),
        }
        texts = FileTexts("http://portal.example")
        handlers: dict[str, tuple[Any, Any]] = {
            "intake": (intake_handlers(self.parts), INTAKE_GATED),
            "routing": (routing_subscriptions(routing.handlers(lambda _: None)), ROUTING_GATED),
            "notification": (
                notification_handlers(texts, told.clock, "example.vn", told.ring),
                NOTIFICATION_GATED,
            ),
            "reporting": (reporting_wiring.build_handlers(clocks["reporting"]), REPORTING_GATED),
        }
        self.inboxes = {
            name: Inbox(self.databases[name], name, rows, gated=gated)
            for name, (rows, gated) in handlers.items()
        }
        self.callers = {name: InProcess(self.apps[name]) for name in LISTENERS}
        if published is None:
            publish(shipped(), self.parts)
            self.pump()

    def books(self) -> dict[str, Books]:
        """Return the books of all, as reporting reads them."""
        others: dict[str, Books] = {
            name: ServiceBooks(caller, operator="tester") for name, caller in self.callers.items()
        }
        own = own_books(self.databases["reporting"], self.callers["intake"], operator="tester")
        return others | {"reporting": own}

    def set_clock(self, now: datetime) -> None:
        """Let the suite's clock all but stand at an instant everywhere."""
        setting = ClockSetting(real_anchor=machine_clock(), suite_anchor=now, speed=1e-3)
        for database in self.databases.values():
            with database.transaction() as tx:
                write_setting(tx, setting)

    def age(self) -> None:
        """Make everything that happened so far an hour old."""
        self.set_clock(MONDAY + timedelta(hours=1))
        for name in self.databases:
            self.sql(name, "UPDATE inbox SET received_at = received_at - interval '1 hour'")
            self.sql(name, "UPDATE outbox SET added_at = added_at - interval '1 hour'")

    def pump(self, rounds: int = 10) -> None:
        """Carry what the outboxes hold until nobody has anything to say, then try again once."""
        for _ in range(rounds):
            if not sum(self._carry(source) for source in LISTENERS):
                break
        for inbox in self.inboxes.values():
            InboxRetrier(inbox).run_once()

    def sql(self, service: str, statement: str, **values: object) -> list[Row[Any]]:
        """Do something behind the service's back; return rows where there are any."""
        with self.databases[service].transaction() as tx:
            result = tx.execute(text(statement), values)
            return list(result.all()) if result.returns_rows else []

    def file(self) -> str:
        """File a birth registration online and return its code."""
        return self._filed("/dossiers", example(BIRTH), CITIZEN)

    def settle_on_the_spot(self) -> str:
        """Settle a certified copy at the desk and return its code."""
        body = at_desk(COPIES) | {"result": {"number": "1"}}
        return self._filed("/on-the-spot", body, "head")

    def at_desk(self, code: str, what: str, body: Mapping[str, object], version: int) -> None:
        """Do something with a dossier at the desk."""
        headers = {"If-Match": f'"{version}"'}
        self._post("intake", f"/dossiers/{code}/{what}", dict(body), "officer", headers)

    def change(self, code: str, what: str, body: Mapping[str, object], role: str) -> None:
        """Do something with a dossier as it stands now, in a role."""
        version = self.sql("intake", "SELECT version FROM dossier WHERE code = :c", c=code)[0][0]
        headers = {"If-Match": f'"{version}"', "Idempotency-Key": str(new_id())}
        self._post("intake", f"/dossiers/{code}/{what}", dict(body), role, headers)

    def correct(self, code: str) -> None:
        """Take a result back, for the head."""
        self.change(code, "error-correction", {"reason": "Sai tên đệm."}, "head")

    def get(self, service: str, path: str, role: str) -> Any:  # noqa: ANN401 -- any JSON value
        """Read something in a role."""
        headers = {"Authorization": f"Bearer gateway:{role}"}
        answer = self.apps[service].test_client().get(path, headers=headers)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_json()

    def decide_all(self) -> None:
        """Verify and sign everything that is on the worklists."""
        for role, action in (("officer", "complete"), ("approver", "approve")):
            for item in self._worklist(role):
                claimed = self._act(item, "claim", role)
                self._act(claimed, action, role)
            self.pump()

    def _act(self, item: Mapping[str, Any], action: str, role: str) -> Any:  # noqa: ANN401 -- JSON
        headers = {"If-Match": f'"{item["etag"]}"', "Idempotency-Key": str(new_id())}
        return self._post("routing", f"/tasks/{item['task']}/{action}", {}, role, headers)

    def _worklist(self, role: str) -> list[dict[str, Any]]:
        headers = {"Authorization": f"Bearer gateway:{role}"}
        answer = self.apps["routing"].test_client().get("/worklist?limit=100", headers=headers)
        items: list[dict[str, Any]] = answer.get_json()["items"]
        return items

    def _filed(self, path: str, body: dict[str, Any], role: str) -> str:
        headers = {"Idempotency-Key": str(new_id())}
        code: str = self._post("intake", path, body, role, headers)["code"]
        return code

    def _post(
        self, service: str, path: str, body: object, role: str, headers: Mapping[str, str]
    ) -> Any:  # noqa: ANN401 -- any JSON value
        sent = {"Authorization": f"Bearer gateway:{role}", **headers}
        answer = self.apps[service].test_client().post(path, json=body, headers=sent)
        assert answer.status_code < 300, answer.get_data(as_text=True)
        return answer.get_json()

    def _carry(self, source: str) -> int:
        with self.databases[source].transaction() as tx:
            rows = tx.execute(_PENDING, {"stuck": list(self.stuck)}).all()
            tx.execute(_SENT, {"positions": [row.position for row in rows]})
        bodies = [(row.type, _body(source, row)) for row in rows]
        for name in LISTENERS[source]:
            inbox = self.inboxes[name]
            for batch in portions(bodies):
                inbox.work([inbox.reader.read(body, type_) for type_, body in batch])
        return len(rows)

    def _open(self, stack: ExitStack, name: str, url: str) -> Database:
        database = Database(url, name=f"test {name}", pool_size=5)
        stack.callback(database.dispose)
        return database


def _body(source: str, row: Row[Any]) -> bytes:
    envelope = Envelope(
        id=row.id,
        source=source,
        type=row.type,
        subject=row.subject,
        time=row.time,
        sequence=row.sequence,
    )
    return encode_data(envelope, orjson.Fragment(row.data))


def portions(bodies: list[tuple[str, bytes]], size: int = 50) -> list[list[tuple[str, bytes]]]:
    """Return the bodies in the portions a consumer takes them in."""
    return [bodies[start : start + size] for start in range(0, len(bodies), size)]
