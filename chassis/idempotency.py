"""A request sent twice with one Idempotency-Key is done once and answered the same.

The key is written first in the business transaction, the reply last: both commit or neither.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from psycopg import errors as pg
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from chassis.db import Transaction
from chassis.failpoints import failpoint
from kernel.errors import ConflictError, InvalidInputError
from kernel.text import Text

KEPT_DAYS = 7

_CLAIM = text("""
    INSERT INTO idempotency_key (client, key, body_hash) VALUES (:client, :key, :body_hash)
    ON CONFLICT (client, key) DO NOTHING
""")
_FIND = text("""
    SELECT body_hash, status, headers, body FROM idempotency_key
    WHERE client = :client AND key = :key
""")
_KEEP = text("""
    UPDATE idempotency_key
    SET status = :status, headers = CAST(:headers AS jsonb), body = :body
    WHERE client = :client AND key = :key
""")
_PURGE = text("""
    DELETE FROM idempotency_key WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM idempotency_key
        WHERE created_at < clock_timestamp() - make_interval(days => :days) LIMIT :limit
    ))
""")


class IdempotencyKeyReusedError(InvalidInputError):
    """The key came before with another request."""

    slug = "idempotency-key-reused"
    title = Text(
        vi="Idempotency-Key này đã dùng cho một yêu cầu khác.",
        en="This Idempotency-Key was used for a different request.",
    )


class RequestInProgressError(ConflictError):
    """The same request is being worked on at this moment."""

    slug = "request-in-progress"
    title = Text(
        vi="Yêu cầu này đang được xử lý, hãy thử lại sau giây lát.",
        en="This very request is being worked on; try again in a moment.",
    )

    def __init__(self) -> None:
        super().__init__(retry_after=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReply:
    """What the request was answered the first time."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Idempotency:
    """One request with a key, inside its business transaction.

    `client` names who sends and what (the same key of another client is another key); `body` is
    whatever must be the same for two requests to be the same, as bytes.
    """

    def __init__(self, tx: Transaction, *, client: str, key: str, body: bytes) -> None:
        self._tx = tx
        self._names = {"client": client, "key": key}
        self._body_hash = hashlib.sha256(body).digest()

    def recall(self) -> StoredReply | None:
        """Return the reply given before, or None when the request is new and now ours.

        While another transaction works on the same key this waits for it, up to the lock
        time-out. Raises `RequestInProgressError` then, `IdempotencyKeyReusedError` when the body
        differs from the one the key first came with.
        """
        if self._claim():
            failpoint("idempotency.claimed")
            return None
        row = self._tx.execute(_FIND, self._names).one_or_none()
        if row is None or row.status is None:
            # Purged in between, or kept without a reply: sending again settles either.
            raise RequestInProgressError
        if bytes(row.body_hash) != self._body_hash:
            raise IdempotencyKeyReusedError
        return StoredReply(status=row.status, headers=row.headers, body=bytes(row.body))

    def keep(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        """Store the reply; call it last, in the transaction that called `recall`."""
        reply = {
            "status": status,
            "headers": orjson.dumps(dict(headers or {})).decode(),
            "body": body,
        }
        self._tx.execute(_KEEP, self._names | reply)
        failpoint("idempotency.kept")

    def _claim(self) -> bool:
        try:
            claimed = self._tx.execute(_CLAIM, self._names | {"body_hash": self._body_hash})
        except OperationalError as error:
            if isinstance(error.orig, pg.LockNotAvailable):
                raise RequestInProgressError from error
            raise
        return claimed.rowcount == 1


def purge(tx: Transaction, *, days: int = KEPT_DAYS, limit: int = 1000) -> int:
    """Forget replies older than `days`, at most `limit` of them; return how many went."""
    return tx.execute(_PURGE, {"days": days, "limit": limit}).rowcount
