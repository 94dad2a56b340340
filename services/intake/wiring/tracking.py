"""Binds the look-up without login to transactions."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from flask_smorest import Blueprint

from chassis.db import Transaction
from chassis.identifiers import new_id
from services.intake import metrics
from services.intake.registry.domain.followed import Followed
from services.intake.registry.store.public_look_up import PgPublicLookUp
from services.intake.tracking.api.routes_tracking import Asked, tracking_blueprint
from services.intake.tracking.domain.errors import NotTrackedError, TooManyTriesError
from services.intake.tracking.domain.limits import Limits
from services.intake.tracking.domain.one_time_code import CodeHash, new_code
from services.intake.tracking.ports import CodeMessage
from services.intake.tracking.store.codes import PgCodes
from services.intake.tracking.store.tries import PgTries
from services.intake.tracking.usecases.send_code import count_request, send_code
from services.intake.tracking.usecases.track_by_code import count_try, use_code
from services.intake.tracking.usecases.track_by_secret import track_by_secret
from services.intake.wiring.parts import Parts

_log = structlog.get_logger(__name__)


def tracking_blueprints(parts: Parts, limits: Limits | None = None) -> Sequence[Blueprint]:
    """Return the routes of the look-up."""
    return (tracking_blueprint(TrackingTransactions(parts, limits or Limits())),)


class TrackingTransactions:
    """`TrackingActions` of the routes."""

    def __init__(self, parts: Parts, limits: Limits) -> None:
        self._parts = parts
        self._limits = limits
        self._hash = CodeHash(parts.ring.derivation)
        # Shown from the start: an alert sees a counter rise only when it was there before.
        metrics.tracking_many_dossiers()

    def by_secret(self, asked: Asked, secret: str) -> Followed:
        """Return the dossier whose secret this is."""
        try:
            with self._parts.database.transaction() as tx:
                looked = track_by_secret(
                    asked.code,
                    secret,
                    source=asked.source,
                    limits=self._limits,
                    now=self._parts.clock(),
                    tries=self._tries(tx),
                    look_up=self._look_up(tx),
                )
                if looked.dossier is not None:
                    # Only wrong tries count: this one is forgotten with its transaction.
                    tx.rollback()
        except TooManyTriesError:
            _refused("secret", "limited")
            raise
        return self._found(looked.dossier, "secret", many=looked.many)

    def send_code(self, asked: Asked, phone: str) -> CodeMessage:
        """Make a code where code and phone belong together, else a decoy; keep its hash."""
        now = self._parts.clock()
        try:
            with self._parts.database.transaction() as tx:
                count_request(
                    asked.code,
                    source=asked.source,
                    limits=self._limits,
                    now=now,
                    tries=self._tries(tx),
                )
        except TooManyTriesError:
            _refused("phone", "limited")
            raise
        otp = new_code()
        # Made for every pair, right or wrong; it takes a while, so no connection is held.
        kept = self._hash.keep(new_id(), asked.code, otp)
        with self._parts.database.transaction() as tx:
            tries, codes = self._tries(tx), PgCodes(tx)
            message = send_code(
                asked.code,
                phone,
                otp=otp,
                kept=kept,
                now=now,
                tries=tries,
                look_up=self._look_up(tx),
                codes=codes,
            )
            tries.forget_stale(now)
            codes.forget_expired(now)
        if message.phone is not None:
            metrics.tracking_codes_made().inc()
        return message

    def by_code(self, asked: Asked, otp: str) -> Followed:
        """Use a code; the try is committed before anything is compared."""
        now = self._parts.clock()
        try:
            with self._parts.database.transaction() as tx:
                counted = count_try(
                    asked.code,
                    source=asked.source,
                    limits=self._limits,
                    now=now,
                    tries=self._tries(tx),
                    codes=PgCodes(tx),
                )
        except TooManyTriesError:
            _refused("otp", "limited")
            raise
        found: Followed | None = None
        # The hash takes a while: no connection is held meanwhile.
        right = self._hash.matches(asked.code, otp, counted.kept)
        if right and counted.kept is not None:
            with self._parts.database.transaction() as tx:
                found = use_code(
                    asked.code,
                    counted.kept,
                    source=asked.source,
                    tried_at=now,
                    tries=self._tries(tx),
                    look_up=self._look_up(tx),
                    codes=PgCodes(tx),
                )
        return self._found(found, "otp", many=counted.many)

    def _tries(self, tx: Transaction) -> PgTries:
        return PgTries(tx, self._parts.ring.index)

    def _look_up(self, tx: Transaction) -> PgPublicLookUp:
        return PgPublicLookUp(tx, self._parts.ring)

    def _found(self, dossier: Followed | None, way: str, *, many: bool) -> Followed:
        if dossier is not None:
            return dossier
        _refused(way, "wrong")
        if many:
            metrics.tracking_many_dossiers().inc()
            _log.warning("tracking-many-dossiers", way=way)
        raise NotTrackedError


def _refused(way: str, why: str) -> None:
    metrics.tracking_refused().labels(way, why).inc()
