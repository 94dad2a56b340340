"""An office whose timers ring when the clock is moved, and what tests ask of its dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import text

from chassis.timers import TimerRunner
from kernel.clock import VIETNAM
from kernel.rights import Actor
from services.intake.wiring.clock import timer_handlers
from tests.integration.intake.office import CITIZEN, HEAD, LAND, OFFICER, Office, at_desk

REASON = "Thiếu giấy tờ"
ORDER = {
    "items": [{"paper": "birth-certificate-of-hospital", "what": "Bản sao giấy chứng sinh"}],
    "reason": REASON,
}
_LAND_ITEMS = [{"paper": "land-registration-request", "what": "Sơ đồ thửa đất"}]


def at(written: str) -> datetime:
    """Return an instant on the clock of Vietnam."""
    return datetime.fromisoformat(written).replace(tzinfo=VIETNAM)


def ring(office: Office, now: datetime) -> int:
    """Move the clock and do every timer that is due by then; return how many."""
    office.set_clock(now)
    runner = TimerRunner(office.database, timer_handlers(office.parts))
    rung = 0
    while runner.run_one():
        rung += 1
        assert rung < 1000
    return rung


def timers(office: Office) -> dict[str, datetime]:
    """Return the deadline timers there are, by dossier."""
    with office.database.read() as tx:
        rows = tx.execute(text("SELECT subject, due_at FROM timer WHERE kind = 'deadline'"))
        return {row.subject: row.due_at.astimezone(VIETNAM) for row in rows}


def officer_of(code: str) -> Actor:
    """Return an officer of the agency that received a dossier."""
    return replace(OFFICER, agency=code.rsplit("-", 2)[0])


def head_of(code: str) -> Actor:
    """Return the head of the agency that received a dossier."""
    return replace(HEAD, agency=code.rsplit("-", 2)[0])


def filed(office: Office, body: dict[str, Any] | None = None, actor: Actor = CITIZEN) -> str:
    """File a dossier online; return its code."""
    answer = office.file(actor, body)
    assert answer.status_code == 201, answer.json
    assert answer.json is not None
    code: str = answer.json["code"]
    return code


def received(office: Office, procedure: str) -> str:
    """Receive a dossier of a procedure at the desk; return its code."""
    body = at_desk(procedure)
    return filed(office, body, replace(OFFICER, agency=body["receiving_agency"]))


def deadline(office: Office, code: str) -> dict[str, Any]:
    """Return `GET /dossiers/{code}/deadline`."""
    answer = office.get(f"/dossiers/{code}/deadline", officer_of(code))
    assert answer.json is not None
    return dict(answer.json)


def dossier(office: Office, code: str) -> dict[str, Any]:
    """Return `GET /dossiers/{code}` as the officer sees it."""
    answer = office.get(f"/dossiers/{code}", officer_of(code))
    assert answer.json is not None
    return dict(answer.json)


def ask(
    office: Office, code: str, actor: Actor | None = None, **changes: object
) -> tuple[int, dict[str, Any]]:
    """Ask for papers of its procedure at the present version."""
    if "items" not in changes and dossier(office, code)["procedure"] == LAND:
        changes["items"] = _LAND_ITEMS
    return send(office, code, "supplement-request", ORDER | changes, actor or officer_of(code))


def send(
    office: Office, code: str, what: str, body: object, actor: Actor
) -> tuple[int, dict[str, Any]]:
    """Do something to a dossier at its present version; return status and document."""
    version = dossier(office, code)["version"]
    answer = office.post(
        f"/dossiers/{code}/{what}",
        body,
        actor,
        key=f"{code}-{what}-{version}-{actor.subject}",
        version=version,
    )
    assert answer.json is not None
    return answer.status_code, answer.json
