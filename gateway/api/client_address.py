"""Where a request comes from, past the proxies we trust and no others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from chassis.settings import SettingsError

_V6_HOUSE_BITS = 64
_MOST_HOPS = 20

Address = IPv4Address | IPv6Address
Networks = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """`key` is the address hits are counted by: of IPv6 the /64, which one house has whole."""

    key: str
    kiosk: bool


@dataclass(frozen=True, slots=True)
class Origins:
    """Finds the origin of requests.

    `X-Forwarded-For` is read from its end, as far as each hop is a trusted proxy: what stands
    before the first other address was written by strangers.
    """

    trusted: Networks
    kiosks: Networks

    def of(self, peer: str | None, forwarded_for: str | None) -> Origin | None:
        """Return the origin of a request from `peer`, None for a local socket without one."""
        return _origin(self, peer, forwarded_for)


@lru_cache(maxsize=4096)
def _origin(origins: Origins, peer: str | None, forwarded_for: str | None) -> Origin | None:
    found = _parsed(peer)
    if found is None:
        return None
    hops = forwarded_for.split(",")[-_MOST_HOPS:] if forwarded_for else []
    while hops and _within(found, origins.trusted):
        before = _parsed(hops.pop())
        if before is None:
            break
        found = before
    return Origin(key=_key(found), kiosk=_within(found, origins.kiosks))


def networks(written: Iterable[str], setting: str) -> Networks:
    """Return the networks of a setting; raises `SettingsError`."""
    try:
        return tuple(ip_network(network.strip()) for network in written if network.strip())
    except ValueError as error:
        raise SettingsError(f"MOTCUA_{setting}: {error}") from error


def _parsed(written: str | None) -> Address | None:
    try:
        found = ip_address((written or "").strip().removeprefix("[").removesuffix("]"))
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _within(address: Address, among: Networks) -> bool:
    return any(address in network for network in among)


def _key(address: Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((address, _V6_HOUSE_BITS), strict=False))
