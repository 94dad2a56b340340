"""Fills routing's real schema with open cases in many agencies, and as many that are over.

A few cases are led to where they stand by the service's own use cases; the others are their rows
under other codes, agencies, owners and dates, entered by one statement a table. Open steps are due
from a day ago to eight days ahead, so that one in nine is late. What was said of them
(`event_log`) is left out: nothing that is measured reads it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, text

from chassis.db import Database
from contracts.events.intake import LegAgency
from kernel.rights import Actor, Role
from tests.integration.routing.suite import Suite, accepted, agency, calendar, procedure
from tests.unit.routing.samples import BIRTH, COMMUNE, INSURANCE, SIGN, leg, officer, step

OFFICERS, APPROVERS = 6, 2
"""Officers and approvers of each agency; the first approver heads it."""

CLERK = officer(Role.OFFICER)
SIGNER = officer(Role.APPROVER, subject="approver-1")
OTHER = officer(Role.OFFICER, subject="officer-1", agency=INSURANCE)
OTHER_SIGNER = officer(Role.APPROVER, subject="approver-1", agency=INSURANCE)

SIDE_BY_SIDE: dict[str, Any] = {
    "legs": [
        leg("check", [step("verify", hours=6), SIGN], hours=16),
        leg("opinion", [step("weigh", hours=6), SIGN], hours=24),
        leg("issue", [step("draft", hours=3), SIGN], after=["check", "opinion"], hours=16),
    ]
}
PLAIN: dict[str, Any] = {"legs": [leg("decide", [step("weigh", hours=8), SIGN], hours=40)]}
PROCESSES: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "2.000986": (dict(BIRTH), {"registration": COMMUNE, "insurance": INSURANCE}),
    "1.013831": (SIDE_BY_SIDE, {"check": COMMUNE, "opinion": INSURANCE, "issue": COMMUNE}),
    "1.001193": (PLAIN, {"decide": COMMUNE}),
}
Act = tuple[Actor, str]
_FIRST: tuple[Act, ...] = ((CLERK, "complete"), (SIGNER, "approve"))
_SECOND: tuple[Act, ...] = ((OTHER, "complete"), (OTHER_SIGNER, "approve"))
_HELD: Act = (CLERK, "claim")
STANDS: tuple[tuple[str, tuple[Act, ...]], ...] = (
    ("2.000986", ()),
    ("2.000986", (_HELD,)),
    ("2.000986", _FIRST[:1]),
    ("2.000986", _FIRST),
    ("2.000986", (*_FIRST, (OTHER, "claim"))),
    ("2.000986", (*_FIRST, *_SECOND[:1])),
    ("1.013831", ()),
    ("1.013831", (_HELD, (OTHER, "claim"))),
    ("1.013831", (*_FIRST, *_SECOND[:1])),
    ("1.013831", (*_FIRST, *_SECOND)),
    ("1.001193", ()),
    ("1.001193", (_HELD,)),
    ("1.001193", _FIRST[:1]),
)
"""Where the models stand: of which procedure, and who did what."""

OVER: tuple[tuple[str, tuple[Act, ...]], ...] = (
    ("2.000986", (*_FIRST, *_SECOND)),
    ("1.001193", _FIRST),
)

_MADE = """
    CREATE FUNCTION pg_temp.made(number bigint, salt text) RETURNS uuid IMMUTABLE AS $$
        SELECT (lpad(to_hex(1790000000000 + number * 40), 12, '0') || '7'
            || substr(md5(salt || number), 1, 3) || '8'
            || substr(md5(salt || number), 4, 15))::uuid
    $$ LANGUAGE sql
"""
_COPIES = """
    CREATE TEMP TABLE copy AS
    SELECT model.id AS model, model.dossier AS was, copied.number,
        pg_temp.made(copied.number, 'case') AS id, here.code AS here, there.code AS there,
        here.code || '-26' || to_char(now() - age.days * interval '1 day', 'MMDD') || '-'
            || lpad((copied.number)::text, 6, '0') AS dossier,
        now() - timestamptz '2026-11-02 08:00+07' - age.days * interval '1 day' AS moved,
        now() + (14 - age.days) * interval '1 day' AS due_at
    FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS copied(number)
    JOIN (SELECT *, row_number() OVER (ORDER BY dossier) AS place FROM "case"
          WHERE dossier = ANY(:models)) AS model
        ON model.place = copied.number % CAST(:kinds AS int) + 1
    JOIN bench_agency AS here
        ON here.place = copied.number / CAST(:kinds AS int) % CAST(:agencies AS int)
    JOIN bench_agency AS there
        ON there.place
            = (copied.number / CAST(:kinds AS int) + 1 + copied.number % 7)
            % CAST(:agencies AS int)
    CROSS JOIN LATERAL (SELECT (copied.number * 37 % 1300) / 100.0 AS days) AS age
