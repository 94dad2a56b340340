"""What is fuzzed: the services on real databases and the gateway before them, by HTTP.

People and dossiers are those of the rights matrix, so that questions meet something.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, cast

from flask import Flask
from joserfc.jwk import KeySet, OKPKey

from chassis.auth import TokenSigner, TokenVerifier
from chassis.db import Database
from chassis.policy import Policy
from chassis.testing import FrozenClock
from chassis.testing.databases import cloned_database
from gateway.api.own_operations import OwnOperations
from gateway.api.route import BASE
from gateway.api.routes import ROUTES
from gateway.clients.issuer_keys import IssuerKeys
from gateway.logout_tokens import LogoutTokens
from gateway.revocation import Revocations
from gateway.signed_tokens import SignedTokens
from kernel.rights import Actor
from services.notification.policies import CODES
from services.notification.wiring import service as notification_wiring
from services.notification.wiring.codes import build_codes
from tests.fuzz.known import Values, values_of
from tests.fuzz.signing import KEYS, sign_at_the_door
from tests.integration.gateway.servers import serving
from tests.integration.intake.office import COMMUNE, MONDAY, DatabaseClock
from tests.integration.rights.people import HEAD, PEOPLE, Person
from tests.integration.rights.within import Within
from tests.integration.rights.world import _KEYS, ADMIN, World
from tests.repo.test_policies import POLICIES
from tests.unit.gateway.doubles import ISSUER, FakeIssuer, FakeSuite, bearer

GATEWAY = "gateway"
TARGETS = (GATEWAY, "intake", "routing", "notification", "reporting")
_STANDING = FrozenClock(MONDAY)
# Who stands near the dossiers asks most.
_NEAR = [p for p in PEOPLE if p and p.name in {"citizen-1", f"officer-{COMMUNE}", HEAD.name}]
_EVERYBODY = [*(person for person in (*PEOPLE, ADMIN) if person is not None), *_NEAR * 4]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One API: where it is, and the tokens that may ask each operation (`METHOD /path`)."""

    name: str
    url: str
    base: str
    tokens: Mapping[str, Sequence[str]]
    values: Values


@contextmanager
def served(*names: str) -> Iterator[list[Target]]:
    """Serve the gateway and services of these names, with everything behind them."""
    with ExitStack() as stack:
        world = World(stack)
        yield [_target(world, stack, name) for name in names]


def _target(world: World, stack: ExitStack, name: str) -> Target:
    app = _gateway(world, stack) if name == GATEWAY else _service(world, name)
    sign_at_the_door(app)
    url = stack.enter_context(serving(app))
    tokens = _people(app) if name == GATEWAY else _callers(name)
    base = url + BASE if name == GATEWAY else url
    return Target(name=name, url=url, base=base, tokens=tokens, values=values_of(world))


def _service(world: World, name: str) -> Flask:
    if name != "notification":
        return world.served[name]
    database = world.databases[name]
    keys = KeySet([OKPKey.import_key(key.as_dict(private=False)) for key in _KEYS.values()])
    codes = build_codes(database, DatabaseClock(database), [])
    parts = replace(world.notification, keys=KEYS)
    return notification_wiring.app_of(parts, TokenVerifier(name, keys, _STANDING), codes)


def _gateway(world: World, stack: ExitStack) -> Flask:
    database = Database(stack.enter_context(cloned_database(GATEWAY)), name="fuzzed gateway")
    stack.callback(database.dispose)
    revocations = Revocations(database, _STANDING, life=timedelta(hours=1))
    signed = SignedTokens(IssuerKeys(FakeIssuer().fetch), issuer=ISSUER, clock=_STANDING)
    own = OwnOperations(revocations, LogoutTokens(signed, clients={"portal"}))
    suite = FakeSuite(own=own)
    door = TokenSigner(GATEWAY, _KEYS[GATEWAY], _STANDING)
    served = world.served | {"notification": _service(world, "notification")}
    behind = {name: Within(name, app, door) for name, app in served.items()}
    suite.services = cast("Any", {**suite.services, **behind})
    return suite.app()


def _people(gateway: Flask) -> dict[str, list[str]]:
    """Return tokens of everybody who may ask, by role, for each operation of the gateway."""
    document: dict[str, Any] = gateway.test_client().get("/openapi.json").get_json()
    roles = {route.endpoint: set(route.roles) for route in ROUTES}
    return {
        f"{method.upper()} {path}": [
            _bearer(person)
            for person in _EVERYBODY
            if not operation["security"] or set(person.roles) & roles[operation["operationId"]]
        ]
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }


def _bearer(person: Person) -> str:
    return bearer(**person.claims)["Authorization"]


def _callers(service: str) -> dict[str, list[str]]:
    """Return the tokens of the services, with the people they speak for, for each operation."""
    policies = POLICIES[service] | (CODES if service == "notification" else {})
    return {name: _of_policy(service, policy) for name, policy in policies.items()}


def _of_policy(service: str, policy: Policy) -> list[str]:
    if not policy.actions:
        return [_service_token(caller, service) for caller in policy.services or (GATEWAY,)]
    return [
        _service_token(GATEWAY, service, _actor(person))
        for person in _EVERYBODY
        if set(person.roles) & policy.roles
    ]


def _service_token(caller: str, audience: str, actor: Actor | None = None) -> str:
    token = TokenSigner(caller, _KEYS[caller], _STANDING).issue(audience, actor)
    return f"Bearer {token}"


def _actor(person: Person) -> Actor:
    scope = person.claims.get("scope", "dossiers:file dossiers:read dossiers:rate")
    return Actor(
        subject=person.name,
        roles=frozenset(person.roles),
        agency=person.agency,
        scope=frozenset(scope.split()),
    )
