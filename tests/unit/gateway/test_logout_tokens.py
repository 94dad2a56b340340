"""A logout token ends a session only when our provider made it, for one of our portals."""

from __future__ import annotations

import pytest

from chassis.testing.clock import FrozenClock
from gateway.clients.issuer_keys import IssuerKeys
from gateway.logout_tokens import LogoutTokenError, LogoutTokens
from gateway.revocation import Kind, Revocation
from gateway.signed_tokens import SignedTokens
from tests.unit.gateway.doubles import ISSUER, KEY, NOW, FakeIssuer, token

EVENTS: dict[str, object] = {"http://schemas.openid.net/event/backchannel-logout": {}}
SECOND = int(NOW.timestamp())


def logout_token(typ: str | None = "logout+jwt", **claims: object) -> str:
    usual = {"aud": "portal", "events": EVENTS, "roles": None, "scope": None, "amr": None}
    return token(KEY, {"typ": typ}, **(usual | claims))


def read(given: str) -> Revocation:
    tokens = SignedTokens(IssuerKeys(FakeIssuer().fetch), issuer=ISSUER, clock=FrozenClock(NOW))
    return LogoutTokens(tokens, clients={"portal", "kiosk"}).read(given)


def test_a_session_that_is_named_is_over() -> None:
    """Else everything of the person's up to now."""
    assert read(logout_token(sid="s-1")) == Revocation(kind=Kind.SESSION, value="s-1")
    assert read(logout_token(aud="kiosk")) == Revocation(kind=Kind.SUBJECT, value="citizen-1")


@pytest.mark.parametrize(
    "given",
    [
        logout_token("at+jwt"),
        logout_token(None),
        logout_token(aud="motcua"),
        logout_token(iss="https://evil.example"),
        logout_token(exp=SECOND - 61),
        logout_token(exp=None),
        logout_token(iat=None),
        logout_token(jti=None),
        logout_token(events=None),
        logout_token(events={"http://schemas.openid.net/event/other": {}}),
        logout_token(events={"http://schemas.openid.net/event/backchannel-logout": 1}),
        logout_token(nonce="n"),
        logout_token(sub=None),
        logout_token(sid=5),
        logout_token() + "x",
        token(),
        "",
    ],
)
def test_anything_else_ends_nothing(given: str) -> None:
    """Back-Channel Logout section 2.6; an access token is no logout token."""
    with pytest.raises(LogoutTokenError):
        read(given)