"""
_THERE = "CASE {} WHEN :commune THEN copy.here ELSE copy.there END"
_OWNER = (
    "split_part({0}, '-', 1) || '-' || (copy.number % CASE WHEN {0} LIKE 'officer%' THEN"
    " CAST(:officers AS int)"
    " ELSE CAST(:approvers AS int) END + 1) || '-' || " + _THERE.format("row.agency")
)
_LATER = "now() + ((copy.number * 131 % 900) / 100.0 - 1) * interval '1 day'"


def _insert(table: str, source: str, changed: dict[str, str]) -> str:
    pairs = ", ".join(f"'{name}', {value}" for name, value in changed.items())
    return (
        f'INSERT INTO "{table}" SELECT made.* FROM copy {source}'  # noqa: S608 -- constants
        f" CROSS JOIN LATERAL jsonb_populate_record(row, jsonb_build_object({pairs})) AS made"
    )


_CASES = _insert(
    "case",
    'JOIN "case" AS row ON row.id = copy.model',
    {
        "id": "copy.id",
        "dossier": "copy.dossier",
        "receiving_agency": "copy.here",
        "competent_agency": "copy.here",
        "opened_at": "row.opened_at + copy.moved",
        "decided_at": "row.decided_at + copy.moved",
        "due_at": "copy.due_at",
    },
)
_LEGS = _insert(
    "leg",
    "JOIN leg AS row ON row.case_id = copy.model",
    {
        "case_id": "copy.id",
        "agency": _THERE.format("row.agency"),
        "started_at": "row.started_at + copy.moved",
        "finished_at": "row.finished_at + copy.moved",
        "due_at": f"CASE WHEN row.status = 'running' THEN {_LATER} + interval '1 day' END",
        "late_at": f"CASE WHEN row.status = 'running' THEN {_LATER} + interval '1 day' END",
    },
)
_STEPS = _insert(
    "step",
    "JOIN step AS row ON row.case_id = copy.model",
    {
        "id": "pg_temp.made(copy.number, row.id::text)",
        "case_id": "copy.id",
        "agency": _THERE.format("row.agency"),
        "assignee": _OWNER.format("row.assignee"),
        "ended_by": _OWNER.format("row.ended_by"),
        "started_at": "row.started_at + copy.moved",
        "ended_at": "row.ended_at + copy.moved",
        "due_at": _LATER,
        "latest_at": _LATER,
    },
)
_EVENTS = """
    INSERT INTO step_event (step_id, action, officer, at)
    SELECT pg_temp.made(copy.number, step.id::text), event.action, event.officer,
        event.at + copy.moved
    FROM copy JOIN step ON step.case_id = copy.model JOIN step_event AS event ON step_id = step.id
"""
_TIMERS = f"""
    INSERT INTO timer (kind, subject, due_at, payload)
    SELECT timer.kind, replace(timer.subject, copy.was, copy.dossier),
        greatest({_LATER}, now() + interval '1 hour'), timer.payload
    FROM copy JOIN (SELECT * FROM timer WHERE split_part(subject, '/', 1) = ANY(:models)) AS timer
        ON split_part(timer.subject, '/', 1) = copy.was
"""  # noqa: S608 -- constants
_STREAMS = """
    INSERT INTO event_stream (subject, last)
    SELECT 'dossier/' || copy.dossier, stream.last
    FROM copy JOIN event_stream AS stream ON stream.subject = 'dossier/' || copy.was
"""
_AGENCIES = """
    INSERT INTO agency SELECT made.* FROM agency AS row, bench_agency,
        jsonb_populate_record(row, jsonb_build_object('code', bench_agency.code)) AS made
    WHERE row.code = :commune
"""


def codes(agencies: int) -> list[str]:
    """Return the codes of the agencies that have the cases."""
    return [f"H56.{20000 + number}" for number in range(agencies)]


def fill(database: Database, cases: int, agencies: int) -> None:
    """Fill the database with so many open cases and as many that are over."""
    suite = Suite(database)
    suite.hear(calendar(), agency(COMMUNE), agency(INSURANCE))
    for code, (document, _) in PROCESSES.items():
        suite.hear(replace(procedure(document), procedure=code, field_code=code[:3]))
    stands = [_model(suite, number, *model) for number, model in enumerate(STANDS, 1)]
    over = [_model(suite, number, *model) for number, model in enumerate(OVER, len(STANDS) + 1)]
    with database.transaction() as tx:
        tx.execute(text("CREATE TEMP TABLE bench_agency (place int, code text)"))
        rows = [{"place": place, "code": code} for place, code in enumerate(codes(agencies))]
        tx.execute(text("INSERT INTO bench_agency VALUES (:place, :code)"), rows)
        tx.execute(text(_AGENCIES), {"commune": COMMUNE})
        tx.execute(text(_MADE))
        _copy(tx, stands, 1, cases, agencies)
        _copy(tx, over, cases + 1, 2 * cases, agencies)
        models = {"models": [*stands, *over]}
        tx.execute(
            text("DELETE FROM timer WHERE split_part(subject, '/', 1) = ANY(:models)"), models
        )
        tx.execute(text("TRUNCATE outbox, idempotency_key"))
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


def _copy(tx: Connection, models: list[str], first: int, last: int, agencies: int) -> None:
    about = {
        "models": models,
        "kinds": len(models),
        "first": first,
        "last": last,
        "agencies": agencies,
        "commune": COMMUNE,
        "officers": OFFICERS,
        "approvers": APPROVERS,
    }
    for statement in (_COPIES, _CASES, _LEGS, _STEPS, _EVENTS, _TIMERS, _STREAMS):
        tx.execute(text(statement), about)
    tx.execute(text("DROP TABLE copy"))


def _model(suite: Suite, number: int, code: str, acts: tuple[Act, ...]) -> str:
    """Open a case and lead it to where it stands; return its dossier."""
    dossier = f"{COMMUNE}-261102-{number:04}"
    legs = tuple(LegAgency(leg=one, agency=where) for one, where in PROCESSES[code][1].items())
    suite.hear(replace(accepted(dossier), procedure=code, legs=legs))
    for actor, action in acts:
        item = suite.worklist(actor, f"?dossier={dossier}")[0]
        if action != "claim":
            item = suite.act(actor, item, "claim").get_json()
        answer = suite.act(actor, item, action)
        assert answer.status_code == 200, answer.get_data(as_text=True)
    return dossier
