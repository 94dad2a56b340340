"""Access tokens of people and programs: JWTs as RFC 9068 fixes them, checked at the door.

Only the issuer's own keys count: a header that points elsewhere (`jku`, `x5u`, `jwk`) is refused
unread, and an algorithm is taken from the key, never from the token.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any, Protocol

import orjson
from joserfc import jws
from joserfc.errors import JoseError

from chassis.auth import Caller, actor_from_claims
from gateway.clients.issuer_keys import PinnedKey
from gateway.metrics import REFUSALS
from kernel.clock import Clock
from kernel.errors import UnauthenticatedError
from kernel.rights import Actor, Role

_LEEWAY_SECONDS = 60
_MAX_TOKEN_CHARS = 8192
_TYPES = frozenset({"at+jwt", "application/at+jwt"})
_FOREIGN_KEY_HEADERS = frozenset({"jku", "x5u", "jwk", "crit"})
_ALGORITHMS = frozenset({"ES256", "RS256"})
_ROLES = frozenset(role.value for role in Role)

USER = "user"
"""What stands as the calling service of a request that came from outside."""


class Keys(Protocol):
    """Where public keys are looked up."""

    def find(self, key_id: str) -> PinnedKey | None:
        """Return the key of this id, if the issuer has it."""
        ...


class AccessTokens:
    """Checks access tokens: an Authenticator for the app factory."""

    def __init__(self, keys: Keys, *, issuer: str, audience: str, clock: Clock) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._clock = clock
        self._verified = VerifiedTokens()

    def verify(self, token: str) -> Caller:
        """Return who asks.

        Raises `UnauthenticatedError` for anything but a current access token of our issuer for
        us, and `UnavailableError` while the issuer's keys cannot be had.
        """
        try:
            claims = self._claims(token)
            self._check(claims)
            return Caller(USER, _actor(claims))
        except UnauthenticatedError:
            REFUSALS.labels("token").inc()
            raise
        except (JoseError, ValueError, KeyError, TypeError) as error:
            REFUSALS.labels("token").inc()
            raise UnauthenticatedError from error

    def _claims(self, token: str) -> Mapping[str, Any]:
        header = _header(token)
        if not _FOREIGN_KEY_HEADERS.isdisjoint(header) or header.get("typ") not in _TYPES:
            raise UnauthenticatedError
        key_id, algorithm = header.get("kid"), header.get("alg")
        if not isinstance(key_id, str) or algorithm not in _ALGORITHMS:
            raise UnauthenticatedError
        pinned = self._keys.find(key_id)
        if pinned is None or pinned.algorithm != algorithm:
            raise UnauthenticatedError
        claims = self._verified.recall(token, pinned)
        if claims is None:
            claims = _verified_claims(token, pinned)
            self._verified.keep(token, pinned, claims)
        return claims

    def _check(self, claims: Mapping[str, Any]) -> None:
        now = self._clock().timestamp()
        audience = claims["aud"]
        audiences = audience if isinstance(audience, list) else [audience]
        begins = max(_instant(claims.get("nbf", 0)), _instant(claims.get("iat", 0)))
        good = (
            claims["iss"] == self._issuer
            and self._audience in audiences
            and now < _instant(claims["exp"]) + _LEEWAY_SECONDS
            and now >= begins - _LEEWAY_SECONDS
        )
        if not good:
            raise UnauthenticatedError


class VerifiedTokens:
    """The claims of tokens whose signature was verified lately, each bound to the key it was.

    A key that was fetched anew is another object, so a token of a withdrawn key is never recalled.
    Only digests of tokens are held.
    """

    def __init__(self, most: int = 4096) -> None:
        self._most = most
        self._claims: OrderedDict[bytes, tuple[PinnedKey, Mapping[str, Any]]] = OrderedDict()
        self._lock = Lock()

    def recall(self, token: str, pinned: PinnedKey) -> Mapping[str, Any] | None:
        """Return the claims if this very token was verified with this very key."""
        with self._lock:
            key, claims = self._claims.get(_digest(token), (None, None))
        return claims if key is pinned else None

    def keep(self, token: str, pinned: PinnedKey, claims: Mapping[str, Any]) -> None:
        """Remember a verified token, and forget the oldest beyond `most`."""
        with self._lock:
            self._claims[_digest(token)] = pinned, claims
            if len(self._claims) > self._most:
                self._claims.popitem(last=False)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


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


def _actor(claims: Mapping[str, Any]) -> Actor:
    """Return the actor; roles of other systems are passed over. Raises `KeyError`, `TypeError`."""
    subject, roles, scope = claims["sub"], claims.get("roles", []), claims.get("scope", "")
    if not isinstance(subject, str) or not subject or not isinstance(roles, list):
        raise UnauthenticatedError
    if not isinstance(scope, str):
        raise UnauthenticatedError
    known = [role for role in roles if isinstance(role, str) and role in _ROLES]
    return actor_from_claims({**claims, "roles": known, "scope": scope.split()})


def _instant(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UnauthenticatedError
    return float(value)
