"""A token opens the door only when our issuer made it, for us, for now."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from chassis.testing.clock import FrozenClock
from gateway.access_tokens import AccessTokens
from gateway.clients.issuer_keys import IssuerKeys, PinnedKey
from gateway.signed_tokens import SignedTokens
from kernel.errors import UnauthenticatedError
from kernel.rights import Role
from tests.unit.gateway.doubles import (
    ISSUER,
    KEY,
    NOW,
    FakeIssuer,
    FakeSuite,
    access_tokens,
    base64url,
    checker,
    encoded,
    token,
)

SECOND = int(NOW.timestamp())


def unsigned() -> str:
    header, claims, _ = token().split(".")
    told = json.loads(base64.urlsafe_b64decode(header + "=="))
    return f"{encoded(told | {'alg': 'none'})}.{claims}."


def signed_with_the_public_key() -> str:
    claims = {"iss": ISSUER, "aud": "motcua", "sub": "x", "exp": SECOND + 9}
    told = {"alg": "HS256", "kid": KEY.kid, "typ": "at+jwt"}
    signed = f"{encoded(told)}.{encoded(claims)}"
    secret = KEY.as_pem(private=False)
    return f"{signed}.{base64url(hmac.digest(secret, signed.encode(), 'sha256'))}"


def changed_claims() -> str:
    header, _, signature = token().split(".")
    claims = {"iss": ISSUER, "aud": "motcua", "sub": "x", "exp": SECOND + 9}
    return f"{header}.{encoded(claims)}.{signature}"


def of_another_key_with_our_id() -> str:
    return token(ECKey.generate_key("P-256", {"kid": KEY.kid or ""}))


def of_another_algorithm_of_the_family() -> str:
    header = {"alg": "RS256", "kid": KEY.kid, "typ": "at+jwt"}
    claims = {"iss": ISSUER, "aud": "motcua", "sub": "x", "exp": SECOND + 9}
    return jwt.encode(header, claims, RSAKey.generate_key(2048), algorithms=["RS256"])


BAD: dict[str, Callable[[], str]] = {
    "alg none": unsigned,
    "HS256 with the public key": signed_with_the_public_key,
    "changed claims": changed_claims,
    "another key, our id": of_another_key_with_our_id,
    "another algorithm than the key's": of_another_algorithm_of_the_family,
    "expired": lambda: token(exp=SECOND - 61),
    "no expiry": lambda: token(exp=None),
    "expiry as text": lambda: token(exp="2099-01-01"),
    "not yet valid": lambda: token(nbf=SECOND + 61),
    "made in the future": lambda: token(iat=SECOND + 61),
    "another audience": lambda: token(aud="other"),
    "no audience": lambda: token(aud=None),
    "another issuer": lambda: token(iss="https://login.example.com"),
    "an id token": lambda: token(header={"typ": "JWT"}),
    "no type": lambda: token(header={"typ": None}),
    "kid is a path": lambda: token(header={"kid": "../../../../dev/null"}),
    "no kid": lambda: token(header={"kid": None}),
    "kid is a number": lambda: token(header={"kid": 1}),
    "keys from elsewhere (jku)": lambda: token(header={"jku": "https://evil.example/jwks"}),
    "certificate from elsewhere (x5u)": lambda: token(header={"x5u": "https://evil.example/c"}),
    "key inside (jwk)": lambda: token(header={"jwk": KEY.as_dict(private=False)}),
    "unknown critical header": lambda: token(header={"crit": ["x"], "x": 1}),
    "no subject": lambda: token(sub=None),
    "subject is a number": lambda: token(sub=5),
    "roles as text": lambda: token(roles="admin"),
    "agency is an object": lambda: token(agency={"code": "H56"}),
    "not a token": lambda: "abc",
    "empty parts": lambda: "..",
    "header is a list": lambda: f"{encoded([])}.{encoded({})}.x",
    "very long": lambda: token(name="x" * 9000),
}


@pytest.fixture(scope="module")
def suite() -> FakeSuite:
    return FakeSuite()


@pytest.fixture
def tokens() -> AccessTokens:
    return access_tokens()


def test_a_good_token_names_the_actor(tokens: AccessTokens) -> None:
    """Subject, roles, agency, personal claims and scope come from the token."""
    good = token(roles=["officer", "uma_authorization"], agency="H56.14797", name="Ế", scope="a b")
    actor = tokens.verify(good).actor

    assert actor is not None
    assert (actor.subject, actor.agency, actor.name) == ("citizen-1", "H56.14797", "Ế")
    assert actor.roles == {Role.OFFICER}
    assert actor.scope == {"a", "b"}


@pytest.mark.parametrize("make", BAD.values(), ids=BAD.keys())
def test_a_wrong_token_is_nobodys(make: Callable[[], str], tokens: AccessTokens) -> None:
    """Each of the corpus is refused, and all with the same error."""
    with pytest.raises(UnauthenticatedError):
        tokens.verify(make())


@pytest.mark.parametrize("make", BAD.values(), ids=BAD.keys())
def test_a_wrong_token_gets_401_and_reaches_no_service(
    make: Callable[[], str], suite: FakeSuite
) -> None:
    """The answer says nothing of the reason; nothing is fetched but our issuer's keys."""
    answer = (
        suite.app()
        .test_client()
        .get("/api/v1/dossiers", headers={"Authorization": f"Bearer {make()}"})
    )

    assert answer.status_code == 401
    assert answer.json is not None
    assert answer.json["type"] == "/problems/unauthenticated"
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert suite.asked() == 0
    assert suite.issuer.fetches <= 1


