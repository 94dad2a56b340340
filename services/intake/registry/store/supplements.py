"""What desks asked applicants for, and the papers that came, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, text, update

from services.intake.registry.domain.content import FiledPaper
from services.intake.registry.domain.supplement import SupplementOrder, SupplementRequest
from services.intake.registry.store.rows import to_json
from services.intake.registry.store.tables import supplement_request as table

# A paper that came again replaces the first one; new ones stand behind those of the filing.
_PAPERS = text("""
    INSERT INTO dossier_paper (dossier, place, paper, source, originals, copies)
    SELECT :code, (SELECT coalesce(max(place), -1) FROM dossier_paper WHERE dossier = :code)
                  + row_number() OVER (), paper, source, originals, copies
    FROM jsonb_to_recordset(CAST(:papers AS jsonb)) AS entry (
        paper text, source text, originals smallint, copies smallint
    )
    ON CONFLICT (dossier, paper) DO UPDATE
    SET source = excluded.source, originals = excluded.originals, copies = excluded.copies
""")


class PgSupplements:
    """The port `Supplements` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, code: str, request: SupplementRequest) -> None:
        """Keep what was asked for."""
        order = request.order
        self._tx.execute(
            table.insert().values(
                dossier=code,
                asked_at=request.asked_at,
                asked_by=dict(request.asked_by),
                items=list(order.items),
                reason=order.reason,
                answer_by=request.answer_by,
                override_reason=order.override_reason,
            )
        )

    def answer(
        self, code: str, papers: Sequence[FiledPaper], *, note: str | None, at: datetime
    ) -> None:
        """Keep the papers that came in."""
        rows = [
            {
                "paper": paper.paper,
                "source": paper.source,
                "originals": paper.originals,
                "copies": paper.copies,
            }
            for paper in papers
        ]
        self._tx.execute(_PAPERS, {"code": code, "papers": to_json(rows)})
        mine = update(table).where(table.c.dossier == code)
        self._tx.execute(mine.values(answered_at=at, note=note))

    def get(self, code: str) -> SupplementRequest | None:
        """Return what was asked for."""
        row = self._tx.execute(select(table).where(table.c.dossier == code)).one_or_none()
        if row is None:
            return None
        return SupplementRequest(
            order=SupplementOrder(
                items=tuple(row.items), reason=row.reason, override_reason=row.override_reason
            ),
            asked_at=row.asked_at,
            asked_by=row.asked_by,
            answer_by=row.answer_by,
        )
