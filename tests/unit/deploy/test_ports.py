"""Ports move together, by hundreds, and only when one of them is taken."""

from __future__ import annotations

from deploy.setup.ports import (
    BLOCKS,
    DEFAULT_PORTS,
    EPHEMERAL_FROM,
    STEP,
    block,
    choose_offset,
)


def test_the_defaults_are_kept_when_all_are_free() -> None:
    """Nobody listens, nothing moves."""
    assert choose_offset(0, lambda _: True) == (0, [])


def test_one_taken_port_moves_the_whole_block() -> None:
    """All ports move up by the same hundred, and the taken one is named."""
    taken = {DEFAULT_PORTS["gateway"], DEFAULT_PORTS["postgres"] + STEP}

    offset, named = choose_offset(0, lambda port: port not in taken)

    assert offset == 2 * STEP
    assert named == [DEFAULT_PORTS["gateway"]]


def test_the_search_goes_round_to_the_first_block() -> None:
    """A search that begins high ends low."""
    free = set(block(0).values())

    assert choose_offset(STEP * (BLOCKS - 1), free.__contains__)[0] == 0


def test_no_free_block_is_said() -> None:
    """Without a free block there is no offset, and the first taken ports are named."""
    offset, named = choose_offset(0, lambda _: False)

    assert offset is None
    assert named == list(DEFAULT_PORTS.values())


def test_no_port_stands_in_two_blocks() -> None:
    """Two set-ups in different blocks never want the same port."""
    ports = [port for turn in range(BLOCKS) for port in block(turn * STEP).values()]

    assert len(ports) == len(set(ports))


def test_no_block_reaches_the_ports_of_outgoing_connections() -> None:
    """A server that starts again must not find its port lent to a client."""
    highest = STEP * (BLOCKS - 1)

    assert max(block(highest).values()) < EPHEMERAL_FROM
