"""Logout tokens: the provider says a session is over (OpenID Connect Back-Channel Logout)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from joserfc.errors import JoseError

from gateway.revocation import Kind, Revocation
from gateway.signed_tokens import SignedTokens, instant_claim, text_claim
from kernel.errors import MalformedError, UnauthenticatedError
from kernel.text import Text

_TYPES = frozenset({"logout+jwt", "application/logout+jwt"})
_EVENT = "http://schemas.openid.net/event/backchannel-logout"


class LogoutTokenError(MalformedError):
    """What came is no logout token of our provider for us (section 2.6: 400)."""

    slug = "invalid-logout-token"
    title = Text(vi="Thông báo đăng xuất không hợp lệ.", en="This is no valid logout token.")


class LogoutTokens:
    """Checks logout tokens; `clients` are the portals whose provider tells us of logouts."""

    def __init__(self, tokens: SignedTokens, *, clients: Collection[str]) -> None:
        self._tokens = tokens
        self._clients = clients

    def read(self, token: str) -> Revocation:
        """Return what is over: the session that is named, else all of the person's.

        Raises `LogoutTokenError`, and `UnavailableError` while the keys cannot be had.
        """
        try:
            claims = self._tokens.claims(token, types=_TYPES, audiences=self._clients)
            return _revocation(claims)
        except (UnauthenticatedError, JoseError, ValueError, KeyError, TypeError) as error:
            raise LogoutTokenError from error


def _revocation(claims: Mapping[str, Any]) -> Revocation:
    """Check what section 2.6 asks beyond signature, issuer, audience and time."""
    text_claim(claims["jti"])
    instant_claim(claims["iat"])
    if not isinstance(claims["events"][_EVENT], dict) or "nonce" in claims:
        raise LogoutTokenError
    if "sid" in claims:
        return Revocation(kind=Kind.SESSION, value=text_claim(claims["sid"]))
    return Revocation(kind=Kind.SUBJECT, value=text_claim(claims["sub"]))
