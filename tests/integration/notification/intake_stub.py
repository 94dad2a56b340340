"""Intake as notification sees it: events it says, and the keys of contacts over HTTP."""

from __future__ import annotations

import base64
import threading
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson

from chassis.clients import Reply
from chassis.crypto import new_data_key, seal
from contracts.events.agency import AgencyPublished
from contracts.events.course import DossierErased
from contracts.events.intake import (
    ContactSet,
    DossierAccepted,
    DossierFinished,
    LegAgency,
    ProcedurePublished,
)
from kernel.clock import VIETNAM
from kernel.rights import Actor
from services.notification.people.store.sealed import seal_context

AT = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)
CODE = "H56.14797-261123-0001"
AGENCY = AgencyPublished(
    code="H56.14797",
    name="UBND xã Hoằng Giang",
    kind="commune",
    tier="commune",
    parent="H56",
    commune="14797",
    area=("14797",),
    address="Thôn 3, xã Hoằng Giang",
    phone="02373000000",
    calendar="vn",
    office_hours={},
    valid_from=AT.date(),
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
    valid_from=AT.date(),
    valid_to=None,
)


def accepted(code: str = CODE, language: str = "vi") -> DossierAccepted:
    return DossierAccepted(
        code=code,
        procedure=PROCEDURE.procedure,
        procedure_version=1,
        case=None,
        channel="online",
        receiving_agency=AGENCY.code,
        competent_agency=AGENCY.code,
        legs=(LegAgency(leg="justice", agency=AGENCY.code),),
        filed_at=AT,
        received_at=AT,
        accepted_at=AT,
        term="3wd",
        due_at=AT.replace(day=27, hour=17, minute=30),
        due_provisional=False,
        officer="officer-017",
        language=language,
    )


def finished(code: str = CODE) -> DossierFinished:
    return DossierFinished(
        code=code,
        procedure=PROCEDURE.procedure,
        receiving_agency=AGENCY.code,
        competent_agency=AGENCY.code,
        outcome="approved",
        finished_at=AT,
        due_at=AT,
        timeliness="early",
    )


def erased(code: str = CODE) -> DossierErased:
    return DossierErased(
        code=code,
        procedure=PROCEDURE.procedure,
        receiving_agency=AGENCY.code,
        competent_agency=AGENCY.code,
        erased_at=AT,
        decision="17/QĐ-UBND",
        officer="officer-017",
    )


@dataclass
class OwnDossiersStub:
    """Tells whose dossiers are whose, as intake does of an actor."""

    own: dict[str, list[str]] = field(default_factory=dict)
    status: int = HTTPStatus.OK

    def call(self, method: str, path: str, *, actor: Actor | None = None) -> Reply:
        assert (method, path) == ("GET", "/internal/own-dossiers")
        assert actor is not None
        body = orjson.dumps({"dossiers": self.own.get(actor.subject, [])})
        return Reply(status=self.status, headers={}, body=body)


@dataclass
class FakeIntake:
    """Makes sealed contacts and hands out their keys; a key that was erased is 404."""

    url: str = ""
    status: int = HTTPStatus.OK
    keys: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    of_actor: OwnDossiersStub = field(default_factory=OwnDossiersStub)

    def contact(
        self,
        email: str | None = "e@example.vn",
        code: str = CODE,
        name: str = "Nguyễn Thị Ế",
        phone: str | None = None,
    ) -> ContactSet:
        key_id = f"key-{len(self.keys)}"
        self.keys[key_id] = new_data_key()
        body = orjson.dumps({"name": name, "email": email, "phone": phone})
        ciphertext = seal(self.keys[key_id], body, context=seal_context(code))
        return ContactSet(code=code, key_id=key_id, ciphertext=ciphertext)

    def answer(self, path: str) -> tuple[int, bytes]:
        self.asked.append(path)
        if self.status != HTTPStatus.OK:
            return self.status, b"{}"
        key = self.keys.get(path.removeprefix("/internal/contact-keys/"))
        if key is None:
            return HTTPStatus.NOT_FOUND, b"{}"
        return HTTPStatus.OK, orjson.dumps({"key": base64.b64encode(key).decode()})


class IntakeServer:
    """The stub on a port of its own."""

    def __init__(self, fake: FakeIntake) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, body = fake.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        # Asked often whether it is to end, so that a test ends at once.
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        fake.url = f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
