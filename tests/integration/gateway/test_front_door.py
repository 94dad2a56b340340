"""The gateway as it is wired, with the demonstration issuer and a service over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from joserfc.jwk import ECKey

from chassis.auth import TokenVerifier
from chassis.clock import machine_clock, setting_for, write_setting
from chassis.db import Database, dispose_all
from chassis.settings import Environment, ProcessSettings
from chassis.testing.fixtures import ServiceDatabase
from deploy.keys import make_keys
from deploy.onebox.access_token import DemonstrationIssuer, Holder
from gateway.rates.rules import SHIPPED
from gateway.settings import SERVICES, GatewaySettings
from gateway.wiring import build
from kernel.clock import Clock
from tests.integration.gateway.servers import echo_service, key_server, serving

HOUR = 3600


@dataclass(slots=True, kw_only=True)
class Door:
    """A running gateway and the issuer it trusts."""

    client: FlaskClient
    issuer: DemonstrationIssuer
    published: list[DemonstrationIssuer]
    database: Database
    settings: GatewaySettings

    def token(self, *, clock: Clock = machine_clock, seconds: int = HOUR) -> dict[str, str]:
        holder = Holder(subject="c-1", roles=("citizen",), about={"name": "Nguyễn Thị Ế"})
        token = self.issuer.issue(holder, now=clock(), seconds=seconds)
        return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def door(tmp_path: Path, service_database: ServiceDatabase) -> Iterator[Door]:
    make_keys(tmp_path, with_issuer=True)
    issuer = DemonstrationIssuer.from_file(
        "http://issuer.test", "motcua", tmp_path / "issuer.private.json"
    )
    published = [issuer]
    verifier = TokenVerifier.from_file("intake", tmp_path / "services.public.json", machine_clock)
    database = service_database("gateway")
    with ExitStack() as stack:
        stack.callback(dispose_all)
        keys = stack.enter_context(serving(key_server(lambda: latest(published))))
        upstream = stack.enter_context(serving(echo_service(verifier)))
        settings = GatewaySettings(
            process=process_settings(tmp_path, database.url),
            services=dict.fromkeys(SERVICES, upstream),
            service_seconds=0.5,
            part_seconds=0.5,
            issuer=issuer.url,
            jwks_url=f"{keys}/jwks",
            audience="motcua",
            limits_file=SHIPPED,
            limits_factor=1000,
            trusted_proxies=[],
            kiosk_networks=[],
        )
        yield Door(
            client=build(settings).test_client(),
            issuer=issuer,
            published=published,
            database=database,
            settings=settings,
        )


def latest(published: list[DemonstrationIssuer]) -> dict[str, object]:
    return published[-1].key_set()


def process_settings(folder: Path, database_url: str) -> ProcessSettings:
    return ProcessSettings(
        name="gateway",
        environment=Environment.ONE_BOX,
        log_level="INFO",
        database_url=database_url,
        owner_database_url="",
        bind="",
        trusted_keys_file=folder / "services.public.json",
        signing_key_file=folder / "gateway.private.json",
        metrics_dir=folder,
        workers=1,
        threads=1,
        pool_size=1,
    )


def test_a_request_reaches_the_service_with_the_actor_in_a_service_token(door: Door) -> None:
    """Signed by the gateway's own key; body, key, request id and trace go with it."""
    body = '{"name": "Ế"}'
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    sent = {
        "Idempotency-Key": "k-0123456",
        "X-Request-Id": "abcdef-0001",
        "traceparent": trace,
        "Content-Type": "application/json",
    }
    answer = door.client.post("/api/v1/dossiers", data=body, headers=sent | door.token())

    assert answer.status_code == 200
    assert answer.json == {
        "path": "/dossiers",
        "service": "gateway",
        "actor": {"sub": "c-1", "roles": ["citizen"], "name": "Nguyễn Thị Ế"},
        "body": body,
        "request_id": "abcdef-0001",
        "traceparent": trace,
        "key": "k-0123456",
    }
    assert answer.headers["Location"] == "/api/v1/dossiers/1"


def test_an_anonymous_question_has_no_actor(door: Door) -> None:
    """The service knows that the gateway asks, for nobody known."""
    answer = door.client.get("/api/v1/agencies")

    assert answer.json is not None
    assert (answer.json["service"], answer.json["actor"]) == ("gateway", None)


def test_a_slow_service_is_504_when_its_time_is_up(door: Door) -> None:
    """The caller gets an answer and a time to come back, not a hanging line."""
    answer = door.client.get("/api/v1/deadline")

    assert answer.status_code == 504
    assert answer.headers["Retry-After"]


def test_a_service_that_is_not_there_is_503(door: Door) -> None:
    """Nobody listens at its address."""
    nowhere = replace(door.settings, services=dict.fromkeys(SERVICES, "http://127.0.0.1:1"))
    answer = build(nowhere).test_client().get("/api/v1/agencies")

    assert answer.status_code == 503


def test_after_a_rotation_tokens_of_the_old_key_die_with_it(door: Door) -> None:
    """A gateway that starts after it knows the new keys only."""
    old = door.token()
    assert door.client.get("/api/v1/dossiers", headers=old).status_code == 200

    new = replace(door.issuer, key=ECKey.generate_key("P-256", auto_kid=True))
    door.published.append(new)
    door.issuer = new
    restarted = build(door.settings).test_client()

    assert restarted.get("/api/v1/dossiers", headers=door.token()).status_code == 200
    assert restarted.get("/api/v1/dossiers", headers=old).status_code == 401


def test_tokens_live_by_the_suites_clock(door: Door) -> None:
    """A token of today is not yet good while the suite's clock shows last February."""
    past = machine_clock().replace(year=2026, month=2, day=13)
    setting = setting_for(past, 1.0)
    with door.database.transaction() as tx:
        write_setting(tx, setting)
    client = build(door.settings).test_client()

    assert client.get("/api/v1/dossiers", headers=door.token()).status_code == 401
    at_suite_time = door.token(clock=lambda: setting.at(machine_clock()))
    # The echo service keeps the machine's time, so it refuses what the gateway lets in.
    assert client.get("/api/v1/dossiers", headers=at_suite_time).status_code >= 500


def test_the_door_is_ready_once_it_has_the_issuers_keys(door: Door) -> None:
    """Without them nobody could be checked."""
    away = replace(door.settings, jwks_url="http://127.0.0.1:1/jwks")

    assert door.client.get("/readyz").status_code == 200
    assert build(away).test_client().get("/readyz").status_code == 503
    assert (
        build(away).test_client().get("/api/v1/dossiers", headers=door.token()).status_code == 503
    )
