"""Service tokens: only ours, only now, only for this service, only under one's own name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, OKPKey

from chassis.auth import TokenSigner, TokenVerifier
from kernel.errors import UnauthenticatedError
from kernel.rights import Actor, Role

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
GATEWAY = OKPKey.generate_key("Ed25519", parameters={"kid": "gateway"})
ROUTING = OKPKey.generate_key("Ed25519", parameters={"kid": "routing"})
STRANGER = OKPKey.generate_key("Ed25519", parameters={"kid": "gateway"})
ACTOR = Actor(
    subject="o-7",
    roles=frozenset({Role.OFFICER, Role.APPROVER}),
    agency="H56.14797",
    name="Lê Thị Hằng",
    scope=frozenset({"dossiers"}),
)


def verifier(at: datetime = NOW) -> TokenVerifier:
    return TokenVerifier("intake", KeySet([GATEWAY, ROUTING]), lambda: at)


def test_actor_arrives_as_sent() -> None:
    """What the gateway knows of the actor is what the service reads."""
    token = TokenSigner("gateway", GATEWAY, lambda: NOW).issue("intake", ACTOR)

    caller = verifier().verify(token)

    assert (caller.service, caller.actor) == ("gateway", ACTOR)


def test_anonymous_calls_have_no_actor() -> None:
    """A public look-up is still a call of the gateway's."""
    token = TokenSigner("gateway", GATEWAY, lambda: NOW).issue("intake")

    assert verifier().verify(token).actor is None


def forged(header: dict[str, str], claims: dict[str, object], key: OKPKey) -> str:
    full = {"iss": "gateway", "aud": "intake", "iat": 0, "exp": int(NOW.timestamp()) + 60}
    head = {"alg": "Ed25519", "kid": "gateway", "typ": "motcua-service+jwt"} | header
    return jwt.encode(head, full | claims, key, algorithms=["Ed25519"])


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b.c",
        forged({}, {"aud": "routing"}, GATEWAY),
        forged({}, {"exp": int(NOW.timestamp()) - 61}, GATEWAY),
        forged({"typ": "at+jwt"}, {}, GATEWAY),
        forged({}, {}, STRANGER),
        forged({"kid": "routing"}, {}, ROUTING),
        forged({"kid": "../../etc/passwd"}, {}, GATEWAY),
        forged({}, {"actor": {"sub": "x", "roles": ["king"]}}, GATEWAY),
        forged({}, {"actor": "x"}, GATEWAY),
        jwt.encode(
            {"alg": "HS256", "kid": "gateway"},
            {"iss": "gateway", "aud": "intake"},
            OctKey.generate_key(256),
            algorithms=["HS256"],
        ),
        "eyJhbGciOiJub25lIn0.eyJpc3MiOiJnYXRld2F5IiwiYXVkIjoiaW50YWtlIn0.",
    ],
)
def test_everything_else_is_refused(token: str) -> None:
    """Wrong audience, time, type, key, name, algorithm or actor: 401 for all alike."""
    with pytest.raises(UnauthenticatedError):
        verifier().verify(token)


def test_a_minute_of_clock_difference_is_borne() -> None:
    """Hosts are never quite in step."""
    token = TokenSigner("gateway", GATEWAY, lambda: NOW).issue("intake", ACTOR)

    assert verifier(NOW + timedelta(seconds=119)).verify(token).actor == ACTOR
    with pytest.raises(UnauthenticatedError):
        verifier(NOW + timedelta(seconds=121)).verify(token)


def test_a_token_seen_before_is_refused_once_its_time_is_over() -> None:
    """That a signature was verified before does not make a token good for longer."""
    now = NOW
    checks = TokenVerifier("intake", KeySet([GATEWAY, ROUTING]), lambda: now)
    token = TokenSigner("gateway", GATEWAY, lambda: NOW).issue("intake", ACTOR)
    assert checks.verify(token) is checks.verify(token)

    now = NOW + timedelta(seconds=121)
    with pytest.raises(UnauthenticatedError):
        checks.verify(token)
    now = NOW - timedelta(seconds=61)
    with pytest.raises(UnauthenticatedError):
        checks.verify(token)


def test_a_token_that_differs_in_one_character_is_no_token_seen_before() -> None:
    """What is remembered is the whole token, signature and all."""
    checks = verifier()
    token = TokenSigner("gateway", GATEWAY, lambda: NOW).issue("intake", ACTOR)
    checks.verify(token)

    head, body, signature = token.split(".")
    other = ("A" if signature[10] != "A" else "B").join((signature[:10], signature[11:]))
    with pytest.raises(UnauthenticatedError):
        checks.verify(f"{head}.{body}.{other}")
