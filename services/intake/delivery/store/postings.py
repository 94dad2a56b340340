"""Results given to the post, in PostgreSQL; recipients are sealed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    DateTime,
    Integer,
    MetaData,
    Row,
    Table,
    Text,
    Uuid,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError

from chassis.crypto import KeyRing
from kernel.schedule import in_vietnam
from services.intake.delivery.domain.errors import ResultOnItsWayError
from services.intake.delivery.domain.handover import FeeTaken
from services.intake.delivery.domain.posting import (
    Posting,
    PostingMove,
    PostingState,
    Recipient,
)
from services.intake.registry.store.sealed_texts import SealedColumns, SealedTexts

_METADATA = MetaData()
_table = Table(
    "posting",
    _METADATA,
    Column("id", Uuid(as_uuid=False), primary_key=True),
    Column("dossier", Text),
    Column("number", Integer),
    Column("agency", Text),
    Column("posted_at", DateTime(timezone=True)),
    Column("by", JSONB),
    Column("recipient", Text),
    Column("fee_amount", BigInteger),
    Column("fee_receipt", Text),
    Column("state", Text),
    Column("tracking_number", Text),
    Column("failures", Integer),
    Column("due_at", DateTime(timezone=True)),
)
_moves = Table(
    "posting_move",
    _METADATA,
    Column("posting", Uuid(as_uuid=False)),
    Column("state", Text),
    Column("at", DateTime(timezone=True)),
)
_ONE_UNDER_WAY = "posting_under_way_key"
_RECIPIENT = "recipient"

# Whether one is due the suite's clock says; how long it is somebody's, the real one: the lease
# outlasts any call of the carrier, and a process killed meanwhile lets it go by itself.
_CLAIM = text("""
    UPDATE posting SET busy_until = clock_timestamp() + interval '60 seconds'
    WHERE id = (
        SELECT id FROM posting
        WHERE due_at <= (SELECT motcua_now())
            AND (busy_until IS NULL OR busy_until < clock_timestamp())
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, dossier, number, agency, posted_at, by, recipient, fee_amount,
        fee_receipt, state, tracking_number, failures
""")
_MOVE = text("""
    UPDATE posting
    SET state = :state, tracking_number = :tracking_number, due_at = :due_at, failures = 0,
        busy_until = NULL
    WHERE id = :id
""")
_AGAIN = text("""
    UPDATE posting SET due_at = :due_at, failures = CASE WHEN :failed THEN failures + 1 ELSE 0 END,
        busy_until = NULL
    WHERE id = :id
""")


class PgPostings:
    """The port `Postings` on one transaction."""

    def __init__(self, tx: Connection, ring: KeyRing) -> None:
        self._tx = tx
        self._seals = SealedTexts(ring, _table.name)

    def add(self, posting: Posting) -> None:
        """Keep a posting, due at once."""
        to = posting.recipient
        recipient = None if to is None else orjson.dumps(to.to_document()).decode()
        row = {
            "id": posting.id,
            "dossier": posting.dossier,
            "number": posting.number,
            "agency": posting.agency,
            "posted_at": posting.posted_at,
            "by": dict(posting.by),
            "recipient": self._seals.seal(posting.id, _RECIPIENT, recipient),
            "fee_amount": posting.fee.amount if posting.fee else None,
            "fee_receipt": posting.fee.receipt if posting.fee else None,
            "state": posting.state.value,
            "failures": 0,
            "due_at": posting.posted_at,
        }
        try:
            self._tx.execute(_table.insert().values(row))
        except IntegrityError as error:
            if _ONE_UNDER_WAY in str(error.orig):
                raise ResultOnItsWayError from error
            raise
        self._add_move(posting.id, PostingMove(state=posting.state, at=posting.posted_at))

    def of(self, code: str) -> Sequence[Posting]:
        """Return those of a dossier; `SealBrokenError`."""
        wanted = select(_table).where(_table.c.dossier == code).order_by(_table.c.number)
        rows = self._tx.execute(wanted).all()
        told = select(_moves).where(_moves.c.posting.in_([row.id for row in rows]))
        moves = self._tx.execute(told.order_by(_moves.c.at)).all() if rows else []
        return [
            self._posting(row, [one for one in moves if one.posting == row.id]) for row in rows
        ]

    def claim(self) -> Posting | None:
        """Take the one that waits longest."""
        row = self._tx.execute(_CLAIM).one_or_none()
        return None if row is None else self._posting(row)

    def lock(self, id_: str) -> Posting:
        """Return one under a row lock."""
        wanted = select(_table).where(_table.c.id == id_).with_for_update()
        return self._posting(self._tx.execute(wanted).one())

    def move(self, posting: Posting, move: PostingMove, look_at: datetime | None) -> None:
        """Store what it came to."""
        row = {"id": posting.id, "state": move.state.value, "due_at": look_at}
        self._tx.execute(_MOVE, row | {"tracking_number": posting.tracking_number})
        self._add_move(posting.id, move)

    def look_again(self, posting: Posting, at: datetime, *, failed: bool) -> None:
        """Have the carrier asked again."""
        self._tx.execute(_AGAIN, {"id": posting.id, "due_at": at, "failed": failed})

    def _add_move(self, id_: str, move: PostingMove) -> None:
        row = {"posting": id_, "state": move.state.value, "at": move.at}
        self._tx.execute(_moves.insert().values(row))

    def _posting(self, row: Row[Any], moves: Iterable[Row[Any]] = ()) -> Posting:
        id_ = str(row.id)
        written = self._seals.open(id_, _RECIPIENT, row.recipient)
        fee = None
        if row.fee_amount is not None:
            fee = FeeTaken(amount=row.fee_amount, receipt=row.fee_receipt)
        return Posting(
            id=id_,
            dossier=row.dossier,
            number=row.number,
            agency=row.agency,
            posted_at=in_vietnam(row.posted_at),
            by=row.by,
            recipient=Recipient.from_document(orjson.loads(written)) if written else None,
            fee=fee,
            state=PostingState(row.state),
            tracking_number=row.tracking_number,
            failures=row.failures,
            moves=tuple(
                PostingMove(state=PostingState(one.state), at=in_vietnam(one.at)) for one in moves
            ),
        )


def sealed_postings(ring: KeyRing) -> SealedColumns:
    """Return what the rotation of the master key has to do here."""
    return SealedColumns(ring, table=_table.name, key="id", columns=(_RECIPIENT,))
