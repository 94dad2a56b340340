"""`motcua deadline` answers as the legal clock does, with every move."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from deploy.deadline import deadline


def ask(*arguments: str) -> Result:
    return CliRunner().invoke(deadline, [*arguments])


def answer(*arguments: str) -> dict[str, Any]:
    result = ask(*arguments, "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.output)
    assert isinstance(document, dict)
    return document


def test_it_counts_over_tet() -> None:
    """Five working days from the last hour before Tết 2026, a wall time being Vietnam's."""
    document = answer("--from", "2026-02-13T16:45", "--term", "5wd")

    assert document["received_at"] == "2026-02-13T16:45:00+07:00"
    assert document["due_at"] == "2026-02-27T17:30:00+07:00"
    assert document["provisional"] is False
    assert [move["rule"] for move in document["moves"]] == ["start", "day-off", "working-days"]
    assert all(move["ground"] and move["text"]["vi"] for move in document["moves"])


def test_an_instant_of_another_zone_is_understood() -> None:
    """09:45 UTC is 16:45 in Vietnam."""
    assert answer("--from", "2026-02-13T09:45:00Z", "--term", "5wd") == answer(
        "--from", "2026-02-13T16:45+07:00", "--term", "5wd"
    )


def test_what_interrupts_is_taken_in_the_order_it_happened() -> None:
    """Stop and resume keep what was left; a restart gives the whole term anew."""
    base = ("--from", "2026-11-02T08:00", "--term", "5wd")
    stopped = answer(*base, "--stop-at", "2026-11-04T09:00", "--resume-at", "2026-11-10T09:00")
    restarted = answer(*base, "--restart-at", "2026-11-10T09:00")

    assert stopped["due_at"] > answer(*base)["due_at"]
    assert restarted["due_at"] == "2026-11-17T17:30:00+07:00"


def test_a_filing_at_a_desk_is_received_when_handed_in() -> None:
    """Online at night it counts from the next opening."""
    night = ("--from", "2026-11-02T20:00", "--term", "1wd")

    assert answer(*night)["received_at"] == "2026-11-03T07:30:00+07:00"
    assert answer(*night, "--channel", "desk")["received_at"] == "2026-11-02T20:00:00+07:00"


def test_another_calendar_can_be_given(tmp_path: Path) -> None:
    """A province may try a notice before it is published."""
    file = tmp_path / "mine.yaml"
    file.write_text(
        "id: mine\nversion: 1\nyears: {from: 2026, to: 2026}\n"
        "days:\n  - {date: 2026-11-03, kind: off, note: Thử}\n"
    )
    document = answer("--from", "2026-11-02T08:00", "--term", "1wd", "--calendar", str(file))

    assert document["due_at"] == "2026-11-04T17:30:00+07:00"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--from", "tomorrow", "--term", "5wd"),
        ("--from", "2026-11-02T08:00", "--term", "5"),
        ("--from", "2026-11-02T08:00"),
        ("--from", "2126-11-02T08:00", "--term", "5wd"),
        ("--from", "2026-11-02T08:00", "--term", "5wd", "--agency", "H99.NONE"),
        ("--from", "2026-11-02T08:00", "--term", "5wd", "--procedure", "9.999999"),
        ("--from", "2026-11-02T08:00", "--term", "5wd", "--stop-at", "2026-11-03T08:00"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_line(arguments: tuple[str, ...]) -> None:
    """No trace of the program, an exit status that scripts can see."""
    result = ask(*arguments)

    assert result.exit_code in {1, 2}
    assert "Error: " in result.output
    assert "Traceback" not in result.output


def test_people_get_both_languages() -> None:
    """Without --json each move stands in Vietnamese and English with its ground."""
    shown = ask("--from", "2026-02-13T16:45", "--term", "5wd").output

    assert "2026-02-27T17:30+07:00" in shown
    assert "Tết" in shown
    assert "not counted" in shown
