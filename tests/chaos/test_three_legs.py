"""A case of three legs, two side by side and one after both, with routing killed all its life.

Every worker of routing dies at a place of a request when it comes by for the third time (where
something is said for the sixth), and the next one too; or it fails there once, by an error.
Officers send again with their key what was not answered. In the end the case is decided once, each
leg was done once, and nothing was said twice. One place, unless CHAOS_THREE_LEGS=1. Relay,
consumer and timers: `test_three_legs_suite.py`.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from chassis.auth import TokenSigner
from chassis.clock import machine_clock
from chassis.db import Database
from chassis.identifiers import new_id
from chassis.testing.fixtures import ServiceDatabase
from deploy.keys import make_keys
from kernel.rights import Actor, Role
from tests.benchmarks.http_load import Line
from tests.integration.gateway.processes import Served, under_gunicorn
from tests.integration.routing.suite import Suite, accepted
from tests.unit.routing.samples import COMMUNE, DOSSIER, INSURANCE, SIGN, leg, officer, step

PLACES = (
    "http.answering",
    "http.received",
    "idempotency.claimed",
    "outbox.added",
    "idempotency.kept",
)
WAYS = [(place, action) for action in ("kill", "raise") for place in PLACES]
WANTED = WAYS if os.environ.get("CHAOS_THREE_LEGS") else WAYS[:1]
THREE = {
    "legs": [
        leg("check", [step("verify"), SIGN]),
        leg("opinion", [step("weigh"), SIGN]),
        leg("issue", [step("draft"), SIGN], after=["check", "opinion"]),
    ]
}
AGENCIES = {"check": COMMUNE, "opinion": INSURANCE, "issue": COMMUNE}
STAFF = [
    officer(role, subject=f"{role.value}-{agency}", agency=agency)
    for agency in (COMMUNE, INSURANCE)
    for role in (Role.OFFICER, Role.APPROVER)
]
# One act says up to four things: a worker that dies at the third would never end it.
HITS = {"outbox.added": 6}
PATIENCE_SECONDS = 240.0
_SAID = "SELECT split_part(type, '.', 2) AS name, sequence FROM event_log WHERE subject = :subject"


@dataclass(slots=True, kw_only=True)
class Officers:
    """All officers on one routing that keeps dying."""

    served: Served
    signer: TokenSigner
    unanswered: int = 0

    def work(self) -> bool:
        """Do one act with every task that somebody can do; False when there is none left."""
        found = False
        for who in STAFF:
            for item in self._ask(who, "GET", "/worklist")["items"]:
                action = next(
                    (one for one in ("approve", "complete", "claim") if one in item["actions"]),
                    None,
                )
                if action is not None:
                    found = True
                    self._ask(who, "POST", f"/tasks/{item['task']}/{action}", item["etag"])
        return found

    def _ask(self, who: Actor, method: str, path: str, etag: str = "") -> dict[str, Any]:
        """Ask until it is answered, always with the same key."""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: routing\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {self.signer.issue('routing', who)}\r\n"
            f'If-Match: "{etag}"\r\nIdempotency-Key: {new_id()}\r\nContent-Length: 2\r\n\r\n{{}}'
        ).encode()
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                with closing(Line(self.served.port)) as line:
                    status = line.ask(head)
            except (ConnectionError, TimeoutError):
                self.unanswered += 1
                continue
            if status == HTTPStatus.INTERNAL_SERVER_ERROR:
                self.unanswered += 1
                continue
            assert status == 200, (status, line.body)
            answer: dict[str, Any] = orjson.loads(line.body)
            return answer
        raise AssertionError(f"{method} {path} was never answered")


def environment(folder: Path, url: str, failpoint: str) -> dict[str, str]:
    make_keys(folder, with_issuer=False)
    return {
        "MOTCUA_ENVIRONMENT": "onebox",
        "MOTCUA_LOG_LEVEL": "WARNING",
        "MOTCUA_METRICS_DIR": str(folder / "metrics"),
        "MOTCUA_TRUSTED_KEYS_FILE": str(folder / "services.public.json"),
        "MOTCUA_ROUTING_SIGNING_KEY_FILE": str(folder / "routing.private.json"),
        "MOTCUA_ROUTING_MASTER_KEY_FILE": str(folder / "routing.master.json"),
        "MOTCUA_ROUTING_DATABASE_URL": url,
        "MOTCUA_ROUTING_OWNER_DATABASE_URL": url,
        "MOTCUA_FAILPOINT": failpoint,
    }


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("place", "action"), WANTED)
def test_a_case_of_three_legs_ends_right_however_often_routing_dies(
    service_database: ServiceDatabase, tmp_path: Path, place: str, action: str
) -> None:
    """Decided once, each leg started and finished once, each step with one end, no hole."""
    url = service_database("routing").url
    suite = Suite(Database(url, name="three-legs"), now=machine_clock())
    suite.hear_reference(dict(THREE))
    suite.hear(accepted(legs=AGENCIES))
    told = environment(tmp_path, url, f"{place}:{action}@{HITS.get(place, 3)}")
    with under_gunicorn("services.routing.wiring.service:app()", tmp_path, told) as served:
        signer = TokenSigner.from_file("gateway", tmp_path / "gateway.private.json", machine_clock)
        officers = Officers(served=served, signer=signer)
        while officers.work():
            pass

    with suite.database.read() as tx:
        case = tx.execute(text('SELECT status, decided_at FROM "case"')).one()
        said = tx.execute(text(_SAID), {"subject": f"dossier/{DOSSIER}"}).all()
        open_steps = tx.scalar(text("SELECT count(*) FROM step WHERE status <> 'ended'"))
        acts = tx.scalar(text("SELECT count(*) FROM step_event"))
    suite.database.dispose()
    names = Counter(row.name for row in said)
    assert officers.unanswered > 0
    assert (case.status, open_steps, acts) == ("approved", 0, 12)
    assert names == {
        "case-opened": 1,
        "leg-started": 3,
        "leg-finished": 3,
        "step-started": 6,
        "step-completed": 6,
        "case-decided": 1,
    }
    assert sorted(row.sequence for row in said) == list(range(1, len(said) + 1))
