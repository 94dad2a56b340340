"""The door counts who asks, says how the limits stand, and refuses what is too much."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from gateway.api.client_address import Origins, networks
from gateway.rates.rules import Limits, read_limits
from tests.unit.gateway.doubles import FakeSuite, bearer, json_reply

NARROW = """
node_share: 0.5
kiosk_factor: 10
classes:
  read: {person: 3/minute, client: 5/minute, address: 2/minute}
  write: {person: 3/minute}
  search: {person: 3/minute}
  report: {address: 3/minute}
  tracking: {exact: true, failures_only: true, client: 4/minute, address: 2/minute}
  refused-token: {exact: true, address: 2/minute}
"""


@pytest.fixture
def suite(tmp_path: Path) -> FakeSuite:
    file = tmp_path / "limits.yaml"
    file.write_text(NARROW)
    limits: Limits = read_limits(file)
    return FakeSuite(limits=limits)


def answers(suite: FakeSuite, path: str, tries: int, **asking: object) -> list[TestResponse]:
    client = suite.app().test_client()
    method = str(asking.pop("method", "GET"))
    return [client.open(f"/api/v1{path}", method=method, **asking) for _ in range(tries)]  # type: ignore[arg-type]


def test_one_too_many_is_429_with_the_time_to_come_back(suite: FakeSuite) -> None:
    """A problem as every other, and no service hears of it."""
    last = answers(suite, "/agencies", 3)[-1]

    assert last.status_code == 429
    assert last.get_json(force=True)["type"] == "/problems/too-many-requests"
    assert 1 <= int(last.headers["Retry-After"]) <= 60
    assert re.fullmatch(r'"address";r=0;t=\d+', last.headers["RateLimit"])
    assert len(suite.services["intake"].calls) == 2


def test_each_answer_says_how_the_limits_stand(suite: FakeSuite) -> None:
    """draft-ietf-httpapi-ratelimit-headers: every policy, and the limit nearest to its end."""
    first, second = answers(suite, "/dossiers", 2, headers=bearer())

    assert first.headers["RateLimit-Policy"] == '"person";q=3;w=60, "client";q=5;w=60'
    assert first.headers["RateLimit"].startswith('"person";r=2;t=')
    assert second.headers["RateLimit"].startswith('"person";r=1;t=')


def test_a_token_is_counted_for_its_subject_and_its_program(suite: FakeSuite) -> None:
    """Another subject starts afresh until the program of both is at its end."""
    one = answers(suite, "/dossiers", 4, headers=bearer(sub="a"))
    other = answers(suite, "/dossiers", 3, headers=bearer(sub="b"))

    assert [answer.status_code for answer in one] == [200, 200, 200, 429]
    assert [answer.status_code for answer in other] == [200, 200, 429]


def test_refused_tokens_are_counted_by_address(suite: FakeSuite) -> None:
    """Whoever tries made-up tokens is soon told to wait; a good token passes still."""
    forged = {"Authorization": "Bearer a.b.c"}
    tried = answers(suite, "/dossiers", 4, headers=forged)

    assert [answer.status_code for answer in tried] == [401, 401, 429, 429]
    assert answers(suite, "/dossiers", 1, headers=bearer())[0].status_code == 200


def test_wrong_secrets_are_counted_and_right_ones_are_not(suite: FakeSuite) -> None:
    """The service's 404 keeps its hit, its 200 gives it back."""
    right = answers(suite, "/tracking", 5, method="POST", data=b"{}")
    suite.services["intake"].reply = json_reply({}, 404)
    wrong = answers(suite, "/tracking", 3, method="POST", data=b"{}")

    assert {answer.status_code for answer in right} == {200}
    assert [answer.status_code for answer in wrong] == [404, 404, 429]


