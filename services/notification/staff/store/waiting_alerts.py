"""What officers are told of in the morning, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import orjson
from sqlalchemy import text

from chassis.db import Transaction
from services.notification.staff.ports import WaitingAlert

_OFFICERS_AT_ONCE = 200
_ADD = text("""
    INSERT INTO staff_alert (account, event_id, template, template_version, facts, told_at, due_at)
    SELECT account, event_id, template, template_version, facts, told_at, :due_at
    FROM jsonb_to_recordset(CAST(:alerts AS jsonb)) AS one (
        account text, event_id uuid, template text, template_version integer, facts jsonb,
        told_at timestamptz)
    ORDER BY account, event_id
    ON CONFLICT (account, event_id) DO NOTHING
""")
_DROP = text("""
    DELETE FROM staff_alert WHERE template = :template AND facts ->> 'code' = :dossier
""")
# Whose alerts are taken is locked by its row of mail, so that no two of us make two mails of them.
_TAKE = text("""
    WITH ours AS (
        SELECT account FROM staff_mail
        WHERE account IN (SELECT account FROM staff_alert WHERE due_at <= :now)
        ORDER BY account LIMIT :limit FOR UPDATE SKIP LOCKED
    ), taken AS (
        DELETE FROM staff_alert USING ours
        WHERE staff_alert.account = ours.account AND staff_alert.due_at <= :now
        RETURNING staff_alert.*
    )
    SELECT account, event_id, template, template_version, facts, told_at FROM taken
    ORDER BY account, told_at, event_id
""")


class PgWaitingAlerts:
    """The port `WaitingAlerts` on one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, alerts: Sequence[WaitingAlert], due_at: datetime) -> int:
        """Let alerts wait; return how many are new."""
        if not alerts:
            return 0
        given = {"alerts": orjson.dumps(alerts).decode(), "due_at": due_at}
        return self._tx.execute(_ADD, given).rowcount

    def drop(self, template: str, dossier: str) -> int:
        """Drop what waits of this template about a dossier; return how many lines."""
        return self._tx.execute(_DROP, {"template": template, "dossier": dossier}).rowcount

    def take_due(self, now: datetime) -> Sequence[WaitingAlert]:
        """Take out what is due of some officers, all of each."""
        rows = self._tx.execute(_TAKE, {"now": now, "limit": _OFFICERS_AT_ONCE}).mappings()
        return [WaitingAlert(**row) for row in rows]
