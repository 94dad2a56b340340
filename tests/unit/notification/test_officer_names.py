"""What officers are called: asked of routing for many at once, remembered, and not for long."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pytest

from services.notification.people.clients.routing_officers import RoutingOfficers
from services.notification.people.domain.officer import Learnt
from tests.integration.notification.routing_stub import FakeRouting

NAME = "Lê Thị Duyên"
UNANSWERED = Learnt(unanswered=frozenset({"o-1"}))


def routing(*, status: int = 200, body: bytes | None = None, away: bool = False) -> FakeRouting:
    """Return a routing that knows one officer."""
    return FakeRouting(names={"o-1": NAME}, status=status, body=body, away=away)


@dataclass
class Seconds:
    """A clock of seconds that a test moves."""

    at: float = 1000.0

    def __call__(self) -> float:
        return self.at

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.at += seconds


def test_a_batch_is_asked_for_at_once_and_remembered() -> None:
    """Who is no officer is not asked for again either; after ten minutes both are."""
    register, tick = routing(), Seconds()
    officers = RoutingOfficers(register, tick=tick)
    first = officers.of({"o-1", "citizen"})
    again = [officers.of({"o-1"}), officers.of({"citizen"})]
    tick.at += 601
    officers.of({"o-1"})

    assert first == Learnt(names={"o-1": NAME})
    assert again == [Learnt(names={"o-1": NAME}), Learnt()]
    assert register.asked == [["citizen", "o-1"], ["o-1"]]


@pytest.mark.parametrize(
    "broken",
    [
        routing(away=True),
        routing(status=403),
        routing(body=b"<html>"),
        routing(body=b'{"items": [{}]}'),
    ],
)
def test_without_an_answer_there_is_no_name_and_a_second_of_peace(broken: FakeRouting) -> None:
    """A register that is away holds up the first letter of many, for two seconds at most."""
    tick = Seconds()
    officers = RoutingOfficers(broken, tick=tick)
    found = [officers.of({"o-1"}) for _ in range(5)]
    tick.at += 1
    broken.away, broken.status, broken.body = False, 200, None

    assert found == [UNANSWERED] * 5
    assert len(broken.asked) == 1
    assert officers.of({"o-1"}) == Learnt(names={"o-1": NAME})


def test_routing_that_stays_silent_is_left_alone_for_five_seconds() -> None:
    """Counted from the end of the asking; a single answer is enough to begin anew."""
    register, tick = routing(away=True), Seconds()
    register.meanwhile = partial(tick.pass_by, 2.0)
    officers, asked = RoutingOfficers(register, tick=tick), list[int]()
    for _ in range(20):
        officers.of({"o-1"})
        asked.append(len(register.asked))
        tick.at += 0.5
    register.away = False
    tick.at += 5
    officers.of({"o-1"})
    register.away = True
    officers.of({"o-2"})
    tick.at += 1
    officers.of({"o-2"})

    assert asked == [1, 1, 2, *[2] * 9, *[3] * 8]
    assert len(register.asked) == 6


def test_who_could_not_be_asked_for_is_told_from_whom_nobody_knows() -> None:
    """Only for the first a letter waits."""
    register = routing()
    officers = RoutingOfficers(register)
    officers.of({"o-1", "nobody"})
    register.away = True

    assert officers.of({"o-1", "nobody", "o-2"}) == Learnt(
        names={"o-1": NAME}, unanswered=frozenset({"o-2"})
    )


def test_who_is_in_charge_is_asked_for_in_the_same_call() -> None:
    """With the name, which is remembered; who has the work is asked for each time."""
    register = routing()
    register.in_charge = {"d-1": "o-1"}
    officers = RoutingOfficers(register)
    found = officers.of({"citizen"}, {"d-1", "d-2"})
    again = officers.of({"o-1"}, {"d-1"})
    names = officers.of({"o-1"})

    assert found == Learnt(names={"o-1": NAME}, in_charge={"d-1": "o-1"})
    assert again == found
    assert names == Learnt(names={"o-1": NAME})
    assert register.asked == [["citizen"], []]
    assert register.asked_about == ["d-1", "d-2", "d-1"]


def test_a_dossier_nobody_could_be_asked_about_is_told_apart() -> None:
    """Whatever is known of names."""
    register = routing()
    officers = RoutingOfficers(register)
    officers.of({"o-1"})
    register.away = True

    assert officers.of({"o-1"}, {"d-1"}) == Learnt(
        names={"o-1": NAME}, unanswered=frozenset({"d-1"})
    )


def test_routing_of_before_says_nothing_of_dossiers() -> None:
    """Its answer about names counts."""
    register = routing(body=b'{"items": [{"account": "o-1", "name": "N"}]}')

    assert RoutingOfficers(register).of({"o-1"}, {"d-1"}) == Learnt(names={"o-1": "N"})


def test_names_are_forgotten_before_there_are_too_many() -> None:
    """Never those that were asked for together."""
    register = routing()
    officers = RoutingOfficers(register)
    officers.of({"o-1"})
    officers.of({f"citizen-{number}" for number in range(9_999)})

    assert officers.of({"o-1", "citizen-1"}) == Learnt(names={"o-1": NAME})


def test_a_name_known_is_used_on_while_routing_is_away() -> None:
    """It is older than ten minutes then, and true for nearly everybody."""
    register, tick = routing(), Seconds()
    officers = RoutingOfficers(register, tick=tick)
    officers.of({"o-1"})
    tick.at += 601
    register.away = True

    assert officers.of({"o-1"}) == Learnt(names={"o-1": NAME})
