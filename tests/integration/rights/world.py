"""The suite for the matrix: the real services on real databases, behind the real gateway."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any, cast

from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import KeySet, OKPKey
from werkzeug.test import TestResponse

from chassis.auth import TokenSigner, TokenVerifier
from chassis.identifiers import new_id
from chassis.testing import FrozenClock
from services.intake.wiring import service as intake_wiring
from services.intake.wiring.staff import fetch_missing
from services.notification.staff.clients.routing_register import RoutingRegister
from services.notification.wiring import service as notification_wiring
from services.reporting.wiring import service as reporting_wiring
from services.routing.wiring import service as routing_wiring
from services.routing.wiring.work import Routing
from tests.integration.intake.office import COMMUNE, MONDAY, DatabaseClock, at_desk, example
from tests.integration.reconciliation.province import Province
from tests.integration.rights.alerts import enter_alerts, enter_risks
from tests.integration.rights.between import ENTER_AMENDMENT, ENTER_PROPOSAL, ENTER_SLIP
from tests.integration.rights.people import (
    CITIZEN,
    DAY,
    DELEGATE,
    DELEGATE_LATER,
    HEAD,
    INSURANCE,
    OTHER,
    PARTNER,
    PEOPLE,
    SECONDED,
    SECONDED_BEFORE,
    TODAY,
    Person,
)
from tests.integration.rights.within import Within
from tests.unit.gateway.doubles import FakeSuite, bearer

BIRTH, LINKED = "1.001193", "2.001023"
_SERVICES = ("gateway", "intake", "routing", "notification", "reporting")
_KEYS = {name: OKPKey.generate_key("Ed25519", parameters={"kid": name}) for name in _SERVICES}
ADMIN = Person(name="keeper", roles=tuple(p.roles[0] for p in PEOPLE if p and p.name == "admin-1"))
_MANDATE = {
    "principal": {"kind": "citizen", "name": "Lê Thị Giao", "id_number": "038190000001"},
    "agent": {"kind": "citizen", "name": "Lê Văn Thay", "id_number": "038085000012"},
    "actions": ["file"],
    "agency": COMMUNE,
    "paper": {"number": "1/2026", "signed_on": "2026-11-20"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A dossier as the matrix knows it, written by hand: nothing is asked of the code."""

    label: str
    code: str
    owner: str
    agencies: tuple[str, ...]
    confidential: bool = False
    tasks: tuple[tuple[str, str, str], ...] = ()

    @property
    def receiving(self) -> str:
        """Return the agency that received it, which decides it too."""
        return self.agencies[0]


_PREPARED = """
    INSERT INTO apology (dossier, state, version, because, prepared_at, due_at, proposed_due_at)
    VALUES (:code, 'prepared', 1, 'due-near', now(), now(), now())
"""


