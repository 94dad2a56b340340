"""To whom results were given, in PostgreSQL; who they are is sealed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Connection, DateTime, MetaData, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from chassis.crypto import KeyRing
from kernel.schedule import in_vietnam
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.delivery.domain.handover import (
    Capacity,
    Delivered,
    FeeTaken,
    HandOver,
    IdentityDocument,
    Receiver,
    Signature,
)
from services.intake.registry.store.sealed_texts import SealedColumns, SealedTexts

_table = Table(
    "hand_over",
    MetaData(),
    Column("dossier", Text, primary_key=True),
    Column("at", DateTime(timezone=True)),
    Column("by", JSONB),
    Column("method", Text),
    Column("capacity", Text),
    Column("document", Text),
    Column("signature", Text),
    Column("name", Text),
    Column("number", Text),
    Column("authority", Text),
    Column("fee_amount", BigInteger),
    Column("fee_receipt", Text),
)
_SEALED = ("name", "number", "authority")


class PgHandOvers:
    """The port `HandOvers` on one transaction."""

    def __init__(self, tx: Connection, ring: KeyRing) -> None:
        self._tx = tx
        self._seals = SealedTexts(ring, _table.name)

    def add(self, code: str, handover: HandOver) -> None:
        """Keep to whom the result was given."""
        receiver, fee = handover.delivered.receiver, handover.delivered.fee
        row = {
            "dossier": code,
            "at": handover.at,
            "by": dict(handover.by),
            "method": handover.delivered.method.value,
            "capacity": handover.capacity,
            "fee_amount": fee.amount if fee else None,
            "fee_receipt": fee.receipt if fee else None,
        }
        if receiver is not None:
            row |= {"document": receiver.document.value, "signature": receiver.signature.value}
            row |= {
                column: self._seals.seal(code, column, getattr(receiver, column))
                for column in _SEALED
            }
        self._tx.execute(_table.insert().values(row))

    def of(self, code: str) -> HandOver | None:
        """Return the hand-over of a dossier; raises `SealBrokenError`."""
        row = self._tx.execute(select(_table).where(_table.c.dossier == code)).one_or_none()
        if row is None:
            return None
        receiver = fee = None
        if row.document is not None:
            receiver = Receiver(
                name=self._seals.open(code, "name", row.name),
                document=IdentityDocument(row.document),
                number=self._seals.open(code, "number", row.number),
                authority=self._seals.open(code, "authority", row.authority),
                signature=Signature(row.signature),
            )
        if row.fee_amount is not None:
            fee = FeeTaken(amount=row.fee_amount, receipt=row.fee_receipt)
        return HandOver(
            at=in_vietnam(row.at),
            by=row.by,
            delivered=Delivered(method=DeliveryMethod(row.method), receiver=receiver, fee=fee),
            capacity=Capacity(row.capacity) if row.capacity else None,
        )


def sealed_hand_overs(ring: KeyRing) -> SealedColumns:
    """Return what the rotation of the master key has to do here."""
    return SealedColumns(ring, table=_table.name, key="dossier", columns=_SEALED)
