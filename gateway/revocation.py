"""Tokens that are no longer good before their time is over: revoked sessions, tokens, people.

A list in the gateway's database, asked at each token's first use and every few seconds after, so
that its size does not matter to anybody. Rows live as long as a token can.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum, unique
from threading import Lock
from typing import Any

import structlog
from sqlalchemy import text

from chassis.db import Database
from gateway.claims import client_claim
from gateway.metrics import REVOCATIONS
from gateway.signed_tokens import instant_claim
from kernel.clock import Clock
from kernel.errors import UnavailableError

FRESH_SECONDS = 5.0
"""For so long an answer counts: a revoked token is good for that long at most."""
STALE_SECONDS = 60.0
"""For so long the last answer counts while the database is away."""

_FORGOTTEN_AT_ONCE = 100
_log = structlog.get_logger(__name__)

_HOLDS = text("""
    SELECT EXISTS (
        SELECT FROM revocation
        WHERE digest = ANY (:digests) AND until > :now
          AND (issued_before IS NULL OR issued_before >= :issued)
    )
""")
_ADD = text("""
    INSERT INTO revocation (digest, kind, issued_before, until, revoked_at, revoked_by)
    VALUES (:digest, :kind, :issued_before, :until, :now, :by)
    ON CONFLICT (digest) DO UPDATE
    SET issued_before = excluded.issued_before, until = excluded.until,
        revoked_at = excluded.revoked_at, revoked_by = excluded.revoked_by
""")
_FORGET = text("""
    DELETE FROM revocation WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM revocation WHERE until <= :now LIMIT :limit FOR UPDATE SKIP LOCKED
    ))
""")


@unique
class Kind(StrEnum):
    """What is revoked: everything of a login, one token, all of a person's or a program's."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105 -- a word
    SUBJECT = "subject"
    CLIENT = "client"


_UNTIL_NOW = frozenset({Kind.SUBJECT, Kind.CLIENT})
"""Who may come again with a token issued later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """Tokens to refuse; `value` is the claim (`sid`, `jti`, `sub`, `client_id`)."""

    kind: Kind
    value: str


class Revocations:
    """The list, and what was asked of it lately; `life` is how long a token can live."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        life: timedelta,
        monotonic: Callable[[], float] = time.monotonic,
        most: int = 4096,
    ) -> None:
        self._database = database
        self._clock = clock
        self._life = life
        self._monotonic = monotonic
        self._most = most
        self._asked: OrderedDict[tuple[bytes, ...], tuple[float, bool]] = OrderedDict()
        self._lock = Lock()

    def holds(self, claims: Mapping[str, Any]) -> bool:
        """Tell whether a token with these claims was revoked.

        Raises `UnavailableError` when the database has been away too long to be sure.
        """
        # The instant too: a person's later tokens are good again, the earlier never.
        digests = (*_digests(claims), repr(claims["iat"]).encode())
        now = self._monotonic()
        with self._lock:
            asked_at, revoked = self._asked.get(digests, (None, False))
        if asked_at is not None and now - asked_at < FRESH_SECONDS:
            return revoked
        try:
            revoked = self._ask(digests[:-1], instant_claim(claims["iat"]))
        except UnavailableError:
            if asked_at is None or now - asked_at >= STALE_SECONDS:
                raise
            return revoked
        with self._lock:
            self._asked[digests] = now, revoked
            self._asked.move_to_end(digests)
            if len(self._asked) > self._most:
                self._asked.popitem(last=False)
        return revoked

    def add(self, revocation: Revocation, *, by: str) -> datetime:
        """Refuse these tokens from now on; return until when that has to be remembered.

        `by` is the administrator's subject, or `issuer`. Raises `UnavailableError`.
        """
        now = self._clock()
        until = now + self._life
        values = {
            "digest": _digest(revocation.kind, revocation.value),
            "kind": revocation.kind,
            "issued_before": now if revocation.kind in _UNTIL_NOW else None,
            "until": until,
            "now": now,
            "by": by,
        }
        with self._database.transaction() as tx:
            tx.execute(_FORGET, {"now": now, "limit": _FORGOTTEN_AT_ONCE})
            tx.execute(_ADD, values)
        with self._lock:
            self._asked.clear()
        REVOCATIONS.labels(revocation.kind).inc()
        _log.info("tokens-revoked", kind=revocation.kind, by_issuer=by == "issuer")
        return until

    def _ask(self, digests: tuple[bytes, ...], issued: float) -> bool:
        values = {
            "digests": list(digests),
            "now": self._clock(),
            "issued": datetime.fromtimestamp(issued, UTC),
        }
        with self._database.read() as tx:
            return bool(tx.execute(_HOLDS, values).scalar_one())


def _digests(claims: Mapping[str, Any]) -> Iterator[bytes]:
    values = {
        Kind.TOKEN: claims["jti"],
        Kind.SUBJECT: claims["sub"],
        Kind.SESSION: claims.get("sid"),
        Kind.CLIENT: client_claim(claims),
    }
    return (_digest(kind, value) for kind, value in values.items() if isinstance(value, str))


def _digest(kind: Kind, value: str) -> bytes:
    return hashlib.sha256(f"{kind} {value}".encode()).digest()
