"""The dossiers in PostgreSQL, for writing; `new_dossiers` has those that come into being."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from chassis.timers import DROP_ONE, KEEP_ONE
from kernel.errors import StaleVersionError
from services.intake.registry.domain.content import Fee
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.errors import DossierNotFoundError
from services.intake.registry.domain.limits import limit_at
from services.intake.registry.domain.readership import reader_keys
from services.intake.registry.domain.timeline import TimelineEntry
from services.intake.registry.ports import Changed
from services.intake.registry.store.rows import (
    DOSSIER_COLUMNS,
    dossier_from,
    dossier_row,
    fee_from,
    ledger_rows,
    timeline_rows,
)
from services.intake.registry.store.sealing import DossierSeals
from services.intake.registry.store.tables import dossier as table
from services.intake.registry.store.tables import dossier_content

DEADLINE = "deadline"
"""The kind of the one timer an open dossier has; its subject is the dossier's code."""

_NAMES = tuple(f'"{name}"' for name in DOSSIER_COLUMNS)
_VALUES = tuple(f"%({name})s" for name in DOSSIER_COLUMNS)

ADD_TIMELINE = """
    INSERT INTO timeline_entry (dossier, at, kind, by, text_vi, text_en, data)
    SELECT %(code)s, at, kind, by, text_vi, text_en, data
    FROM jsonb_to_recordset(%(timeline)s::jsonb) AS entry (
        at timestamptz, kind text, by jsonb, text_vi text, text_en text, data jsonb
    )
"""
ADD_LEDGER = """
    INSERT INTO clock_entry (
        dossier, clock, at, rule, ground, text_vi, text_en, old_due_at, new_due_at, provisional,
        by, moves
    )
    SELECT %(code)s, clock, at, rule, ground, text_vi, text_en, old_due_at, new_due_at,
           provisional, by, moves
    FROM jsonb_to_recordset(%(ledger)s::jsonb) AS entry (
        clock text, at timestamptz, rule text, ground text, text_vi text, text_en text,
        old_due_at timestamptz, new_due_at timestamptz, provisional boolean, by jsonb, moves jsonb
    )
"""
# The dossier is locked before its trail, as by every other writer: else two wait in a ring.
_NOTE = f"""
    WITH ours AS MATERIALIZED (
        SELECT code FROM dossier WHERE code = %(code)s FOR NO KEY UPDATE
    )
    {ADD_TIMELINE} WHERE EXISTS (SELECT FROM ours)
"""  # noqa: S608 -- constants
# `names` stands with agencies alone, which search by it.
_NAMES_KEPT = """
    (SELECT ' ' || left(replace(names_folded, E'\\n', ' '), 500) FROM dossier_content
     WHERE dossier = %(code)s AND NOT %(confidential)s)
"""
_ADD_READERS = f"""
    INSERT INTO dossier_reader (reader, filed_at, dossier, open, names)
    SELECT reader, %(filed_at)s, %(code)s, %(open)s,
           CASE WHEN starts_with(reader, 'agency:') THEN {_NAMES_KEPT} END
    FROM unnest(%(readers)s::text[]) AS reader
    ON CONFLICT (reader, filed_at, dossier) DO UPDATE SET open = excluded.open
    WHERE dossier_reader.open <> excluded.open
"""  # noqa: S608 -- constants
KEEP_TIMER = KEEP_ONE.format(kind=DEADLINE, subject="code", due_at="limit_at")
_DROP_TIMER = DROP_ONE.format(kind=DEADLINE, subject="code", due_at="limit_at")

_SAVE = f"""
    WITH changed AS (
        UPDATE dossier SET ({", ".join(_NAMES)}) = ROW ({", ".join(_VALUES)})
        WHERE code = %(code)s AND version = %(version)s - 1
        RETURNING code
    ), readers AS ({_ADD_READERS}
    ), told AS ({ADD_TIMELINE}
    ), counted AS ({ADD_LEDGER}
    ), timed AS ({KEEP_TIMER}
    ), untimed AS ({_DROP_TIMER}
    )
    SELECT count(*) FROM changed
"""  # noqa: S608 -- the same

