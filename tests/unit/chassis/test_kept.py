"""A few values are kept by key, the ones least asked for go first."""

from __future__ import annotations

from chassis.kept import Kept


def test_a_value_is_read_once_and_the_one_asked_for_longest_ago_goes() -> None:
    """Two places: the third key drives out the one that was not asked for since."""
    kept: Kept[str, str] = Kept(limit=2)
    read: list[str] = []

    def ask(key: str) -> str:
        def look_up() -> str:
            read.append(key)
            return key.upper()

        return kept.get(key, look_up)

    answers = [ask(key) for key in ("a", "b", "a", "c", "a", "b")]

    assert answers == ["A", "B", "A", "C", "A", "B"]
    assert read == ["a", "b", "c", "b"]
