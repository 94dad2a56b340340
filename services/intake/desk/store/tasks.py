"""What a dossier's state does not tell of the desk's work: calls, messages not answered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import Connection, text

from kernel.schedule import in_vietnam
from services.intake.desk.domain.call import Call
from services.intake.desk.domain.proposal import ProposedSupplement

# Whom the result was given to, or who took the dossier back, knows of it.
_ASK = text("""
    INSERT INTO desk_task (dossier, kind, agency, confidential, since, template)
    SELECT code, 'call', receiving_agency, confidential, :since, :template
    FROM dossier WHERE code = :dossier AND status NOT IN (7, 10)
    ON CONFLICT (dossier, kind) DO UPDATE SET template = excluded.template
    RETURNING agency
""")
_WRITTEN = text("""
    INSERT INTO desk_task (dossier, kind, agency, confidential, since)
    SELECT code, 'message', receiving_agency, confidential, :since
    FROM dossier WHERE code = :dossier
    ON CONFLICT (dossier, kind) DO NOTHING
""")
_CAME_BACK = text("""
    INSERT INTO desk_task (dossier, kind, agency, confidential, since)
    SELECT code, 'parcel', receiving_agency, confidential, :since
    FROM dossier WHERE code = :dossier
    ON CONFLICT (dossier, kind) DO NOTHING
""")
# A dossier that is over, or was received anew, has nothing to ask for any more.
_PROPOSED = text("""
    INSERT INTO desk_task (dossier, kind, agency, confidential, since, proposal, proposed)
    SELECT code, 'proposal', receiving_agency, confidential, :since, :proposal,
           CAST(:proposed AS jsonb)
    FROM dossier
    WHERE code = :dossier AND status NOT IN (3, 7, 8, 9, 10)
    AND coalesce(case_number, 1) <= :case_number
    ON CONFLICT (dossier, kind) DO UPDATE
    SET since = excluded.since, proposal = excluded.proposal, proposed = excluded.proposed
    RETURNING agency
""")
_TAKEN = text("""
    DELETE FROM desk_task
    WHERE dossier = :dossier AND kind = 'proposal' AND proposal = :proposal
""")
_WAITING = text("SELECT * FROM desk_task WHERE dossier = :dossier AND kind = 'call'")
_TRIED = text("""
    UPDATE desk_task SET tries = tries + 1 WHERE dossier = :dossier AND kind = 'call'
""")
_CLOSE = text("DELETE FROM desk_task WHERE dossier = :dossier AND kind = :kind")


class PgCalls:
    """The port `Calls` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def ask(self, code: str, *, since: datetime, template: str) -> str | None:
        """Have the desk call, once however many notices failed; return the desk's agency."""
        given = {"dossier": code, "since": since, "template": template}
        return self._tx.execute(_ASK, given).scalar_one_or_none()

    def waiting(self, code: str) -> Call | None:
        """Return the call that waits."""
        row = self._tx.execute(_WAITING, {"dossier": code}).one_or_none()
        if row is None:
            return None
        return Call(
            dossier=row.dossier,
            since=in_vietnam(row.since),
            template=row.template,
            tries=row.tries,
        )

    def tried(self, code: str) -> None:
        """Count a try."""
        self._tx.execute(_TRIED, {"dossier": code})

    def close(self, code: str) -> None:
        """Take the call off the queue."""
        self._tx.execute(_CLOSE, {"dossier": code, "kind": "call"})


class PgUnanswered:
    """The threads whose last word is the citizen's, on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def written(self, code: str, at: datetime) -> None:
        """Have a citizen wait who wrote; what was not answered before waits since then."""
        self._tx.execute(_WRITTEN, {"dossier": code, "since": at})

    def answered(self, code: str) -> None:
        """Take the thread off the queue: it waits for nothing any more."""
        self._tx.execute(_CLOSE, {"dossier": code, "kind": "message"})


class PgProposed:
    """The port `ProposedSupplements` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def put(self, code: str, case_number: int, proposed: ProposedSupplement) -> str | None:
        """Have the desk decide; return its agency, None where there is nothing to decide."""
        document = {
            "agency": proposed.agency,
            "step_name": proposed.step_name,
            "officer": proposed.officer,
            "papers": list(proposed.papers),
            "fields": list(proposed.fields),
        }
        given = {
            "dossier": code,
            "case_number": case_number,
            "since": proposed.at,
            "proposal": proposed.id,
            "proposed": orjson.dumps(document).decode(),
        }
        return self._tx.execute(_PROPOSED, given).scalar_one_or_none()

    def take(self, code: str, proposal: UUID) -> bool:
        """Take a proposal off the queue."""
        taken = self._tx.execute(_TAKEN, {"dossier": code, "proposal": proposal})
        return taken.rowcount > 0

    def close(self, code: str) -> None:
        """Take whatever is proposed off the queue: the dossier is erased."""
        self._tx.execute(_CLOSE, {"dossier": code, "kind": "proposal"})


class PgReturned:
    """Results that went out by post and did not arrive, on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def came_back(self, code: str, at: datetime) -> None:
        """Have the desk see to the result again."""
        self._tx.execute(_CAME_BACK, {"dossier": code, "since": at})

    def settled(self, code: str) -> None:
        """Take it off the queue: the result went another way, or out again."""
        self._tx.execute(_CLOSE, {"dossier": code, "kind": "parcel"})