CATCH_UP = """
    INSERT INTO timer (kind, subject, due_at, payload)
    SELECT 'replan', replan.calendar || '/' || max(replan.version), motcua_now(), '{}'
    FROM dossier JOIN replan ON replan.calendar = dossier.calendar
        AND replan.version > dossier.calendar_version
    WHERE code = %(code)s GROUP BY replan.calendar
    ON CONFLICT (kind, subject) DO NOTHING
"""
"""Has a calendar's re-plan look once more, where the dossier follows an older version."""

_ARM = f"""
    WITH armed AS (UPDATE dossier SET next_limit = %(next_limit)s WHERE code = %(code)s),
    timed AS ({KEEP_TIMER})
    {_DROP_TIMER}
"""  # noqa: S608 -- the same


def arm(tx: Connection, dossier: Dossier) -> None:
    """Set the timer to the dossier's next limit, or drop it; the version stays."""
    parameters = {
        "code": dossier.code,
        "next_limit": dossier.next_limit,
        "limit_at": limit_at(dossier),
    }
    tx.exec_driver_sql(_ARM, parameters)


class PgDossiers:
    """The port `Dossiers` on one transaction."""

    def __init__(self, tx: Connection, seals: DossierSeals) -> None:
        self._tx = tx
        self._seals = seals

    def lock(self, code: str, *, wait: bool = True) -> Dossier | None:
        """Return the dossier under a row lock."""
        row = self._tx.execute(
            select(table).where(table.c.code == code).with_for_update(nowait=not wait)
        ).one_or_none()
        return None if row is None else dossier_from(row, self._seals)

    def form(self, code: str) -> Mapping[str, Any]:
        """Return the form in clear."""
        wanted = select(dossier_content.c.form).where(dossier_content.c.dossier == code)
        row = self._tx.execute(wanted).one_or_none()
        if row is None:
            raise DossierNotFoundError
        return self._seals.open_fields(code, "form", row.form)

    def fee(self, code: str) -> Fee:
        """Return what the dossier costs."""
        wanted = select(dossier_content.c.fee).where(dossier_content.c.dossier == code)
        row = self._tx.execute(wanted).one_or_none()
        if row is None:
            raise DossierNotFoundError
        return fee_from(row.fee)

    def save(self, changed: Changed) -> None:
        """Store a transition where the version before it is the stored one."""
        parameters = dossier_row(changed.dossier, self._seals)
        parameters["limit_at"] = limit_at(changed.dossier)
        parameters |= {
            "readers": stored_readers(changed.dossier, self._seals),
            "open": not changed.dossier.status.final,
            "timeline": timeline_rows(changed.timeline),
            "ledger": ledger_rows(changed.ledger),
        }
        if self._tx.exec_driver_sql(_SAVE, parameters).scalar_one() != 1:
            raise StaleVersionError

    def arm(self, dossier: Dossier) -> None:
        """Set the timer to the dossier's next limit, or drop it."""
        arm(self._tx, dossier)

    def catch_up(self, code: str) -> None:
        """Have the dossier's dates follow the newest version of its calendar."""
        self._tx.exec_driver_sql(CATCH_UP, {"code": code})

    def note(self, code: str, entry: TimelineEntry) -> None:
        """Add a line to the timeline."""
        parameters = {"code": code, "timeline": timeline_rows((entry,))}
        if self._tx.exec_driver_sql(_NOTE, parameters).rowcount != 1:
            raise DossierNotFoundError


def stored_readers(dossier: Dossier, seals: DossierSeals) -> list[str]:
    """Return the keys a dossier is found by, as they are stored."""
    return [seals.reader(key) for key in reader_keys(dossier)]
