"""The dossiers in PostgreSQL, for writing; a new one is one statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from chassis.timers import DROP_ONE, KEEP_ONE
from kernel.collation import fold
from kernel.errors import StaleVersionError
from services.intake.registry.domain.content import Content
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.errors import DossierNotFoundError
from services.intake.registry.domain.limits import limit_at
from services.intake.registry.domain.opening import Opened
from services.intake.registry.domain.readership import reader_keys
from services.intake.registry.domain.timeline import TimelineEntry
from services.intake.registry.ports import Changed, SealedContact
from services.intake.registry.store.rows import (
    DOSSIER_COLUMNS,
    dossier_from,
    dossier_row,
    ledger_rows,
    timeline_rows,
    to_json,
)
from services.intake.registry.store.sealing import DossierSeals
from services.intake.registry.store.tables import dossier as table

DEADLINE = "deadline"
"""The kind of the one timer an open dossier has; its subject is the dossier's code."""

_NAMES = tuple(f'"{name}"' for name in DOSSIER_COLUMNS)
_VALUES = tuple(f"%({name})s" for name in DOSSIER_COLUMNS)

_TIMELINE = """
    INSERT INTO timeline_entry (dossier, at, kind, by, text_vi, text_en, data)
    SELECT %(code)s, at, kind, by, text_vi, text_en, data
    FROM jsonb_to_recordset(%(timeline)s::jsonb) AS entry (
        at timestamptz, kind text, by jsonb, text_vi text, text_en text, data jsonb
    )
"""
_LEDGER = """
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
_NOTE = f"{_TIMELINE} WHERE EXISTS (SELECT FROM dossier WHERE code = %(code)s)"
_READERS = """
    INSERT INTO dossier_reader (reader, filed_at, dossier)
    SELECT reader, %(filed_at)s, %(code)s FROM unnest(%(readers)s::text[]) AS reader
    ON CONFLICT DO NOTHING
"""
_KEEP_TIMER = KEEP_ONE.format(kind=DEADLINE, subject="code", due_at="limit_at")
_DROP_TIMER = DROP_ONE.format(kind=DEADLINE, subject="code", due_at="limit_at")

# Foreign keys are checked at the end of the statement, so the parts need no order.
_ADD = f"""
    WITH opened AS (
        INSERT INTO dossier ({", ".join(_NAMES)}, tracking_hash)
        VALUES ({", ".join(_VALUES)}, %(tracking)s)
    ), filled AS (
        INSERT INTO dossier_content (
            dossier, applicant, on_behalf_of, form, fee, delivery, names_folded,
            phone_index, email_index, sealed_with
        )
        VALUES (
            %(code)s, %(applicant)s, %(on_behalf_of)s, %(form)s, %(fee)s, %(delivery)s,
            %(names_folded)s, %(phone_index)s, %(email_index)s, %(sealed_with)s
        )
    ), papers AS (
        INSERT INTO dossier_paper (dossier, place, paper, source, originals, copies)
        SELECT %(code)s, place, paper, source, originals, copies
        FROM jsonb_to_recordset(%(papers)s::jsonb) AS entry (
            place smallint, paper text, source text, originals smallint, copies smallint
        )
    ), readers AS ({_READERS}
    ), told AS ({_TIMELINE}
    ), counted AS ({_LEDGER}
    ), timed AS ({_KEEP_TIMER}
    )
    INSERT INTO contact_key (key_id, dossier, wrapped)
    SELECT %(key_id)s::uuid, %(code)s, %(wrapped)s WHERE %(key_id)s::uuid IS NOT NULL
"""  # noqa: S608 -- the columns are the class's own

_SAVE = f"""
    WITH changed AS (
        UPDATE dossier SET ({", ".join(_NAMES)}) = ROW ({", ".join(_VALUES)})
        WHERE code = %(code)s AND version = %(version)s - 1
        RETURNING code
    ), readers AS ({_READERS}
    ), told AS ({_TIMELINE}
    ), counted AS ({_LEDGER}
    ), timed AS ({_KEEP_TIMER}
    ), untimed AS ({_DROP_TIMER}
    )
    SELECT count(*) FROM changed
"""  # noqa: S608 -- the same

_ARM = f"""
    WITH armed AS (UPDATE dossier SET next_limit = %(next_limit)s WHERE code = %(code)s),
    timed AS ({_KEEP_TIMER})
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

    def add(self, opened: Opened, *, tracking: bytes, contact: SealedContact | None) -> None:
        """Store a new dossier, its content, papers, readers, timeline, ledger and contact key."""
        dossier = opened.dossier
        parameters = dossier_row(dossier, self._seals)
        parameters |= _content_row(dossier.code, opened.content, self._seals)
        parameters |= {
            "tracking": tracking,
            "limit_at": limit_at(dossier),
            "readers": self._readers(dossier),
            "timeline": timeline_rows(opened.timeline),
            "ledger": ledger_rows(opened.ledger),
            "key_id": contact.event.key_id if contact else None,
            "wrapped": contact.wrapped_key if contact else None,
        }
        self._tx.exec_driver_sql(_ADD, parameters)

    def lock(self, code: str, *, wait: bool = True) -> Dossier | None:
        """Return the dossier under a row lock."""
        row = self._tx.execute(
            select(table).where(table.c.code == code).with_for_update(nowait=not wait)
        ).one_or_none()
        return None if row is None else dossier_from(row, self._seals)

    def save(self, changed: Changed) -> None:
        """Store a transition where the version before it is the stored one."""
        parameters = dossier_row(changed.dossier, self._seals)
        parameters["limit_at"] = limit_at(changed.dossier)
        parameters |= {
            "readers": self._readers(changed.dossier),
            "timeline": timeline_rows(changed.timeline),
            "ledger": ledger_rows(changed.ledger),
        }
        if self._tx.exec_driver_sql(_SAVE, parameters).scalar_one() != 1:
            raise StaleVersionError

    def arm(self, dossier: Dossier) -> None:
        """Set the timer to the dossier's next limit, or drop it."""
        arm(self._tx, dossier)

    def note(self, code: str, entry: TimelineEntry) -> None:
        """Add a line to the timeline."""
        parameters = {"code": code, "timeline": timeline_rows((entry,))}
        if self._tx.exec_driver_sql(_NOTE, parameters).rowcount != 1:
            raise DossierNotFoundError

    def _readers(self, dossier: Dossier) -> list[str]:
        return [self._seals.reader(key) for key in reader_keys(dossier)]


def _content_row(code: str, content: Content, seals: DossierSeals) -> dict[str, Any]:
    people = (content.applicant, content.on_behalf_of)
    papers = [
        {
            "place": place,
            "paper": paper.paper,
            "source": paper.source,
            "originals": paper.originals,
            "copies": paper.copies,
        }
        for place, paper in enumerate(content.papers)
    ]
    applicant, behalf = content.applicant, content.on_behalf_of
    principal = seals.seal_person(code, "on_behalf_of", behalf.to_document()) if behalf else None
    return {
        "applicant": to_json(seals.seal_person(code, "applicant", applicant.to_document())),
        "on_behalf_of": to_json(principal) if principal else None,
        "form": to_json(seals.seal_fields(code, "form", content.form, content.sensitive)),
        "fee": to_json(content.fee.to_document()),
        "delivery": to_json({"method": content.delivery.method.value}),
        "names_folded": "\n".join(fold(person.name) for person in people if person),
        "phone_index": seals.phone_index(applicant.phone),
        "email_index": seals.email_index(applicant.email),
        "sealed_with": seals.current,
        "papers": to_json(papers),
    }
