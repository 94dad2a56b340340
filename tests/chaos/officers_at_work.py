"""Officers of several agencies who lead cases to their ends through the gateway."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import urllib3

from chassis.identifiers import new_id
from tests.chaos.parts import wait_for
from tests.chaos.whole_suite import WholeSuite

PROCEDURE = "3.000333"
"""One leg, two opinions side by side, one leg behind both: seven steps."""
DESK, PAPERS = "H56.PVHCC", ("record-request",)
PATIENCE_SECONDS = 300.0
SAID = {
    "case-opened": 1,
    "leg-started": 4,
    "leg-finished": 4,
    "step-started": 7,
    "step-completed": 7,
    "case-decided": 1,
}
"""What is said of a case in which everybody answers in time."""
_OK, _CREATED, _AGAIN = 200, 201, 500
_NOTHING: Mapping[str, object] = {}
_ROLES = {"desk": "officer"}
_OPEN = """
    SELECT step.id, step.role, step.agency FROM step JOIN "case" ON "case".id = case_id
    WHERE step.status <> 'ended' AND dossier = ANY (%s)
"""
_ALERTS = """
    SELECT count(*), count(DISTINCT (task, percent, audience, agency, officer))
    FROM alert WHERE dossier = %s
"""
_LATE_TWICE = "SELECT leg FROM violation WHERE dossier = %s GROUP BY leg HAVING count(*) > 1"
_FACTS = "SELECT kind, count(*) FROM fact WHERE dossier = %s GROUP BY kind"


@dataclass(slots=True, kw_only=True)
class Officers:
    """All officers; each request is sent again with its key until it is answered."""

    suite: WholeSuite
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)

    def file(self) -> str:
        """File at the desk, which accepts at once; return the code."""
        who = ("officer", DESK)
        example = self._send(who, "GET", f"/procedures/{PROCEDURE}/example")
        papers = [{"paper": paper, "seen": True} for paper in PAPERS]
        at_desk = {"channel": "desk", "receiving_agency": DESK, "papers": papers}
        body = example | at_desk | {"despite_duplicate": True}
        code: str = self._send(who, "POST", "/dossiers", body)["code"]
        return code

    def work(self, codes: Sequence[str], *, until: str) -> None:
        """Do what can be done until every case has said a thing `until`, or patience ends."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends and not all(said(self.suite, one)[until] for one in codes):
            for task, who in _open_steps(self.suite, codes):
                self._do(task, who)
            time.sleep(0.2)

    def let_pass(self, instant: str) -> None:
        """Set the clock of the suite ahead; tokens of before are over then."""
        self.suite.motcua("clock", "set", instant)
        self.tokens.clear()

    def _do(self, task: str, who: tuple[str, str]) -> None:
        item = self._send(who, "GET", f"/tasks/{task}")
        for action in ("approve", "complete", "claim"):
            if action in item["actions"]:
                self._send(who, "POST", f"/tasks/{task}/{action}", {"etag": item["etag"]})
                return

    def _send(
        self, who: tuple[str, str], method: str, path: str, body: Mapping[str, object] = _NOTHING
    ) -> dict[str, Any]:
        """Ask as a role at an agency; `etag` of a body is what was read."""
        headers = {
            "Authorization": f"Bearer {self._token(who)}",
            "Idempotency-Key": str(new_id()),
            "If-Match": f'"{body.get("etag", "")}"',
            "Content-Type": "application/json",
        }
        kept = {name: value for name, value in body.items() if name != "etag"}
        url = f"{self.suite.env['MOTCUA_GATEWAY_URL']}/api/v1{path}"
        sent = None if method == "GET" else json.dumps(kept).encode()
        ends = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends:
            answer = urllib3.request(method, url, body=sent, headers=headers, timeout=20)
            if answer.status < _AGAIN:
                assert answer.status in (_OK, _CREATED), (path, answer.status, answer.data)
                found: dict[str, Any] = answer.json()
                return found
            time.sleep(0.5)
        raise AssertionError(f"{method} {path} was never answered")

    def _token(self, who: tuple[str, str]) -> str:
        if who not in self.tokens:
            role, agency = _ROLES.get(who[0], who[0]), who[1]
            subject = f"{role}-{agency}"
            self.tokens[who] = self.suite.token(
                "--role", role, "--agency", agency, "--sub", subject
            )
        return self.tokens[who]


def said(suite: WholeSuite, code: str) -> Counter[str]:
    """Return how often routing said what of a dossier."""
    counted = """
        SELECT split_part(type, '.', 2), count(*) FROM event_log WHERE subject = %s GROUP BY 1
    """
    return Counter(dict(suite.rows("routing", counted, f"dossier/{code}")))


def case_faults(suite: WholeSuite, code: str, *, lapsed: int) -> Iterator[str]:
    """Return what is wrong with a case that was led to its end, in words."""
    names = said(suite, code)
    escalated = names.pop("step-escalated", 0)
    wanted = Counter(SAID) + Counter({"consultation-lapsed": lapsed})
    if names != wanted:
        yield f"{code}: said {dict(names)}, not {dict(wanted)}"
    ((alerts, different),) = suite.rows("routing", _ALERTS, code)
    if not alerts == different == escalated:
        yield f"{code}: {alerts} alerts, {different} different, {escalated} said"
    if late := suite.rows("routing", _LATE_TWICE, code):
        yield f"{code}: late twice: {late}"
    heard = Counter(dict(suite.rows("reporting", _FACTS, code)))
    if (heard["accepted"], heard["finished"]) != (1, 1):
        yield f"{code}: reporting has {dict(heard)}"


def all_told(suite: WholeSuite, codes: Sequence[str], what: str, times: int) -> bool:
    """Wait until that was said so often of each; return whether it was in time."""
    return wait_for(
        lambda: all(said(suite, code)[what] >= times for code in codes), PATIENCE_SECONDS, 0.5
    )


def _open_steps(suite: WholeSuite, codes: Sequence[str]) -> list[tuple[str, tuple[str, str]]]:
    """Return the open tasks, each with who can do it: role and agency."""
    found = suite.rows("routing", _OPEN, list(codes))
    return [(str(task), (role, agency)) for task, role, agency in found]
