"""The table of docs/legal-clock.md says which test fails when a rule of the clock is broken."""

from __future__ import annotations

import pytest

from tests.mutation.breakage import Breakage
from tests.mutation.clock import BREAKAGES, ROOT, TESTS, broken, table


def test_the_table_in_the_guide_is_the_one_that_is_tried() -> None:
    """`python -m tests.mutation.clock --table` writes it anew."""
    guide = (ROOT / "docs" / "legal-clock.md").read_text(encoding="utf-8")

    assert table() in guide


@pytest.mark.parametrize("item", BREAKAGES, ids=lambda item: item.rule)
def test_each_rule_of_the_table_can_still_be_broken(item: Breakage) -> None:
    """Its place in the source and its test exist; whether the test notices is tried on demand."""
    source = (ROOT / item.file).read_text(encoding="utf-8")
    file, test = item.test.split("::")

    assert broken(item, source) != source
    assert f"def {test}(" in (ROOT / TESTS / file).read_text(encoding="utf-8")


def test_each_rule_stands_once() -> None:
    """Two rows of one rule would hide which of them was tried."""
    assert len({item.rule for item in BREAKAGES}) == len(BREAKAGES)
