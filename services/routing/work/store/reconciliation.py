"""What routing shows of its cases to be compared, and what it can check by itself."""

from __future__ import annotations

from chassis.reconciliation import AGE, OWN_CHECKS, SAID, Books, View, heard_from, sql_check
from contracts.events.course import WithdrawalSettled
from contracts.events.routing import CaseDecided, CaseOpened, LegStarted
from services.routing.work.store.limit_books import LIMIT_CHECK, restore_limits

CASES = View(
    name="cases",
    rows=f"""
        SELECT dossier AS id, status AS value,
               {AGE.format("greatest(opened_at, decided_at)")} AS age
        FROM "case" WHERE dossier >= :low AND dossier < :high AND status <> 'moved'
    """,  # noqa: S608 -- constants
    first='SELECT min(dossier) FROM "case" WHERE dossier >= :low',
)
"""How every case that counts goes: open, approved or refused."""

# A leg that starts after the decision is a case that was reopened to correct an error.
CHECKS = (
    sql_check(
        "I3",
        "case is not what was said last",
        f"""
        WITH said AS (
            SELECT DISTINCT ON (subject) substring(subject FROM 9) AS dossier,
                   CASE type WHEN '{CaseDecided.TYPE}' THEN data ->> 'outcome'
                       WHEN '{WithdrawalSettled.TYPE}' THEN 'withdrawn' ELSE 'open' END AS status
            FROM event_log
            WHERE type IN ('{CaseOpened.TYPE}', '{LegStarted.TYPE}', '{CaseDecided.TYPE}')
               OR (type = '{WithdrawalSettled.TYPE}' AND data ->> 'outcome' = 'granted'
                   AND data ->> 'case' IS NOT NULL)
            ORDER BY subject, sequence DESC
        )
        SELECT dossier AS id, coalesce(kept.status, 'no case') AS found,
               coalesce(said.status, 'never said') AS wanted
        FROM said FULL JOIN (SELECT dossier, status FROM "case" WHERE status <> 'moved') AS kept
             USING (dossier)
        WHERE kept.status IS DISTINCT FROM said.status
          AND kept.status IS DISTINCT FROM 'stopped'
        """,  # noqa: S608 -- constants
    ),
    LIMIT_CHECK,
    sql_check(
        "I3",
        "open task at an agency that has ended",
        """
        SELECT step.id::text AS id, dossier || ' at ' || step.agency AS found,
               'at a successor since ' || agency.valid_to AS wanted
        FROM step JOIN "case" ON "case".id = case_id JOIN agency ON agency.code = step.agency
        WHERE step.status <> 'ended'
          AND motcua_now() > CAST(agency.valid_to + 1 AS timestamp) AT TIME ZONE 'Asia/Ho_Chi_Minh'
                             + interval '1 hour'
        """,
    ),
)

BOOKS = Books(
    views={view.name: view for view in (SAID, heard_from("intake"), CASES)},
    checks=(*OWN_CHECKS, *CHECKS),
    reopens=frozenset({"intake"}),
    restores={"I7": restore_limits},
)
"""What routing shows; an acceptance heard again opens a case only where there is none."""
