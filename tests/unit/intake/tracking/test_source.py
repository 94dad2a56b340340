"""Who is counted: a registered client by itself, everybody else by the network they come from."""

from __future__ import annotations

import pytest

from kernel.rights import Actor, Role
from services.intake.tracking.domain.limits import Limits
from services.intake.tracking.domain.source import Source, source_of

KIOSK = Actor(subject="kiosk-7", roles=frozenset({Role.PARTNER}), scope=frozenset({"tracking"}))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        (None, "not an address", True),
    ],
)
def test_a_subscriber_is_one_source(one: str | None, other: str, same: bool) -> None:  # noqa: FBT001
    """An IPv6 subscriber has 2^64 addresses: their network counts."""
    assert (source_of(None, one) == source_of(None, other)) is same
    assert not source_of(None, one).registered


def test_a_kiosk_is_counted_by_itself_wherever_it_stands() -> None:
    """And may try more often than an unknown address, for many people use it."""
    source = source_of(KIOSK, "203.0.113.7")

    assert source == source_of(KIOSK, "203.0.113.8") == Source("client kiosk-7", registered=True)
    assert Limits().wrong_of(source) > Limits().wrong_of(source_of(None, "203.0.113.7"))


@pytest.mark.parametrize(
    "actor",
    [
        Actor(subject="kiosk-7", roles=frozenset({Role.PARTNER})),
        Actor(subject="c", roles=frozenset({Role.CITIZEN}), scope=frozenset({"tracking"})),
        None,
    ],
)
def test_without_role_and_scope_the_address_counts(actor: Actor | None) -> None:
    """A token alone makes nobody a kiosk."""
    assert source_of(actor, "203.0.113.7") == source_of(None, "203.0.113.7")
