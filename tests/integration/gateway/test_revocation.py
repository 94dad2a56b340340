"""Tokens are refused before their time is over: at every node, and when the provider says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from joserfc import jwt
from sqlalchemy import text

from chassis.clock import machine_clock
from chassis.db import Database
from chassis.testing.clock import FrozenClock
from chassis.testing.fixtures import ServiceDatabase
from gateway.api.own_operations import OwnOperations
from gateway.clients.issuer_keys import IssuerKeys
from gateway.logout_tokens import LogoutTokens
from gateway.revocation import FRESH_SECONDS, STALE_SECONDS, Kind, Revocation, Revocations
from gateway.signed_tokens import SignedTokens
from kernel.errors import UnavailableError
from tests.unit.gateway.doubles import ISSUER, KEY, NOW, FakeIssuer, FakeSuite, bearer, checker

LIFE = timedelta(hours=1)
CLAIMS = {"jti": "t-1", "sub": "citizen-1", "sid": "s-1", "client_id": "portal", "iat": 1000}
EVENTS: dict[str, object] = {"http://schemas.openid.net/event/backchannel-logout": {}}


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def database(service_database: ServiceDatabase) -> Database:
    return service_database("gateway")


def node(database: Database, seconds: Seconds | None = None) -> Revocations:
    """Return the list as one node of the gateway keeps it."""
    clock = FrozenClock(datetime.fromtimestamp(2000, UTC))
    return Revocations(database, clock, life=LIFE, monotonic=seconds or Seconds())


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.TOKEN, "t-1"),
        (Kind.SESSION, "s-1"),
        (Kind.SUBJECT, "citizen-1"),
        (Kind.CLIENT, "portal"),
    ],
)
def test_whatever_is_revoked_holds_for_its_tokens_alone(
    database: Database, kind: Kind, value: str
) -> None:
    """At the node that heard of it at once."""
    revoked = node(database)
    assert not revoked.holds(CLAIMS)

    revoked.add(Revocation(kind=kind, value=value), by="admin-1")

    assert revoked.holds(CLAIMS)
    other = {"jti": "t-2", "sub": "citizen-2", "sid": "s-2", "client_id": "kiosk", "iat": 1000}
    assert not revoked.holds(other)


def test_other_nodes_know_within_five_seconds(database: Database) -> None:
    """That is how long an answer counts."""
    seconds = Seconds()
    here, there = node(database), node(database, seconds)
    assert not there.holds(CLAIMS)
    here.add(Revocation(kind=Kind.SESSION, value="s-1"), by="admin-1")
    assert not there.holds(CLAIMS)

    seconds.now = FRESH_SECONDS

    assert FRESH_SECONDS <= 5
    assert there.holds(CLAIMS)


def test_a_person_may_come_again_and_a_session_may_not(database: Database) -> None:
    """With a token issued later; what was issued before stays dead."""
    revoked = node(database)
    for kind, value in ((Kind.SUBJECT, "citizen-1"), (Kind.SESSION, "s-1")):
        revoked.add(Revocation(kind=kind, value=value), by="issuer")
    again = {"jti": "t-2", "sub": "citizen-1", "sid": "s-2", "iat": 2001}

    assert not revoked.holds(again)
    assert revoked.holds(again | {"sid": "s-1"})
    assert revoked.holds(again | {"iat": 2000})


def test_while_the_database_is_away_the_last_answer_counts_for_a_minute(
    database: Database,
) -> None:
    """After that nobody can be sure, and a token never seen cannot be told at all."""
    seconds = Seconds()
    revoked = node(database, seconds)
    assert not revoked.holds(CLAIMS)
    away = Revocations(
        Database("postgresql://nobody@127.0.0.1:1/nothing", name="away"),
        machine_clock,
        life=LIFE,
        monotonic=seconds,
    )
    away._asked = revoked._asked

    seconds.now = STALE_SECONDS - 1
    assert not away.holds(CLAIMS)
    with pytest.raises(UnavailableError):
        away.holds(CLAIMS | {"jti": "t-9"})
    seconds.now = STALE_SECONDS
    with pytest.raises(UnavailableError):
        away.holds(CLAIMS)


def test_nothing_readable_is_kept_and_nothing_for_longer_than_a_token_lives(
    database: Database,
) -> None:
    """Digests; and rows whose time is over go with the next one."""
    revoked = node(database)
    revoked.add(Revocation(kind=Kind.SUBJECT, value="citizen-1"), by="admin-1")
    later = Revocations(database, FrozenClock(datetime.fromtimestamp(5600, UTC)), life=LIFE)
    later.add(Revocation(kind=Kind.TOKEN, value="t-9"), by="admin-1")
    with database.read() as tx:
        rows = tx.execute(text("SELECT r::text FROM revocation r")).scalars().all()

    assert len(rows) == 1
    assert "citizen-1" not in rows[0]
    assert "t-9" not in rows[0]


@pytest.fixture
def door(database: Database) -> FlaskClient:
    """Give the gateway with a list of its own, services that say yes, and a standing clock."""
    suite = FakeSuite()
    clock = FrozenClock(NOW)
    keys = IssuerKeys(FakeIssuer().fetch)
    revoked = Revocations(database, clock, life=LIFE)
    tokens = SignedTokens(keys, issuer=ISSUER, clock=clock)
    suite.own = OwnOperations(revoked, LogoutTokens(tokens, clients={"portal"}))
    suite.tokens = checker(keys, revoked=revoked)
    return suite.app().test_client()


def status(door: FlaskClient, **claims: object) -> int:
    return door.get("/api/v1/dossiers", headers=bearer(**claims)).status_code


def test_an_administrator_revokes_by_hand(door: FlaskClient) -> None:
    """And only an administrator; the answer says how long it is remembered."""
    body = {"kind": "session", "value": "s-1"}
    assert status(door, sid="s-1") == 200
    for wrong in ({}, bearer(), bearer(roles=["head"], agency="H56")):
        assert door.post("/api/v1/admin/revocations", json=body, headers=wrong).status_code in {
            401,
            403,
        }

    headers = bearer(roles=["admin"], sub="admin-1", jti="a")
    answer = door.post("/api/v1/admin/revocations", json=body, headers=headers)

    assert answer.status_code == 201
    assert answer.json == {"kind": "session", "until": (NOW + LIFE).isoformat()}
    assert status(door, sid="s-1") == 401
    assert status(door, sid="s-2") == 200


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "session"},
        {"kind": "everybody", "value": "x"},
        {"kind": "session", "value": "x", "until": "2099"},
        {"kind": "session", "value": ["x"]},
        ["session"],
    ],
)
def test_a_revocation_that_says_nothing_is_refused(door: FlaskClient, body: Any) -> None:  # noqa: ANN401
    """With a pointer to what is wrong."""
    headers = bearer(roles=["admin"])
    answer = door.post("/api/v1/admin/revocations", json=body, headers=headers)

    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["errors"]


def logout_token(**claims: object) -> str:
    second = int(NOW.timestamp())
    usual = {"iss": ISSUER, "aud": "portal", "sub": "citizen-1", "iat": second, "jti": "l-1"}
    header = {"alg": "ES256", "kid": KEY.kid, "typ": "logout+jwt"}
    every = {**usual, "exp": second + 120, "events": EVENTS, **claims}
    return jwt.encode(header, every, KEY, algorithms=["ES256"])


def test_the_provider_ends_a_session(door: FlaskClient) -> None:
    """OpenID Connect Back-Channel Logout section 2.7: 200, and its tokens are dead."""
    assert status(door, sid="s-1") == 200

    answer = door.post(
        "/api/v1/logout/backchannel", data={"logout_token": logout_token(sid="s-1")}
    )

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert status(door, sid="s-1") == 401
    assert status(door, sid="s-2") == 200


@pytest.mark.parametrize(
    "form",
    [{"other": "x"}, {"logout_token": "x"}, {"logout_token": [logout_token(), logout_token()]}],
)
def test_what_is_no_logout_token_ends_nothing(door: FlaskClient, form: Any) -> None:  # noqa: ANN401
    """400, as section 2.8 says."""
    answer = door.post("/api/v1/logout/backchannel", data=form)

    assert answer.status_code == 400
    assert status(door, sid="s-1") == 200


def test_a_logout_comes_as_a_form(door: FlaskClient) -> None:
    """Nothing else is read."""
    answer = door.post("/api/v1/logout/backchannel", json={"logout_token": logout_token()})

    assert answer.status_code == 415
