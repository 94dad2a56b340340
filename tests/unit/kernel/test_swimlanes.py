"""Parts are drawn behind what they wait for, in their lane, and no edge runs through one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.swimlanes import Part, Spot, lay_out


def part(name: str, lane: str, *after: str, width: int = 1) -> Part:
    return Part(id=name, lane=lane, after=frozenset(after), width=width)


@st.composite
def processes(draw: st.DrawFn) -> list[Part]:
    made: list[Part] = []
    for number in range(draw(st.integers(1, 9))):
        after = draw(st.sets(st.sampled_from(range(number)))) if number else set()
        lane = draw(st.sampled_from("abc"))
        names = (f"p{other}" for other in sorted(after))
        made.append(part(f"p{number}", lane, *names, width=draw(st.integers(1, 4))))
    return draw(st.permutations(made))


def test_a_diamond_stands_in_three_columns_and_the_same_agency_goes_on_in_its_row() -> None:
    """Both middle parts side by side; what follows in the first lane needs no new row."""
    found = lay_out(
        [part("a", "x"), part("b", "y", "a"), part("c", "z", "a"), part("d", "x", "b", "c")]
    )

    assert found == {
        "a": Spot(column=0, row=0),
        "b": Spot(column=1, row=1),
        "c": Spot(column=1, row=2),
        "d": Spot(column=2, row=0),
    }


def test_a_part_of_the_same_lane_steps_aside_for_an_edge_that_passes() -> None:
    """From `a` an edge runs to `d` through the column of `b`, which therefore has another row."""
    found = lay_out([part("a", "x"), part("b", "x", "a", width=2), part("d", "y", "a", "b")])

    assert found["b"].row != found["a"].row
    assert found["d"] == Spot(column=3, row=2)


@pytest.mark.parametrize("after", ["a", "nobody"])
def test_what_never_begins_cannot_be_drawn(after: str) -> None:
    """A part that waits for itself or for one that is not there."""
    with pytest.raises(ValueError, match="a"):
        lay_out([part("a", "x", after)])


@given(processes())
def test_nothing_overlaps_and_no_edge_runs_through_a_part(parts: list[Part]) -> None:
    """Whatever the graph: order, lanes, free places, free ways."""
    spots = lay_out(parts)
    by_id = {each.id: each for each in parts}
    taken = [
        (spots[each.id].row, column)
        for each in parts
        for column in range(spots[each.id].column, spots[each.id].column + each.width)
    ]
    ways = {
        (spots[before].row, column)
        for each in parts
        for before in each.after
        for column in range(
            spots[before].column + by_id[before].width,
            spots[each.id].column,
        )
    }

    assert len(taken) == len(set(taken))
    assert ways.isdisjoint(taken)
    assert all(
        spots[before].column + by_id[before].width <= spots[each.id].column
        for each in parts
        for before in each.after
    )
    rows = {(spots[each.id].row, each.lane) for each in parts}
    assert len({row for row, _ in rows}) == len(rows)
