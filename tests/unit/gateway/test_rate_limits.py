"""Requests are counted for all workers together, in blocks or exactly, and refused in time."""

from __future__ import annotations

from pathlib import Path

import pytest

from chassis.settings import SettingsError
from gateway.api.routes import ROUTES
from gateway.rates.counting import Asking, RateLimits, TooOftenError
from gateway.rates.rules import SHIPPED, Limits, Scope, read_limits
from gateway.rates.storage import PostgresStorage
from tests.unit.gateway.doubles import FakeLeases

TEXT = """
node_share: 0.5
kiosk_factor: 10
classes:
  read: {person: 40/minute, client: 60/minute, address: 40/minute, route: 1000/minute}
  tracking: {exact: true, failures_only: true, address: 5/15 minutes}
"""
BY_MINH = Asking(route="r", person="minh", client="portal", address="203.0.113.9")
BY_LAN = Asking(route="r", person="lan", client="portal", address="203.0.113.9")
ANONYMOUS = Asking(route="r", address="203.0.113.9")


@pytest.fixture
def limits(tmp_path: Path) -> Limits:
    file = tmp_path / "limits.yaml"
    file.write_text(TEXT)
    return read_limits(file)


def workers(limits: Limits, leases: FakeLeases, count: int) -> list[RateLimits]:
    return [RateLimits(limits, leases, secret=b"k") for _ in range(count)]


def let_through(
    limits: list[RateLimits], name: str, asking: Asking, tries: int, *, back: bool = False
) -> int:
    """Return how many of the tries pass, taken by the workers in turn."""
    passed = 0
    for number in range(tries):
        try:
            counted = limits[number % len(limits)].count(name, asking)
        except TooOftenError:
            continue
        passed += 1
        if back:
            counted.give_back()
    return passed


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_workers_together_let_through_no_more_than_the_limit(limits: Limits, count: int) -> None:
    """What one took and did not use is lost to the others, never the other way round."""
    leases = FakeLeases()
    passed = let_through(workers(limits, leases, count), "read", BY_MINH, 400)

    assert 40 - 2 * count <= passed <= 40


def test_hits_are_taken_in_blocks(limits: Limits) -> None:
    """A twentieth of a window at a time, so that most requests ask nobody."""
    leases = FakeLeases()
    let_through(workers(limits, leases, 1), "read", BY_MINH, 40)

    assert leases.asked <= 20 + 14 + 1


def test_a_limit_that_is_used_up_is_refused_without_asking(limits: Limits) -> None:
    """Whoever keeps asking costs the database nothing."""
    leases = FakeLeases()
    one = workers(limits, leases, 1)
    let_through(one, "read", BY_MINH, 60)
    asked = leases.asked

    assert let_through(one, "read", BY_MINH, 1000) == 0
    assert leases.asked == asked


def test_secrets_are_counted_hit_by_hit(limits: Limits) -> None:
    """Five guesses in all, however many workers there are: no block is ever taken."""
    leases = FakeLeases()
    many = workers(limits, leases, 7)

    assert let_through(many, "tracking", ANONYMOUS, 300) == 5


def test_right_answers_do_not_count_where_failures_alone_do(limits: Limits) -> None:
    """A house with one address looks up its dossiers all day."""
    leases = FakeLeases()
    two = workers(limits, leases, 2)

    assert let_through(two, "tracking", ANONYMOUS, 100, back=True) == 100
    assert let_through(two, "tracking", ANONYMOUS, 100) == 5


def test_persons_programs_and_addresses_are_counted_apart(limits: Limits) -> None:
    """One person never uses up another's; a program's people share its own limit."""
    one = workers(limits, FakeLeases(), 1)

    assert let_through(one, "read", BY_MINH, 100) == 40
    assert let_through(one, "read", BY_LAN, 100) == 60 - 40
    assert let_through(one, "read", ANONYMOUS, 100) == 40


def test_a_known_person_is_not_counted_by_address(limits: Limits) -> None:
    """Officers of one house share one."""
    leases = FakeLeases()
    workers(limits, leases, 1)[0].count("read", BY_MINH)

    assert sorted(key.split("/")[1] for key in leases.hits) == ["client", "person", "route"]


def test_a_kiosk_may_ask_more(limits: Limits) -> None:
    """Its address stands for a queue of people."""
    kiosk = Asking(route="r", address="203.0.113.9", kiosk=True)

    assert let_through(workers(limits, FakeLeases(), 2), "tracking", kiosk, 100) == 50


def test_without_the_database_each_node_lets_its_share_through(limits: Limits) -> None:
    """Half of each limit here; people are still answered, and guessing still ends."""
    leases = FakeLeases(away=True)
    one = workers(limits, leases, 1)

    assert let_through(one, "read", BY_MINH, 100) == 20
    assert let_through(one, "tracking", ANONYMOUS, 100) == 2


def test_keys_show_nobody(limits: Limits) -> None:
    """Neither a subject nor an address stands in the table."""
    leases = FakeLeases()
    one = workers(limits, leases, 1)[0]
    one.count("read", BY_MINH)
    one.count("read", ANONYMOUS)

    assert not any(word in key for key in leases.hits for word in ("minh", "portal", "203.0"))


def test_the_refusal_says_which_limit_and_when_to_come_back(limits: Limits) -> None:
    """Retry-After is the rest of the window."""
    one = workers(limits, FakeLeases(), 1)
    let_through(one, "tracking", ANONYMOUS, 5)
    with pytest.raises(TooOftenError) as caught:
        one[0].count("tracking", ANONYMOUS)

    assert caught.value.standing.scope is Scope.ADDRESS
    assert 0 < caught.value.retry_after <= 900
    assert caught.value.standing.remaining == 0


def test_a_window_begins_anew_after_its_end() -> None:
    """What was leased of the old one is worth nothing in the new one."""
    storage = PostgresStorage(FakeLeases(), most=10, block=5)
    numbers = [storage.incr("k", 0) for _ in range(4)]

    assert numbers == [1, 6, 11, 16]


def test_every_route_names_a_limit_that_is_shipped() -> None:
    """A new class is a row of limits.yaml."""
    known = read_limits(SHIPPED).classes

    assert {route.limit for route in ROUTES} <= set(known)
    assert {route.limit for route in ROUTES if route.path == "/tracking"} == {"tracking"}
    assert all(rule.block == 1 for rule in known["tracking"].rules)


def test_a_wider_box_does_not_widen_what_is_counted_exactly() -> None:
    """The factor of the demonstration leaves guessing as hard as it is."""
    shipped, wide = (read_limits(SHIPPED, factor=factor).classes for factor in (1, 1000))

    assert wide["read"].rules[0].item.amount == 1000 * shipped["read"].rules[0].item.amount
    assert wide["tracking"] == shipped["tracking"]


@pytest.mark.parametrize(
    "text",
    ["", "classes: 3", TEXT.replace("40/minute", "often"), TEXT.replace("person", "persons"),
     TEXT.replace("node_share: 0.5", "")],
)  # fmt: skip
def test_rules_that_cannot_be_read_stop_the_start(tmp_path: Path, text: str) -> None:
    """A limit that was misspelt must not be none."""
    file = tmp_path / "limits.yaml"
    file.write_text(text)

    with pytest.raises(SettingsError):
        read_limits(file)
