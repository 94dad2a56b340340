"""What the legs of a case gave: papers as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects.postgresql import insert

from services.routing.work.domain.case import Case
from services.routing.work.store.tables import case_paper


def papers_of(tx: Connection, case_id: UUID) -> Sequence[Row[Any]]:
    """Return the rows of the papers a case has given so far."""
    wanted = select(case_paper).where(case_paper.c.case_id == case_id)
    return tx.execute(wanted.order_by(case_paper.c.paper)).all()


def save_papers(tx: Connection, before: Case, after: Case) -> None:
    """Write the papers that a transition gave, or gave again."""
    for name, paper in after.papers.items():
        if before.papers.get(name) == paper:
            continue
        row = {
            "leg": paper.leg,
            "agency": paper.agency,
            "number": paper.number,
            "issued_on": paper.issued_on,
        }
        new = insert(case_paper).values(case_id=after.id, paper=name, **row)
        tx.execute(new.on_conflict_do_update(constraint="case_paper_pkey", set_=row))
