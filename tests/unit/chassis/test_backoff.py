"""Waits grow, stay under their ceiling and are jittered."""

from __future__ import annotations

from chassis.backoff import Backoff, delay_after


def highest(_low: float, high: float) -> float:
    """Stand in for chance: always the ceiling."""
    return high


def lowest(low: float, _high: float) -> float:
    """Stand in for chance: always the floor."""
    return low


def test_the_ceiling_doubles_up_to_the_most() -> None:
    """Half a second, then double, never above thirty; a success begins anew."""
    backoff = Backoff(uniform=highest)
    waits = [backoff.next() for _ in range(9)]
    backoff.reset()

    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert backoff.next() == 0.5


def test_it_never_spins() -> None:
    """The shortest wait is still a wait, after a thousand failures as after one."""
    backoff = Backoff(uniform=lowest)

    assert min(backoff.next() for _ in range(1000)) == 0.05


def test_a_row_waits_at_least_half_its_ceiling() -> None:
    """The first retry comes after half to one second, the twelfth within five minutes."""
    first = (delay_after(1, uniform=lowest), delay_after(1, uniform=highest))
    twelfth = (delay_after(12, uniform=lowest), delay_after(12, uniform=highest))

    assert list(first) == [0.5, 1]
    assert list(twelfth) == [150, 300]
