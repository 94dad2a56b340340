"""The issuer's keys are fetched when needed, never more often than allowed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import orjson
import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from gateway.clients.issuer_keys import IssuerKeys, KeysUnreachableError, pinned_keys
from kernel.errors import UnavailableError
from tests.unit.gateway.doubles import KEY, FakeIssuer

NEXT = ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True)


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def key_set(*keys: ECKey | RSAKey) -> dict[str, object]:
    return {"keys": [key.as_dict(private=False) for key in keys]}


def test_a_rotated_key_is_found_after_the_shortest_interval() -> None:
    """An unknown id fetches the set again, but only every 30 seconds."""
    issuer = FakeIssuer([key_set(KEY), key_set(KEY, NEXT)])
    seconds = Seconds()
    keys = IssuerKeys(issuer.fetch, monotonic=seconds)
    assert keys.find(KEY.kid or "")

    assert keys.find(NEXT.kid or "") is None
    assert issuer.fetches == 1

    seconds.now = 31

    assert keys.find(NEXT.kid or "")
    assert issuer.fetches == 2


def test_made_up_ids_do_not_hammer_the_issuer() -> None:
    """A thousand unknown ids within the interval cost one fetch."""
    issuer = FakeIssuer()
    keys = IssuerKeys(issuer.fetch, monotonic=Seconds())

    assert all(keys.find(f"made-up-{number}") is None for number in range(1000))
    assert issuer.fetches == 1


def test_known_keys_outlive_the_issuer() -> None:
    """While the issuer is away, tokens of known keys still open; after an hour none lives."""
    seconds = Seconds()
    away = False

    def fetch() -> bytes:
        if away:
            raise KeysUnreachableError
        return FakeIssuer().fetch()

    keys = IssuerKeys(fetch, monotonic=seconds)
    assert keys.find(KEY.kid or "")
    away = True
    seconds.now = 3599

    assert keys.find(KEY.kid or "")
    seconds.now = 3600
    with pytest.raises(UnavailableError):
        keys.find(KEY.kid or "")


def test_without_any_key_the_door_is_out_of_order() -> None:
    """Nobody can be checked, so it is our fault and not the caller's."""

    def fetch() -> bytes:
        raise KeysUnreachableError

    keys = IssuerKeys(fetch, monotonic=Seconds())

    with pytest.raises(UnavailableError):
        keys.find("any")
    with pytest.raises(UnavailableError):
        keys.ping()


@pytest.mark.filterwarnings("ignore:Key size should be")
def test_only_public_signature_keys_of_the_pinned_kinds_are_taken() -> None:
    """Symmetric, encryption, weak, unnamed and other-curve keys are left out."""
    entries = [
        KEY.as_dict(private=False),
        OctKey.generate_key(256, {"kid": "symmetric"}).as_dict(),
        RSAKey.generate_key(1024, {"kid": "weak"}).as_dict(private=False),
        ECKey.generate_key("P-384", {"kid": "curve"}).as_dict(private=False),
        NEXT.as_dict(private=False) | {"kid": "encryption", "use": "enc"},
        NEXT.as_dict(private=False) | {"kid": "other-algorithm", "alg": "ES512"},
        {"kty": "EC", "crv": "P-256", "kid": "broken", "x": "!", "y": "!"},
        {"kty": "EC", "crv": "P-256", "kid": "half"},
        "nonsense",
    ]
    found = pinned_keys(orjson.dumps({"keys": entries}))

    assert list(found) == [KEY.kid]


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"keys": 1}', b"<html>"])
def test_what_is_no_key_set_is_refused(body: bytes) -> None:
    """An error page in place of the keys must not wipe them out."""
    with pytest.raises(KeysUnreachableError):
        pinned_keys(body)


def test_a_withdrawn_key_is_gone_within_a_minute() -> None:
    """Without any unknown id: keys are asked for anew while they are used."""
    issuer = FakeIssuer([key_set(KEY, NEXT), key_set(NEXT)])
    seconds = Seconds()
    keys = IssuerKeys(issuer.fetch, monotonic=seconds)
    assert keys.find(KEY.kid or "")

    seconds.now = 59
    assert keys.find(KEY.kid or "")
    seconds.now = 60

    assert keys.find(KEY.kid or "") is None
    assert keys.find(NEXT.kid or "")
    assert issuer.fetches == 2


def test_while_one_asks_for_keys_the_others_go_on() -> None:
    """A slow issuer holds up whoever asks, and nobody whose key is known."""
    seconds = Seconds()
    found: list[object] = []

    def fetch() -> bytes:
        if seconds.now:
            # Meanwhile somebody else comes, in another thread.
            with ThreadPoolExecutor(1) as other:
                found.append(other.submit(keys.find, KEY.kid or "").result(timeout=60))
        return FakeIssuer().fetch()

    keys = IssuerKeys(fetch, monotonic=seconds)
    keys.find(KEY.kid or "")
    seconds.now = 60
    keys.find(KEY.kid or "")

    assert found
    assert found[0] is not None
