"""A request sent twice with one Idempotency-Key is done once and answered the same.

The key is written first in the business transaction, the reply last: both commit or neither.
A hot command writes either as a part of its own statement (`CLAIM`, `KEEP`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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

CLAIM = """
    INSERT INTO idempotency_key (client, key, body_hash)
    VALUES (%(key_client)s, %(key)s, %(key_body_hash)s)
    ON CONFLICT (client, key) DO NOTHING
    RETURNING key
"""
"""Claims a key, alone or as part of a larger statement; no row: it came before.

Takes `Idempotency.claim`; run it under `claiming`.
"""

KEEP = """
    UPDATE idempotency_key
    SET status = %(reply_status)s, headers = %(reply_headers)s::jsonb, body = %(reply_body)s
    WHERE client = %(key_client)s AND key = %(key)s
"""
"""Stores a reply, alone or as part of a larger statement; takes `Idempotency.kept`."""

_FIND = text("""
    SELECT body_hash, status, headers, body FROM idempotency_key
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
        self._ours = False

    def recall(self) -> StoredReply | None:
        """Return the reply given before, or None when the request is new and now ours.

        While another transaction works on the same key this waits for it, up to the lock
        time-out. Raises `RequestInProgressError` then, `IdempotencyKeyReusedError` when the body
        differs from the one the key first came with.
        """
        if self._ours:
            return None
        with self.claiming():
            claimed = self._tx.exec_driver_sql(CLAIM, self.claim).first()
        if claimed is None:
            return self.known()
        self.claimed()
        return None

    def claimed(self) -> None:
        """Note that a larger statement claimed the key in this transaction."""
        self._ours = True
        failpoint("idempotency.claimed")

    @property
    def claim(self) -> dict[str, object]:
        """Return the parameters of `CLAIM`."""
        return {
            "key_client": self._names["client"],
            "key": self._names["key"],
            "key_body_hash": self._body_hash,
        }

    @contextmanager
    def claiming(self) -> Iterator[None]:
        """Turn a wait for the key that took too long into `RequestInProgressError`."""
        try:
            yield
        except OperationalError as error:
            if isinstance(error.orig, pg.LockNotAvailable) and _waited_for_key(error.orig):
                raise RequestInProgressError from error
            raise

    def known(self) -> StoredReply:
        """Return the reply to a key that came before.

        Raises `RequestInProgressError` without one, `IdempotencyKeyReusedError`.
        """
        row = self._tx.execute(_FIND, self._names).one_or_none()
        if row is None or row.status is None:
            # Purged in between, or kept without a reply: sending again settles either.
            raise RequestInProgressError
        if bytes(row.body_hash) != self._body_hash:
            raise IdempotencyKeyReusedError
        return StoredReply(status=row.status, headers=row.headers, body=bytes(row.body))

    def keep(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        """Store the reply; call it last, in the transaction that called `recall`."""
        reply = StoredReply(status=status, headers=headers or {}, body=body)
        self._tx.exec_driver_sql(KEEP, self.kept(reply))
        failpoint("idempotency.kept")

    def kept(self, reply: StoredReply) -> dict[str, object]:
        """Return the parameters of `KEEP`."""
        return {
            "key_client": self._names["client"],
            "key": self._names["key"],
            "reply_status": reply.status,
            "reply_headers": orjson.dumps(dict(reply.headers)).decode(),
            "reply_body": reply.body,
        }


def purge(tx: Transaction, *, days: int = KEPT_DAYS, limit: int = 1000) -> int:
    """Forget replies older than `days`, at most `limit` of them; return how many went."""
    return tx.execute(_PURGE, {"days": days, "limit": limit}).rowcount


def _waited_for_key(error: pg.LockNotAvailable) -> bool:
    # Where a statement does more than claim, PostgreSQL's context tells what was waited for.
    return '"idempotency_key"' in (error.diag.context or "")
