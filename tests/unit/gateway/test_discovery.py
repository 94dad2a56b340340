"""The issuer's own metadata lead to its keys, and to nobody else's."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
import pytest

from gateway.clients.discovery import DiscoveredKeys
from gateway.clients.issuer_keys import Fetch, KeysUnreachableError

ISSUER = "https://login.example.vn/realms/province"
METADATA = f"{ISSUER}/.well-known/openid-configuration"


class Web:
    """Addresses with what is there; notes what is fetched."""

    def __init__(self, pages: Mapping[str, bytes]) -> None:
        self.pages = dict(pages)
        self.fetched: list[str] = []

    def fetching(self, url: str) -> Fetch:
        def fetch() -> bytes:
            self.fetched.append(url)
            if url not in self.pages:
                raise KeysUnreachableError
            return self.pages[url]

        return fetch


def metadata(**changes: object) -> bytes:
    return orjson.dumps({"issuer": ISSUER, "jwks_uri": "https://keys.example.vn/jwks", **changes})


def test_keys_are_where_the_metadata_say() -> None:
    """The metadata are read once while the keys can be had."""
    web = Web({METADATA: metadata(), "https://keys.example.vn/jwks": b"keys"})
    keys = DiscoveredKeys(ISSUER, web.fetching)

    assert [keys(), keys()] == [b"keys", b"keys"]
    assert web.fetched == [METADATA, *["https://keys.example.vn/jwks"] * 2]


def test_keys_that_moved_are_found_again() -> None:
    """After one failure the metadata are read anew."""
    web = Web({METADATA: metadata(), "https://keys.example.vn/jwks": b"keys"})
    keys = DiscoveredKeys(ISSUER, web.fetching)
    keys()
    web.pages = {METADATA: metadata(jwks_uri=f"{ISSUER}/keys"), f"{ISSUER}/keys": b"moved"}

    with pytest.raises(KeysUnreachableError):
        keys()
    assert keys() == b"moved"


@pytest.mark.parametrize(
    "page",
    [
        metadata(issuer="https://evil.example"),
        metadata(issuer=f"{ISSUER}/"),
        metadata(jwks_uri="http://login.example.vn/jwks"),
        metadata(jwks_uri="file:///etc/passwd"),
        metadata(jwks_uri=None),
        b"{}",
        b"[]",
        b"<html>",
    ],
)
def test_metadata_of_somebody_else_are_refused(page: bytes) -> None:
    """OpenID Connect Discovery section 4.3; and no key comes without TLS."""
    web = Web({METADATA: page})

    with pytest.raises(KeysUnreachableError):
        DiscoveredKeys(ISSUER, web.fetching)()
    assert web.fetched == [METADATA]
