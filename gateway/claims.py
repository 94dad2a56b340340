"""From a provider's claims to an actor: every provider has its own names for the same things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chassis.auth import actor_from_claims
from gateway.signed_tokens import text_claim
from kernel.errors import UnauthenticatedError
from kernel.rights import Actor, Role
from kernel.text import Text

_ABOUT = ("agency", "id_number", "tax_code", "name", "phone", "email")
_ROLES = frozenset(role.value for role in Role)
NAMES = frozenset({"roles", *_ABOUT})
"""What a provider may call otherwise."""


class MfaRequiredError(UnauthenticatedError):
    """An administrator must have logged in with a second factor (RFC 9470)."""

    slug = "mfa-required"
    title = Text(
        vi="Quản trị viên phải đăng nhập bằng hai yếu tố.",
        en="Administrators must log in with a second factor.",
    )
    challenge = 'Bearer error="insufficient_user_authentication"'


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimNames:
    """How the provider calls what we need; the defaults are those of the public API.

    `claims` maps our name to the provider's claim, a path by dots where it lies deeper
    (`realm_access.roles`); `roles` the provider's role to ours. `second_factor` are the values of
    `amr` (RFC 8176) or `acr` that mean a second factor.
    """

    claims: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    second_factor: frozenset[str] = frozenset({"mfa"})

    def actor(self, claims: Mapping[str, Any]) -> Actor:
        """Return the actor of checked claims; roles of other systems are passed over.

        Raises `UnauthenticatedError`, `MfaRequiredError`, `KeyError` or `TypeError`.
        """
        about = {name: self._found(claims, name) for name in _ABOUT}
        scope = claims.get("scope", "")
        if not isinstance(scope, str):
            raise UnauthenticatedError
        roles = self._known(claims)
        if Role.ADMIN in roles and not self._has_second_factor(claims):
            raise MfaRequiredError
        return actor_from_claims(
            {"sub": text_claim(claims["sub"]), "roles": roles, "scope": scope.split(), **about}
        )

    def _known(self, claims: Mapping[str, Any]) -> list[str]:
        given = self._found(claims, "roles")
        if given is None:
            # Nobody but a program comes in its own name (RFC 9068 section 2.2).
            return [Role.PARTNER] if claims["sub"] == client_claim(claims) else []
        if not isinstance(given, list):
            raise UnauthenticatedError
        ours = (self.roles.get(role, role) for role in given if isinstance(role, str))
        return [role for role in ours if role in _ROLES]

    def _has_second_factor(self, claims: Mapping[str, Any]) -> bool:
        methods, level = claims.get("amr", []), claims.get("acr")
        named = {level} if isinstance(level, str) else set()
        if isinstance(methods, list):
            named |= {method for method in methods if isinstance(method, str)}
        return not self.second_factor.isdisjoint(named)

    def _found(self, claims: Mapping[str, Any], name: str) -> object:
        path = self.claims.get(name, name)
        if path in claims:
            return claims[path]
        found: object = claims
        for step in path.split("."):
            found = found.get(step) if isinstance(found, dict) else None
        return found


def client_claim(claims: Mapping[str, Any]) -> str | None:
    """Return the program a token was given to: `client_id` (RFC 9068), else `azp` (OpenID)."""
    client = claims.get("client_id", claims.get("azp"))
    return client if isinstance(client, str) else None
