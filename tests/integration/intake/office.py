"""Intake on a real database with the shipped catalogue, and how tests speak to it."""

from __future__ import annotations

import copy
import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from joserfc.jwk import KeySet, OKPKey
from sqlalchemy import text
from werkzeug.test import TestResponse

from chassis.auth import TokenSigner, TokenVerifier
from chassis.clock import ClockSetting, machine_clock, write_setting
from chassis.crypto import KeyRing, new_data_key
from chassis.db import Database
from chassis.identifiers import new_id
from chassis.subscription import apply
from contracts.codec import load_data
from contracts.envelope import Envelope
from contracts.events import Event, subject_of
from kernel.clock import VIETNAM
from kernel.rights import Actor, Role
from services.intake.catalogue.api.package import read_package
from services.intake.catalogue.ports import CataloguePackage
from services.intake.wiring.catalogue import publish
from services.intake.wiring.parts import Parts
from services.intake.wiring.registry import build_handlers
from services.intake.wiring.service import app_of

ROOT = Path(__file__).parents[3]
MONDAY = datetime(2026, 11, 23, 9, tzinfo=VIETNAM)
COMMUNE = "H56.14797"
BIRTH = "1.001193"
COPIES = "2.000815"
LAND = "1.013831"
STANDING_STILL = 1e-9
PUBLIC_URL = "http://portal.example"

CITIZEN = Actor(subject="citizen-1", roles=frozenset({Role.CITIZEN}))
STRANGER = Actor(subject="citizen-2", roles=frozenset({Role.CITIZEN}))
OFFICER = Actor(
    subject="officer-1", roles=frozenset({Role.OFFICER}), agency=COMMUNE, name="Lê Thị Cán Bộ"
)
HEAD = Actor(
    subject="head-1", roles=frozenset({Role.HEAD}), agency=COMMUNE, name="Trần Văn Trưởng"
)
ELSEWHERE = Actor(subject="officer-2", roles=frozenset({Role.OFFICER}), agency="H56.STP")
SUPERVISOR = Actor(subject="boss-1", roles=frozenset({Role.SUPERVISOR}), agency="H56")

_KEYS = {
    name: OKPKey.generate_key("Ed25519", parameters={"kid": name})
    for name in ("gateway", "notification", "routing")
}


_FORGET = (
    "TRUNCATE dossier, dossier_counter, idempotency_key, outbox, timer, replan CASCADE",
    "TRUNCATE trail_head, access_seal, access_unsealed, filing_mark, mandate, draft CASCADE",
    "DELETE FROM event_log WHERE subject ~ '^(desk|dossier|mandate|draft)/'",
    "DELETE FROM event_stream WHERE subject ~ '^(desk|dossier|mandate|draft)/'",
)


class DatabaseClock:
    """The suite's clock as the database shows it, asked anew at every call."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __call__(self) -> datetime:
        with self._database.read() as tx:
            now: datetime = tx.execute(text("SELECT motcua_now()")).scalar_one()
        return now


class Office:
    """One intake service; `database` is its own, `parts` what it is made of."""

    def __init__(
        self,
        database: Database,
        *,
        now: datetime = MONDAY,
        one_box: bool = True,
        ring: KeyRing | None = None,
        is_published: bool = False,
    ) -> None:
        self.database = database
        self.clock = DatabaseClock(database)
        self.set_clock(now)
        self.ring = ring or KeyRing(current="k1", keys={"k1": new_data_key()})
        self.parts = Parts(
            database=database,
            clock=self.clock,
            one_box=one_box,
            ring=self.ring,
            public_url=PUBLIC_URL,
            post_connected=True,
        )
        self.app = app_of(self.parts, TokenVerifier("intake", public_keys(), self.clock))
        self.client: FlaskClient = self.app.test_client()
        if not is_published:
            publish(shipped(), self.parts)
        self.handlers = {row.event_class: row.handler for row in build_handlers(self.parts)}

    def set_clock(self, now: datetime, speed: float = STANDING_STILL) -> None:
        """Let the suite's clock stand at an instant."""
        setting = ClockSetting(real_anchor=machine_clock(), suite_anchor=now, speed=speed)
        with self.database.transaction() as tx:
            write_setting(tx, setting)

    def forget_dossiers(self) -> None:
        """Empty everything but the reference data."""
        with self.database.transaction() as tx:
            for statement in _FORGET:
                tx.execute(text(statement))

    def headers(self, actor: Actor | None, *, service: str = "gateway") -> dict[str, str]:
        """Return the headers of a call by a service on behalf of an actor."""
        token = TokenSigner(service, _KEYS[service], self.clock).issue("intake", actor)
        return {"Authorization": f"Bearer {token}"}

    def get(self, path: str, actor: Actor | None = CITIZEN) -> TestResponse:
        """Read something."""
        return self.client.get(path, headers=self.headers(actor))

    def post(
        self,
        path: str,
        body: object,
        actor: Actor | None = CITIZEN,
        *,
        key: str | None = None,
        version: int | None = None,
    ) -> TestResponse:
        """Send something, under a key or on condition of a version where given."""
        headers = self.headers(actor)
        if key is not None:
            headers["Idempotency-Key"] = key
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        # json.dumps, unlike the application's own, lets bad text through to the application.
        return self.client.post(
            path, data=json.dumps(body), headers=headers, content_type="application/json"
        )

    def file(
        self,
        actor: Actor = CITIZEN,
        body: dict[str, Any] | None = None,
        key: str | None = None,
    ) -> TestResponse:
        """File a dossier, a birth registration online by default."""
        return self.post("/dossiers", body or example(), actor, key=key or str(new_id()))

    def hear(self, event: Event) -> None:
        """Let intake hear an event, as its consumer would."""
        envelope = Envelope(
            id=new_id(),
            source=event.TYPE.partition(".")[0],
            type=event.TYPE,
            subject=subject_of(event),
            time=self.clock(),
            sequence=1,
        )
        with self.database.transaction() as tx:
            apply(self.handlers[type(event)], tx, [(envelope, event)])

    def said(self, code: str) -> list[Event]:
        """Return what intake said of a dossier, in order."""
        return self.said_of(f"dossier/{code}")

    def said_of(self, subject: str) -> list[Event]:
        """Return what intake said of a subject, in order."""
        with self.database.read() as tx:
            rows = tx.execute(
                text("SELECT type, data FROM event_log WHERE subject = :s ORDER BY sequence"),
                {"s": subject},
            )
            return [load_data(row.type, row.data) for row in rows]

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        with self.database.read() as tx:
            found: int = tx.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608 -- a table's name
        return found


def public_keys() -> KeySet:
    """Return the keys that services' tokens are held against."""
    return KeySet([OKPKey.import_key(key.as_dict(private=False)) for key in _KEYS.values()])


@cache
def shipped() -> CataloguePackage:
    """Return the shipped catalogue, read once."""
    return read_package(ROOT / "catalogue").package


def example(procedure: str = BIRTH, **changes: object) -> dict[str, Any]:
    """Return the body the catalogue ships for a procedure, with changes at its top.

    Tests file it again and again, so it says that it may be filed before.
    """
    found = next(item for item, _ in shipped().procedures if item.code == procedure)
    again = {"despite_duplicate": True}
    return copy.deepcopy(dict(found.example or {})) | again | changes


def at_desk(procedure: str = BIRTH, **changes: object) -> dict[str, Any]:
    """Return the same as handed in at a desk, every paper seen."""
    body = example(procedure, channel="desk")
    papers = [{"paper": paper["paper"], "seen": True} for paper in body["papers"]]
    return body | {"papers": papers} | changes
