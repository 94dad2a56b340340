"""Access tokens of people and programs: JWTs as RFC 9068 fixes them, checked at the door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from joserfc.errors import JoseError

from chassis.auth import Caller
from gateway.claims import ClaimNames
from gateway.metrics import REFUSALS
from gateway.signed_tokens import SignedTokens, instant_claim, text_claim
from kernel.errors import UnauthenticatedError

_TYPES = frozenset({"at+jwt", "application/at+jwt"})

USER = "user"
"""What stands as the calling service of a request that came from outside."""


class Revoked(Protocol):
    """Which tokens are no longer good before their time is over."""

    def holds(self, claims: Mapping[str, Any]) -> bool:
        """Tell whether the token of these claims was revoked.

        Raises `UnavailableError` while that cannot be told.
        """
        ...


class AccessTokens:
    """Checks access tokens: an Authenticator for the app factory."""

    def __init__(
        self, tokens: SignedTokens, *, audience: str, names: ClaimNames, revoked: Revoked
    ) -> None:
        self._tokens = tokens
        self._audience = audience
        self._names = names
        self._revoked = revoked

    def verify(self, token: str) -> Caller:
        """Return who asks.

        Raises `UnauthenticatedError` for anything but a current access token of our issuer for
        us, and `UnavailableError` while the issuer's keys cannot be had.
        """
        try:
            claims = self._tokens.claims(token, types=_TYPES, audiences=(self._audience,))
            # What a token is revoked by (RFC 9068 section 2.2 wants both).
            text_claim(claims["jti"])
            instant_claim(claims["iat"])
            caller = Caller(USER, self._names.actor(claims))
            revoked = self._revoked.holds(claims)
        except UnauthenticatedError:
            REFUSALS.labels("token").inc()
            raise
        except (JoseError, ValueError, KeyError, TypeError) as error:
            REFUSALS.labels("token").inc()
            raise UnauthenticatedError from error
        if revoked:
            REFUSALS.labels("revoked").inc()
            raise UnauthenticatedError
        return caller
