"""Which provider a message goes by: weights, errors, slowness, the way back, and a pin."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification.dispatch.domain.binding import binds
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.domain.provider import (
    ASKED_FOR,
    IN_A_ROW,
    SPARED,
    STEP_EVERY,
    STEPS,
    Choice,
    Marks,
    Provider,
    choose,
    judge,
    marks_of,
    set_weight,
    worth_going_on,
)

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
GOOD, BAD, AWAY = Marks(good=1), Marks(bad=1), Marks(bad=1, away=True)
chances = st.floats(min_value=0, max_value=1, exclude_max=True)


def provider(name: str = "a", weight: int = 50, points: int | None = None) -> Provider:
    return Provider(
        name=name,
        weight=weight,
        points=weight if points is None else points,
        since=NOW,
        noted_at=NOW,
    )


def out(name: str = "a", *, ask_at: datetime = NOW) -> Provider:
    return replace(provider(name, points=0), ask_at=ask_at)


def told(
    found: Provider, marks: Marks, *, at: datetime = NOW, probe: bool = False, chance: float = 1
) -> Provider:
    return judge(found, marks, probe=probe, now=at, chance=chance)


def shares(*providers: Provider) -> dict[str, int]:
    """Return how many of a hundred messages each gets."""
    found = [choose(providers, now=NOW, chance=n / 100) for n in range(100)]
    return {one.name: found.count(Choice(provider=one.name)) for one in providers}


def test_points_decide_how_much_goes_by_each() -> None:
    assert shares(provider("a", 70), provider("b", 30)) == {"a": 70, "b": 30}


def test_one_that_is_out_gets_nothing_until_it_may_be_asked() -> None:
    away = out("a", ask_at=NOW + SECOND)

    assert shares(away, provider("b")) == {"a": 0, "b": 100}
    assert choose([away], now=NOW, chance=0) is None
    assert choose([away], now=NOW + SECOND, chance=0) == Choice(provider="a", probe=True)


def test_one_that_stays_out_is_asked_less_often_while_others_carry_everything() -> None:
    """Each ask makes one message late; alone it is asked as before, because all wait for it."""
    long_out = replace(out("a"), asks=3)
    asked = Choice(provider="a", probe=True, spare=True)

    assert choose([out("a"), provider("b")], now=NOW, chance=0) == asked
    assert choose([long_out, provider("b")], now=NOW, chance=0) == Choice(provider="b")
    assert choose([long_out, provider("b")], now=NOW + SPARED, chance=0) == asked
    assert choose([long_out], now=NOW, chance=0) == Choice(provider="a", probe=True)


def test_a_pinned_one_gets_everything_whatever_its_weight() -> None:
    pinned = replace(provider("b", 0), pinned=True)

    assert shares(provider("a"), pinned) == {"a": 0, "b": 100}
    assert choose([provider("a"), provider("c", 0)], now=NOW, chance=0.99) == Choice(provider="a")


def test_nothing_is_asked_while_another_is_pinned() -> None:
    """A pin is an order: also a probe is a citizen's message."""
    pinned = replace(provider("b"), pinned=True)

    assert choose([out("a"), pinned], now=NOW, chance=0) == Choice(provider="b")


def test_one_that_is_away_is_out_at_once() -> None:
    found = told(provider(), AWAY)

    assert (found.points, found.ask_at) == (0, NOW + SECOND)


def test_errors_put_it_out_and_a_few_among_many_do_not() -> None:
    some = told(provider(), Marks(good=20, bad=3))

    assert told(provider(), Marks(bad=2)).points == 50
    assert told(provider(), Marks(bad=3)).out
    assert some.points == 50
    assert told(some, Marks(bad=5)).out


def test_slowness_is_as_bad_as_errors() -> None:
    """One that took forty seconds, however it ended, outweighs hundreds that went well."""
    slow = marks_of(Outcome(result=Result.ACCEPTED, code=0), timedelta(seconds=40))
    no_answer = marks_of(Outcome(result=Result.UNKNOWN), timedelta(seconds=8))
    busy = told(provider(), Marks(good=200))

    assert told(busy, slow).out
    assert told(busy, no_answer).out
    assert not told(busy, Marks(bad=3)).out


@pytest.mark.parametrize(
    ("result", "reason", "marks"),
    [
        (Result.ACCEPTED, None, GOOD),
        (Result.REFUSED, "number-unknown", GOOD),
        (Result.DEFERRED, "mailbox-busy", GOOD),
        (Result.DEFERRED, "provider-error", BAD),
        (Result.DEFERRED, "provider-throttles", BAD),
        (Result.UNKNOWN, "no-answer", BAD),
        (Result.UNREACHABLE, "authentication", AWAY),
    ],
)
def test_what_a_hand_over_says_of_its_provider(
    result: Result, reason: str | None, marks: Marks
) -> None:
    """An address that is wrong says nothing bad of who told us so."""
    assert marks_of(Outcome(result=result, reason=reason), SECOND / 20) == marks


def test_old_marks_are_forgotten() -> None:
    """Two errors now and two ten minutes later are no trouble."""
    before = told(provider(), Marks(bad=2))

    assert not told(before, Marks(bad=2), at=NOW + timedelta(minutes=10)).out
    assert told(before, Marks(bad=2), at=NOW + SECOND).out