def test_leeway_is_a_minute_at_most(tokens: AccessTokens) -> None:
    """Clocks may differ by less than 60 s, in both directions."""
    assert tokens.verify(token(exp=SECOND - 59)).actor
    assert tokens.verify(token(iat=SECOND + 59, nbf=SECOND + 59)).actor


def test_an_rsa_key_verifies_rs256() -> None:
    """Issuers with RSA keys are as good."""
    key = RSAKey.generate_key(2048, auto_kid=True)
    issuer = FakeIssuer([{"keys": [key.as_dict(private=False)]}])
    header = {"alg": "RS256", "kid": key.kid, "typ": "application/at+jwt"}
    claims = {
        "iss": ISSUER,
        "aud": ["other", "motcua"],
        "sub": "x",
        "iat": SECOND,
        "jti": "1",
        "exp": SECOND + 9,
    }
    good = jwt.encode(header, claims, key, algorithms=["RS256"])

    assert access_tokens(issuer).verify(good).actor


def test_a_token_seen_before_dies_with_its_key() -> None:
    """What is remembered of a verified token is bound to the very key it was verified with."""

    class RotatingKeys:
        key = PinnedKey("ES256", KEY)

        def find(self, _key_id: str) -> PinnedKey:
            return self.key

    keys = RotatingKeys()
    tokens = checker(keys)
    good = token()
    assert tokens.verify(good) == tokens.verify(good)

    keys.key = PinnedKey("ES256", ECKey.generate_key("P-256"))

    with pytest.raises(UnauthenticatedError):
        tokens.verify(good)


def test_a_token_seen_before_still_runs_out() -> None:
    """The time is checked at every request, not only with the signature."""
    clock = FrozenClock(NOW)
    keys = IssuerKeys(FakeIssuer().fetch)
    tokens = checker(keys, clock=clock)
    good = token()
    assert tokens.verify(good).actor

    clock.advance(hours=2)

    with pytest.raises(UnauthenticatedError):
        tokens.verify(good)


@pytest.mark.parametrize(
    ("types", "audience"), [({"logout+jwt"}, "motcua"), ({"at+jwt"}, "portal")]
)
def test_a_token_seen_before_is_good_for_nothing_else(types: set[str], audience: str) -> None:
    """Type and audience are compared at every request."""
    tokens = SignedTokens(IssuerKeys(FakeIssuer().fetch), issuer=ISSUER, clock=FrozenClock(NOW))
    good = token()
    assert tokens.claims(good, types={"at+jwt"}, audiences={"motcua"})

    with pytest.raises(UnauthenticatedError):
        tokens.claims(good, types=types, audiences={audience})


def test_a_token_seen_before_is_refused_once_it_is_revoked() -> None:
    """The list is asked at every request."""
    revoked: list[str] = []

    class List:
        def holds(self, claims: Mapping[str, Any]) -> bool:
            return claims["jti"] in revoked

    tokens = checker(IssuerKeys(FakeIssuer().fetch), revoked=List())
    good = token()
    assert tokens.verify(good).actor

    revoked.append("1")

    with pytest.raises(UnauthenticatedError):
        tokens.verify(good)
