"""Where the issuer keeps its keys, as its metadata say (OpenID Connect Discovery, RFC 8414)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import orjson

from gateway.clients.issuer_keys import Fetch, KeysUnreachableError, fetching

_METADATA = "/.well-known/openid-configuration"


class DiscoveredKeys:
    """Fetches the key set from the address in the metadata: a `Fetch`.

    The metadata must name the very issuer that was asked for (Discovery section 4.3), and an
    address on TLS unless the issuer has none. They are read again when the keys cannot be had.
    """

    def __init__(self, issuer: str, fetch: Callable[[str], Fetch] = fetching) -> None:
        self._issuer = issuer
        self._fetch = fetch
        self._metadata = fetch(issuer.rstrip("/") + _METADATA)
        self._keys: Fetch | None = None

    def __call__(self) -> bytes:
        """Return the key set; raises `KeysUnreachableError`."""
        keys = self._keys or self._fetch(self._address())
        self._keys = None
        body = keys()
        self._keys = keys
        return body

    def _address(self) -> str:
        try:
            metadata = orjson.loads(self._metadata())
            issuer, address = metadata["issuer"], metadata["jwks_uri"]
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise KeysUnreachableError("no metadata") from error
        if issuer != self._issuer or not isinstance(address, str):
            raise KeysUnreachableError("metadata of another issuer")
        if urlsplit(address).scheme not in {"https", urlsplit(self._issuer).scheme}:
            raise KeysUnreachableError("keys without TLS")
        return address
