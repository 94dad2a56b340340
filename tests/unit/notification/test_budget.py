"""Cost of a text, and the form an agency's money allows."""

from __future__ import annotations

import pytest

from services.notification.dispatch.domain.budget import Budget, Form, choose

WORDS = "Hồ sơ H56.14797-261123-0001 đã được tiếp nhận, hẹn trả kết quả 16:30 ngày 26/11/2026."
PRICE = 350  # đồng a segment; with accents the words take two segments, without them one


@pytest.mark.parametrize(
    ("budget", "form", "cost"),
    [
        (Budget(), Form.ACCENTED, 700),
        (Budget(daily_cap=10_000, spent_today=7_300), Form.ACCENTED, 700),
        # The last fifth is for texts without accents.
        (Budget(daily_cap=10_000, spent_today=7_301), Form.PLAIN, 350),
        (Budget(daily_cap=10_000, spent_today=9_650), Form.PLAIN, 350),
        (Budget(monthly_cap=10_000, spent_this_month=9_650), Form.PLAIN, 350),
        (Budget(daily_cap=10_000, monthly_cap=9_000, spent_this_month=8_000), Form.PLAIN, 350),
    ],
)
def test_accents_go_while_the_budget_allows(budget: Budget, form: Form, cost: int) -> None:
    found = choose(WORDS, budget, segment_price=PRICE, only_way=False)

    assert found is not None
    assert (found.form, found.cost) == (form, cost)


def test_past_the_cap_a_text_beside_a_letter_stays_unsent() -> None:
    budget = Budget(daily_cap=10_000, spent_today=9_651)

    assert choose(WORDS, budget, segment_price=PRICE, only_way=False) is None


def test_past_the_cap_the_only_notice_goes_without_accents() -> None:
    """A cap never costs a citizen the one notice there is."""
    budget = Budget(daily_cap=10_000, spent_today=10_000)
    found = choose(WORDS, budget, segment_price=PRICE, only_way=True)

    assert found is not None
    assert (found.form, found.text.segments) == (Form.PLAIN, 1)


def test_a_text_of_plain_letters_is_the_same_in_both_forms() -> None:
    found = choose("Dossier accepted.", Budget(), segment_price=PRICE, only_way=False)

    assert found is not None
    assert found.cost == PRICE
