"""Three services in small, made of the chassis alone, for faults the real ones hide in volume.

intake takes filings (numbers dense by agency), routing opens a case and keeps a copy of each
dossier in sequence, reporting notes a fact an event. Nothing here is unique in the database that
the chassis should keep unique: what is done twice shows twice.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Sequence

import flask
import orjson
from flask import Flask, Response
from flask_smorest import Blueprint
from sqlalchemy import text

from chassis import consumer as consumer_module
from chassis import logging, publisher
from chassis.auth import Caller
from chassis.background import Loop, run_loops
from chassis.clock import machine_clock
from chassis.consumer import Consumer
from chassis.db import Database, DatabaseUnavailableError, Transaction
from chassis.http import AppParts, create_app, idempotency_key, json_response, read_body
from chassis.idempotency import Idempotency
from chassis.inbox import Inbox
from chassis.outbox import Outbox, replay
from chassis.relay import Relay
from chassis.retrier import InboxRetrier
from chassis.subscription import Park, Subscription
from contracts.envelope import Envelope
from contracts.events.intake import DossierHandedOver
from contracts.events.routing import CaseOpened
from tests.chaos import channel_errors, mutants

SCHEMA = """
    CREATE TABLE number (agency text PRIMARY KEY, last int NOT NULL);
    CREATE TABLE filing (key text, code text, agency text, number int, steps int);
    CREATE TABLE progress (code text, sequence int);
    CREATE TABLE opened (code text);
    CREATE TABLE copy (code text PRIMARY KEY, last int, chain text);
    CREATE TABLE fact (event_id uuid, code text, type text, sequence int);
"""
POISON, FLAKY = "poison", "flaky"
_NUMBER = text("""
    INSERT INTO number (agency, last) VALUES (:agency, 1)
    ON CONFLICT (agency) DO UPDATE SET last = number.last + 1 RETURNING last
""")
_FILE = text("INSERT INTO filing VALUES (:key, :code, :agency, :number, :steps)")
_COPY = text("""
    INSERT INTO copy (code, last, chain) VALUES (:code, :sequence, md5(:word))
    ON CONFLICT (code) DO UPDATE SET last = :sequence, chain = md5(copy.chain || :word)
""")


def database() -> Database:
    """Return this process' database."""
    return Database(os.environ["CHAOS_DATABASE_URL"], name="miniature", pool_size=8)


class _Anybody:
    def verify(self, token: str) -> Caller:  # noqa: ARG002 -- whoever it is
        return Caller("gateway", None)


def app() -> Flask:
    """Return the HTTP application of intake in small."""
    mutants.apply(os.environ.get("CHAOS_MUTANT", ""))
    own = database()
    blueprint = Blueprint("filings", __name__)

    @blueprint.post("/filings")
    def file() -> Response:
        return file_once(own, idempotency_key(), read_body())

    def ping() -> None:
        if not own.ping():
            raise DatabaseUnavailableError

    return create_app(
        AppParts(
            name="intake",
            title="miniature",
            blueprints=(blueprint,),
            authenticator=_Anybody(),
            ready={"database": ping},
        )
    )


def file_once(own: Database, key: str, body: bytes) -> Response:
    """File: number, filing, events and reply in one transaction."""
    document = orjson.loads(body)
    with own.transaction() as tx:
        request = Idempotency(tx, client="chaos", key=key, body=body)
        stored = request.recall()
        if stored is not None:
            return flask.Response(stored.body, stored.status, content_type="application/json")
        agency, methods = document["agency"], document["methods"]
        number = tx.execute(_NUMBER, {"agency": agency}).scalar_one()
        code = f"{agency}-{number:06d}"
        about = {"key": key, "code": code, "agency": agency, "number": number}
        tx.execute(_FILE, about | {"steps": len(methods)})
        outbox = Outbox(tx, source="intake", clock=machine_clock)
        for method in methods:
            outbox.add(handed_over(code, method))
        _dawdle()
        request.keep(201, orjson.dumps({"code": code}))
    return json_response({"code": code}, 201)


