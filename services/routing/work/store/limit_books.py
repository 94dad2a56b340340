"""Whether each leg and enquiry has the timer of its limit (I7); they are set again.

The same limits as `watch_limits` follows. One that has passed may have rung already: that of a
leg that is late rings once, and a consultation that the head holds up is looked at each hour.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from chassis.reconciliation import sql_check
from services.routing.work.store.limits import CONSULTATION, LEG_LATE, SYSTEM_SILENT

_WANTED = f"""
    SELECT '{CONSULTATION}' AS kind, dossier || '/' || leg AS subject, silent_at AS at
    FROM leg JOIN "case" ON "case".id = case_id
    WHERE "case".status = 'open' AND leg.status = 'running' AND silent_at IS NOT NULL
        AND lapsed IS NOT TRUE AND {{mine}}
    UNION ALL
    SELECT '{LEG_LATE}', dossier || '/' || leg, late_at
    FROM leg JOIN "case" ON "case".id = case_id
    WHERE "case".status = 'open' AND leg.status = 'running' AND silent_at IS NULL
        AND lapsed IS NOT TRUE AND late_at {{late}} AND {{mine}}
    UNION ALL
    SELECT '{SYSTEM_SILENT}', dossier || '/' || step.id, enquiry_until
    FROM step JOIN "case" ON "case".id = case_id
    WHERE "case".status = 'open' AND step.status <> 'ended' AND enquiry_until IS NOT NULL
        AND {{mine}}
"""  # noqa: S608 -- constants
_KINDS = f"('{CONSULTATION}', '{LEG_LATE}', '{SYSTEM_SILENT}')"

LIMIT_CHECK = sql_check(
    "I7",
    "timer is not the limit's",
    f"""
    SELECT subject AS id, kind || ' ' || coalesce(kept.at::text, 'without a timer') AS found,
           kind || ' ' || coalesce(wanted.at::text, 'without a timer') AS wanted
    FROM ({_WANTED.format(mine="true", late="> motcua_now()")}) AS wanted
    FULL JOIN (SELECT kind, subject, due_at AS at FROM timer WHERE kind IN {_KINDS}) AS kept
        USING (kind, subject)
    WHERE kept.at IS DISTINCT FROM wanted.at
        AND NOT (wanted.at IS NULL AND kind = '{LEG_LATE}' AND kept.at <= motcua_now())
        AND (kind = '{CONSULTATION}' AND wanted.at <= motcua_now()
             AND kept.at <= motcua_now() + interval '1 hour') IS NOT TRUE
    """,  # noqa: S608 -- the same
)
"""What routing can tell of these timers by itself."""

_LOCK = text('SELECT FROM "case" WHERE dossier = :dossier ORDER BY id FOR UPDATE')
_DROP = text(
    f"DELETE FROM timer WHERE kind IN {_KINDS} AND split_part(subject, '/', 1) = :dossier"  # noqa: S608 -- the same
)
_MINE = _WANTED.format(mine="dossier = :dossier", late="IS NOT NULL")
_SET = text(
    f"INSERT INTO timer (kind, subject, due_at, payload)"  # noqa: S608 -- the same
    f" SELECT kind, subject, at, '{{}}' FROM ({_MINE}) AS mine"
)


def restore_limits(tx: Connection, id_: str) -> None:
    """Set the timers of a dossier's case by its own state; `id_` is that of a fault.

    A limit that has passed rings once more: what follows from it is done once however often.
    """
    about = {"dossier": id_.partition("/")[0]}
    tx.execute(_LOCK, about)
    tx.execute(_DROP, about)
    tx.execute(_SET, about)