class World(Province):
    """A province behind its gateway, with officers in the register and dossiers of all kinds."""

    def __init__(self, stack: ExitStack, *, published: Mapping[str, str] | None = None) -> None:
        super().__init__(stack, published=published)
        clocks = {name: DatabaseClock(db) for name, db in self.databases.items()}
        still = FrozenClock(MONDAY)
        keys = KeySet([OKPKey.import_key(key.as_dict(private=False)) for key in _KEYS.values()])
        verifiers = {name: TokenVerifier(name, keys, still) for name in clocks}
        routing = Routing(database=self.databases["routing"], clock=clocks["routing"])
        own_intake = intake_wiring.app_of(self.parts, verifiers["intake"])
        reader = TokenSigner("notification", _KEYS["notification"], still)
        own_routing = routing_wiring.app_of(routing, verifiers["routing"])
        self.notification = replace(
            self.notification,
            intake=Within("intake", own_intake, reader),
            register=RoutingRegister(Within("routing", own_routing, reader)),
        )
        own_notices = notification_wiring.app_of(self.notification, verifiers["notification"])
        counter = TokenSigner("reporting", _KEYS["reporting"], still)
        self.served: dict[str, Flask] = {
            "intake": own_intake,
            "routing": own_routing,
            "notification": own_notices,
            "reporting": reporting_wiring.app_of(
                self.databases["reporting"],
                clocks["reporting"],
                verifiers["reporting"],
                Within("notification", own_notices, counter),
            ),
        }
        door = TokenSigner("gateway", _KEYS["gateway"], still)
        clients = {name: Within(name, app, door) for name, app in self.served.items()}
        intake = TokenSigner("intake", _KEYS["intake"], still)
        self.routing_client = Within("routing", self.served["routing"], intake)
        suite = FakeSuite()
        suite.services = cast("Any", {**suite.services, **clients})
        self.gateway: FlaskClient = suite.app().test_client()
        self._enter_officers()
        self.violations = self._enter_violations()
        self.dossiers = self._file_dossiers()
        self.between = {
            "/handover-slips": self._enter_between(ENTER_SLIP, COMMUNE, INSURANCE),
            "/proposals": self._enter_between(ENTER_PROPOSAL, INSURANCE, COMMUNE),
        }
        self.between["/amendments"] = (str(new_id()), (COMMUNE, COMMUNE))
        entered = {"id": self.between["/amendments"][0], "agency": COMMUNE}
        self.sql("intake", ENTER_AMENDMENT, **entered)
        self.alerts, self.risks = enter_alerts(self), enter_risks(self)
        self.mandate = str(self.done(HEAD, "/mandates", _MANDATE)["id"])

    def ask(
        self,
        person: Person | None,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> TestResponse:
        """Ask the gateway for a path of the public API."""
        sent = {**(bearer(**person.claims) if person else {}), **(headers or {})}
        return self.gateway.open("/api/v1" + path, method=method, json=body, headers=sent)

    def done(self, person: Person, path: str, body: object, **headers: str) -> dict[str, Any]:
        """Do something that must succeed."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.ask(person, "POST", path, body, {"Idempotency-Key": str(new_id()), **sent})
        assert answer.status_code < 300, (path, answer.get_data(as_text=True))
        return dict(answer.get_json())

    def state(self) -> tuple[tuple[str, int], ...]:
        """Return what must not change when something is refused: how many rows there are."""
        wanted = {
            "intake": (
                "dossier",
                "event_log",
                "timeline_entry",
                "idempotency_key",
                "amendment",
                "amendment_word",
            ),
            "routing": (
                "officer",
                "officer_change",
                "arrangement",
                "assignment_plan",
                "step_event",
                "event_log",
            ),
            "reporting": ("fact",),
        }
        return tuple(
            (f"{service}.{table}", self.sql(service, f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 -- our own tables
            for service, tables in wanted.items()
            for table in tables
        )

    def _enter_violations(self) -> dict[str, tuple[str, str | None]]:
        """Enter lines of three agencies, and return whom each charges, by its id."""
        charged = {
            str(new_id()): (agency, officer)
            for agency in (COMMUNE, OTHER, INSURANCE)
            for officer in (None, f"officer-{agency}", SECONDED.name)
        }
        enter = (
            "INSERT INTO violation (event_id, kind, dossier, agency, officer, at, recorded_at)"
            " VALUES (:id, 'answer-late', 'x', :agency, :officer, now(), now())"
        )
        for line, (agency, officer) in charged.items():
            self.sql("routing", enter, id=line, agency=agency, officer=officer)
        return charged

    def _enter_between(self, enter: str, giver: str, taker: str) -> tuple[str, tuple[str, str]]:
        """Enter what one agency gives another about an ordinary dossier; return id and sides."""
        ordinary = next(one for one in self.dossiers if one.label == "own-accepted")
        entered = str(new_id())
        self.sql("routing", enter, id=entered, giver=giver, taker=taker, dossier=ordinary.code)
        return entered, (giver, taker)

    def _enter_officers(self) -> None:
        ids: dict[str, str] = {}
        for person in PEOPLE:
            if person is not None and person.entered is not None:
                entry = {
                    "account": person.name,
                    "name": f"Cán bộ {person.name}",
                    "post": "Chuyên viên",
                    "first_day": (TODAY - 30 * DAY).isoformat(),
                    **person.entered,
                }
                ids[person.name] = self.done(ADMIN, "/admin/officers", entry)["id"]
        self._place(ids[SECONDED.name], "secondments", 0, 5, ["officer"], agency=COMMUNE)
        self._place(ids[SECONDED_BEFORE.name], "secondments", -9, -1, ["officer"], agency=COMMUNE)
        for number, (taker, first) in enumerate(((DELEGATE, 0), (DELEGATE_LATER, 1))):
            to = ids[taker.name]
            version = str(number + 1)
            self._place(
                ids[HEAD.name], "delegations", first, 5, ["head"], officer=to, version=version
            )
        self.pump()
        fetch_missing(self.parts, cast("Any", self.routing_client))

    def _place(
        self,
        whose: str,
        what: str,
        first: int,
        last: int,
        roles: list[str],
        *,
        version: str = "1",
        **more: str,
    ) -> None:
        body = {
            "first_day": (TODAY + first * DAY).isoformat(),
            "last_day": (TODAY + last * DAY).isoformat(),
            "roles": roles,
            "ground": "12/QĐ-UBND",
            **more,
        }
        self.done(ADMIN, f"/admin/officers/{whose}/{what}", body, If_Match=f'"{version}"')

    def _file_dossiers(self) -> list[Filed]:
        # Of routing, how closely a procedure is kept stands in its copy of the version.
        copies = "UPDATE procedure_version SET confidential = true WHERE code = :code"
        ordinary = [
            self._entered("own", BIRTH, COMMUNE, CITIZEN),
            self._entered("own-accepted", BIRTH, COMMUNE, CITIZEN, accept=True),
            self._entered("foreign", BIRTH, OTHER, PEOPLE[2], accept=True),
            self._entered("partner", BIRTH, OTHER, PARTNER),
        ]
        self.sql("routing", copies, code=LINKED)
        kept = [
            self._entered("own-confidential", LINKED, COMMUNE, None, legs=True),
            self._entered("foreign-confidential", BIRTH, OTHER, PEOPLE[2], legs=True),
        ]
        return [*ordinary, *kept]

    def _entered(
        self,
        label: str,
        procedure: str,
        agency: str,
        owner: Person | None,
        *,
        accept: bool = False,
        legs: bool = False,
    ) -> Filed:
        officer = next(p for p in PEOPLE if p and p.name == f"officer-{agency}")
        if owner is None:
            body, accept = at_desk(procedure, receiving_agency=agency), False
        else:
            channel = "partner" if owner is PARTNER else "online"
            body = example(procedure, receiving_agency=agency, channel=channel)
        code = self.done(owner or officer, "/dossiers", body)["code"]
        if legs:
            self.sql("intake", "UPDATE dossier SET confidential = true WHERE code = :c", c=code)
        if accept:
            self.done(officer, f"/dossiers/{code}/acceptance", {}, If_Match='"1"')
        self.pump()
        found = self.sql(
            "routing",
            'SELECT step.id, step.agency, step.role FROM step JOIN "case" ON "case".id = case_id'
            " WHERE dossier = :code",
            code=code,
        )
        if found:
            self.sql("routing", _PREPARED, code=code)
        return Filed(
            label=label,
            code=code,
            owner=owner.name if owner else "",
            agencies=(agency,) if owner else (agency, INSURANCE),
            confidential=legs,
            tasks=tuple((str(row.id), row.agency, row.role) for row in found),
        )