def test_waits_to_ask_grow_to_ten_seconds() -> None:
    found, waits = told(provider(), AWAY), []
    for _ in range(6):
        assert found.ask_at is not None
        waits.append((found.ask_at - NOW).total_seconds())
        found = told(found, AWAY, probe=True)

    assert waits == [1, 2, 4, 8, 10, 10]


def test_waits_are_spread_by_chance() -> None:
    assert told(provider(), AWAY, chance=0.5).ask_at == NOW + SECOND / 2
    assert told(provider(), AWAY, chance=0).ask_at == NOW + SECOND / 10


def test_only_a_probe_brings_it_back() -> None:
    """Who began before it went out and ends well now says nothing new."""
    away = out()

    assert told(away, GOOD) == away
    assert told(away, GOOD, probe=True).points == 5
    assert told(away, Marks(), probe=True).ask_at == NOW


def test_it_comes_back_in_steps() -> None:
    found, points = told(out(), GOOD, probe=True), []
    for turn in range(1, STEPS + 2):
        found = told(found, GOOD, at=NOW + turn * STEP_EVERY)
        points.append(found.points)

    assert points == [10, 15, 20, 25, 30, 35, 40, 45, 50, 50, 50]
    assert found.step_at is None
    assert told(told(out(), GOOD, probe=True), GOOD, at=NOW + STEP_EVERY / 2).points == 5


def test_no_step_on_a_bad_turn() -> None:
    found = told(out(), GOOD, probe=True)

    assert told(found, Marks(good=30, bad=1), at=NOW + STEP_EVERY).points == 5


def test_new_weights_hold_at_once_but_for_one_that_is_out() -> None:
    assert set_weight(provider(weight=50), 20, now=NOW).points == 20
    assert set_weight(out(), 20, now=NOW).points == 0
    assert set_weight(provider(points=5), 50, now=NOW).points == 5


@given(
    st.lists(
        st.tuples(
            st.floats(min_value=0, max_value=100),
            st.floats(min_value=0, max_value=100),
            st.booleans(),
            st.booleans(),
            st.floats(min_value=-5, max_value=120),
            chances,
        ),
        max_size=30,
    ),
    st.integers(min_value=1, max_value=100),
)
def test_whatever_happens_it_is_either_fit_or_asked(
    turns: list[tuple[float, float, bool, bool, float, float]], weight: int
) -> None:
    """Fit with points up to its weight, or out with none and an instant to ask it."""
    found, now = provider(weight=weight), NOW
    for good, bad, away, probe, seconds, chance in turns:
        now += timedelta(seconds=seconds)
        marks = Marks(good=good, bad=bad, away=away)
        found = told(found, marks, at=now, probe=probe, chance=chance)

        assert found.out == (found.points == 0)
        assert 0 <= found.points <= weight
        assert found.ask_at is None or found.ask_at <= now + ASKED_FOR
        assert found.good >= 0
        assert found.bad >= 0


@given(
    st.lists(
        st.tuples(st.integers(0, 100), st.booleans(), st.integers(-20, 20)), min_size=1, max_size=6
    ),
    chances,
)
def test_the_choice_is_always_one_that_may_be_used(
    rows: list[tuple[int, bool, int]], chance: float
) -> None:
    """None only while nobody is fit and nobody may be asked."""
    providers = [
        replace(
            provider(str(place), max(points, 1), 0 if is_out else max(points, 1)),
            ask_at=NOW + seconds * SECOND if is_out else None,
        )
        for place, (points, is_out, seconds) in enumerate(rows)
    ]
    found = choose(providers, now=NOW, chance=chance)
    usable = [one for one in providers if one.ask_at is None or one.ask_at <= NOW]

    assert (found is None) == (not usable)
    if found is not None:
        (chosen,) = [one for one in providers if one.name == found.provider]
        assert chosen in usable
        assert found.probe == chosen.out


@pytest.mark.parametrize("result", list(Result))
def test_only_an_unknown_end_binds_and_never_anew(result: Result) -> None:
    """A window that began once ends: a notice must go out at least once."""
    outcome = Outcome(result=result)

    assert binds(outcome, bound=False) == (result is Result.UNKNOWN)
    assert not binds(outcome, bound=True)


@pytest.mark.parametrize(
    ("results", "goes_on"),
    [
        ([], True),
        ([Result.UNREACHABLE], False),
        ([Result.DEFERRED] * (IN_A_ROW - 1), True),
        ([Result.DEFERRED] * IN_A_ROW, False),
        ([Result.UNKNOWN] * IN_A_ROW, False),
        ([Result.REFUSED] * IN_A_ROW, True),
        ([*[Result.DEFERRED] * (IN_A_ROW - 1), Result.ACCEPTED, Result.DEFERRED], True),
        ([*[Result.ACCEPTED] * 20, *[Result.DEFERRED] * IN_A_ROW], False),
    ],
)
def test_who_fails_so_often_in_a_row_is_given_no_more(
    results: list[Result], *, goes_on: bool
) -> None:
    """Refused addresses say nothing of a provider, and one good answer between is enough."""
    outcomes = [
        Outcome(result=one, reason="provider-error" if one is Result.DEFERRED else None)
        for one in results
    ]

    assert worth_going_on(outcomes) == goes_on
