"""What benchmarks of waiting messages share: a filled queue, and a provider of texts as told."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson
from sqlalchemy import text

from chassis.crypto import new_data_key, seal
from chassis.db import Database
from services.notification.dispatch.domain.lane import Lane
from services.notification.people.store.sealed import seal_context, wrap_context
from services.notification.templates.domain.agency import AgencyWords
from services.notification.templates.domain.facts import Facts
from tests.benchmarks.messages_ours import ring

_AT = datetime(2025, 12, 29, 9, 0, tzinfo=UTC)
_PORTION = 5000
_KNOW = """
    WITH one AS (SELECT * FROM unnest(%s::text[], %s::text[], %s::text[])
                 AS one (code, sealed, wrapped)),
    kept AS (INSERT INTO contact_key SELECT code, wrapped FROM one)
    INSERT INTO addressee SELECT code, 'vi', code, sealed FROM one
"""
_QUEUE = text("""
    WITH added AS (
        INSERT INTO message (id, event_id, recipient, channel, template, template_version, dossier,
            language, facts, reference, queued_at, status, lane, agency, next_attempt_at)
        SELECT id, gen_random_uuid(), 'applicant/' || dossier, CAST(:channel AS text),
            'dossier-replanned', 1, dossier, 'vi',
            jsonb_set(CAST(:facts AS jsonb), '{code}', to_jsonb(dossier)), id,
            now(), 'queued', :lane, :agency, clock_timestamp()
        FROM (SELECT gen_random_uuid() AS id, dossier
              FROM unnest(CAST(:dossiers AS text[])) AS dossier) AS one
        RETURNING 1
    )
    SELECT pg_notify('motcua_message_' || CAST(:channel AS text), '') FROM added LIMIT 1
""")


def codes(agency: str, count: int) -> Sequence[str]:
    """Return codes of dossiers of an agency."""
    return [f"{agency}-251215-{number:06d}" for number in range(1, count + 1)]


def know(database: Database, dossiers: Sequence[str]) -> None:
    """Enter addressees with sealed contacts (e-mail and phone) and their keys."""
    master = ring()
    for start in range(0, len(dossiers), _PORTION):
        rows = []
        for place, code in enumerate(dossiers[start : start + _PORTION], start):
            key = new_data_key()
            contact = {"name": "Nguyễn Thị Ế", "email": f"{code}@example.vn"}
            contact["phone"] = f"+8491{place % 10_000_000:07}"
            sealed = seal(key, orjson.dumps(contact), context=seal_context(code))
            rows.append((code, sealed, master.wrap(key, context=wrap_context(code))))
        columns = tuple(list(column) for column in zip(*rows, strict=True))
        with database.transaction() as tx:
            tx.exec_driver_sql(_KNOW, columns)


def queue(
    database: Database, channel: str, lane: Lane, agency: str, dossiers: Sequence[str]
) -> None:
    """Have a message about a moved date waiting for each dossier."""
    facts = Facts(
        procedure="Khai sinh",
        code="-",
        agency=AgencyWords(code=agency, name="UBND xã"),
        clock="term",
        old_at=_AT,
        new_at=_AT + timedelta(days=1),
        ground="12729/VPCP-KGVX",
    )
    given: Mapping[str, object] = {
        "channel": channel,
        "lane": lane,
        "agency": agency,
        "facts": orjson.dumps(facts.to_document()).decode(),
    }
    for start in range(0, len(dossiers), _PORTION):
        with database.transaction() as tx:
            tx.execute(_QUEUE, {**given, "dossiers": list(dossiers[start : start + _PORTION])})


@dataclass
class Texts:
    """A provider of texts over HTTP, as told: a code of its own, or later than anybody waits."""

    name: str
    code: int = 0
    seconds: float = 0.0
    asked: list[float] = field(default_factory=list)
    taken: dict[str, float] = field(default_factory=dict)
    url: str = ""

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serve it."""
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Head and body leave in one piece, at once.
            wbufsize = -1
            disable_nagle_algorithm = True

            def do_PUT(self) -> None:
                stub.asked.append(time.monotonic())
                self.rfile.read(int(self.headers["Content-Length"]))
                code, seconds = stub.code, stub.seconds
                if seconds:
                    time.sleep(seconds)
                if code == 0:
                    stub.taken.setdefault(self.path, time.monotonic())
                body = orjson.dumps({"code": code})
                self.send_response(HTTPStatus.OK)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """Nobody waits for an answer that comes too late."""

        server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


def environment(
    database_url: str, dispatchers: int, *, smtp_port: int = 0, texts: str = ""
) -> dict[str, str]:
    """Return what a process of ours (`messages_ours`) reads; `texts` are providers of SMS."""
    return {
        **os.environ,
        "BENCHMARK_DATABASE_URL": database_url,
        "BENCHMARK_DISPATCHERS": str(dispatchers),
        "BENCHMARK_SMTP_PORT": str(smtp_port),
        "MOTCUA_NOTIFICATION_SMS_PROVIDERS": texts,
    }