def _dawdle() -> None:
    """Commit in another order than the positions were given."""
    longest = float(os.environ.get("CHAOS_COMMIT_DELAY", "0"))
    if longest:
        time.sleep(random.uniform(0, longest))  # noqa: S311 -- no secret


def handed_over(code: str, method: str) -> DossierHandedOver:
    """Return the event the miniature speaks in."""
    return DossierHandedOver(
        code=code,
        procedure="1.000001",
        receiving_agency="H56.1",
        handed_over_at=machine_clock(),
        method=method,
        officer="o1",
    )


def _copy(tx: Transaction, envelope: Envelope, event: DossierHandedOver) -> None:
    """Keep the copy; the first event of a dossier opens its case and says so."""
    _misbehave(envelope, event)
    word = {"code": event.code, "sequence": envelope.sequence, "word": str(envelope.sequence)}
    tx.execute(_COPY, word)
    if envelope.sequence == 1:
        tx.execute(text("INSERT INTO opened VALUES (:code)"), {"code": event.code})
        opened = CaseOpened(
            dossier=event.code,
            case=event.code,
            procedure=event.procedure,
            procedure_version=1,
            legs=(),
            opened_at=machine_clock(),
        )
        Outbox(tx, source="routing", clock=machine_clock).add(opened, causation=envelope.id)


_failed: set[str] = set()


def _misbehave(envelope: Envelope, event: DossierHandedOver) -> None:
    if event.method == POISON:
        raise Park(POISON)
    if event.method == FLAKY and str(envelope.id) not in _failed:
        _failed.add(str(envelope.id))
        raise RuntimeError(FLAKY)


def _note_progress(tx: Transaction, envelope: Envelope, event: CaseOpened) -> None:
    row = {"code": event.dossier, "sequence": envelope.sequence}
    tx.execute(text("INSERT INTO progress VALUES (:code, :sequence)"), row)


def _note_fact(tx: Transaction, envelope: Envelope, event: DossierHandedOver | CaseOpened) -> None:
    row = {"id": envelope.id, "code": event.subject_id, "type": envelope.type}
    row |= {"sequence": envelope.sequence}
    tx.execute(text("INSERT INTO fact VALUES (:id, :code, :type, :sequence)"), row)


def _inbox(service: str, own: Database) -> Inbox:
    hears: dict[str, tuple[list[Subscription], set[tuple[str, str]]]] = {
        "intake": (
            [Subscription(event_class=CaseOpened, handler=_note_progress)],
            {("routing", "dossier")},
        ),
        "routing": (
            [Subscription(event_class=DossierHandedOver, handler=_copy)],
            {("intake", "dossier")},
        ),
        "reporting": (
            [
                Subscription(event_class=event_class, handler=_note_fact)
                for event_class in (DossierHandedOver, CaseOpened)
            ],
            set(),
        ),
    }
    subscriptions, gated = hears[service]
    return Inbox(own, service, subscriptions, gated=gated)


def _ask_owner(source: str, subject: str, first: int, last: int) -> None:
    owner = Database(os.environ[f"CHAOS_{source.upper()}_DATABASE_URL"], name="replay")
    with owner.transaction() as tx:
        replay(tx, subject, first, last)
    owner.dispose()


def background(service: str) -> Sequence[Loop]:
    """Return the loops of a service in small."""
    own, amqp = database(), os.environ["CHAOS_AMQP_URL"]
    inbox = _inbox(service, own)
    loops: list[Loop] = [Consumer(inbox, amqp), InboxRetrier(inbox, _ask_owner)]
    if service != "reporting":
        loops.append(Relay(own, amqp, source=service))
    return loops


def main(service: str, run: Callable[[Sequence[Loop], str], int] = run_loops) -> int:
    """Run the background of `service`."""
    logging.configure(f"{service}.background", "INFO")
    heartbeat = os.environ.get("CHAOS_HEARTBEAT")
    if heartbeat:
        vars(publisher)["_HEARTBEAT_SECONDS"] = int(heartbeat)
        vars(consumer_module)["_HEARTBEAT_SECONDS"] = int(heartbeat)
    mutants.apply(os.environ.get("CHAOS_MUTANT", ""))
    channel_errors.on_signal()
    return run(background(service), os.environ["CHAOS_BIND"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
