"""Which provider of a channel a message goes by: by weight, health, and what somebody pinned.

A provider is *fit* and has points, from a first step up to its weight, or it is *out*, has none
and is asked by one message after growing waits. Why so: docs/decisions/0038-providers.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.notification.dispatch.domain.outcome import Outcome, Result

HALF_LIFE = timedelta(seconds=30)
"""What was seen counts half after so long: the moving window, without a row for each minute."""
SLOW = timedelta(seconds=5)
"""A hand-over that takes so long is as bad as an error, however it ends."""
UNIT = timedelta(seconds=0.1)
"""What a mark stands for: a hand-over counts as long as it held its sender up, once at least.

A provider that takes forty seconds answers so seldom that by number it would never be seen among
the many it answered before; by time it is seen at the first.
"""
OUT_FROM, OUT_SHARE = 3.0, 0.25
"""A provider is out at so many bad marks in the window, when they are such a share of all."""
IN_A_ROW = 5
"""So often in trouble, with nothing between that went well, and it is out whatever was before."""
STEPS = 10
"""How many steps lead back from the return of a provider to its full weight."""
STEP_EVERY = timedelta(seconds=15)
ASKED_FOR = timedelta(seconds=30)
"""How long the one that asks a provider may take before another does."""
SPARED = timedelta(seconds=20)
"""How much later one is asked that was asked in vain some times, while others carry everything."""
_OFTEN = 3
_FIRST_ASK, _LAST_ASK = timedelta(seconds=1), timedelta(seconds=10)
_OWN_TROUBLE = frozenset(
    {"provider-error", "provider-throttles", "provider-full", "provider-queue-full"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What hand-overs said of a provider, in units of time: those that went well, and the others.

    `away` tells that nothing could be handed over at all, now or so often in a row: no share is
    needed to believe that.
    """

    good: float = 0.0
    bad: float = 0.0
    away: bool = False

    def __add__(self, other: Marks) -> Marks:
        """Return what both say together."""
        return Marks(
            good=self.good + other.good,
            bad=self.bad + other.bad,
            away=self.away or other.away,
        )

    def __bool__(self) -> bool:
        """Tell whether anything was said."""
        return self.away or self.good + self.bad > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider as all processes know it; instants are the database server's.

    `weight` is what the settings say, `points` what it has now; `good` and `bad` are marks as
    they counted at `noted_at`. Of one that is out `ask_at` is when it may be asked and `asks` how
    often it was in vain; of one on its way back `step_at` is when it gets its next step. `since`
    is when it last went out, came back or reached its weight.
    """

    name: str
    weight: int
    points: int
    since: datetime
    noted_at: datetime
    good: float = 0.0
    bad: float = 0.0
    asks: int = 0
    ask_at: datetime | None = None
    step_at: datetime | None = None
    pinned: bool = False

    @property
    def out(self) -> bool:
        """Tell whether it is asked only."""
        return self.ask_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The provider to go by; as a `probe` with one message only.

    `spare` tells that others are fit meanwhile.
    """

    provider: str
    probe: bool = False
    spare: bool = False


def marks_of(outcome: Outcome, took: timedelta) -> Marks:
    """Return what a hand-over says of its provider; a refused address says nothing bad of it."""
    weight = max(1.0, took / UNIT)
    if outcome.result is Result.UNREACHABLE:
        return Marks(bad=weight, away=True)
    troubled = outcome.result is Result.UNKNOWN or outcome.reason in _OWN_TROUBLE
    return Marks(bad=weight) if troubled or took >= SLOW else Marks(good=weight)


def worth_going_on(outcomes: Sequence[Outcome]) -> bool:
    """Tell whether a provider that answered so, one after another, may be given the next message.

    Not one that is away, nor one in trouble `IN_A_ROW` times: what it was not given yet goes to
    others instead of being spent.
    """
    last = [marks_of(one, timedelta()) for one in outcomes[-IN_A_ROW:]]
    failing = len(last) == IN_A_ROW and all(one.bad for one in last)
    return not failing and not (last and last[-1].away)


