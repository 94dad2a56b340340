"""A chain of the trail: whatever is changed later no longer fits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.intake.registry.domain.trail import Chain, Head, Link, check_chain, link_hash

CODE = "H56.14797-261123-0001"


def chained(count: int) -> tuple[list[Link], Head]:
    links: list[Link] = []
    previous = b""
    for number in range(1, count + 1):
        content = f'["{CODE}", {number}, "filed"]'
        previous = link_hash(previous, content)
        links.append(Link(row=100 + number, number=number, hash=previous, content=content))
    return links, Head(number=count, hash=previous)


def rows_at_fault(
    links: list[Link], head: Head | None, kept: dict[int, bytes] | None = None
) -> list[int | None]:
    return [fault.row for fault in check_chain(CODE, Chain.TIMELINE, links, head, kept or {})]


@pytest.fixture
def chain() -> tuple[list[Link], Head]:
    return chained(5)


def test_an_untouched_chain_has_no_fault(chain: tuple[list[Link], Head]) -> None:
    """Also with the ends of two days kept elsewhere; an empty chain has none either."""
    links, head = chain
    kept = {2: links[1].hash or b"", 5: head.hash}

    assert rows_at_fault(links, head, kept) == []


def test_a_changed_row_is_named_alone(chain: tuple[list[Link], Head]) -> None:
    """The rows after it are held against the hash that stands there."""
    links, head = chain
    links[2] = replace(links[2], content=str(links[2].content).replace("filed", "rated"))

    assert rows_at_fault(links, head) == [103]


def test_a_changed_hash_is_found(chain: tuple[list[Link], Head]) -> None:
    """The row itself and the one that builds on it no longer fit."""
    links, head = chain
    links[2] = replace(links[2], hash=bytes(32))

    assert rows_at_fault(links, head) == [103, 104]


def test_a_missing_row_leaves_a_gap(chain: tuple[list[Link], Head]) -> None:
    """The next row is not at its place."""
    links, head = chain

    assert rows_at_fault(links[:2] + links[3:], head) == [104]


def test_exchanged_rows_are_found(chain: tuple[list[Link], Head]) -> None:
    """Two rows that change places both fail."""
    links, head = chain
    links[1], links[2] = (
        replace(links[2], number=2, hash=links[1].hash),
        replace(links[1], number=3, hash=links[2].hash),
    )

    assert rows_at_fault(links, head) == [103, 102]


def test_a_cut_tail_does_not_reach_the_head(chain: tuple[list[Link], Head]) -> None:
    """Nothing is wrong with the rows that are left; the end is missing."""
    links, head = chain

    assert rows_at_fault(links[:3], head) == [None]
    assert rows_at_fault([], head) == [None]
    assert rows_at_fault(links, None) == [None]


def test_a_row_without_place_and_a_place_without_row(chain: tuple[list[Link], Head]) -> None:
    """Inserted beside the chain, or taken out of a table under its seal."""
    links, head = chain
    loose = Link(row=999, number=None, hash=None, content="[]")
    links[3] = replace(links[3], content=None)

    assert rows_at_fault([*links, loose], head) == [104, 999]


def test_a_chain_made_anew_is_found_by_the_ends_kept_elsewhere(
    chain: tuple[list[Link], Head],
) -> None:
    """Who can write everything here, heads too, cannot write what another service keeps."""
    kept = {5: chain[1].hash}
    forged, head = chained(5)
    content = str(forged[4].content).replace("filed", "rated")
    forged[4] = replace(forged[4], content=content, hash=link_hash(forged[3].hash or b"", content))
    head = Head(number=5, hash=forged[4].hash or b"")
    shorter, end = chained(3)

    assert rows_at_fault(forged, head) == []
    assert rows_at_fault(forged, head, kept) == [105]
    assert rows_at_fault(shorter, end) == []
    assert rows_at_fault(shorter, end, kept) == [None]
