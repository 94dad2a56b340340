"""Where a question comes from, as far as it is limited."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from kernel.rights import Actor, Role
from kernel.scopes import TRACKING

_V6_PREFIX = 64  # one subscriber's network: single addresses of it cost nothing


@dataclass(frozen=True, slots=True)
class Source:
    """Whoever tries; `name` is never shown, `registered` tells a client with a token."""

    name: str
    registered: bool


def source_of(actor: Actor | None, address: str | None, *, kiosk: bool = False) -> Source:
    """Return the registered client behind the question, else the network of its address.

    `kiosk` tells that the address is one where a registered kiosk stands.
    """
    if actor is not None and actor.has(Role.PARTNER) and TRACKING in actor.scope:
        return Source(f"client {actor.subject}", registered=True)
    return Source(f"address {_network(address)}", registered=kiosk)


def _network(address: str | None) -> str:
    """Return an IPv4 address, or the /64 of an IPv6 one; all that is neither is one source."""
    try:
        parsed = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, _V6_PREFIX), strict=False))
    return str(parsed)
