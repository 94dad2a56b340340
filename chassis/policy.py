"""What each route of a service asks of its caller, in one table: default deny.

The gateway checks roles at the door; the service checks them again, because a door can be left
open. Which dossier or task it is about, the use case asks, in SQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import Flask, request
from werkzeug.routing import Rule

from chassis.auth import current_actor, require_service
from chassis.http import HEADER_NEEDS, idempotency_key, if_match
from kernel.errors import ForbiddenError
from kernel.rights import Action, Role, roles_for

_DOOR: Final = "gateway"
_OPERATION: Final = frozenset({"livez", "readyz", "exposition", "openapi"})
_AUTOMATIC: Final = frozenset({"HEAD", "OPTIONS"})
_CONVERTER = re.compile(r"<(?:[^<>]*:)?([a-z_]+)>")

Policies = dict[str, "Policy"]
"""By `METHOD /path/{parameter}`, as the service has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Who may call a route: for whom, or which services; `anyone` even for nobody known.

    `key`: only with an Idempotency-Key; `takes_key`: it may have one, and is then done once for
    it; `version`: only with If-Match.
    """

    actions: tuple[Action, ...] = ()
    services: tuple[str, ...] = ()
    anyone: bool = False
    key: bool = False
    takes_key: bool = False
    version: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles that may do it in some relation."""
        return frozenset(role for action in self.actions for role in roles_for(action))

    @property
    def key_is_required(self) -> bool | None:
        """Tell whether it needs an Idempotency-Key; None where one would mean nothing."""
        return self.key if self.key or self.takes_key else None


class PolicyMissingError(Exception):
    """A service cannot start: a route has no policy, or a policy no route."""


def acting(
    *actions: Action, key: bool = False, takes_key: bool = False, version: bool = False
) -> Policy:
    """Return the policy of what is done on somebody's behalf, through the gateway."""
    return Policy(actions=actions, key=key, takes_key=takes_key, version=version)


def calling(*services: str) -> Policy:
    """Return the policy of what other services fetch."""
    return Policy(services=services)


ANYONE: Final = Policy(anyone=True)
"""Open to everybody whom a service brings, known or not."""


def operator_policies(service: str, listeners: tuple[str, ...]) -> dict[str, Policy]:
    """Return the policies of what every service offers: parked events, its books, replay."""
    parked, books = f"/admin/{service}/parked", "/internal/reconciliation"
    mending, reader = acting(Action.MEND_EVENTS), calling("reporting")
    return {
        f"GET {parked}": mending,
        f"GET {parked}/groups": mending,
        f"GET {parked}/{{event_id}}": mending,
        f"POST {parked}/replay": mending,
        f"POST {parked}/discard": mending,
        f"GET {books}/views/{{view}}/digests": reader,
        f"GET {books}/views/{{view}}/rows": reader,
        f"GET {books}/faults": reader,
        f"POST {books}/reopen": reader,
        f"POST {books}/restore": reader,
        "POST /internal/events/replay": calling(*listeners),
    }


def enforce(app: Flask, policies: Policies) -> Flask:
    """Have every request of the app checked against its policy; return the app.

    Raises `PolicyMissingError` unless routes and policies are each other's.
    """
    _require_same(set(routes_of(app)), set(policies), app.name)
    app.extensions[HEADER_NEEDS] = {
        name: (policy.key_is_required, policy.version, policy.anyone)
        for name, policy in policies.items()
    }

    @app.before_request
    def check() -> None:
        rule = request.url_rule
        if rule is None or rule.endpoint in _OPERATION or request.method == "OPTIONS":
            return
        method = "GET" if request.method == "HEAD" else request.method
        admit(policies[_name(method, rule)])

    return app


def admit(policy: Policy) -> None:
    """Raise unless the present request may pass.

    `ForbiddenError`, `UnauthenticatedError`, `IdempotencyKeyMissingError`,
    `PreconditionRequiredError`.
    """
    if policy.services:
        require_service(*policy.services)
    elif not policy.anyone:
        require_service(_DOOR)
        if not current_actor().has(*policy.roles):
            raise ForbiddenError
    if policy.key:
        idempotency_key()
    if policy.version:
        if_match()


def routes_of(app: Flask) -> Iterator[str]:
    """Yield every route of an app but those of operation, named as policies are."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in _OPERATION:
            for method in sorted((rule.methods or set()) - _AUTOMATIC):
                yield _name(method, rule)


def _name(method: str, rule: Rule) -> str:
    path = _CONVERTER.sub(r"{\1}", rule.rule)
    return f"{method} {path}"


def _require_same(routes: set[str], named: set[str], service: str) -> None:
    if routes - named:
        missing = ", ".join(sorted(routes - named))
        raise PolicyMissingError(f"{service}: no policy for {missing}; see policies.py.")
    if named - routes:
        stale = ", ".join(sorted(named - routes))
        raise PolicyMissingError(f"{service}: no route for the policy of {stale}.")
