"""Signed calls to places of others: https alone, to public addresses alone.

Who may name an address could else have us knock at our own doors (OWASP SSRF): a name is resolved
once, every address it has must be public, and the connection goes to one of those very addresses,
so that a second answer of the name service changes nothing. Redirects are not followed.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

import structlog
import urllib3

from chassis.webhook_signature import SIGNATURE, signed
from kernel.clock import Clock
from services.notification.portals.domain.call import Answer, Call, Endpoint

_log = structlog.get_logger(__name__)
_TIMEOUT = urllib3.Timeout(connect=3.0, read=15.0)
_MOST_BYTES = 4096
_SUCCESS = range(200, 300)
_GONE = 410
_PORT = 443
# What a translator makes of an IPv4 address that we cannot tell (RFC 6052, RFC 8215).
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
Address = IPv4Address | IPv6Address


def is_public(address: Address) -> bool:
    """Tell whether an address is of the public internet, an IPv4 one within IPv6 included."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None or any(address in network for network in _TRANSLATED):
            return False
    return address.is_global and not address.is_multicast


def addresses_of(host: str, port: int) -> list[Address]:
    """Return every address of a name; raises `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(str(one[4][0]).partition("%")[0]) for one in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Which name is called, at which of its addresses."""

    host: str
    port: int
    address: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicHttps:
    """The port `Caller`; `clock` is the machine's, which portals compare theirs with."""

    clock: Clock
    resolve: Callable[[str, int], list[Address]] = addresses_of
    allowed: Callable[[Address], bool] = is_public
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def call(self, endpoint: Endpoint, call: Call) -> Answer:
        """Make a call; raises nothing that the portal or the network can do."""
        parts = urlsplit(endpoint.url)
        host, port = parts.hostname or "", parts.port or _PORT
        if parts.scheme != "https" or not host or parts.username or parts.password:
            return Answer.REFUSED
        try:
            addresses = self.resolve(host, port)
        except (OSError, ValueError):
            return Answer.FAILED
        # One address inside is enough to refuse: which of them is taken is not the name's choice.
        if not addresses or not all(map(self.allowed, addresses)):
            _log.warning("portal-address-refused", endpoint=endpoint.name)
            return Answer.REFUSED
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        place = _Place(host=host, port=port, address=str(addresses[0]), target=target)
        return self._post(place, self._headers(endpoint, call), call.body)

    def _headers(self, endpoint: Endpoint, call: Call) -> dict[str, str]:
        each = [signed(key, str(call.id), self.clock(), call.body) for key in endpoint.keys]
        signatures = " ".join(one[SIGNATURE] for one in each)
        return {**each[0], SIGNATURE: signatures, "Content-Type": "application/json"}

    def _post(self, place: _Place, headers: dict[str, str], body: bytes) -> Answer:
        name = place.host if place.port == _PORT else f"{place.host}:{place.port}"
        with urllib3.HTTPSConnectionPool(
            place.address,
            place.port,
            timeout=_TIMEOUT,
            retries=False,
            ssl_context=self.context,
            server_hostname=place.host,
            assert_hostname=place.host,
        ) as pool:
            try:
                answer = pool.request(
                    "POST",
                    place.target,
                    body=body,
                    headers={**headers, "Host": name},
                    redirect=False,
                    preload_content=False,
                )
                answer.read(_MOST_BYTES)
                answer.close()
            except (urllib3.exceptions.HTTPError, OSError):
                return Answer.FAILED
        if answer.status in _SUCCESS:
            return Answer.TAKEN
        return Answer.GONE if answer.status == _GONE else Answer.FAILED
