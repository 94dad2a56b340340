"""What is refused gets a clear answer and leaves no row, no number, no event."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.e2e.bus import Ear, all_said
from tests.e2e.suite import Answer, Json, Suite

Attempt = Callable[[Suite, str, Json], Answer]


def filed(suite: Suite, token: str | None, body: Json, **headers: str) -> Answer:
    sent = {"Idempotency-Key": "bad-input-0001"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return suite.call("POST", "/dossiers", body, token=token, headers=sent)


def malformed(suite: Suite, token: str, body: Json) -> Answer:
    raw = json.dumps(body).encode()[:-5]
    headers = {"Idempotency-Key": "bad-input-0001"}
    return suite.call("POST", "/dossiers", token=token, headers=headers, raw=raw)


def repeated_key(suite: Suite, token: str, body: Json) -> Answer:
    raw = b'{"procedure": "1.001193", ' + json.dumps(body).encode()[1:]
    headers = {"Idempotency-Key": "bad-input-0001"}
    return suite.call("POST", "/dossiers", token=token, headers=headers, raw=raw)


def plain_text(suite: Suite, token: str, body: Json) -> Answer:
    return filed(suite, token, body, Content_Type="text/plain")


def unknown_procedure(suite: Suite, token: str, body: Json) -> Answer:
    return filed(suite, token, body | {"procedure": "9.999999"})


def wrong_agency(suite: Suite, token: str, body: Json) -> Answer:
    return filed(suite, token, body | {"receiving_agency": "H56.99999"})


def unknown_field(suite: Suite, token: str, body: Json) -> Answer:
    return filed(suite, token, body | {"status": 9, "received_at": "2020-01-01T00:00:00Z"})


def missing_key(suite: Suite, token: str, body: Json) -> Answer:
    return suite.call("POST", "/dossiers", body, token=token)


def missing_papers(suite: Suite, token: str, body: Json) -> Answer:
    return filed(suite, token, body | {"papers": []})


def bad_birth_date(suite: Suite, token: str, body: Json) -> Answer:
    return filed(
        suite, token, body | {"applicant": body["applicant"] | {"birth_date": "1990-02-30"}}
    )


def bad_id_number(suite: Suite, token: str, body: Json) -> Answer:
    return filed(suite, token, body | {"applicant": body["applicant"] | {"id_number": "12345"}})


def turned_name(suite: Suite, token: str, body: Json) -> Answer:
    return filed(suite, token, body | {"applicant": body["applicant"] | {"name": "A\u202eB"}})


def far_too_long(suite: Suite, token: str, body: Json) -> Answer:
    return filed(suite, token, body | {"form": {"x": "y" * 3_000_000}})


def anonymous(suite: Suite, _token: str, body: Json) -> Answer:
    return filed(suite, None, body)


def foreign_token(suite: Suite, _token: str, body: Json) -> Answer:
    # Well-formed, but signed by nobody we know.
    head = "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImFueWJvZHkifQ"
    return filed(suite, f"{head}.eyJzdWIiOiJ4In0.c2lnbmF0dXJl", body)


def expired_token(suite: Suite, _token: str, body: Json) -> Answer:
    options = ["token", "--role", "citizen", "--sub", "late", "--hours", "-1"]
    return filed(suite, suite.motcua(*options).strip().splitlines()[-1], body)


def officer_files_as_citizen(suite: Suite, _token: str, body: Json) -> Answer:
    token = suite.token("officer", "H56.14797")
    return filed(suite, token, body | {"channel": "online"})


@pytest.mark.parametrize(
    ("attempt", "status"),
    [
        (malformed, 400),
        (repeated_key, 400),
        (plain_text, 415),
        (missing_key, 400),
        (unknown_procedure, 422),
        (wrong_agency, 422),
        (unknown_field, 422),
        (missing_papers, 422),
        (bad_birth_date, 422),
        (bad_id_number, 422),
        (turned_name, 422),
        (far_too_long, 413),
        (anonymous, 401),
        (foreign_token, 401),
        (expired_token, 401),
        (officer_files_as_citizen, 403),
    ],
)
def test_refused_filing_leaves_nothing_behind(
    suite: Suite, citizen: str, example: Json, attempt: Attempt, status: int
) -> None:
    """A clear problem in both languages, not one row more than before, not a word on the bus."""
    all_said(suite)
    before = suite.footprint()
    with Ear(suite) as ear:
        answer = attempt(suite, citizen, example)
        all_said(suite)
        heard = list(ear.heard())

    assert answer.status == status, answer.body
    assert set(answer.body["titles"]) == {"vi", "en"}
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert suite.footprint() == before
    assert heard == []


def test_field_errors_point_at_the_field(suite: Suite, citizen: str, example: Json) -> None:
    """Whoever files sees which field is wrong and why."""
    answer = bad_id_number(suite, citizen, example)

    assert "/applicant/id_number" in {error["pointer"] for error in answer.body["errors"]}


def test_unknown_address_and_method(suite: Suite, citizen: str) -> None:
    """404 and 405 are problems too, and 405 says what is allowed."""
    nowhere = suite.call("GET", "/nowhere", token=citizen)
    method = suite.call("DELETE", "/dossiers", token=citizen)

    assert nowhere.status == 404
    assert method.status == 405
    for answer in (nowhere, method):
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert set(answer.body["titles"]) == {"vi", "en"}
    assert "POST" in method.headers["Allow"]


def test_roles_are_kept_apart(suite: Suite, citizen: str, officer: str) -> None:
    """Citizens see no work lists, officers no reports, nobody a foreign dossier."""
    assert suite.call("GET", "/worklist", token=citizen).status == 403
    assert suite.call("GET", "/reports/kstt-06?period=2026-Q4", token=officer).status == 403
    assert suite.call("GET", "/dossiers/H56.14797-261123-9999", token=citizen).status == 404
