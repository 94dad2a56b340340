"""No route without a policy: at the gateway, and in every service."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask_smorest import Blueprint

from chassis.auth import Caller
from chassis.clock import machine_clock
from chassis.crypto import KeyRing, new_data_key
from chassis.db import Database
from chassis.http import AppParts, create_app
from chassis.policy import ANYONE, PolicyMissingError, acting, enforce, routes_of
from gateway.api.route import BASE, OWN
from gateway.api.routes import ROUTES
from kernel.rights import Action, Role
from services.intake import policies as intake_policies
from services.intake.wiring import service as intake
from services.intake.wiring.parts import Parts
from services.notification import policies as notification_policies
from services.notification.wiring import service as notification
from services.notification.wiring.parts import Parts as NotificationParts
from services.reporting import policies as reporting_policies
from services.reporting.wiring import service as reporting
from services.routing import policies as routing_policies
from services.routing.wiring import service as routing
from services.routing.wiring.work import Routing
from tests.unit.gateway.doubles import FakeSuite

NOWHERE = Database("postgresql://nobody@127.0.0.1:1/nothing", name="test")
POLICIES = {
    "intake": intake_policies.POLICIES,
    "routing": routing_policies.POLICIES,
    "notification": notification_policies.POLICIES,
    "reporting": reporting_policies.POLICIES,
}
# What people are shown about the API; the gateway answers it itself.
PAGES = re.compile(r"GET /(docs|problems|tra-cuu|static|openapi)\b.*")


class Everybody:
    """Lets a caller in by the role that stands for the token."""

    def verify(self, token: str) -> Caller:
        raise NotImplementedError(token)


def app_of(service: str) -> Flask:
    """Return a service's application as it is served; nothing connects."""
    ring = KeyRing(current="k1", keys={"k1": new_data_key()})
    if service == "intake":
        parts = Parts(
            database=NOWHERE, clock=machine_clock, one_box=True, ring=ring, public_url="http://x"
        )
        return intake.app_of(parts, Everybody())
    if service == "routing":
        return routing.app_of(Routing(database=NOWHERE, clock=machine_clock), Everybody())
    if service == "notification":
        return notification.app_of(
            NotificationParts(
                database=NOWHERE, clock=machine_clock, ring=ring, public_url="http://x"
            ),
            Everybody(),
        )
    return reporting.app_of(NOWHERE, machine_clock, Everybody())


@pytest.mark.parametrize("service", sorted(POLICIES))
def test_every_route_of_a_service_has_a_policy_and_every_policy_a_route(service: str) -> None:
    """Both ways, so that the table can be believed."""
    assert set(routes_of(app_of(service))) == set(POLICIES[service])


@pytest.mark.parametrize("service", sorted(POLICIES))
def test_a_policy_says_something(service: str) -> None:
    """Somebody may, or anyone; what people do to a thing that exists names its version."""
    for name, policy in POLICIES[service].items():
        closed = name.endswith("/replay") and not policy_listeners(service)
        assert policy.anyone or policy.services or policy.roles or closed, name


def test_every_route_of_the_gateway_is_in_the_table_and_says_who() -> None:
    """Nothing else is routed but its own pages."""
    routed = set(routes_of(FakeSuite().app()))
    known = {f"{route.method} {BASE}{route.path}" for route in ROUTES}

    assert {name for name in routed - known if not PAGES.fullmatch(name)} == set()
    assert known <= routed
    assert all(route.public or route.roles for route in ROUTES)


def test_the_door_lets_nobody_in_whom_the_service_sends_away() -> None:
    """A role column of the gateway is that of the service's policy, for every route."""
    for route in ROUTES:
        if route.service == OWN:
            continue  # the door answers it, and nobody stands behind
        policy = policy_of(route.service, f"{route.method} {route.path}")
        assert route.public == policy.anyone, route.path
        assert route.roles <= policy.roles, (route.path, route.roles - policy.roles)


def policy_listeners(service: str) -> tuple[str, ...]:
    """Return who may hear a service again; nobody where it says nothing."""
    return POLICIES[service]["POST /internal/events/replay"].services


def policy_of(service: str, name: str):  # type: ignore[no-untyped-def]  # noqa: ANN201 -- what the table holds
    """Return the policy of the service's route that a public one leads to."""
    shape = re.sub(r"\{[^}]*\}", "{}", name)
    for own, policy in POLICIES[service].items():
        pattern = re.escape(re.sub(r"\{[^}]*\}", "\0", own)).replace("\0", "[^/]+")
        words = re.fullmatch(pattern.replace(re.escape("\0"), "[^/]+"), name)
        if words or _reports(shape, own):
            return policy
    raise LookupError(name)


def _reports(shape: str, own: str) -> bool:
    """Tell whether the service has words where the public path has a parameter."""
    return bool(re.fullmatch(re.escape(shape).replace(r"\{\}", "[^/]+"), own))


def test_a_route_that_somebody_forgot_keeps_the_service_from_starting() -> None:
    """And a policy that leads nowhere too."""
    blueprint = Blueprint("forgotten", __name__)
    blueprint.get("/forgotten")(blueprint.response(200)(lambda: "{}"))

    def app() -> Flask:
        return create_app(
            AppParts(
                name="x", title="x", blueprints=(blueprint,), authenticator=Everybody(), ready={}
            )
        )

    with pytest.raises(PolicyMissingError, match="GET /forgotten"):
        enforce(app(), {})
    with pytest.raises(PolicyMissingError, match="GET /gone"):
        enforce(app(), {"GET /forgotten": ANYONE, "GET /gone": acting(Action.READ_DOSSIER)})


def test_an_administrator_has_no_business_with_dossiers() -> None:
    """No route of a dossier or a task lists the role."""
    theirs = {route.path for route in ROUTES if Role.ADMIN in route.roles}

    assert {path.split("/")[1] for path in theirs} <= {
        *("admin", "reports", "statistics"),
        # Who keeps the catalogue settles what officers would have changed of it.
        "amendments",
    }
