"""The door of the look-up without login: codes pass it unseen, addresses are not believed."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from chassis.clients import Reply
from gateway.api.app import CODES
from gateway.code_delivery import CodeDelivery
from tests.unit.gateway.doubles import FakeService, FakeSuite, bearer, json_reply

BODY = {"code": "H56.14797-261123-0001", "phone": "0912345678"}
MESSAGE = {
    "id": "0191",
    "dossier": "H56.14797-261123-0001",
    "phone": "+84912345678",
    "language": "vi",
    "otp": "48151623",
    "minutes": 10,
}
KIOSK = {"roles": ["partner"], "scope": "tracking", "sub": "kiosk-7", "client_id": "kiosk-7"}


def on_its_way(message: dict[str, object] | None) -> Reply:
    return json_reply({"expires_in": 600, "message": message}, 202)


def suite_with(intake: Reply, notification: Reply | None = None) -> FakeSuite:
    suite = FakeSuite()
    suite.services["intake"] = FakeService(intake)
    suite.services["notification"] = FakeService(notification or json_reply({}))
    return suite


def ask(suite: FakeSuite, **headers: str) -> TestResponse:
    client = suite.app().test_client()
    # Buffered as a server sends it: to the end, then closed.
    return client.post("/api/v1/tracking", json=BODY, headers=headers, buffered=True)


def finish(suite: FakeSuite) -> None:
    codes = suite.app().extensions[CODES]
    assert isinstance(codes, CodeDelivery)
    codes.finish()


def test_a_code_goes_to_notification_and_not_to_the_caller() -> None:
    """The answer says how long a code is good, and nothing of whether there is one."""
    suite = suite_with(on_its_way(dict(MESSAGE)))
    answer = ask(suite)
    finish(suite)

    assert (answer.status_code, answer.json) == (202, {"expires_in": 600})
    (call,) = suite.services["notification"].calls
    assert (call.method, call.path) == ("POST", "/internal/codes")
    assert call.body is not None
    assert b"48151623" in call.body


def _telling(answer: TestResponse) -> dict[str, str]:
    """Return the headers that could tell one answer from another at the same moment."""
    headers = {k: v for k, v in answer.headers.items() if k != "X-Request-Id"}
    return headers | {"RateLimit": headers["RateLimit"].rpartition(";t=")[0]}


def test_a_wrong_pair_gets_the_same_answer_and_makes_the_same_work() -> None:
    """The same bytes and headers but for its id and the second; its decoy goes a code's way."""
    right = suite_with(on_its_way(dict(MESSAGE)))
    wrong = suite_with(on_its_way(MESSAGE | {"phone": None}))
    answers = [ask(right), ask(wrong)]
    finish(right)
    finish(wrong)

    shown = [(a.status_code, a.data, _telling(a)) for a in answers]
    assert shown[0] == shown[1]
    calls = [(c.method, c.path) for c in wrong.services["notification"].calls]
    assert calls == [(c.method, c.path) for c in right.services["notification"].calls]
    assert len(calls) == 1


def test_nothing_is_handed_on_before_the_answer_is_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work of it would be seen in the answer's time."""
    suite = suite_with(on_its_way(dict(MESSAGE)))
    begun: list[object] = []
    monkeypatch.setattr(suite.app().extensions[CODES], "begin", begun.append)

    answer = suite.app().test_client().post("/api/v1/tracking", json=BODY)
    before = list(begun)
    answer.close()

    assert before == []
    assert begun == [MESSAGE]


@pytest.mark.parametrize("notification", [None, json_reply({}, 500), json_reply({}, 403)])
def test_a_code_that_cannot_be_sent_is_tried_once(notification: Reply | None) -> None:
    """The caller learns nothing of it, and the code is not sent again later."""
    suite = suite_with(on_its_way(dict(MESSAGE)))
    suite.services["notification"] = FakeService(notification)
    answer = ask(suite)
    finish(suite)

    assert answer.status_code == 202
    assert len(suite.services["notification"].calls) == 1


def test_what_intake_refuses_is_given_back() -> None:
    """404 and 429 with what belongs to them."""
    refused = ask(suite_with(json_reply({"status": 404}, 404)))
    limited = ask(suite_with(json_reply({"status": 429}, 429, Retry_After="900")))

    assert (refused.status_code, refused.json) == (404, {"status": 404})
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "900")


def test_intake_hears_the_address_from_us_alone() -> None:
    """What the caller writes into our own headers, or as a proxy it is not, is nothing."""
    suite = suite_with(json_reply({}))
    forged = {
        "Motcua-Client-Address": "198.51.100.1",
        "Motcua-Client-Registered": "1",
        "X-Forwarded-For": "198.51.100.1",
    }
    ask(suite, **forged)
    (call,) = suite.services["intake"].calls

    assert call.headers["Motcua-Client-Address"] == "127.0.0.1"
    assert call.headers["Motcua-Client-Registered"] == "0"


def test_a_kiosk_is_known_by_its_token() -> None:
    """And only a program with the scope; a citizen's token changes nothing."""
    suite = suite_with(json_reply({}))
    ask(suite, **bearer(**KIOSK))
    ask(suite, **bearer(**(KIOSK | {"scope": "dossiers:read"})))
    ask(suite, **bearer(scope="tracking"))
    ask(suite)
    actors = [call.actor for call in suite.services["intake"].calls]

    assert actors[0] is not None
    assert actors[0].subject == "kiosk-7"
    assert actors[1:] == [None, None, None]


def test_a_token_that_is_given_must_be_good() -> None:
    """No token is needed; a wrong one is 401 and reaches nobody."""
    suite = suite_with(json_reply({}))

    assert ask(suite, Authorization="Bearer x.y.z").status_code == 401
    assert ask(suite, Authorization="Basic eDp5").status_code == 401
    assert suite.asked() == 0


def test_a_service_that_does_not_trust_us_is_our_fault() -> None:
    """Nobody is told to log in where no login is needed."""
    assert ask(suite_with(json_reply({}, 401))).status_code == 503


def test_more_codes_than_can_wait_are_dropped() -> None:
    """The door stays open, whatever becomes of notification."""
    notification = FakeService(json_reply({}))
    codes = CodeDelivery(notification)
    for _ in range(200):
        assert codes._room.acquire(blocking=False)

    codes.begin(MESSAGE)

    assert notification.calls == []


def test_a_long_body_is_refused() -> None:
    """Nothing here is long."""
    suite = suite_with(json_reply({}))
    body = {"code": "x" * 5000, "secret": "y"}
    answer = suite.app().test_client().post("/api/v1/tracking", json=body)

    assert answer.status_code == 413
    assert suite.asked() == 0
