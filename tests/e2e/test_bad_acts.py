"""What is refused of a dossier leaves it, the bus and the other services as they were."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.e2e.bus import Ear, all_heard, all_said, all_sent
from tests.e2e.suite import COMMUNE, Answer, Json, Suite

ELSEWHERE = "H56.14758"
KEY = "refused-acts-0001"
_ROWS = {
    "routing": ('"case"', "event_log"),
    "notification": ("message", "event_log"),
    "reporting": ("fact",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """A dossier that was filed, by whom, and with which body."""

    code: str
    token: str
    body: Json
    etag: str


Attempt = Callable[[Suite, Mine], Answer]


@pytest.fixture(scope="module")
def mine(suite: Suite, example: Json) -> Mine:
    """File a dossier that everybody has heard of."""
    token = suite.token("citizen", sub="refused-owner")
    filed = suite.write("/dossiers", example, token=token, key=KEY)
    assert filed.status == 201, filed.body
    all_heard(suite, filed.body["code"])
    all_sent(suite)
    return Mine(code=filed.body["code"], token=token, body=example, etag=filed.etag)


def state(suite: Suite, mine: Mine) -> tuple[object, ...]:
    """Return all that must stay: the dossier, and how much there is in every database."""
    read = suite.call("GET", f"/dossiers/{mine.code}", token=mine.token)
    rows = {
        f"{service}.{table}": suite.count(service, f"SELECT count(*) FROM {table}")  # noqa: S608 -- our own tables
        for service, tables in _ROWS.items()
        for table in tables
    }
    return read.status, read.body, read.etag, suite.footprint(), rows


def act(word: str, body: Any, role: str, agency: str | None = COMMUNE) -> Attempt:  # noqa: ANN401 -- JSON
    """Return an attempt to do something to the dossier as it is."""
    return lambda suite, mine: suite.write(
        f"/dossiers/{mine.code}/{word}", body, token=suite.token(role, agency), etag=mine.etag
    )


def with_etag(etag: str | None) -> Attempt:
    return lambda suite, mine: suite.write(
        f"/dossiers/{mine.code}/acceptance", {}, token=suite.token("officer", COMMUNE), etag=etag
    )


def reading(path: str, role: str, agency: str | None = None, method: str = "GET") -> Attempt:
    return lambda suite, mine: suite.call(
        method, path.format(code=mine.code), token=suite.token(role, agency)
    )


def another_body(suite: Suite, mine: Mine) -> Answer:
    return suite.write("/dossiers", mine.body | {"language": "en"}, token=mine.token, key=KEY)


def rated_too_early(suite: Suite, mine: Mine) -> Answer:
    return suite.write(f"/dossiers/{mine.code}/rating", {"overall": 3}, token=mine.token)


def wrong_secret(suite: Suite, mine: Mine) -> Answer:
    return suite.call("POST", "/tracking", {"code": mine.code, "secret": "A" * 22})


def wrong_one_time_code(suite: Suite, mine: Mine) -> Answer:
    return suite.call("POST", "/tracking", {"code": mine.code, "otp": "00000000"})


# By the numbers of docs/bad-input.md.
ATTEMPTS: dict[str, tuple[Attempt, int]] = {
    "8 another body under the key": (another_body, 422),
    "17 wrong secret": (wrong_secret, 404),
    "17 wrong one-time code": (wrong_one_time_code, 404),
    "19 another citizen reads": (reading("/dossiers/{code}", "citizen"), 404),
    "19 another citizen withdraws": (act("withdrawal", {}, "citizen", None), 404),
    "19 another agency reads": (reading("/dossiers/{code}", "officer", ELSEWHERE), 404),
    "19 another agency accepts": (act("acceptance", {}, "officer", ELSEWHERE), 404),
    "20 citizen accepts": (act("acceptance", {}, "citizen", None), 403),
    "20 citizen at officers' work": (reading("/worklist", "citizen"), 403),
    "20 citizen at administration": (reading("/admin/officers", "citizen"), 403),
    "20 officer at reports": (reading("/reports/kstt-06?period=2026-Q4", "officer", COMMUNE), 403),
    "20 no such method": (reading("/dossiers/{code}", "officer", COMMUNE, "DELETE"), 405),
    "22 result that is not there": (act("handover", {"method": "online"}, "officer"), 409),
    "22 rated too early": (rated_too_early, 409),
    "22 stale version": (with_etag('"999"'), 412),
    "22 no version": (with_etag(None), 428),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_a_refused_act_changes_nothing_anywhere(suite: Suite, mine: Mine, name: str) -> None:
    """Status, version, rows of all services are as before, and nobody hears of anything."""
    attempt, status = ATTEMPTS[name]
    all_said(suite)
    before = state(suite, mine)
    with Ear(suite) as ear:
        answer = attempt(suite, mine)
        all_said(suite)
        heard = list(ear.heard())

    assert answer.status == status, answer.body
    assert set(answer.body["titles"]) == {"vi", "en"}
    assert (status == 405) == ("Allow" in answer.headers)
    assert state(suite, mine) == before
    assert heard == []
