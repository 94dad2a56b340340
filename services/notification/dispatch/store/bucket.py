"""How fast a provider may be given texts: a token bucket that all processes share.

It follows the server's own clock: a provider's limit is in real seconds.
"""

from __future__ import annotations

from math import floor

from sqlalchemy import text

from chassis.db import Transaction

_LEVEL = text("""
    SELECT least(:burst, tokens + :rate * extract(epoch FROM clock_timestamp() - filled_at))
    FROM provider_bucket WHERE provider = :provider
""")
_TAKE = text("""
    INSERT INTO provider_bucket AS bucket (provider, tokens, filled_at)
    VALUES (:provider, CAST(:burst AS float8) - :count, clock_timestamp())
    ON CONFLICT (provider) DO UPDATE
    SET tokens = least(:burst, bucket.tokens
            + :rate * extract(epoch FROM clock_timestamp() - bucket.filled_at)) - :count,
        filled_at = clock_timestamp()
""")


class PgBucket:
    """The bucket of a provider, `rate` texts a second and as many at once."""

    def __init__(self, tx: Transaction, provider: str, *, rate: float) -> None:
        self._tx = tx
        self._burst = max(rate, 1.0)
        self._given = {"provider": provider, "rate": rate, "burst": self._burst}

    def level(self) -> int:
        """Return how many texts the provider may be given now."""
        found: float | None = self._tx.scalar(_LEVEL, self._given)
        return max(0, floor(self._burst if found is None else found))

    def take(self, count: int) -> None:
        """Note that so many are given to it, or that so many (below zero) were not."""
        if count:
            self._tx.execute(_TAKE, {**self._given, "count": count})
