"""`motcua deadline` answers as the legal clock does, with every move."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from deploy.deadline import deadline
from tests.unit.kernel.instants import at
from tests.unit.kernel.vectors import VECTORS, Vector


def ask(*arguments: str) -> Result:
    return CliRunner().invoke(deadline, [*arguments])


def answer(*arguments: str) -> dict[str, Any]:
    result = ask(*arguments, "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.output)
    assert isinstance(document, dict)
    return document


def options(vector: Vector) -> list[str]:
    """Return the command line that asks a vector."""
    given = [("--from", vector.filed), ("--term", vector.term), ("--channel", vector.channel)]
    given += [("--rules", vector.book)] if vector.book else []
    for name, walls in (
        ("--stop-at", vector.stops),
        ("--resume-at", vector.resumes),
        ("--restart-at", vector.restarts),
    ):
        given += [(name, f"{wall}+07:00") for wall in walls]
    given[0] = ("--from", f"{vector.filed}+07:00")
    return [part for pair in given for part in pair]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_a_vector_of_the_law_is_met_with_its_reasons(vector: Vector) -> None:
    """As JSON for scripts, and in both languages for people."""
    document = answer(*options(vector))
    shown = ask(*options(vector)).output

    assert datetime.fromisoformat(document["due_at"]) == at(vector.due), vector.why
    assert datetime.fromisoformat(document["received_at"]) == at(vector.received)
    assert tuple(move["rule"] for move in document["moves"]) == vector.rules
    for move in document["moves"]:
        assert move["text"]["vi"] in shown
        assert move["text"]["en"] in shown
        assert f"[{move['ground']}]" in shown
        assert f"{move['at'][:16]}+07:00  {move['rule']}" in shown


def test_a_stopped_clock_has_no_date() -> None:
    """It says what is left, in both languages."""
    base = ("--from", "2026-03-02T09:00+07:00", "--term", "15wd")
    result = ask(*base, "--stop-at", "2026-03-16T10:00+07:00")

    assert result.exit_code == 1
    assert "còn 6 ngày làm việc" in result.output
    assert "6 working days left" in result.output


def test_a_procedure_gives_its_term_and_channel() -> None:
    """Certified copies: the same day, at the desk; at an agency in its hours and calendar."""
    document = answer(
        *("--from", "2026-11-02T14:00+07:00", "--procedure", "2.000815"),
        *("--agency", "H56.PVHCC"),
    )

    assert document["due_at"] == "2026-11-02T17:30:00+07:00"


def test_a_local_calendar_can_be_tried_over_the_shipped_one(tmp_path: Path) -> None:
    """A storm of one province, before its calendar is published."""
    file = tmp_path / "storm.yaml"
    file.write_text(
        "id: h56\nversion: 1\nscope: province\nover: vn\nyears: {from: 2026, to: 2026}\n"
        'days:\n  - {date: 2026-11-03, kind: "off", note: Bão, notice: 9/CĐ-UBND}\n'
    )
    base = ("--from", "2026-11-02T08:00+07:00", "--term", "1wd")
    document = answer(*base, "--calendar", str(file))

    assert document["due_at"] == "2026-11-04T17:30:00+07:00"
    assert document["moves"][1]["ground"] == "9/CĐ-UBND"
    file.write_text(file.read_text().replace("over: vn", "over: jp"))
    assert "There is no calendar jp" in ask(*base, "--calendar", str(file)).output
    file.write_text("days: [")
    assert "is no YAML" in ask(*base, "--calendar", str(file)).output


def test_it_counts_over_tet() -> None:
    """Five working days from the last hour before Tết 2026."""
    document = answer("--from", "2026-02-13T16:45+07:00", "--term", "5wd")

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
    base = ("--from", "2026-11-02T08:00+07:00", "--term", "5wd")
    stopped = answer(
        *base, "--stop-at", "2026-11-04T09:00+07:00", "--resume-at", "2026-11-10T09:00+07:00"
    )
    restarted = answer(*base, "--restart-at", "2026-11-10T09:00+07:00")

    assert stopped["due_at"] > answer(*base)["due_at"]
    assert restarted["due_at"] == "2026-11-17T17:30:00+07:00"


def test_a_filing_at_a_desk_is_received_when_handed_in() -> None:
    """Online at night it counts from the next opening."""
    night = ("--from", "2026-11-02T20:00+07:00", "--term", "1wd")

    assert answer(*night)["received_at"] == "2026-11-03T07:30:00+07:00"
    assert answer(*night, "--channel", "desk")["received_at"] == "2026-11-02T20:00:00+07:00"


def test_another_calendar_can_be_given(tmp_path: Path) -> None:
    """A province may try a notice before it is published."""
    file = tmp_path / "mine.yaml"
    file.write_text(
        "id: mine\nversion: 1\nyears: {from: 2026, to: 2026}\n"
        "days:\n  - {date: 2026-11-03, kind: off, note: Thử}\n"
    )
    document = answer("--from", "2026-11-02T08:00+07:00", "--term", "1wd", "--calendar", str(file))

    assert document["due_at"] == "2026-11-04T17:30:00+07:00"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--from", "tomorrow", "--term", "5wd"),
        ("--from", "2026-11-02T08:00", "--term", "5wd"),
        ("--from", "2026-11-02T08:00+07:00", "--term", "5w"),
        ("--from", "2026-11-02T08:00+07:00", "--term", "-5wd"),
        ("--from", "2026-11-02T08:00+07:00", "--term", ""),
        ("--from", "2027-12-29T08:00+07:00", "--term", "5wd"),
        ("--from", "2026-11-02T08:00+07:00", "--term", "5wd", "--rules", "two-stop"),
        ("--from", "2026-11-02T08:00+07:00", "--procedure", "1.013831", "--case", "never"),
        ("--from", "2026-11-02T08:00+07:00", "--term", "5"),
        ("--from", "2026-11-02T08:00+07:00"),
        ("--from", "2126-11-02T08:00", "--term", "5wd"),
        ("--from", "2026-11-02T08:00+07:00", "--term", "5wd", "--agency", "H99.NONE"),
        ("--from", "2026-11-02T08:00+07:00", "--term", "5wd", "--procedure", "9.999999"),
        (
            "--from",
            "2026-11-02T08:00+07:00",
            "--term",
            "5wd",
            "--stop-at",
            "2026-11-03T08:00+07:00",
        ),
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
    shown = ask("--from", "2026-02-13T16:45+07:00", "--term", "5wd").output

    assert "2026-02-27T17:30+07:00" in shown
    assert "Tết" in shown
    assert "not counted" in shown
