"""Signed callbacks, as Standard Webhooks 1.0 has them: who sent a body, and when.

HMAC-SHA256 (RFC 2104) over `<id>.<timestamp>.<body>` with a key that both sides share. While a key
is changed there are two, and either is good; a body may carry several signatures.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from kernel.errors import UnauthenticatedError
from kernel.text import Text

ID, TIMESTAMP, SIGNATURE = "Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"
HEADERS = (ID, TIMESTAMP, SIGNATURE)
TOLERANCE = timedelta(minutes=5)
"""How far the sender's clock may be from ours, either way; who repeats a body later is refused."""

_PREFIX = "whsec_"
_VERSION = "v1"
_FEWEST_BYTES, _MOST_BYTES = 24, 64
_LONGEST_ID = 128


class SignatureError(UnauthenticatedError):
    """A callback is not signed, not by a key we share, or not lately."""

    slug = "signature-invalid"
    title = Text(
        vi="Chữ ký của thông báo không hợp lệ hoặc đã quá hạn.",
        en="The signature of this callback is missing, wrong or too old.",
    )


def read_key(text: str) -> bytes:
    """Return the key written as `whsec_` and base64, 24 to 64 bytes; raises `ValueError`."""
    try:
        key = base64.b64decode(text.strip().removeprefix(_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("a key is whsec_ and base64") from error
    if not _FEWEST_BYTES <= len(key) <= _MOST_BYTES:
        raise ValueError("a key is 24 to 64 bytes")
    return key


def signed(key: bytes, message_id: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """Return the headers that go with a body; the id stays the same when it is sent again."""
    timestamp = str(int(at.timestamp()))
    signature = base64.b64encode(_digest(key, message_id, timestamp, body)).decode()
    return {ID: message_id, TIMESTAMP: timestamp, SIGNATURE: f"{_VERSION},{signature}"}


def verified(headers: Mapping[str, str], body: bytes, keys: Sequence[bytes], now: datetime) -> str:
    """Return the id of a body that somebody signed who has one of the keys; `SignatureError`.

    `now` is the machine's time: the sender follows no clock of ours.
    """
    message_id, timestamp = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    if not 0 < len(message_id) <= _LONGEST_ID or not _is_current(timestamp, now):
        raise SignatureError
    written = headers.get(SIGNATURE, "").split()
    given = [found for one in written if (found := _signature(one)) is not None]
    wanted = [_digest(key, message_id, timestamp, body) for key in keys]
    # Every pair is compared, in constant time, whichever fits.
    fits = [hmac.compare_digest(one, ours) for ours in wanted for one in given]
    if not any(fits):
        raise SignatureError
    return message_id


def _digest(key: bytes, message_id: str, timestamp: str, body: bytes) -> bytes:
    content = b".".join((message_id.encode(), timestamp.encode(), body))
    return hmac.digest(key, content, hashlib.sha256)


def _is_current(timestamp: str, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < len("10000000000")):
        return False
    return abs(now - datetime.fromtimestamp(int(timestamp), UTC)) <= TOLERANCE


def _signature(text: str) -> bytes | None:
    version, _, encoded = text.partition(",")
    if version != _VERSION:
        return None
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return None
