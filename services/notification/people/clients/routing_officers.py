"""Names of officers from routing: `POST /internal/officer-names`, kept in memory alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

import structlog

from chassis.clients import Reply
from kernel.errors import UnavailableError
from services.notification.people.domain.officer import Learnt

_log = structlog.get_logger(__name__)
_KNOWN_SECONDS = 600.0
_FIRST_PAUSE_SECONDS, _PAUSE_SECONDS = 1.0, 5.0
"""How long routing is left alone after it gave no answer once, and again.

The first is as long as a letter waits that was put off once, so that its next try asks.
"""
_PATIENCE_SECONDS = 2.0
_MOST = 10_000
"""How many accounts are remembered: more than a province has officers who write to people."""


class Asked(Protocol):
    """Routing; `chassis.clients.ServiceClient` is one."""

    def call(
        self, method: str, path: str, *, document: object = None, seconds: float | None = None
    ) -> Reply:
        """Return the answer whatever its status; raises `UnavailableError` without one."""
        ...


class RoutingOfficers:
    """The port `OfficerNames`: nobody waits long for a name, nor fails for it.

    A name is asked for again after ten minutes, and used on while routing is away; routing that
    gave no answer is left alone for some seconds. `tick` counts seconds.
    """

    def __init__(self, routing: Asked, *, tick: Callable[[], float] = time.monotonic) -> None:
        self._routing = routing
        self._tick = tick
        self._names: dict[str, str | None] = {}
        self._until: dict[str, float] = {}
        self._again_at = 0.0
        self._silent = False

    def of(self, accounts: Collection[str], dossiers: Collection[str] = ()) -> Learnt:
        """Return what accounts are called; those known are not asked for, dossiers always are."""
        now = self._tick()
        if len(self._names) + len(accounts) > _MOST:
            self._names, self._until = {}, {}
        wanted = sorted(one for one in set(accounts) if self._until.get(one, 0.0) <= now)
        in_charge: Mapping[str, str] | None = None if dossiers else {}
        if (wanted or dossiers) and now >= self._again_at:
            in_charge = self._learn(wanted, sorted(set(dossiers)), now)
        told = {*accounts, *(in_charge or {}).values()}
        found = {account: self._names.get(account) for account in told}
        unanswered = frozenset(accounts) - self._names.keys()
        return Learnt(
            names={account: name for account, name in found.items() if name},
            in_charge=in_charge or {},
            unanswered=unanswered | (frozenset(dossiers) if in_charge is None else frozenset()),
        )

    def _learn(
        self, accounts: list[str], dossiers: list[str], now: float
    ) -> Mapping[str, str] | None:
        try:
            told, in_charge = self._ask(accounts, dossiers)
        except UnavailableError as error:
            _log.warning("officer-names-not-fetched", slug=error.slug)
            pause = _PAUSE_SECONDS if self._silent else _FIRST_PAUSE_SECONDS
            self._again_at, self._silent = self._tick() + pause, True
            return None
        self._silent = False
        known = {*accounts, *in_charge.values()}
        self._names |= {account: told.get(account) for account in known}
        self._until |= dict.fromkeys(known, now + _KNOWN_SECONDS)
        return in_charge

    def _ask(
        self, accounts: list[str], dossiers: list[str]
    ) -> tuple[Mapping[str, str], Mapping[str, str]]:
        reply = self._routing.call(
            "POST",
            "/internal/officer-names",
            document={"accounts": accounts} | ({"dossiers": dossiers} if dossiers else {}),
            seconds=_PATIENCE_SECONDS,
        )
        if not reply.ok:
            raise UnavailableError(extra={"service": "routing"})
        try:
            answer = reply.json()
            names = {str(one["account"]): _words(one) for one in answer["items"]}
            # An older release of routing says nothing of dossiers.
            held = answer.get("in_charge", ())
            return names, {str(one["dossier"]): str(one["account"]) for one in held}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnavailableError(extra={"service": "routing"}) from error


def _words(officer: Mapping[str, Any]) -> str:
    """Return name, post and unit; an older release of routing said the name alone."""
    told = (officer["name"], officer.get("post"), officer.get("unit"))
    return ", ".join(str(one) for one in told if one)
