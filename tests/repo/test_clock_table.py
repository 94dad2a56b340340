"""The table of docs/legal-clock.md says which test fails when a rule of the clock is broken."""

from __future__ import annotations

import pytest

from tests.mutation.breakage import Breakage
from tests.mutation.clock import BREAKAGES, IN_SERVICES, ROOT, table

ALL = BREAKAGES + IN_SERVICES


@pytest.mark.parametrize("items", [BREAKAGES, IN_SERVICES], ids=["kernel", "services"])
def test_the_table_in_the_guide_is_the_one_that_is_tried(items: tuple[Breakage, ...]) -> None:
    """`python -m tests.mutation.clock --table` writes it anew."""
    guide = (ROOT / "docs" / "legal-clock.md").read_text(encoding="utf-8")

    assert table(items) in guide


@pytest.mark.parametrize("item", ALL, ids=lambda item: item.rule)
def test_each_rule_of_the_table_can_still_be_broken(item: Breakage) -> None:
    """Its place in the source and its test exist; whether the test notices is tried on demand."""
    source = (ROOT / item.file).read_text(encoding="utf-8")
    file, test = item.place.split("::")

    assert item.broken(source) != source
    assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8")


def test_each_rule_stands_once() -> None:
    """Two rows of one rule would hide which of them was tried."""
    assert len({item.rule for item in ALL}) == len(ALL)
