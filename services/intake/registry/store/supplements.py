"""What desks asked applicants for, and the papers that came, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import distinct_on

from services.intake.registry.domain.lack import Lack
from services.intake.registry.domain.supplement import SupplementOrder, SupplementRequest
from services.intake.registry.store.tables import supplement_request as table


class PgSupplements:
    """The port `Supplements` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, code: str, request: SupplementRequest) -> None:
        """Keep what was asked for."""
        order = request.order
        before = select(func.coalesce(func.max(table.c.number), 0) + 1)
        self._tx.execute(
            table.insert().values(
                dossier=code,
                number=before.where(table.c.dossier == code).scalar_subquery(),
                asked_at=request.asked_at,
                asked_by=dict(request.asked_by),
                items=[_row(lack) for lack in order.items],
                reason=order.reason,
                answer_by=request.answer_by,
                override_reason=order.override_reason,
            )
        )

    def answer(
        self, code: str, missing: Sequence[Lack], *, note: str | None, at: datetime
    ) -> None:
        """Keep what the newest request was answered with."""
        newest = select(func.max(table.c.number)).where(table.c.dossier == code)
        mine = update(table).where(
            table.c.dossier == code, table.c.number == newest.scalar_subquery()
        )
        left = [_row(lack) for lack in missing]
        self._tx.execute(mine.values(answered_at=at, note=note, missing=left))

    def get(self, code: str) -> SupplementRequest | None:
        """Return what was asked for last."""
        mine = select(table).where(table.c.dossier == code).order_by(table.c.number.desc())
        row = self._tx.execute(mine.limit(1)).one_or_none()
        if row is None:
            return None
        return SupplementRequest(
            order=SupplementOrder(
                items=tuple(Lack(**item) for item in row.items),
                reason=row.reason,
                override_reason=row.override_reason,
            ),
            asked_at=row.asked_at,
            asked_by=row.asked_by,
            answer_by=row.answer_by,
            missing=None if row.missing is None else tuple(Lack(**item) for item in row.missing),
        )

    def asked_by(self, codes: Collection[str]) -> Mapping[str, str]:
        """Return the accounts of who asked last, by dossier."""
        account = table.c.asked_by["subject"].astext
        newest = (
            select(table.c.dossier, account.label("account"))
            .where(table.c.dossier.in_(codes))
            .ext(distinct_on(table.c.dossier))
            .order_by(table.c.dossier, table.c.number.desc())
        )
        return {row.dossier: row.account for row in self._tx.execute(newest) if row.account}


def _row(lack: Lack) -> dict[str, Any]:
    return {"what": lack.what, "paper": lack.paper, "field": lack.field}
