"""The draft of a result in words a citizen can check, and whose answer one is."""

from __future__ import annotations

import pytest

from kernel.term import Term
from kernel.text import Text
from services.intake.catalogue.domain.case_variant import Choice
from services.intake.catalogue.domain.draft_step import DraftStep
from services.intake.catalogue.domain.form import FieldType, Form, FormField
from services.intake.delivery.domain.draft_view import draft_lines, way_of
from services.intake.delivery.domain.errors import AnswerIsOwnError, AnswerUnattributedError
from services.intake.registry.domain.draft_result import AnswerWay, RecordedAnswer

WOMAN = Choice(value="female", label=Text(vi="Nữ", en="Female"))


def field(name: str, kind: FieldType, *inner: FormField) -> FormField:
    return FormField(
        id=name,
        type=kind,
        label=Text(vi=name.upper(), en=name),
        fields=inner,
        choices=(WOMAN,) if kind is FieldType.CHOICE else (),
    )


FORM = Form(
    fields=(
        field("name", FieldType.TEXT),
        field(
            "owner",
            FieldType.GROUP,
            field("born", FieldType.DATE),
            field("sex", FieldType.CHOICE),
            field("lives_here", FieldType.BOOLEAN),
            field("capital", FieldType.INTEGER),
        ),
    )
)
STEP = DraftStep(
    term=Term.parse("2wd"),
    fields=("owner/born", "name", "owner/sex", "owner/lives_here", "owner/capital"),
    ground="quy trình nội bộ",
)


def words(**owner: object) -> list[str | None]:
    lines = draft_lines(STEP, FORM, {"name": "Hàng", "owner": owner})
    return [line.text.vi if line.text else None for line in lines]


def test_values_stand_in_words_and_in_the_order_of_the_step() -> None:
    """Dates and sums as people write them, answers by their labels."""
    said = words(born="1988-09-14", sex="female", lives_here=True, capital=100000000)

    assert said == ["14/09/1988", "Hàng", "Nữ", "Có", "100.000.000"]
    assert words(sex="other", lives_here=False)[2:4] == ["other", "Không"]


def test_what_was_left_empty_is_shown_as_empty() -> None:
    """So that somebody sees that it will be."""
    assert words() == [None, "Hàng", None, None, None]
    first = draft_lines(STEP, FORM, {})[0]
    assert (first.name, first.group, first.label.en) == (
        "owner/born",
        Text(vi="OWNER", en="owner"),
        "born",
    )


def test_owners_answer_for_themselves_and_officers_say_for_whom() -> None:
    """Neither the one nor the other may leave it open."""
    called = RecordedAnswer(who="Bà Hàng", way=AnswerWay.TELEPHONE)

    assert way_of(None, own=True) is AnswerWay.ONLINE
    assert way_of(called, own=False) is AnswerWay.TELEPHONE
    with pytest.raises(AnswerUnattributedError):
        way_of(None, own=False)
    with pytest.raises(AnswerIsOwnError):
        way_of(called, own=True)
