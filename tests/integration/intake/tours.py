"""Walks that together do everything that is legal in every state, each as short as can be."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from tests.integration.intake.life import Life, led, legal, ways

Pair = tuple[Life, str]


def pairs(*starts: Life) -> frozenset[Pair]:
    """Return every act that is legal in every state there is a way to."""
    return frozenset((life, name) for life in ways(*starts) for name in legal(life))


def tours(*starts: Life) -> Iterator[tuple[Life, Sequence[str]]]:
    """Yield walks, each from a start with its acts, until every pair was in one of them."""
    left = set(pairs(*starts))
    while left:
        found = {start: nearest for start in starts if (nearest := _nearest(start, left))}
        start = min(found, key=lambda one: len(found[one]))
        yield start, tuple(name for _, name in _walk(start, left))


def _walk(start: Life, left: set[Pair]) -> Iterator[Pair]:
    """Go on to whatever is nearest and was not done, as long as there is a way to any."""
    life = start
    while way := _nearest(life, left):
        yield from way
        left.difference_update(way)
        life = _after(*way[-1])


def _nearest(start: Life, left: set[Pair]) -> tuple[Pair, ...]:
    """Return the shortest way that ends with one of these pairs; empty where there is none."""
    ways_to: dict[Life, tuple[Pair, ...]] = {start: ()}
    waiting = deque([start])
    while waiting:
        life = waiting.popleft()
        for name in legal(life):
            if (life, name) in left:
                return (*ways_to[life], (life, name))
            after = _after(life, name)
            if after not in ways_to:
                ways_to[after] = (*ways_to[life], (life, name))
                waiting.append(after)
    return ()


def _after(life: Life, name: str) -> Life:
    after = led(life, name)
    assert isinstance(after, Life)
    return after
