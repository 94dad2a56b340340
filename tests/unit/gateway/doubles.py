"""What stands in for the issuer and for the services behind the gateway."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Unpack

import orjson
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Flask
from joserfc.jwk import ECKey

from chassis.clients import Reply
from chassis.testing.clock import FrozenClock
from gateway.access_tokens import AccessTokens, Revoked
from gateway.api.admission import Admission
from gateway.api.app import GatewayParts, create_gateway
from gateway.api.client_address import Origins, networks
from gateway.api.public_document import PublicDocument
from gateway.api.routes import ROUTES
from gateway.claims import ClaimNames
from gateway.clients.issuer_keys import IssuerKeys
from gateway.clients.services import Asked, Service
from gateway.rates.counting import RateLimits
from gateway.rates.leases import Window
from gateway.rates.rules import SHIPPED, Limits, read_limits
from gateway.signed_tokens import Keys, SignedTokens
from kernel.clock import Clock
from kernel.errors import UnavailableError
from kernel.rights import Actor

ISSUER = "https://login.example.vn"
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
KEY = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)


@dataclass(frozen=True, slots=True)
class Call:
    """What a service was asked."""

    method: str
    path: str
    actor: Actor | None
    body: bytes | None
    headers: Mapping[str, str]
    seconds: float | None


@dataclass(slots=True)
class FakeService:
    """Answers every path with `reply`, or with what `by_path` has; down when it has no reply."""

    reply: Reply | None = None
    by_path: dict[str, Reply] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    def call(self, method: str, path: str, **asked: Unpack[Asked]) -> Reply:
        body, headers = asked.get("body"), dict(asked.get("headers") or {})
        read = body if body is None or isinstance(body, bytes) else b"".join(body)
        self.calls.append(
            Call(method, path, asked.get("actor"), read, headers, asked.get("seconds"))
        )
        reply = self.by_path.get(path, self.reply)
        if reply is None:
            raise UnavailableError(extra={"service": "fake"})
        return reply


def json_reply(document: object, status: int = 200, **headers: str) -> Reply:
    """Return a JSON answer; header names are written with underscores."""
    named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    return Reply(
        status=status,
        headers={"content-type": "application/json", **named},
        body=orjson.dumps(document),
    )


@dataclass(slots=True)
class FakeIssuer:
    """Gives out its key set and counts how often it was fetched."""

    documents: list[Mapping[str, Any]] = field(
        default_factory=lambda: [{"keys": [KEY.as_dict(private=False)]}]
    )
    fetches: int = 0

    def fetch(self) -> bytes:
        self.fetches += 1
        return orjson.dumps(self.documents[min(self.fetches, len(self.documents)) - 1])


def token(key: ECKey = KEY, header: Mapping[str, Any] | None = None, **claims: object) -> str:
    """Return a good access token of a citizen, but for what is given; None leaves a part out.

    Signed by hand: no library would write most of the wrong ones.
    """
    second = int(NOW.timestamp())
    every = {
        "iss": ISSUER,
        "aud": "motcua",
        "sub": "citizen-1",
        "client_id": "portal",
        "iat": second,
        "exp": second + 3600,
        "jti": "1",
        "roles": ["citizen"],
        "amr": ["pwd", "mfa"],
        "scope": "dossiers:file dossiers:read dossiers:rate enquiries:answer",
        **claims,
    }
    told = {"alg": "ES256", "kid": KEY.kid, "typ": "at+jwt", **(header or {})}
    signed = f"{encoded(present(told))}.{encoded(present(every))}"
    assert key.private_key
    der = key.private_key.sign(signed.encode(), ECDSA(SHA256()))
    halves = (half.to_bytes(32, "big") for half in decode_dss_signature(der))
    return f"{signed}.{base64url(b''.join(halves))}"


def present(members: Mapping[str, object]) -> dict[str, object]:
    """Return the members that are not None."""
    return {name: value for name, value in members.items() if value is not None}


def encoded(document: object) -> str:
    """Return JSON as a part of a token."""
    return base64url(orjson.dumps(document))


def base64url(raw: bytes) -> str:
    """Return base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def access_tokens(issuer: FakeIssuer | None = None) -> AccessTokens:
    """Return the checker of access tokens at a standing clock."""
    return checker(IssuerKeys((issuer or FakeIssuer()).fetch))


def checker(
    keys: Keys,
    *,
    clock: Clock | None = None,
    names: ClaimNames | None = None,
    revoked: Revoked | None = None,
    issuer: str = ISSUER,
) -> AccessTokens:
    """Return a checker of access tokens that differs from the usual in what is given."""
    return AccessTokens(
        SignedTokens(keys, issuer=issuer, clock=clock or FrozenClock(NOW)),
        audience="motcua",
        names=names or ClaimNames(),
        revoked=revoked or NothingRevoked(),
    )


class NothingRevoked:
    """A list of revoked tokens with nothing on it."""

    def holds(self, _claims: Mapping[str, Any]) -> bool:
        return False


@dataclass(slots=True)
class FakeLeases:
    """Counts hits in a dict, in windows that never end; away when told so."""

    hits: dict[str, int] = field(default_factory=dict)
    asked: int = 0
    away: bool = False

    def take(self, key: str, seconds: int, amount: int, *, patience: float = 0.5) -> Window:
        del patience
        self.asked += 1
        if self.away:
            raise UnavailableError
        self.hits[key] = self.hits.get(key, 0) + amount
        return Window(self.hits[key], float(seconds))

    def forget(self, key: str | None) -> None:
        for known in list(self.hits) if key is None else [key]:
            self.hits.pop(known, None)


@dataclass(slots=True)
class FakeSuite:
    """A gateway with a fake service of each name behind it."""

    issuer: FakeIssuer = field(default_factory=FakeIssuer)
    services: dict[str, FakeService] = field(
        default_factory=lambda: {
            name: FakeService(json_reply({}))
            for name in ("intake", "routing", "notification", "reporting", "gateway")
        }
    )
    secure: bool = False
    limits: Limits = field(default_factory=lambda: read_limits(SHIPPED, factor=1000))
    leases: FakeLeases = field(default_factory=FakeLeases)
    own: Service | None = None
    tokens: AccessTokens | None = None
    _app: Flask | None = None

    def app(self) -> Flask:
        """Return the app, built once: that is what most of a test's time goes into."""
        self._app = self._app or self._build()
        return self._app

    def asked(self) -> int:
        """Return how often any service was asked since the last time, and forget it."""
        count = sum(len(service.calls) for service in self.services.values())
        for service in self.services.values():
            service.calls.clear()
        return count

    def _build(self) -> Flask:
        own = {} if self.own is None else {"gateway": self.own}
        services: dict[str, Service] = {**self.services, **own}
        return create_gateway(
            GatewayParts(
                routes=ROUTES,
                services=services,
                parts=services,
                access_tokens=self.tokens or access_tokens(self.issuer),
                admission=Admission(
                    RateLimits(self.limits, self.leases, secret=b"test"),
                    Origins(
                        trusted=networks(["10.0.0.0/8"], ""), kiosks=networks(["192.0.2.7/32"], "")
                    ),
                ),
                ready={},
                document=PublicDocument(ROUTES, services, issuer=ISSUER),
                secure=self.secure,
            )
        )


def bearer(**claims: object) -> dict[str, str]:
    """Return the header of a good token with these claims."""
    return {"Authorization": f"Bearer {token(KEY, None, **claims)}"}
