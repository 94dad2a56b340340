"""Tokens an issuer signed: the key is found by its id among the issuer's own, and by nothing else.

A header that points elsewhere (`jku`, `x5u`, `jwk`, `x5c`) or asks for more than we know (`crit`)
is refused unread, and an algorithm is taken from the key, never from the token (RFC 8725).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol

import orjson
from joserfc import jws

from gateway.clients.issuer_keys import PinnedKey
from kernel.clock import Clock
from kernel.errors import UnauthenticatedError

_LEEWAY_SECONDS = 60
_MAX_TOKEN_CHARS = 8192
_FOREIGN_KEY_HEADERS = frozenset({"jku", "x5u", "x5c", "jwk", "crit"})
_ALGORITHMS = frozenset({"ES256", "RS256"})


class Keys(Protocol):
    """Where public keys are looked up."""

    def find(self, key_id: str) -> PinnedKey | None:
        """Return the key of this id, if the issuer has it."""
        ...


class SignedTokens:
    """Checks signature, issuer, audience and time of tokens of one issuer."""

    def __init__(self, keys: Keys, *, issuer: str, clock: Clock) -> None:
        self._keys = keys
        self._issuer = issuer
        self._clock = clock
        self._verified = VerifiedTokens()

    def claims(
        self, token: str, *, types: Collection[str], audiences: Collection[str]
    ) -> Mapping[str, Any]:
        """Return the claims of a token of one of these types (`typ`), meant for one of us.

        Raises `UnauthenticatedError`, `JoseError`, `ValueError`, `KeyError` or `TypeError` for
        anything else, and `UnavailableError` while the issuer's keys cannot be had.
        """
        digest = hashlib.sha256(token.encode()).digest()
        verified = self._verified.recall(digest)
        if verified is None or self._keys.find(verified.key_id) is not verified.pinned:
            verified = self._verify(token)
            self._verified.keep(digest, verified)
        if verified.type not in types:
            raise UnauthenticatedError
        self._check(verified.claims, audiences)
        return verified.claims

    def _verify(self, token: str) -> Verified:
        header = _header(token)
        key_id, algorithm = header.get("kid"), header.get("alg")
        if not _FOREIGN_KEY_HEADERS.isdisjoint(header):
            raise UnauthenticatedError
        if not isinstance(key_id, str) or algorithm not in _ALGORITHMS:
            raise UnauthenticatedError
        pinned = self._keys.find(key_id)
        if pinned is None or pinned.algorithm != algorithm:
            raise UnauthenticatedError
        claims = _verified_claims(token, pinned)
        return Verified(key_id=key_id, pinned=pinned, type=header.get("typ"), claims=claims)

    def _check(self, claims: Mapping[str, Any], ours: Collection[str]) -> None:
        now = self._clock().timestamp()
        named = claims["aud"]
        audiences = named if isinstance(named, list) else [named]
        begins = max(instant_claim(claims.get("nbf", 0)), instant_claim(claims.get("iat", 0)))
        good = (
            claims["iss"] == self._issuer
            and any(audience in ours for audience in audiences)
            and now < instant_claim(claims["exp"]) + _LEEWAY_SECONDS
            and now >= begins - _LEEWAY_SECONDS
        )
        if not good:
            raise UnauthenticatedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a token says whose signature was verified with the issuer's key `key_id`."""

    key_id: str
    pinned: PinnedKey
    type: object
    claims: Mapping[str, Any]


class VerifiedTokens:
    """Tokens whose signature was verified lately, by their digests.

    Each is bound to the key it was verified with: a key fetched anew is another object, so a
    token of a withdrawn key is good no longer. Type, audience and time are looked at each time.
    """

    def __init__(self, most: int = 4096) -> None:
        self._most = most
        self._known: OrderedDict[bytes, Verified] = OrderedDict()
        self._lock = Lock()

    def recall(self, digest: bytes) -> Verified | None:
        """Return what was verified of this very token."""
        return self._known.get(digest)

    def keep(self, digest: bytes, verified: Verified) -> None:
        """Remember a verified token, and forget the oldest beyond `most`."""
        with self._lock:
            self._known[digest] = verified
            if len(self._known) > self._most:
                self._known.popitem(last=False)


def instant_claim(value: object) -> float:
    """Return a NumericDate (RFC 7519 section 2) in seconds; raises `UnauthenticatedError`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UnauthenticatedError
    return float(value)


def text_claim(value: object) -> str:
    """Return a claim that must be a text; raises `UnauthenticatedError`."""
    if not isinstance(value, str) or not value:
        raise UnauthenticatedError
    return value


def _verified_claims(token: str, pinned: PinnedKey) -> Mapping[str, Any]:
    verified = jws.deserialize_compact(token, pinned.key, algorithms=[pinned.algorithm])
    claims = orjson.loads(verified.payload)
    if not isinstance(claims, dict):
        raise UnauthenticatedError
    return claims


def _header(token: str) -> Mapping[str, Any]:
    """Return the token's header; raises `UnauthenticatedError`, `ValueError`."""
    encoded, dot, _ = token.partition(".")
    if not dot or len(token) > _MAX_TOKEN_CHARS:
        raise UnauthenticatedError
    try:
        header = orjson.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    except binascii.Error as error:
        raise UnauthenticatedError from error
    if not isinstance(header, dict):
        raise UnauthenticatedError
    return header
