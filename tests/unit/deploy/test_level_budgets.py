"""The seconds of a level are those in which one of its tests ran."""

from __future__ import annotations

from tests.level_budgets import covered, level_of


def test_work_side_by_side_counts_once() -> None:
    """Two workers on one level for ten seconds are ten seconds."""
    assert covered([(0.0, 10.0), (0.0, 10.0)]) == 10.0
    assert covered([(5.0, 8.0), (0.0, 6.0)]) == 8.0


def test_pauses_do_not_count() -> None:
    """Between its tests the workers did other levels."""
    assert covered([(20.0, 21.0), (0.0, 1.0)]) == 2.0
    assert covered([]) == 0.0


def test_the_level_is_the_folder() -> None:
    """Tests elsewhere have none."""
    assert level_of("tests/unit/deploy/test_x.py::test_y[a/b]") == "unit"
    assert level_of("elsewhere/test_x.py::test_y") == ""
