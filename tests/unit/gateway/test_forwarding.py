"""A request is carried on whole, and of the answer only what is fit for outside comes back."""

from __future__ import annotations

from io import BytesIO

import pytest

from chassis.clients import Reply
from tests.unit.gateway.doubles import FakeService, FakeSuite, bearer, json_reply

FILED = "/api/v1/dossiers"


def test_body_query_and_named_headers_reach_the_service() -> None:
    """The body goes through byte by byte, with the actor of the token."""
    suite = FakeSuite()
    body = '{ "name": "Nguyễn Thị Ế",\n "x": 1.0}'.encode()
    sent = {
        "Idempotency-Key": "0123456789",
        "If-Match": '"7"',
        "Accept": "application/json",
        "Accept-Language": "en",
        "Content-Type": "application/json; charset=utf-8",
    }
    suite.app().test_client().post(
        FILED + "?a=1&b=%C3%AA%26", data=body, headers=sent | bearer(id_number="038190000001")
    )
    call = suite.services["intake"].calls[0]

    assert (call.method, call.path, call.body) == ("POST", "/dossiers?a=1&b=%C3%AA%26", body)
    assert call.headers == sent
    assert call.actor is not None
    assert call.actor.id_number == "038190000001"


def test_nothing_else_of_the_request_reaches_the_service() -> None:
    """The token, cookies, and headers that would name another caller stay at the door."""
    suite = FakeSuite()
    foreign = {"X-Forwarded-For": "10.0.0.1", "X-Actor": "admin", "Host": "x.vn"}
    client = suite.app().test_client()
    client.set_cookie("session", "abc", domain="x.vn")
    client.get(FILED, headers=foreign | bearer())

    assert suite.services["intake"].calls[0].headers == {}


def test_a_public_route_is_asked_for_nobody() -> None:
    """Even a token does not make an anonymous question personal."""
    suite = FakeSuite()
    suite.app().test_client().get("/api/v1/procedures", headers=bearer())

    assert suite.services["intake"].calls[0].actor is None


def test_of_the_answer_only_safe_headers_come_back() -> None:
    """Inner addresses become public ones; cookies and server words stay inside."""
    suite = FakeSuite()
    suite.services["intake"].reply = json_reply(
        {"code": "x"},
        201,
        Location="/dossiers/H56-1",
        ETag='"1"',
        Link='</dossiers?cursor=2>; rel="next", </api/v1/dossiers>; rel="first"',
        Retry_After="3",
        Content_Language="vi",
        Set_Cookie="a=b",
        Server="inner",
        X_Inner="secret",
    )
    answer = suite.app().test_client().post(FILED, data=b"{}", headers=bearer())

    assert (answer.status_code, answer.json) == (201, {"code": "x"})
    assert answer.headers["Location"] == "/api/v1/dossiers/H56-1"
    assert answer.headers["Link"] == (
        '</api/v1/dossiers?cursor=2>; rel="next", </api/v1/dossiers>; rel="first"'
    )
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Retry-After"] == "3"
    assert not {"Set-Cookie", "X-Inner"} & set(answer.headers.keys())
    assert answer.headers.get("Server") != "inner"


@pytest.mark.parametrize(
    "segment", ["..", ".", "%2e%2e", "a%20b", "a%00", "ế", "a;b", "a%3Fb", "a%23b", "x" * 101]
)
def test_a_path_value_that_is_no_code_never_leaves_the_door(segment: str) -> None:
    """`..` would lead to another path of the service."""
    suite = FakeSuite()
    answer = (
        suite.app().test_client().get(f"/api/v1/dossiers/{segment}/timeline", headers=bearer())
    )

    assert answer.status_code == 404
    assert suite.services["intake"].calls == []


def test_a_problem_of_the_service_comes_through_as_it_is() -> None:
    """Field errors and their languages are the service's."""
    suite = FakeSuite()
    problem = b'{"type":"/problems/invalid","status":422}'
    headers = {"content-type": "application/problem+json", "content-language": "vi"}
    suite.services["intake"].reply = Reply(status=422, headers=headers, body=problem)
    answer = suite.app().test_client().post(FILED, data=b"{}", headers=bearer())

    assert (answer.status_code, answer.data) == (422, problem)
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    "reply",
    [
        None,
        Reply(status=502, headers={"Content-Type": "text/html"}, body=b"<h1>inner-host</h1>"),
        json_reply({}, 401),
    ],
)
def test_a_service_that_cannot_answer_is_503_with_a_time_to_come_back(reply: Reply | None) -> None:
    """Down, broken in between, or refusing our own token: the caller is not to blame."""
    suite = FakeSuite()
    suite.services["intake"] = FakeService(reply)
    answer = suite.app().test_client().get(FILED, headers=bearer())

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert answer.content_type == "application/problem+json"
    assert b"inner-host" not in answer.data


def test_a_declared_body_over_the_limit_is_413_before_it_is_read() -> None:
    """Nothing of it is read, and no service hears of it."""
    suite = FakeSuite()
    stream = BytesIO(b"x")
    answer = (
        suite.app()
        .test_client()
        .post(
            FILED,
            headers=bearer(),
            input_stream=stream,
            environ_overrides={"CONTENT_LENGTH": "3000000"},
        )
    )

    assert answer.status_code == 413
    assert stream.tell() == 0
    assert suite.services["intake"].calls == []


@pytest.mark.parametrize(
    ("size", "status"), [(2_000_000, 200), (2_100_000, 413), (9_000_000, 413)]
)
def test_a_chunked_body_over_the_limit_is_413(size: int, status: int) -> None:
    """It declares no length; reading stops at the limit and it is not passed on cut off."""
    suite = FakeSuite()
    stream = BytesIO(b"x" * size)
    answer = (
        suite.app()
        .test_client()
        .post(
            FILED,
            headers=bearer() | {"Transfer-Encoding": "chunked"},
            input_stream=stream,
            environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": ""},
        )
    )

    assert answer.status_code == status
    assert stream.tell() <= 2 * 1024 * 1024 + 65_536
    assert bool(suite.services["intake"].calls) == (status == 200)


@pytest.mark.parametrize("secure", [True, False])
def test_every_answer_carries_the_security_headers(secure: bool) -> None:  # noqa: FBT001
    """Data, problems and pages; HSTS where people come by TLS."""
    client = FakeSuite(secure=secure).app().test_client()
    answers = [client.get(path) for path in ("/api/v1/agencies", "/api/v1/x", "/docs", "/livez")]

    for answer in answers:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert ("Strict-Transport-Security" in answer.headers) == secure


def test_a_page_of_a_service_brings_its_own_policy() -> None:
    """Which is as strict; everything else has the one that lets nothing be styled."""
    suite = FakeSuite()
    policy = "default-src 'none'; style-src 'sha256-x'; frame-ancestors 'none'"
    headers = {"content-type": "text/html", "content-security-policy": policy}
    suite.services["notification"].reply = Reply(status=200, headers=headers, body=b"<p>")
    answer = suite.app().test_client().get("/api/v1/stops/x")

    assert answer.headers.getlist("Content-Security-Policy") == [policy]


def test_the_callers_request_id_comes_back() -> None:
    """Whoever reports a fault can name the request."""
    answer = (
        FakeSuite()
        .app()
        .test_client()
        .get("/api/v1/agencies", headers={"X-Request-Id": "abcdef-123456"})
    )

    assert answer.headers["X-Request-Id"] == "abcdef-123456"