def test_a_kiosk_is_counted_by_its_token_and_others_by_their_address(suite: FakeSuite) -> None:
    """People behind the same address use up theirs and not the kiosk's, nor it theirs."""
    suite.services["intake"].reply = json_reply({}, 404)
    known = bearer(roles=["partner"], scope="tracking", sub="kiosk-7", client_id="kiosk-7")
    other = bearer(roles=["partner"], scope="tracking", sub="kiosk-8", client_id="kiosk-8")
    reader = bearer(roles=["partner"], scope="dossiers:read", sub="p", client_id="p")
    tries = {"method": "POST", "data": b"{}"}
    kiosk = answers(suite, "/tracking", 6, headers=known, **tries)
    people = answers(suite, "/tracking", 3, **tries)
    elsewhere = answers(suite, "/tracking", 1, headers=other, **tries)
    unregistered = answers(suite, "/tracking", 1, headers=reader, **tries)

    assert [answer.status_code for answer in kiosk] == [404, 404, 404, 404, 429, 429]
    assert kiosk[0].headers["RateLimit-Policy"] == '"client";q=4;w=60'
    assert [answer.status_code for answer in people] == [404, 404, 429]
    assert [elsewhere[0].status_code, unregistered[0].status_code] == [404, 429]


def test_right_secrets_of_a_kiosk_are_not_counted(suite: FakeSuite) -> None:
    """A queue of people finds its dossiers all day."""
    known = bearer(roles=["partner"], scope="tracking", sub="kiosk-7", client_id="kiosk-7")
    right = answers(suite, "/tracking", 9, method="POST", data=b"{}", headers=known)

    assert {answer.status_code for answer in right} == {200}


def test_forwarded_for_counts_behind_a_trusted_proxy_alone(suite: FakeSuite) -> None:
    """From anywhere else it is a stranger's word, and would make every limit void."""
    proxy = {"REMOTE_ADDR": "10.1.2.3"}
    stranger = {"REMOTE_ADDR": "198.51.100.7"}
    behind = [
        answers(suite, "/agencies", 1, environ_overrides=proxy,
                headers={"X-Forwarded-For": f"203.0.113.{number}"})[0].status_code
        for number in range(5)
    ]  # fmt: skip
    spoofed = [
        answers(suite, "/agencies", 1, environ_overrides=stranger,
                headers={"X-Forwarded-For": f"203.0.113.{number}"})[0].status_code
        for number in range(10, 15)
    ]  # fmt: skip

    assert behind == [200] * 5
    assert spoofed == [200, 200, 429, 429, 429]


@pytest.mark.parametrize(
    ("peer", "forwarded", "key"),
    [
        ("198.51.100.7", None, "198.51.100.7"),
        ("198.51.100.7", "1.1.1.1", "198.51.100.7"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "1.1.1.1", "1.1.1.1"),
        ("10.0.0.1", "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        ("10.0.0.1", "6.6.6.6, 1.1.1.1, 10.0.0.2", "1.1.1.1"),
        ("10.0.0.1", "unknown, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "<script>", "10.0.0.1"),
        ("::ffff:10.0.0.1", "1.1.1.1", "1.1.1.1"),
        ("10.0.0.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", None, "2001:db8:1:2::/64"),
    ],
)
def test_the_origin_is_the_first_address_no_trusted_proxy_wrote(
    peer: str, forwarded: str | None, key: str
) -> None:
    """Read from the end; an IPv6 house is its /64."""
    origin = Origins(trusted=networks(["10.0.0.0/8"], ""), kiosks=()).of(peer, forwarded)

    assert origin is not None
    assert origin.key == key


def test_a_kiosk_is_known_by_its_network() -> None:
    """And nobody else is one."""
    origins = Origins(trusted=(), kiosks=networks(["192.0.2.0/28"], ""))
    found = [origins.of(peer, None) for peer in ("192.0.2.7", "192.0.2.99")]

    assert [origin.kiosk for origin in found if origin] == [True, False]
    assert origins.of(None, None) is None
