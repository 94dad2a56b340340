"""The open dossiers by the calendar they follow, in PostgreSQL: read and moved in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select, text

from chassis.outbox_batch import add_all
from kernel.channel import Channel
from kernel.status import Status
from services.intake.registry.domain.dossier import Dossier, SubStatus
from services.intake.registry.domain.limit import LimitKind
from services.intake.registry.domain.limits import OPEN, limit_at
from services.intake.registry.domain.replanning import Replanned
from services.intake.registry.store.dossiers import DEADLINE
from services.intake.registry.store.rows import interruptions_from, ledger_row, to_json
from services.intake.registry.store.tables import dossier as table

_D = table.c
OPEN_SQL = f"""
    (dossier.status IN ({", ".join(str(int(status)) for status in sorted(OPEN))})
     OR (dossier.status = {Status.SETTLED:d}
         AND dossier.sub_status = '{SubStatus.WAITING_CONFIRMATION}'))
"""
"""The dossiers of which some limit runs: open ones, and those whose owner checks a draft."""

_OPEN = text(OPEN_SQL)
_COPIED = (
    "code",
    "version",
    "procedure",
    "procedure_version",
    "case",
    "receiving_agency",
    "competent_agency",
    "filed_at",
    "received_at",
    "answer_by",
    "accepted_at",
    "term",
    "due_at",
    "due_provisional",
    "staff_alert_at",
    "head_alert_at",
    "apology_at",
    "supplement_asked_at",
    "supplement_by",
    "supplemented_at",
    "withdrawal_asked_at",
    "calendar",
    "calendar_version",
    "draft_offered_at",
    "confirm_by",
    "confirm_term",
)
_READ = (*_COPIED, "status", "sub_status", "channel", "interruptions", "next_limit")

_MOVED = (
    "received_at",
    "answer_by",
    "due_at",
    "staff_alert_at",
    "head_alert_at",
    "apology_at",
    "supplement_by",
    "supplemented_at",
    "confirm_by",
    "limit_at",
)
_INSTANTS = ", ".join(f"{name} timestamptz" for name in _MOVED)
_SET = ", ".join(f"{name} = new.{name}" for name in _MOVED if name != "limit_at")

# One statement a chunk. Clauses see the rows as they were before it, so none depends on another.
_FOLLOW = f"""
    WITH new AS (
        SELECT * FROM jsonb_to_recordset(%(dossiers)s::jsonb) AS one (
            code text, version integer, due_provisional boolean, next_limit text,
            calendar_version integer, {_INSTANTS}
        )
    ), moved AS (
        UPDATE dossier SET version = new.version, due_provisional = new.due_provisional,
            next_limit = new.next_limit, calendar_version = new.calendar_version, {_SET}
        FROM new WHERE dossier.code = new.code
    ), told AS (
        INSERT INTO clock_entry (
            dossier, clock, at, rule, ground, text_vi, text_en, old_due_at, new_due_at,
            provisional, by, moves
        )
        SELECT dossier, clock, at, rule, ground, text_vi, text_en, old_due_at, new_due_at,
               provisional, by, moves
        FROM jsonb_to_recordset(%(ledger)s::jsonb) AS one (
            dossier text, clock text, at timestamptz, rule text, ground text, text_vi text,
            text_en text, old_due_at timestamptz, new_due_at timestamptz, provisional boolean,
            by jsonb, moves jsonb
        )
    ), timed AS (
        INSERT INTO timer (kind, subject, due_at, payload)
        SELECT '{DEADLINE}', code, limit_at, '{{}}' FROM new WHERE limit_at IS NOT NULL
        ON CONFLICT (kind, subject) DO UPDATE
        SET due_at = excluded.due_at, attempts = 0, retry_at = NULL, reason = NULL
        WHERE timer.due_at <> excluded.due_at
    )
    DELETE FROM timer USING new
    WHERE timer.kind = '{DEADLINE}' AND timer.subject = new.code AND new.limit_at IS NULL
"""  # noqa: S608 -- columns of ours
_KEEP_UP = """
    UPDATE dossier SET calendar_version = %(version)s WHERE code = ANY (%(codes)s)
"""


class PgOpenDossiers:
    """The port `OpenDossiers` on one transaction; `now` is the time of the events said."""

    def __init__(self, tx: Connection, *, now: datetime) -> None:
        self._tx = tx
        self._now = now

    def behind(self, calendar: str, version: int, limit: int) -> Sequence[Dossier]:
        """Return dossiers that follow an older version, locked."""
        wanted = (
            _reading()
            .where(_D.calendar == calendar, _D.calendar_version < version)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [_dossier_from(row) for row in self._tx.execute(wanted)]

    def any_behind(self, calendar: str, version: int) -> bool:
        """Tell whether any follows an older version still."""
        wanted = (
            select(_D.code)
            .where(_OPEN, _D.calendar == calendar, _D.calendar_version < version)
            .limit(1)
        )
        return self._tx.execute(wanted).first() is not None

    def page(self, calendars: Sequence[str], after: str, limit: int) -> Sequence[Dossier]:
        """Return the next open dossiers by code."""
        wanted = (
            _reading()
            .where(_D.calendar.in_(calendars), _D.code > after)
            .order_by(_D.code)
            .limit(limit)
        )
        return [_dossier_from(row) for row in self._tx.execute(wanted)]

    def follow(self, replanned: Sequence[Replanned]) -> None:
        """Store what changed in one statement, and only the number of the version elsewhere."""
        changed = [one for one in replanned if one.changed]
        kept = [one.dossier for one in replanned if not one.changed]
        if kept:
            wanted: dict[str, Any] = {"codes": [dossier.code for dossier in kept]}
            wanted["version"] = kept[0].calendar_version
            self._tx.exec_driver_sql(_KEEP_UP, wanted)
        if changed:
            rows = [_row(one.dossier) for one in changed]
            wanted = {"dossiers": to_json(rows), "ledger": _ledger(changed)}
            self._tx.exec_driver_sql(_FOLLOW, wanted)
        events = [one.event for one in changed if one.event is not None]
        add_all(self._tx, events, time=self._now)


def locked_open(tx: Connection, code: str) -> Dossier | None:
    """Return an open dossier as far as its dates go, locked; None when it is not open."""
    row = tx.execute(_reading().where(_D.code == code).with_for_update()).one_or_none()
    return None if row is None else _dossier_from(row)


def _reading() -> Select[Any]:
    return select(*(_D[name] for name in _READ)).where(_OPEN)


def _dossier_from(row: Row[Any]) -> Dossier:
    """Return a dossier without what is personal or plays no part in its dates; never to be saved.

    Its parties are sealed, and a hundred thousand seals would be opened for nothing.
    """
    return Dossier(
        **dict(zip(_COPIED, row, strict=False)),
        status=Status(row.status),
        sub_status=SubStatus(row.sub_status) if row.sub_status else None,
        channel=Channel(row.channel),
        interruptions=interruptions_from(row.interruptions),
        next_limit=LimitKind(row.next_limit) if row.next_limit else None,
        area=None,
        owner=None,
        parties=(),
        language="vi",
    )


def _row(dossier: Dossier) -> dict[str, Any]:
    names = (*_MOVED, "code", "version", "due_provisional", "next_limit", "calendar_version")
    row = {name: getattr(dossier, name) for name in names if name != "limit_at"}
    return row | {"limit_at": limit_at(dossier)}


def _ledger(changed: Sequence[Replanned]) -> str:
    return to_json(
        [
            {"dossier": one.dossier.code, **ledger_row(one.entry)}
            for one in changed
            if one.entry is not None
        ]
    )
