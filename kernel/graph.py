"""What comes behind what: the order of parts that wait for one another."""

from __future__ import annotations

from collections.abc import Collection, Mapping

After = Mapping[str, Collection[str]]
"""Each part, and the parts it waits for."""


def reachable(after: After) -> frozenset[str]:
    """Return the parts that will one day begin: all they wait for is itself reachable.

    What stands in a cycle, waits for one, or waits for a part that is not there never begins.
    """
    reached: set[str] = set()
    waiting = dict(after)
    while ready := [part for part, needed in waiting.items() if reached.issuperset(needed)]:
        reached.update(ready)
        for part in ready:
            del waiting[part]
    return frozenset(reached)


def before(after: After, part: str) -> frozenset[str]:
    """Return what is done before `part` begins, near and far."""
    found: set[str] = set()
    waiting = list(after.get(part, ()))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(after.get(name, ()))
    return frozenset(found)
