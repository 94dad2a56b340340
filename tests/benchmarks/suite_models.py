"""Dossiers filed and led through the gateway to where the models of a filled suite stand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
import urllib3

from chassis.clock import machine_clock
from chassis.identifiers import new_id
from deploy.onebox.access_token import DemonstrationIssuer, Holder
from tests.benchmarks.registry_people import Resident, resident
from tests.benchmarks.suite_place import SuitePlace, wait_for

COMMUNE = "H56.14797"
"""Where the models are filed."""
OFFICERS, APPROVERS = 6, 2
"""Officers and approvers of each agency."""
_DAY = 24 * 3600
_FIRST_PERSON = 900_000

Act = tuple[str, str]
"""A leg, and what is done with its open step: `claim`, or `end` (claimed before)."""
_BIRTH: tuple[Act, ...] = (("birth", "end"), ("birth", "end"))
_RESIDENCE: tuple[Act, ...] = (("residence", "end"), ("residence", "end"))
_INSURANCE: tuple[Act, ...] = (("insurance", "end"), ("insurance", "end"))
STANDS: tuple[tuple[str, tuple[Act, ...]], ...] = (
    ("1.001193", ()),
    ("1.001193", (("registration", "claim"),)),
    ("1.001193", (("registration", "end"),)),
    ("2.000986", ()),
    ("2.000986", (("birth", "claim"),)),
    ("2.000986", _BIRTH[:1]),
    ("2.000986", _BIRTH),
    ("2.000986", (*_BIRTH, ("residence", "claim"), ("insurance", "claim"))),
    ("2.000986", (*_BIRTH, *_RESIDENCE)),
    ("2.000986", (*_BIRTH, *_RESIDENCE, *_INSURANCE[:1])),
    ("3.000333", ()),
    ("3.000333", (("look-up", "end"),)),
    ("3.000333", (("look-up", "end"), ("court", "end"))),
)
"""Where open models stand: of which procedure, and what was done."""
OVER: tuple[tuple[str, tuple[Act, ...]], ...] = (
    ("1.001193", (("registration", "end"), ("registration", "end"))),
    ("2.000986", (*_BIRTH, *_RESIDENCE, *_INSURANCE)),
)
"""Those that are decided."""

_STEP = """
    SELECT step.id, step.role, step.agency FROM step JOIN "case" ON "case".id = case_id
    WHERE dossier = %s AND leg = %s AND step.status <> 'ended'
"""
_AT_DESK = {"3.000333": {"record-request"}}
"""Papers that are brought to a desk and not sent by who files online, as the example does."""
_ENDS = ("approve", "complete")
_DONE = (200, 201)


@dataclass(slots=True, kw_only=True)
class Desk:
    """Everybody who works on the models, through the gateway."""

    place: SuitePlace
    issuer: DemonstrationIssuer
    _tokens: dict[tuple[str, str], str] = field(default_factory=dict)

    def file(self, procedure: str, who_for: Resident) -> str:
        """File for somebody at the desk, which accepts at once; return the code."""
        who = ("officer", COMMUNE)
        example = self._ask(who, "GET", f"/procedures/{procedure}/example")
        brought = {paper["paper"] for paper in example["papers"]} | _AT_DESK.get(procedure, set())
        papers = [{"paper": paper, "seen": True} for paper in sorted(brought)]
        at_desk = {"channel": "desk", "receiving_agency": COMMUNE, "papers": papers}
        person = {
            "name": who_for.name,
            "id_number": who_for.id_number,
            "birth_date": who_for.birth_date.isoformat(),
            "phone": who_for.phone,
            "email": f"{who_for.account}@example.vn",
        }
        body = example | at_desk | {"applicant": example["applicant"] | person}
        code: str = self._ask(who, "POST", "/dossiers", body)["code"]
        return code

    def do(self, code: str, leg: str, what: str) -> None:
        """Claim the open step of a leg, and end it where that is wanted."""
        wait_for(lambda: bool(self._open(code, leg)), f"{code}: {leg} has no open step")
        ((task, role, agency),) = self._open(code, leg)
        who = (role, agency)
        item = self._ask(who, "GET", f"/tasks/{task}")
        if "claim" in item["actions"]:
            item = self._ask(who, "POST", f"/tasks/{task}/claim", {}, item["etag"])
        if what == "end":
            action = next(one for one in _ENDS if one in item["actions"])
            self._ask(who, "POST", f"/tasks/{task}/{action}", {}, item["etag"])

    def _open(self, code: str, leg: str) -> list[tuple[Any, ...]]:
        return self.place.rows("routing", _STEP, code, leg)

    def _ask(
        self,
        who: tuple[str, str],
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        etag: str = "",
    ) -> dict[str, Any]:
        headers = {
            "Authorization": f"Bearer {self.token(*who)}",
            "Idempotency-Key": str(new_id()),
            "If-Match": f'"{etag}"',
            "Content-Type": "application/json",
        }
        url = f"{self.place.gateway}/api/v1{path}"
        sent = None if body is None else orjson.dumps(body)
        answer = urllib3.request(method, url, body=sent, headers=headers, timeout=60)
        assert answer.status in _DONE, (path, answer.status, answer.data)
        found: dict[str, Any] = answer.json()
        return found

    def token(self, role: str, agency: str, rank: int = 1) -> str:
        """Return the token of an officer."""
        who = (f"{role}-{rank}", agency)
        if who not in self._tokens:
            subject = f"{role}-{rank}-{agency}"
            holder = Holder(subject=subject, roles=(role,), about={"agency": agency})
            issued = self.issuer.issue(holder, now=machine_clock(), seconds=_DAY)
            self._tokens[who] = issued
        return self._tokens[who]


def lead(desk: Desk) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """File the models and lead each to where it stands; return the open ones and the others.

    Each is somebody else's, or their timelines would name one another as filed again.
    """
    made = [
        _led(desk, procedure, acts, resident(_FIRST_PERSON + number))
        for number, (procedure, acts) in enumerate((*STANDS, *OVER))
    ]
    return tuple(made[: len(STANDS)]), tuple(made[len(STANDS) :])


def _led(desk: Desk, procedure: str, acts: Sequence[Act], who_for: Resident) -> str:
    code = desk.file(procedure, who_for)
    wait_for(lambda: bool(desk.place.rows("routing", _CASE, code)), f"{code}: no case")
    for leg, what in acts:
        desk.do(code, leg, what)
    return code


_CASE = 'SELECT FROM "case" WHERE dossier = %s'


def enter_officers(place: SuitePlace, agencies: Sequence[str]) -> None:
    """Enter everybody who works at these agencies in the register."""
    lines = []
    for agency in agencies:
        ranks = [("officer", rank) for rank in range(1, OFFICERS + 1)]
        for role, rank in [*ranks, *(("approver", rank) for rank in range(1, APPROVERS + 1))]:
            lines.append(json.dumps({
                "account": f"{role}-{rank}-{agency}",
                "name": "Nguyễn Văn Bình",
                "post": "Chuyên viên",
                "agency": agency,
                "roles": [role],
                "first_day": "2025-07-01",
            }, ensure_ascii=False))  # fmt: skip
    file = place.places.state / "officers-at-work.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    place.motcua("officers", "enter", str(file))
