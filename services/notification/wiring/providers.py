"""The providers of a channel as one sender uses them: chosen at a claim, watched at each call."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import SystemRandom
from typing import Generic, Protocol, TypeVar

import structlog

from chassis.db import Transaction
from services.notification import metrics
from services.notification.dispatch.domain.lane import Lane
from services.notification.dispatch.domain.outcome import Outcome
from services.notification.dispatch.domain.provider import (
    Choice,
    Marks,
    Provider,
    choose,
    marks_of,
    worth_going_on,
)
from services.notification.dispatch.store.providers import PgProviders

_log = structlog.get_logger(__name__)
_TELL_EVERY = 1.0
"""For how many seconds good marks are gathered; bad ones are told at once."""
_KNOWN_FOR = 1.0
"""For how many seconds providers are taken to be as well as they were read; every letter would
wait for the reading else. What this sender itself finds out, it knows at once."""
_chance = SystemRandom().random
_What = TypeVar("_What")
_What_contra = TypeVar("_What_contra", contravariant=True)


class Sends(Protocol[_What_contra]):
    """A provider of what a channel carries."""

    def send(self, what: _What_contra, /) -> Outcome:
        """Hand it over."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier(Generic[_What]):
    """A provider with its weight (0 to 100) and what hands over to it.

    `patience` is how long an unknown end waits for a receipt; `close` takes leave of it.
    """

    name: str
    weight: int
    sender: Sends[_What]
    patience: timedelta | None = None
    close: Callable[[], None] | None = None


class Carriers(Generic[_What]):
    """Belongs to one thread; from `choose` to `tell` all goes by the one that was chosen."""

    def __init__(
        self,
        channel: str,
        carriers: Mapping[str, Carrier[_What]],
        *,
        chance: Callable[[], float] = _chance,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._channel = channel
        self._carriers = carriers
        self._chance = chance
        self._monotonic = monotonic
        self._enrolled = False
        self._choice: Choice | None = None
        self._marks: dict[str, Marks] = {}
        self._outcomes: list[Outcome] = []
        self._told_at = float("-inf")
        self._well: Sequence[Provider] = ()
        self._well_at, self._well_now = 0.0, datetime.min.replace(tzinfo=UTC)

    @property
    def patience(self) -> timedelta | None:
        """Return how long an unknown end at the chosen one waits for its receipt."""
        return None if self._choice is None else self._carriers[self._choice.provider].patience

    def choose(self, tx: Transaction) -> Choice | None:
        """Return by whom the next messages go, None while nobody can be asked."""
        store = PgProviders(tx, self._channel)
        if not self._enrolled:
            store.enrol({one.name: one.weight for one in self._carriers.values()})
            self._enrolled = True
        ours, now = self._ours(store)
        choice = choose(ours, now=now, chance=self._chance())
        if choice is not None and choice.probe and not store.lease(choice.provider):
            # Somebody else asks it: what is left are those that are fit.
            fit = [one for one in ours if not one.out]
            choice = choose(fit, now=now, chance=self._chance())
        self._choice, self._outcomes = choice, []
        return choice

    def _ours(self, store: PgProviders) -> tuple[Sequence[Provider], datetime]:
        """Return our providers and the server's now; those that are all well may be remembered."""
        since = self._monotonic() - self._well_at
        if self._well and since < _KNOWN_FOR:
            return self._well, self._well_now + timedelta(seconds=since)
        found, now = store.all()
        ours = [one for one in found if one.name in self._carriers]
        well = all(one.points == one.weight and not one.out for one in ours)
        self._well = ours if well else ()
        self._well_at, self._well_now = self._monotonic(), now
        return ours, now

    def nothing_to_send(self, tx: Transaction) -> None:
        """Let another ask, where the caller was to and has no message to do it with."""
        if self._choice is not None and self._choice.probe:
            self.tell(tx)

    def send(self, what: _What) -> Outcome:
        """Hand over to the chosen one, and note how well it did."""
        assert self._choice is not None  # noqa: S101 -- what is sent was claimed for a provider
        name = self._choice.provider
        begun = self._monotonic()
        outcome = self._carriers[name].sender.send(what)
        took = self._monotonic() - begun
        marks = marks_of(outcome, timedelta(seconds=took))
        self._outcomes.append(outcome)
        if not worth_going_on(self._outcomes):
            marks = replace(marks, away=True)
        self._marks[name] = self._marks.get(name, Marks()) + marks
        metrics.provider_seconds().labels(self._channel, name).observe(took)
        metrics.provider_attempts().labels(self._channel, name, outcome.result).inc()
        return outcome

    def tell(self, tx: Transaction) -> None:
        """Let all processes know how well providers did."""
        probed = self._choice.provider if self._choice and self._choice.probe else None
        names = sorted({*self._marks, probed} - {None}, key=str)
        urgent = probed is not None or any(one.bad for one in self._marks.values())
        if not urgent and self._monotonic() - self._told_at < _TELL_EVERY:
            return
        store = PgProviders(tx, self._channel)
        for name in names:
            marks, probe = self._marks.get(str(name), Marks()), name == probed
            before, after = store.tell(str(name), marks, probe=probe, chance=self._chance())
            log_turn(self._channel, before, after)
        self._marks, self._choice, self._told_at = {}, None, self._monotonic()
        self._well = ()

    def close(self) -> None:
        """Take leave of all of them."""
        for one in self._carriers.values():
            if one.close is not None:
                one.close()


def lanes_of(choice: Choice) -> list[int]:
    """Return the lanes in the order a claim looks into them.

    What is not urgent asks whether a provider is back, where another carries what is.
    """
    return sorted(Lane, reverse=choice.spare)


def show_providers(tx: Transaction, channel: str) -> None:
    """Set the gauges of the providers of a channel."""
    for one in PgProviders(tx, channel).all()[0]:
        metrics.provider_points().labels(channel, one.name).set(one.points)
        metrics.provider_weight().labels(channel, one.name).set(one.weight)
        metrics.provider_pinned().labels(channel, one.name).set(int(one.pinned))


def log_turn(channel: str, before: Provider, after: Provider) -> None:
    """Log that a provider went out, or is back."""
    if after.out != before.out:
        _log.warning(
            "provider-out" if after.out else "provider-back",
            channel=channel,
            provider=after.name,
            points=after.points,
        )
