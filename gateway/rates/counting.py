"""Counts the requests of people, programs and addresses, and says when it is enough."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import structlog
from limits.storage import MemoryStorage, Storage

from gateway.metrics import LIMITED, LIMITS_ALONE
from gateway.rates.rules import LimitClass, Limits, Rule, Scope, widened
from gateway.rates.storage import PostgresStorage, Taking
from kernel.errors import TooManyRequestsError, UnavailableError

_log = structlog.get_logger(__name__)
_DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks for which route; None where that is not known. `kiosk` widens the address."""

    route: str
    person: str | None = None
    client: str | None = None
    address: str | None = None
    kiosk: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a rule stands after a hit: `remaining` of `amount`, for at least a second more."""

    scope: Scope
    amount: int
    window_seconds: int
    remaining: int
    seconds_left: int


class TooOftenError(TooManyRequestsError):
    """A limit is used up; `standing` says which."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(retry_after=standing.seconds_left)
        self.standing = standing


@dataclass(slots=True, kw_only=True)
class Counted:
    """What one request was counted as; `give_back` undoes it where failures alone count."""

    standings: list[Standing]
    taken: list[tuple[Storage, str, int]]

    def give_back(self) -> None:
        """Give the hits back; where they cannot be, they stay counted."""
        for storage, key, seconds in self.taken:
            try:
                storage.incr(key, seconds, amount=-1)
            except UnavailableError:
                _log.info("hit-not-given-back")


class RateLimits:
    """Counts by the rules of each class, for all nodes together where the database is there.

    While it is away a node counts for itself, a share of what all together may let through.
    """

    def __init__(self, limits: Limits, leases: Taking, *, secret: bytes) -> None:
        self._limits = limits
        self._leases = leases
        self._secret = secret
        self._storages: dict[tuple[str, Scope, bool], PostgresStorage] = {}

    def count(self, name: str, asking: Asking) -> Counted:
        """Count a request of class `name`; raises `TooOftenError`."""
        limit_class = self._limits.classes[name]
        counted = Counted(standings=[], taken=[])
        for rule in limit_class.rules:
            who = self._who(rule.scope, asking)
            if who is not None:
                self._hit(limit_class, rule, who, asking, counted)
        return counted

    def known(self) -> Mapping[str, LimitClass]:
        """Return the classes by name."""
        return self._limits.classes

    def _hit(
        self, limit_class: LimitClass, rule: Rule, who: str, asking: Asking, counted: Counted
    ) -> None:
        wide = asking.kiosk and rule.scope is Scope.ADDRESS
        item = widened(rule.item, self._limits.kiosk_factor) if wide else rule.item
        shared = self._storage(limit_class.name, rule, item.amount, wide=wide)
        storage: Storage = shared
        # The library's fixed window, its key made once and not for each of three questions.
        key = f"{limit_class.name}/{rule.scope}/{who}"
        try:
            number, left = shared.hit(key, rule.seconds)
        except UnavailableError:
            LIMITS_ALONE.inc()
            item, storage = widened(item, self._limits.node_share), self._alone
            number = storage.incr(key, rule.seconds)
            left = storage.get_expiry(key) - time.time()
        standing = Standing(
            scope=rule.scope,
            amount=item.amount,
            window_seconds=rule.seconds,
            remaining=max(0, item.amount - number),
            seconds_left=max(1, math.ceil(left)),
        )
        if number > item.amount:
            LIMITED.labels(limit_class.name, rule.scope.value).inc()
            raise TooOftenError(standing)
        counted.standings.append(standing)
        if limit_class.failures_only and rule.scope is not Scope.ROUTE:
            counted.taken.append((storage, key, rule.seconds))

    def _storage(self, name: str, rule: Rule, most: int, *, wide: bool) -> PostgresStorage:
        key = (name, rule.scope, wide)
        storage = self._storages.get(key)
        if storage is None:
            storage = PostgresStorage(self._leases, most=most, block=rule.block)
            storage = self._storages.setdefault(key, storage)
        return storage

    @cached_property
    def _alone(self) -> MemoryStorage:
        return MemoryStorage()

    def _who(self, scope: Scope, asking: Asking) -> str | None:
        if scope is Scope.ROUTE:
            return asking.route
        values: dict[Scope, Any] = {
            Scope.PERSON: asking.person,
            Scope.CLIENT: asking.client,
            # Officers of one house share an address; once they are known it says nothing.
            Scope.ADDRESS: None if asking.person else asking.address,
        }
        value = values[scope]
        if value is None:
            return None
        digest = hashlib.blake2b(
            f"{scope}:{value}".encode(), key=self._secret, digest_size=_DIGEST_BYTES
        )
        return digest.hexdigest()
