"""The issuer's public keys (JWKS, RFC 7517), kept and fetched again when it rotates them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import orjson
import structlog
import urllib3
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from gateway.metrics import KEY_FETCHES
from kernel.errors import UnavailableError

_MIN_SECONDS_BETWEEN_FETCHES = 30.0
_REFRESH_SECONDS = 60.0
_STALE_SECONDS = 3600.0
_MAX_BYTES = 256 * 1024
_LEAST_RSA_BITS = 2048
_log = structlog.get_logger(__name__)

Fetch = Callable[[], bytes]


class KeysUnreachableError(Exception):
    """The issuer's key set cannot be fetched, or is none."""


@dataclass(frozen=True, slots=True)
class PinnedKey:
    """A public key and the one algorithm it may verify."""

    algorithm: str
    key: ECKey | RSAKey


class IssuerKeys:
    """Keys by id; safe to share between threads.

    An unknown id is the sign of a rotation, but anybody can make one up: so fetches keep a
    distance of `min_interval` seconds. Keys are also renewed each minute: that is how long a
    withdrawn key stays good. While the issuer cannot be reached the last keys serve for an hour;
    a token that it gave lives no longer, and it gives no new ones.
    """

    def __init__(
        self,
        fetch: Fetch,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        min_interval: float = _MIN_SECONDS_BETWEEN_FETCHES,
    ) -> None:
        self._fetch = fetch
        self._monotonic = monotonic
        self._min_interval = min_interval
        self._keys: Mapping[str, PinnedKey] = {}
        self._tried_at: float | None = None
        self._fetched_at: float | None = None
        self._lock = Lock()

    def find(self, key_id: str) -> PinnedKey | None:
        """Return the key of this id, None when the issuer has no such key.

        Raises `UnavailableError` while no key set has ever been fetched.
        """
        found = self._keys.get(key_id)
        if found is None or self._older_than(self._fetched_at, _REFRESH_SECONDS):
            # One asks; the others need not wait while they have keys to go on with.
            self._renew(wait=found is None)
            found = self._keys.get(key_id)
        if self._unusable():
            raise UnavailableError(extra={"service": "issuer"})
        return found

    def ping(self) -> None:
        """Raise `UnavailableError` while there is no key to verify anything with."""
        if self._unusable():
            self._renew(wait=True)
        if self._unusable():
            raise UnavailableError(extra={"service": "issuer"})

    def _unusable(self) -> bool:
        fetched_at = self._fetched_at
        long_ago = fetched_at is None or self._monotonic() - fetched_at >= _STALE_SECONDS
        return long_ago or not self._keys

    def _renew(self, *, wait: bool) -> None:
        if not self._lock.acquire(blocking=wait):
            return
        try:
            if self._older_than(self._tried_at, 1.0 if self._unusable() else self._min_interval):
                self._fetch_now()
        finally:
            self._lock.release()

    def _fetch_now(self) -> None:
        began = self._tried_at = self._monotonic()
        try:
            self._keys = pinned_keys(self._fetch())
        except KeysUnreachableError as error:
            KEY_FETCHES.labels("failed").inc()
            _log.warning("issuer-keys-unreachable", error=str(error))
            return
        self._fetched_at = began
        KEY_FETCHES.labels("done").inc()

    def _older_than(self, instant: float | None, seconds: float) -> bool:
        return instant is None or self._monotonic() - instant >= seconds


def fetching(url: str) -> Fetch:
    """Return a fetch of the key set at `url`, this address and no other: no redirect is followed.

    The fetch raises `KeysUnreachableError`.
    """
    pool = urllib3.PoolManager(
        retries=False, timeout=urllib3.Timeout(connect=1.0, read=2.0), num_pools=1
    )

    def fetch() -> bytes:
        try:
            # Kept for a minute, a connection may be dead; a fetch must not fail for that.
            answer = pool.request(
                "GET", url, redirect=False, preload_content=False, headers={"Connection": "close"}
            )
            body = answer.read(_MAX_BYTES + 1)
            answer.close()
        except urllib3.exceptions.HTTPError as error:
            raise KeysUnreachableError(type(error).__name__) from error
        if answer.status != 200 or len(body) > _MAX_BYTES:  # noqa: PLR2004 - RFC 9110 section 15.3.1
            raise KeysUnreachableError(f"status {answer.status}, {len(body)} bytes")
        return body

    return fetch


def pinned_keys(body: bytes) -> Mapping[str, PinnedKey]:
    """Return the usable keys of a key set; raises `KeysUnreachableError` when it is none.

    Usable: an id, for signatures, P-256 (ES256) or RSA of 2048 bits and more (RS256). Symmetric
    keys are never taken, whatever they say of themselves.
    """
    try:
        entries = orjson.loads(body)["keys"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise KeysUnreachableError("no key set") from error
    if not isinstance(entries, list):
        raise KeysUnreachableError("no key set")
    found = ((_key_id(entry), _pinned(entry)) for entry in entries)
    return {key_id: key for key_id, key in found if key_id and key}


def _key_id(entry: object) -> str | None:
    key_id = entry.get("kid") if isinstance(entry, dict) else None
    return key_id if isinstance(key_id, str) else None


def _pinned(entry: object) -> PinnedKey | None:
    if not isinstance(entry, dict) or entry.get("use", "sig") != "sig":
        return None
    try:
        pinned = _by_type(entry)
    except (JoseError, KeyError, ValueError, TypeError):
        return None
    if pinned is None or entry.get("alg", pinned.algorithm) != pinned.algorithm:
        return None
    return pinned


def _by_type(entry: dict[str, Any]) -> PinnedKey | None:
    if entry.get("kty") == "EC" and entry.get("crv") == "P-256":
        return PinnedKey("ES256", ECKey.import_key(_only(entry, "kty", "crv", "x", "y")))
    if entry.get("kty") == "RSA":
        key = RSAKey.import_key(_only(entry, "kty", "n", "e"))
        if key.public_key.key_size >= _LEAST_RSA_BITS:
            return PinnedKey("RS256", key)
    return None


def _only(entry: Mapping[str, Any], *names: str) -> dict[str, str | list[str]]:
    """Return the public members alone, so that nothing a key says of itself is heeded."""
    return {name: str(entry[name]) for name in names}