def choose(providers: Sequence[Provider], *, now: datetime, chance: float) -> Choice | None:
    """Return where the next messages go, None while nobody can be asked.

    `chance` (0 to below 1) decides by the points. One that may be asked is asked first, because
    it costs one message; less often the longer it is out while others are fit, because that one
    message is late. A pinned one is the only one, and asked like any when it is out.
    """
    pinned = [one for one in providers if one.pinned]
    candidates = pinned or [one for one in providers if one.weight > 0]
    fit = [one for one in candidates if not one.out]
    for one in candidates:
        spared = SPARED if fit and one.asks >= _OFTEN else timedelta()
        if one.ask_at is not None and one.ask_at + spared <= now:
            return Choice(provider=one.name, probe=True, spare=bool(fit))
    place = chance * sum(_pull(one) for one in fit)
    for one in fit:
        place -= _pull(one)
        if place < 0:
            return Choice(provider=one.name)
    return Choice(provider=fit[-1].name) if fit else None


def judge(
    provider: Provider, marks: Marks, *, probe: bool, now: datetime, chance: float
) -> Provider:
    """Return what hand-overs make of a provider.

    `chance` (0 to 1) spreads the waits between processes' asks. What was begun before a provider
    went out says nothing about its return: only a probe does.
    """
    if provider.out:
        return _answered(provider, marks, now, chance) if probe else provider
    seen = _faded(provider, now)
    seen = replace(seen, good=seen.good + marks.good, bad=seen.bad + marks.bad)
    if marks.away or _is_bad(seen):
        return _wait(replace(seen, good=0, bad=0, asks=0, since=now), now, chance)
    if marks.good and not marks.bad:
        return _stepped(seen, now)
    return seen


def set_weight(provider: Provider, weight: int, *, now: datetime) -> Provider:
    """Return a provider that the settings give another weight."""
    if weight == provider.weight:
        return provider
    points = 0 if provider.out else weight
    return replace(provider, weight=weight, points=points, step_at=None, since=now)


def share_bad(provider: Provider) -> float:
    """Return which share of its marks in the window is bad, 0 where there are none."""
    total = provider.good + provider.bad
    return provider.bad / total if total else 0.0


def _pull(provider: Provider) -> int:
    """Return how strongly it is chosen; a pinned one of weight 0 goes as well."""
    return max(provider.points, int(provider.pinned))


def _faded(provider: Provider, now: datetime) -> Provider:
    kept = 0.5 ** (max(now - provider.noted_at, timedelta()) / HALF_LIFE)
    return replace(
        provider,
        good=provider.good * kept,
        bad=provider.bad * kept,
        noted_at=max(now, provider.noted_at),
    )


def _is_bad(provider: Provider) -> bool:
    return provider.bad >= OUT_FROM and share_bad(provider) >= OUT_SHARE


def _answered(provider: Provider, marks: Marks, now: datetime, chance: float) -> Provider:
    if marks.away or marks.bad:
        return _wait(replace(provider, asks=provider.asks + 1), now, chance)
    if not marks.good:
        # Nothing was said to it: the next message will tell.
        return replace(provider, ask_at=now)
    back = replace(
        provider,
        points=_step(provider.weight),
        asks=0,
        ask_at=None,
        since=now,
        noted_at=now,
        good=0.0,
        bad=0.0,
    )
    return _on_its_way(back, now)


def _stepped(provider: Provider, now: datetime) -> Provider:
    if provider.step_at is None or provider.step_at > now:
        return provider
    points = min(provider.weight, provider.points + _step(provider.weight))
    return _on_its_way(replace(provider, points=points), now)


def _on_its_way(provider: Provider, now: datetime) -> Provider:
    if provider.points >= provider.weight:
        return replace(provider, step_at=None, since=now)
    return replace(provider, step_at=now + STEP_EVERY)


def _step(weight: int) -> int:
    return -(-weight // STEPS)


def _wait(provider: Provider, now: datetime, chance: float) -> Provider:
    """Return it out, to be asked after a wait up to 1, 2, 4 … 10 s, never in step with others."""
    most = min(_LAST_ASK, _FIRST_ASK * 2 ** min(provider.asks, 10))
    wait = most * max(chance, 0.1)
    return replace(provider, points=0, ask_at=now + wait, step_at=None)
