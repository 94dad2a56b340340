"""What was published, and how far each agency is, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from chassis.timers import Timers
from services.intake.reorganisation.domain.reorganisation import Reorganisation
from services.intake.reorganisation.ports import Place, Progress

MOVE = "reorganise"
"""The kind of the timer that moves the next chunk; its subject is the code of what ended."""

_GET = text("SELECT document FROM reorganisation WHERE id = :id")
_OF = text("""
    SELECT document FROM succession JOIN reorganisation ON id = reorganisation
    WHERE agency = :agency
""")
_PUT = text("""
    INSERT INTO reorganisation (id, document, takes_effect, published_at, published_by)
    VALUES (:id, :document, :takes_effect, :at, :by)
    ON CONFLICT (id) DO UPDATE SET document = excluded.document,
        takes_effect = excluded.takes_effect, published_at = excluded.published_at,
        published_by = excluded.published_by
""").bindparams(bindparam("document", type_=JSONB))
_BEGIN = text("""
    INSERT INTO succession (agency, reorganisation) VALUES (:agency, :id)
    ON CONFLICT (agency) DO UPDATE
    SET reorganisation = excluded.reorganisation, finished_at = NULL
""")
_COUNT = text("UPDATE succession SET moved = moved + :moved WHERE agency = :agency")
_FINISH = text("""
    UPDATE succession SET without_rule = :left, finished_at = coalesce(finished_at, :now)
    WHERE agency = :agency
""")
_ALL = text("""
    SELECT reorganisation, agency, takes_effect, moved, without_rule, finished_at
    FROM succession JOIN reorganisation ON id = reorganisation
    ORDER BY takes_effect DESC, id, agency LIMIT 500
""")


class PgReorganisations:
    """The port `Reorganisations` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def get(self, id_: str) -> Reorganisation | None:
        """Return a reorganisation as published last."""
        return _from(self._tx.execute(_GET, {"id": id_}).scalar_one_or_none())

    def of(self, agency: str) -> Reorganisation | None:
        """Return the one by which an agency ends."""
        return _from(self._tx.execute(_OF, {"agency": agency}).scalar_one_or_none())

    def put(self, reorganisation: Reorganisation, *, by: str, at: datetime) -> None:
        """Keep it, and have its agencies emptied when it takes effect."""
        values = {
            "id": reorganisation.id,
            "document": reorganisation.to_document(),
            "takes_effect": reorganisation.takes_effect,
            "at": at,
            "by": by,
        }
        self._tx.execute(_PUT, values)
        for each in reorganisation.successions:
            self._tx.execute(_BEGIN, {"agency": each.agency, "id": reorganisation.id})
            self.again(each.agency, at=max(at, reorganisation.begins_at))

    def again(
        self,
        agency: str,
        *,
        at: datetime,
        after: Place | None = None,
        moved: int = 0,
        passed: int = 0,
    ) -> None:
        """Set the timer of the next chunk: where a walk goes on, or a new one begins."""
        payload: dict[str, Any] = {"moved": moved, "passed": passed}
        if after is not None:
            payload |= {"filed_at": after.filed_at.isoformat(), "code": after.code}
        Timers(self._tx).set(kind=MOVE, subject=agency, due_at=at, payload=payload)

    def count(self, agency: str, moved: int) -> None:
        """Count what a chunk moved."""
        self._tx.execute(_COUNT, {"agency": agency, "moved": moved})

    def finish(self, agency: str, *, without_rule: int, now: datetime) -> None:
        """Write down that nothing is left there but what no rule takes."""
        given = {"agency": agency, "left": without_rule, "now": now}
        self._tx.execute(_FINISH, given)

    def all(self) -> Sequence[Progress]:
        """Return how far each agency is, the newest first."""
        return [Progress(**row) for row in self._tx.execute(_ALL).mappings()]


def place_of(payload: Mapping[str, Any]) -> Place | None:
    """Return where a timer says that its walk goes on; None: a new one begins."""
    if "code" not in payload:
        return None
    return Place(filed_at=datetime.fromisoformat(payload["filed_at"]), code=payload["code"])


def _from(document: Mapping[str, Any] | None) -> Reorganisation | None:
    return None if document is None else Reorganisation.from_document(document)
