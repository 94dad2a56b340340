"""Short service tokens: who calls a service, and on whose behalf.

The gateway checks the citizen's or officer's token and then speaks to the services with a token
of its own that carries the actor: a JWT (RFC 7519) signed with Ed25519 (RFC 9864), valid a minute.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from flask import g, request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from kernel.clock import Clock
from kernel.errors import ForbiddenError, UnauthenticatedError
from kernel.rights import Actor, Role

_ALGORITHM = "Ed25519"
_TYPE = "motcua-service+jwt"
_LIFE_SECONDS = 60
_LEEWAY_SECONDS = 60
_REUSED_SECONDS = 20
_KEPT_TOKENS = 1024
_TEXT_CLAIMS = ("agency", "id_number", "tax_code", "name", "phone", "email")


@dataclass(frozen=True, slots=True)
class Caller:
    """The calling deployable (`gateway`, `routing` …) and the actor behind it, if any."""

    service: str
    actor: Actor | None


class TokenSigner:
    """Makes the service tokens of one deployable; `service` stands as issuer and key id."""

    def __init__(self, service: str, key: OKPKey, clock: Clock) -> None:
        self._service = service
        self._key = key
        self._clock = clock
        self._issued: OrderedDict[tuple[str, Actor | None], tuple[int, str]] = OrderedDict()
        self._lock = Lock()

    @classmethod
    def from_file(cls, service: str, path: Path, clock: Clock) -> TokenSigner:
        """Read the private JWK of `service`."""
        return cls(service, OKPKey.import_key(json.loads(path.read_text())), clock)

    def issue(self, audience: str, actor: Actor | None = None) -> str:
        """Return a token for the service `audience` on behalf of `actor` (None: anonymous).

        The same one serves for a third of its life, because signing costs a tenth of a request.
        """
        now = int(self._clock().timestamp())
        with self._lock:
            issued_at, token = self._issued.get((audience, actor), (0, ""))
        if 0 <= now - issued_at < _REUSED_SECONDS:
            return token
        token = self._sign(audience, actor, now)
        with self._lock:
            self._issued[audience, actor] = now, token
            if len(self._issued) > _KEPT_TOKENS:
                self._issued.popitem(last=False)
        return token

    def _sign(self, audience: str, actor: Actor | None, now: int) -> str:
        claims: dict[str, object] = {
            "iss": self._service,
            "aud": audience,
            "iat": now,
            "exp": now + _LIFE_SECONDS,
        }
        if actor is not None:
            claims["actor"] = actor_claims(actor)
        header = {"alg": _ALGORITHM, "kid": self._service, "typ": _TYPE}
        return jwt.encode(header, claims, self._key, algorithms=[_ALGORITHM])


class TokenVerifier:
    """Checks service tokens against the public keys of the deployables that may call."""

    def __init__(self, audience: str, keys: KeySet, clock: Clock) -> None:
        self._audience = audience
        self._keys = keys
        self._clock = clock
        self._verified = _VerifiedTokens()

    @classmethod
    def from_file(cls, audience: str, path: Path, clock: Clock) -> TokenVerifier:
        """Read the JWKS of all deployables."""
        return cls(audience, KeySet.import_key_set(json.loads(path.read_text())), clock)

    def verify(self, token: str) -> Caller:
        """Return who calls; a token's signature is verified once, its time at every call.

        Raises `UnauthenticatedError` for anything but a current token of ours for this service.
        """
        known = self._verified.recall(token, self._clock().timestamp())
        if known is not None:
            return known
        try:
            decoded = jwt.decode(token, self._keys, algorithms=[_ALGORITHM])
            self._check(decoded.header, decoded.claims)
            issuer = str(decoded.claims["iss"])
            # A deployable may only speak with its own key.
            if decoded.header.get("kid") != issuer:
                raise UnauthenticatedError
            actor = decoded.claims.get("actor")
            caller = Caller(issuer, None if actor is None else actor_from_claims(actor))
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise UnauthenticatedError from error
        self._verified.keep(token, decoded.claims, caller)
        return caller

    def _check(self, header: dict[str, object], claims: dict[str, object]) -> None:
        now = int(self._clock().timestamp())
        registry = jwt.JWTClaimsRegistry(
            now=now,
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True},
            aud={"essential": True, "value": self._audience},
            exp={"essential": True},
        )
        registry.validate(claims)
        if header.get("typ") != _TYPE:
            raise UnauthenticatedError


class _VerifiedTokens:
    """Who calls with tokens that were verified lately, by the digest of the token."""

    def __init__(self) -> None:
        self._callers: OrderedDict[bytes, tuple[float, float, Caller]] = OrderedDict()
        self._lock = Lock()

    def recall(self, token: str, now: float) -> Caller | None:
        """Return the caller; None for another token, and for one whose time is not or is over."""
        with self._lock:
            known = self._callers.get(_digest(token))
        if known is None:
            return None
        begins, ends, caller = known
        return caller if begins <= now < ends else None

    def keep(self, token: str, claims: Mapping[str, Any], caller: Caller) -> None:
        """Remember a token that was verified."""
        begins = max(float(claims.get(name, 0)) for name in ("iat", "nbf"))
        with self._lock:
            self._callers[_digest(token)] = begins, float(claims["exp"]), caller
            if len(self._callers) > _KEPT_TOKENS:
                self._callers.popitem(last=False)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def actor_claims(actor: Actor) -> dict[str, object]:
    """Return an actor as the JSON value of a claim."""
    claims: dict[str, object] = {"sub": actor.subject, "roles": sorted(actor.roles)}
    claims |= {name: value for name in _TEXT_CLAIMS if (value := getattr(actor, name))}
    if actor.scope:
        claims["scope"] = sorted(actor.scope)
    return claims


def actor_from_claims(claims: object) -> Actor:
    """Return the actor of a claim.

    Raises `KeyError`, `TypeError` or `ValueError` when the claim is none.
    """
    if not isinstance(claims, dict):
        raise TypeError
    return Actor(
        subject=str(claims["sub"]),
        roles=frozenset(Role(role) for role in _words(claims.get("roles"))),
        scope=frozenset(_words(claims.get("scope"))),
        agency=_text(claims.get("agency")),
        id_number=_text(claims.get("id_number")),
        tax_code=_text(claims.get("tax_code")),
        name=_text(claims.get("name")),
        phone=_text(claims.get("phone")),
        email=_text(claims.get("email")),
    )


def current_caller() -> Caller:
    """Return who calls, inside a request that passed `require_caller`."""
    caller: Caller = g.caller
    return caller


def current_actor() -> Actor:
    """Return the actor of the request; raises `UnauthenticatedError` for anonymous ones."""
    actor = current_caller().actor
    if actor is None:
        raise UnauthenticatedError
    return actor


def require_service(*services: str) -> None:
    """Raise `ForbiddenError` unless one of these services calls, for internal endpoints."""
    if current_caller().service not in services:
        raise ForbiddenError


def bearer_token() -> str:
    """Return the request's bearer token (RFC 6750); raises `UnauthenticatedError` without one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise UnauthenticatedError
    return token


def _text(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError
    return value


def _words(value: object) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, Iterable) or isinstance(value, str):
        raise TypeError
    return [str(word) for word in value]
