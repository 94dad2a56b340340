"""Two communes with open dossiers merge into a third: built, tried, done, and counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chassis.identifiers import new_id
from chassis.timers import TimerHandler, TimerRunner
from services.intake.catalogue.domain.succession import Successor
from services.intake.catalogue.usecases.publish_agencies import publish_agencies
from services.intake.reorganisation.clients.work import RoutingWork
from services.intake.reorganisation.domain.reorganisation import Reorganisation, Succession
from services.intake.reorganisation.store.reorganisations import MOVE
from services.intake.reorganisation.usecases.try_reorganisation import Trial
from services.intake.wiring.reorganisation import CHUNK, move_chunk, publish, trials
from tests.integration.intake.office import BIRTH, COMMUNE, at_desk, example, shipped
from tests.integration.reconciliation.callers import InProcess
from tests.integration.reconciliation.province import MONDAY, Province

SECOND, INTO = "H56.14845", "H56.14812"
PERIOD = "2026-Q4"
MERGED = (COMMUNE, SECOND)
OFFICERS = ("o-1", "o-2", "o-3")
"""The first has a post at the successor too, the others have none."""


_COUNTS = {
    "open dossiers": ("intake", "SELECT count(*) FROM dossier WHERE status NOT IN (3, 7, 10)"),
    "dossiers at the old": (
        "intake",
        """SELECT count(*) FROM dossier
        WHERE receiving_agency = ANY (:old) OR competent_agency = ANY (:old)""",
    ),
    "keys of the old": (
        "intake",
        """SELECT count(*) FROM dossier_reader
        WHERE reader IN (SELECT 'agency:' || one FROM unnest(CAST(:old AS text[])) AS one)""",
    ),
    "moves said": (
        "intake",
        "SELECT count(DISTINCT subject) FROM event_log WHERE type LIKE '%dossier-moved%'",
    ),
    "moves said twice": (
        "intake",
        """SELECT count(*) FROM (
            SELECT FROM event_log WHERE type LIKE '%dossier-moved%'
            GROUP BY subject HAVING count(*) > 1
        ) AS twice""",
    ),
    "cases": ("routing", "SELECT count(*) FROM \"case\" WHERE status = 'open'"),
    "legs at the old": (
        "routing",
        """SELECT count(*) FROM leg
        WHERE agency = ANY (:old) AND status IN ('waiting', 'running')""",
    ),
    "tasks at the old": (
        "routing",
        "SELECT count(*) FROM step WHERE agency = ANY (:old) AND status <> 'ended'",
    ),
    "tasks at the new": (
        "routing",
        "SELECT count(*) FROM step WHERE agency = :new AND status <> 'ended'",
    ),
    "tasks with an owner": (
        "routing",
        "SELECT count(*) FROM step WHERE agency = :new AND status = 'claimed'",
    ),
}


def merger() -> Reorganisation:
    """Return the merger of the two communes."""
    return Reorganisation(
        id="sap-nhap-2026",
        ground="Nghị quyết số 1686/NQ-UBTVQH15",
        takes_effect=MONDAY.date(),
        successions=tuple(
            Succession(agency=code, successors=(Successor(agency=INTO),)) for code in MERGED
        ),
    )


def widen(province: Province) -> None:
    """Let the successor serve the communes of both."""
    into = next(one for one in shipped().agencies if one.code == INTO)
    wide = replace(into, area=(*into.area, *(code.rpartition(".")[2] for code in MERGED)))
    parts = province.parts
    with parts.database.transaction() as tx:
        publish_agencies([wide], agencies=parts.agencies(tx), events=parts.events(tx))
    forget(province)
    province.pump()


def forget(province: Province) -> None:
    """Let what intake remembers of agencies be read anew."""
    province.parts.memory._kept.clear()


def fill(province: Province, dossiers: int, *, waiting: int = 5, portion: int = 200) -> None:
    """File so many births at the two desks by turns, some online and not answered."""
    for number in range(dossiers):
        desk = MERGED[number % 2]
        if number % waiting == 0:
            body = example(BIRTH, receiving_agency=desk, despite_duplicate=True)
            province._filed("/dossiers", body, "citizen")
        else:
            body = at_desk(BIRTH, receiving_agency=desk, despite_duplicate=True)
            province._filed("/dossiers", body, f"officer@{desk}")
        if number % portion == 0:
            province.pump()
    province.pump()


def staff(province: Province) -> None:
    """Enter officers of the first commune, each of whom holds a third of its tasks."""
    for account in OFFICERS:
        entered = _send(
            province,
            "/admin/officers",
            {
                "account": account,
                "name": "Lê Thị Cán Bộ",
                "post": "Chuyên viên",
                "agency": COMMUNE,
                "roles": ["officer"],
                "first_day": "2026-01-01",
            },
        )
        if account == OFFICERS[0]:
            place = {
                "agency": INTO,
                "roles": ["officer"],
                "first_day": MONDAY.date().isoformat(),
                "last_day": "2027-12-31",
                "ground": "12/QĐ-UBND",
            }
            path = f"/admin/officers/{entered['id']}/secondments"
            _send(province, path, place, version=entered["version"])
    province.sql(
        "routing",
        """
        UPDATE step SET status = 'claimed', assignee = (CAST(:accounts AS text[]))[1 + place % 3]
        FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM step
              WHERE agency = :agency AND status = 'waiting') AS mine
        WHERE mine.id = step.id
        """,
        accounts=list(OFFICERS),
        agency=COMMUNE,
    )
    province.pump()


def _send(
    province: Province, path: str, body: Mapping[str, object], version: int | None = None
) -> dict[str, Any]:
    headers = {"Idempotency-Key": str(new_id())}
    if version is not None:
        headers["If-Match"] = f'"{version}"'
    made: dict[str, Any] = province._post("routing", path, dict(body), "admin", headers)
    return made


def dry_run(province: Province) -> dict[str, Trial]:
    """Return what each of the two would hand on."""
    routing = InProcess(province.apps["routing"], "intake")
    found = trials(province.parts, merger(), RoutingWork(routing))
    return {one.agency: one for one in found}


def decide(province: Province) -> None:
    """Publish the merger."""
    publish(province.parts, merger(), by="admin-1")
    forget(province)


def move(province: Province, most: int = 10_000, size: int = CHUNK) -> int:
    """Do the chunks that are due, up to so many; return how many there were."""
    parts = province.parts
    handler = TimerHandler(
        kind=MOVE, handle=lambda tx, timer: move_chunk(parts, tx, timer, size=size)
    )
    runner = TimerRunner(parts.database, [handler])
    done = 0
    while done < most and runner.run_one():
        done += 1
    return done


def reports(province: Province, **more: str) -> dict[str, Any]:
    """Return form 06 of the province, of both communes and of their successor."""
    extra = "".join(f"&{name}={value}" for name, value in more.items())
    found = {}
    for code in ("H56", *MERGED, INTO):
        path = f"/reports/kstt-06?period={PERIOD}&agency={code}{extra}"
        report = province.get("reporting", path, "supervisor@H56")
        found[code] = {name: report[name] for name in ("rows", "total")}
    return found


def standing(province: Province) -> dict[str, int]:
    """Return what stands where: dossiers, readers' keys, legs, open tasks, moves said."""
    return {
        name: int(province.sql(service, statement, old=list(MERGED), new=INTO)[0][0])
        for name, (service, statement) in _COUNTS.items()
    }
