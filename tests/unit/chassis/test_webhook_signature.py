"""Who may say something without a token: by a signature that both sides can make."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from chassis.webhook_signature import (
    ID,
    SIGNATURE,
    TIMESTAMP,
    TOLERANCE,
    SignatureError,
    read_key,
    signed,
    verified,
)

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
KEY, NEXT_KEY = b"k" * 32, b"n" * 32
BODY = b'{"type": "message.receipt"}'
SECOND = timedelta(seconds=1)


def test_what_is_signed_is_verified() -> None:
    assert verified(signed(KEY, "r-1", NOW, BODY), BODY, [KEY], NOW) == "r-1"


def test_it_is_signed_as_the_standard_says() -> None:
    """The example of Standard Webhooks' own tests, made by somebody else."""
    key = read_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = {
        ID: "msg_p5jXN8AQM9LWM0D4loKWxJek",
        TIMESTAMP: "1614265330",
        SIGNATURE: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    at = datetime.fromtimestamp(1614265330, UTC)

    assert verified(headers, b'{"test": 2432232314}', [key], at) == headers[ID]
    assert signed(key, headers[ID], at, b'{"test": 2432232314}') == headers


@pytest.mark.parametrize(
    "change",
    [
        {SIGNATURE: ""},
        {SIGNATURE: "v1,"},
        {SIGNATURE: "v1,====="},
        {SIGNATURE: "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
        {ID: "r-2"},
        {ID: ""},
        {ID: "r" * 129},
        {TIMESTAMP: ""},
        {TIMESTAMP: str(int(NOW.timestamp()) + 1)},
        {TIMESTAMP: "-1"},
        {TIMESTAMP: "9" * 30},
        {TIMESTAMP: "\u0661" * 10},
    ],
)
def test_what_is_changed_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(SignatureError):
        verified({**signed(KEY, "r-1", NOW, BODY), **change}, BODY, [KEY], NOW)


@pytest.mark.parametrize("keys", [[], [NEXT_KEY]])
def test_another_key_or_none_is_refused(keys: list[bytes]) -> None:
    with pytest.raises(SignatureError):
        verified(signed(KEY, "r-1", NOW, BODY), BODY, keys, NOW)


def test_another_body_is_refused() -> None:
    with pytest.raises(SignatureError):
        verified(signed(KEY, "r-1", NOW, BODY), BODY + b" ", [KEY], NOW)


def test_while_a_key_is_changed_either_is_good() -> None:
    """And a sender may sign by both."""
    old, new = signed(KEY, "r-1", NOW, BODY), signed(NEXT_KEY, "r-1", NOW, BODY)
    both = {**old, SIGNATURE: f"{new[SIGNATURE]} {old[SIGNATURE]}"}

    assert verified(old, BODY, [NEXT_KEY, KEY], NOW) == "r-1"
    assert verified(new, BODY, [NEXT_KEY, KEY], NOW) == "r-1"
    assert verified(both, BODY, [KEY], NOW) == "r-1"


def test_what_is_too_old_or_too_new_is_refused() -> None:
    headers = signed(KEY, "r-1", NOW, BODY)
    for late in (TOLERANCE, -TOLERANCE):
        assert verified(headers, BODY, [KEY], NOW + late) == "r-1"
    for later in (TOLERANCE + SECOND, -TOLERANCE - SECOND):
        with pytest.raises(SignatureError):
            verified(headers, BODY, [KEY], NOW + later)


@pytest.mark.parametrize("text", ["", "whsec_", "whsec_c2hvcnQ=", "whsec_not base64 at all!!"])
def test_a_key_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="key"):
        read_key(text)


def test_a_key_is_read_with_and_without_its_prefix() -> None:
    text = base64.b64encode(KEY).decode()

    assert read_key(f"whsec_{text}") == read_key(text) == KEY
