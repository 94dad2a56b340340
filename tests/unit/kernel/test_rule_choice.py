"""Rule books are chosen per procedure, case, channel and place."""

from __future__ import annotations

import pytest

from kernel.errors import InvalidInputError
from kernel.rule_choice import (
    RuleChoice,
    RuleChoiceError,
    choose_rules,
    rule_choices_from_document,
)
from kernel.working_time import Channel, RulesMissingError

LINKED = "linked-household-business"
CHOICES = rule_choices_from_document(
    [
        {"book": "one-stop"},
        {"book": LINKED, "place": "H56"},
        {"book": "one-stop", "place": "H56.12"},
        {"book": LINKED, "channel": "post"},
        {"book": "one-stop", "case": "new"},
        {"book": LINKED, "case": "new", "channel": "desk"},
    ]
)


@pytest.mark.parametrize(
    ("case", "channel", "place", "book"),
    [
        (None, "online", None, "one-stop"),
        (None, "online", "H19", "one-stop"),
        (None, "online", "H56", LINKED),
        (None, "online", "H56.PVHCC", LINKED),
        (None, "online", "H561", "one-stop"),  # another code that begins alike
        (None, "online", "H56.12.3", "one-stop"),  # the narrower place
        (None, "post", "H56.12", LINKED),  # the channel outweighs the place
        ("new", "post", "H56", "one-stop"),  # the case outweighs the channel
        ("new", "desk", None, LINKED),
    ],
)
def test_the_most_specific_choice_decides(
    case: str | None, channel: str, place: str | None, book: str
) -> None:
    """Case before channel before place, the longer place before the shorter."""
    assert choose_rules(CHOICES, case=case, channel=Channel(channel), place=place).name == book


def test_without_a_choice_the_default_book_holds() -> None:
    """No choice at all, or none that holds for the dossier."""
    only_post = [RuleChoice(book=LINKED, channel=Channel.POST)]
    for choices in ([], only_post):
        found = choose_rules(choices, case=None, channel=Channel.DESK, place=None)
        assert found.name == "one-stop"


def test_a_name_alone_is_a_choice_for_all() -> None:
    """As most procedures write it."""
    assert rule_choices_from_document(LINKED) == (RuleChoice(book=LINKED),)


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        ([{"book": "one-stop"}, {"book": LINKED}], "/rules/1"),
        ([{"book": "one-stop", "channel": "fax"}], "/rules/0/channel"),
        ([{"channel": "desk"}], "/rules/0/book"),
        ([{"book": "one-stop", "weather": "rain"}], "/rules/0/weather"),
        (7, "/rules"),
    ],
)
def test_an_unclear_choice_is_refused_where_it_is_unclear(value: object, pointer: str) -> None:
    """Two for the same dossiers, an unknown channel, a missing book."""
    with pytest.raises(InvalidInputError) as caught:
        rule_choices_from_document(value)

    assert caught.value.pointer == pointer


def test_a_book_that_does_not_exist_is_refused() -> None:
    """At reading, not when the first dossier comes."""
    with pytest.raises(RulesMissingError):
        rule_choices_from_document("two-stop")
    with pytest.raises(RulesMissingError) as caught:
        rule_choices_from_document([{"book": "two-stop"}])
    assert caught.value.pointer == "/rules/0/book"
    with pytest.raises(RuleChoiceError):
        rule_choices_from_document([{"book": "one-stop"}, {"book": "one-stop"}])
