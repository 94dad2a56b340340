"""Whether each open dossier has exactly the deadline timer it should (I7); it is set again."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, text

from chassis.reconciliation import sql_check
from services.intake.registry.domain.dossier import SubStatus
from services.intake.registry.domain.limit import LimitKind
from services.intake.registry.domain.limits import first_limit
from services.intake.registry.store.dossiers import CATCH_UP, DEADLINE, arm
from services.intake.registry.store.open_dossiers import OPEN_SQL, locked_open

# The same as `domain.limits.limit_at`; what is kept to the day is over at midnight.
_MIDNIGHT = (
    "(date_trunc('day', {0} AT TIME ZONE 'Asia/Ho_Chi_Minh') + interval '1 day')"
    " AT TIME ZONE 'Asia/Ho_Chi_Minh'"
)
_AT = f"""
    CASE next_limit
        WHEN '{LimitKind.STAFF_ALERT}' THEN staff_alert_at
        WHEN '{LimitKind.HEAD_ALERT}' THEN head_alert_at
        WHEN '{LimitKind.ANSWER}' THEN answer_by
        WHEN '{LimitKind.SUPPLEMENT_SOON}' THEN
            (date_trunc('day', supplement_by AT TIME ZONE 'Asia/Ho_Chi_Minh')
             - interval '64 hours') AT TIME ZONE 'Asia/Ho_Chi_Minh'
        WHEN '{LimitKind.SUPPLEMENT}' THEN {_MIDNIGHT.format("supplement_by")}
        WHEN '{LimitKind.CONFIRMATION}' THEN
            CASE WHEN confirm_term LIKE '%wh' THEN confirm_by
                 ELSE {_MIDNIGHT.format("confirm_by")} END
        WHEN '{LimitKind.APOLOGY}' THEN apology_at
        WHEN '{LimitKind.DUE}' THEN
            CASE WHEN term LIKE '%wh' THEN due_at ELSE {_MIDNIGHT.format("due_at")} END
    END
"""
_WANTED = f"SELECT code, {_AT} AS at FROM dossier WHERE next_limit IS NOT NULL"  # noqa: S608 -- constants
_KEPT = f"SELECT subject AS code, due_at AS at FROM timer WHERE kind = '{DEADLINE}'"  # noqa: S608 -- the same
# Which limits fit which state; none at all only where the last one has come.
_LIMITLESS = f"""
    SELECT code AS id, coalesce(next_limit, 'no limit') || ' at status ' || status AS found,
           'a limit that fits' AS wanted
    FROM dossier
    WHERE CASE
        WHEN status = 1 OR (status = 5 AND sub_status = 'supplement-received')
            THEN next_limit IN ('{LimitKind.STAFF_ALERT}', '{LimitKind.HEAD_ALERT}',
                                '{LimitKind.ANSWER}')
                 OR (next_limit IS NULL AND answer_by <= motcua_now())
        WHEN status = 5 AND withdrawal_asked_at IS NOT NULL THEN next_limit IS NULL
        WHEN status = 5 THEN coalesce(next_limit, '')
            IN ('{LimitKind.SUPPLEMENT_SOON}', '{LimitKind.SUPPLEMENT}')
        WHEN status = 9 AND sub_status = '{SubStatus.WAITING_CONFIRMATION}'
            THEN coalesce(next_limit, '') = '{LimitKind.CONFIRMATION}'
        WHEN status IN (2, 4) AND due_at IS NOT NULL
            THEN next_limit IN ('{LimitKind.APOLOGY}', '{LimitKind.DUE}')
                 OR (next_limit IS NULL AND due_at <= motcua_now())
        ELSE next_limit IS NULL
    END IS NOT TRUE
"""  # noqa: S608 -- constants

TIMER_CHECKS = (
    sql_check(
        "I7",
        "deadline timer is not the dossier's",
        f"""
        SELECT code AS id, coalesce(kept.at::text, 'no timer') AS found,
               coalesce(wanted.at::text, 'no timer') AS wanted
        FROM ({_WANTED}) AS wanted FULL JOIN ({_KEPT}) AS kept USING (code)
        WHERE kept.at IS DISTINCT FROM wanted.at
        """,  # noqa: S608 -- constants
    ),
    sql_check("I7", "open dossier without its next limit", _LIMITLESS),
    sql_check(
        "I7",
        "dates of an older calendar",
        f"""
        SELECT code AS id, calendar || '/' || calendar_version AS found,
               calendar || '/' || replan.version AS wanted
        FROM dossier JOIN LATERAL (
            SELECT max(version) AS version FROM replan
            WHERE replan.calendar = dossier.calendar
              AND finished_at < motcua_now() - interval '10 minutes'
        ) AS replan ON dossier.calendar_version < replan.version
        WHERE {OPEN_SQL}
        """,  # noqa: S608 -- constants
    ),
)
"""What intake can tell of its timers by itself."""

_DROP = text("DELETE FROM timer WHERE kind = :kind AND subject = :code")
_FORGET_LIMIT = text("UPDATE dossier SET next_limit = NULL WHERE code = :code")


def restore_timer(tx: Connection, code: str) -> None:
    """Set the timer of a dossier by its state, or drop what no dossier wants."""
    dossier = locked_open(tx, code)
    if dossier is None:
        tx.execute(_FORGET_LIMIT, {"code": code})
        tx.execute(_DROP, {"kind": DEADLINE, "code": code})
        return
    if not _fits(dossier.next_limit, first_limit(dossier)):
        dossier = replace(dossier, next_limit=first_limit(dossier))
    arm(tx, dossier)
    tx.exec_driver_sql(CATCH_UP, {"code": code})


_CHAINS = (
    (LimitKind.STAFF_ALERT, LimitKind.HEAD_ALERT, LimitKind.ANSWER),
    (LimitKind.SUPPLEMENT_SOON, LimitKind.SUPPLEMENT),
    (LimitKind.CONFIRMATION,),
    (LimitKind.APOLOGY, LimitKind.DUE),
)


def _fits(kept: LimitKind | None, first: LimitKind | None) -> bool:
    """Tell whether a limit is of the run that begins with the first one of this state."""
    return kept is not None and any(kept in chain and first in chain for chain in _CHAINS)
