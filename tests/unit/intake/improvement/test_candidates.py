"""Who files B after A: sums with answers known by hand, and a floor under every line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.clock import VIETNAM
from services.intake.improvement.domain.candidate import FLOOR, Candidate, Filing, find_pairs

BEGIN = datetime(2026, 1, 5, 9, tzinfo=VIETNAM)
DAY = timedelta(days=1)
UNTIL = BEGIN + 200 * DAY
BIRTH, HOME, CARD, WEDDING = "1.001193", "1.004222", "1.002759", "1.000894"


def filed(people: range, *told: tuple[str, float]) -> Iterator[Filing]:
    """Yield what each of these people filed: a procedure, days after the beginning."""
    for number in people:
        for procedure, day in told:
            yield Filing(person=f"p{number:04}", procedure=procedure, at=BEGIN + day * DAY)


def pairs(
    *filings: Filing, least: int = FLOOR, days: int = 30
) -> dict[tuple[str, str], Candidate]:
    found = find_pairs(filings, until=UNTIL, within=days * DAY, least=least)
    return {(one.first, one.then): one for one in found}


def test_the_sums_of_a_village_known_by_hand() -> None:
    """40 births, of which 30 register the child's home and 20 get its card; 60 marry alone."""
    village = [
        *filed(range(20), (BIRTH, 0), (HOME, 10), (CARD, 20)),
        *filed(range(20, 30), (BIRTH, 0), (HOME, 10)),
        *filed(range(30, 40), (BIRTH, 0)),
        *filed(range(40, 100), (WEDDING, 0)),
    ]

    found = pairs(*village)

    assert {pair: (one.people, one.applicants) for pair, one in found.items()} == {
        (BIRTH, HOME): (30, 40),
        (BIRTH, CARD): (20, 40),
        (HOME, CARD): (20, 30),
    }
    assert found[BIRTH, HOME].share == 0.75
    # Of the hundred who filed anything, 30 registered a home after it: 75 % against 30 %.
    assert found[BIRTH, HOME].lift == pytest.approx(2.5)
    # 20 of a hundred got the card after something: 50 % after a birth, two thirds after a home.
    assert found[BIRTH, CARD].lift == pytest.approx(2.5)
    assert found[HOME, CARD].lift == pytest.approx((20 / 30) / 0.2)
    assert list(found) == [(BIRTH, HOME), (HOME, CARD), (BIRTH, CARD)]


def test_no_line_tells_of_fewer_than_ten_people() -> None:
    """Whatever is asked: nine are not shown, ten are."""
    nine = list(filed(range(9), (BIRTH, 0), (HOME, 1)))
    ten = list(filed(range(10), (BIRTH, 0), (HOME, 1)))

    assert pairs(*nine) == {}
    assert pairs(*nine, least=1) == {}
    assert pairs(*ten, least=1)[BIRTH, HOME].people == 10
    assert pairs(*ten, least=11) == {}


@pytest.mark.parametrize(
    ("then", "counted"),
    [(30.0, True), (30.001, False), (0.0, False), (-5.0, False)],
    ids=["on the last day", "just past it", "in the same moment", "before it"],
)
def test_what_comes_later_within_the_days_counts(then: float, *, counted: bool) -> None:
    """By the moment; the other way round is another pair."""
    order = sorted([(BIRTH, 0.0), (HOME, then)], key=lambda told: told[1])

    assert ((BIRTH, HOME) in pairs(*filed(range(10), *order))) is counted


def test_only_who_had_the_whole_time_is_counted() -> None:
    """A first filing at the very end would make the share too small; the second may come then."""
    early = list(filed(range(10), (BIRTH, 199), (HOME, 210)))
    late = list(filed(range(10, 30), (BIRTH, 200)))

    assert pairs(*early, *late)[BIRTH, HOME].applicants == 10


def test_somebody_who_files_often_is_one_person() -> None:
    """Twelve filings of one person single out one person, and are not shown."""
    often = [(BIRTH, float(2 * n)) if n % 2 == 0 else (HOME, float(2 * n)) for n in range(12)]

    assert pairs(*filed(range(1), *often)) == {}
    assert pairs(*filed(range(10), *often))[BIRTH, HOME].people == 10


def test_the_same_procedure_again_is_no_pair() -> None:
    """Two children are two births."""
    assert pairs(*filed(range(20), (BIRTH, 0), (BIRTH, 5))) == {}


TOLD = st.lists(
    st.tuples(st.sampled_from([BIRTH, HOME, CARD]), st.integers(0, 250)), min_size=1, max_size=6
)


@given(st.lists(TOLD, min_size=1, max_size=40))
def test_every_line_is_a_sum_over_enough_people(village: list[list[tuple[str, int]]]) -> None:
    """As counted the slow way: person by person, pair by pair."""
    people = [sorted(told, key=lambda one: one[1]) for told in village]
    filings = [
        filing
        for number, told in enumerate(people)
        for filing in filed(range(number, number + 1), *((p, float(d)) for p, d in told))
    ]

    for (first, then), found in pairs(*filings).items():
        began = [told for told in people if any(p == first and d < 200 for p, d in told)]
        both = [
            told
            for told in began
            if any(
                p == first and d < 200 and q == then and 0 < e - d <= 30
                for p, d in told
                for q, e in told
            )
        ]
        assert (found.applicants, found.people) == (len(began), len(both))
        assert FLOOR <= found.people <= found.applicants
        assert found.lift > 0
