"""Enquiries on their way, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from services.routing.connectors.domain.delivery import Delivery
from services.routing.connectors.store.tables import enquiry_delivery

_LEASE = timedelta(minutes=2)
"""How long who claimed one has it: longer than a system may take to reply."""
_NOW = func.clock_timestamp()


class PgDeliveries:
    """The port `Deliveries` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def put(self, delivery: Delivery) -> None:
        """Have an enquiry handed over now, in place of an earlier asking of its reference."""
        row = {
            "system": delivery.system,
            "document": dict(delivery.document),
            "until": delivery.until,
            "tries": 0,
            "due_at": _NOW,
        }
        new = insert(enquiry_delivery).values(reference=UUID(delivery.reference), **row)
        self._tx.execute(new.on_conflict_do_update(constraint="enquiry_delivery_pkey", set_=row))

    def claim(self, limit: int) -> Sequence[Delivery]:
        """Take those due the longest; a process that dies leaves them to others."""
        due = (
            select(enquiry_delivery.c.reference)
            .where(enquiry_delivery.c.due_at <= _NOW)
            .order_by(enquiry_delivery.c.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        taken = (
            update(enquiry_delivery)
            .where(enquiry_delivery.c.reference.in_(due.scalar_subquery()))
            .values(due_at=_NOW + _LEASE)
            .returning(enquiry_delivery)
        )
        return [
            Delivery(
                reference=str(row.reference),
                system=row.system,
                document=row.document,
                until=row.until,
                tries=row.tries,
            )
            for row in self._tx.execute(taken)
        ]

    def end(self, delivery: Delivery) -> None:
        """Forget one that was handed over, unless it was asked anew meanwhile."""
        self._tx.execute(delete(enquiry_delivery).where(*_same(delivery)))

    def put_off(self, delivery: Delivery, seconds: float) -> None:
        """Have one tried again after so many seconds."""
        later = {"tries": delivery.tries + 1, "due_at": _NOW + timedelta(seconds=seconds)}
        self._tx.execute(update(enquiry_delivery).where(*_same(delivery)).values(later))


def _same(delivery: Delivery) -> tuple[ColumnElement[bool], ...]:
    return (
        enquiry_delivery.c.reference == UUID(delivery.reference),
        enquiry_delivery.c.until == delivery.until,
    )
