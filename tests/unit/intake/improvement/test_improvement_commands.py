"""Candidates and notes in a terminal."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from services.intake.commands import catalogue
from services.intake.improvement.domain.amendment import WordKind, accept
from services.intake.improvement.domain.candidate import Candidate
from services.intake.wiring import service as wiring
from tests.unit.intake.improvement.test_amendments import PROPOSED, word

FOUND = Candidate(first="1.001193", then="1.004222", people=30, applicants=40, lift=2.5)


def test_candidates_are_a_table_or_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last day counts whole; figures only."""
    asked: list[object] = []

    def find(first: date, last: date, *, days: int, least: int) -> list[Candidate]:
        asked.append((first, last, days, least))
        return [FOUND]

    monkeypatch.setattr(wiring, "linked_candidates", find)
    days = ["--from", "2026-01-01", "--to", "2026-06-30"]
    table = CliRunner().invoke(catalogue, ["candidates", *days])
    raw = CliRunner().invoke(catalogue, ["candidates", *days, "--days", "30", "--json"])

    assert asked == [
        (date(2026, 1, 1), date(2026, 7, 1), 90, 10),
        (date(2026, 1, 1), date(2026, 7, 1), 30, 10),
    ]
    assert table.output.splitlines()[1].split() == [
        *("1.001193", "→", "1.004222", "30", "40", "75.0%", "×2.5"),
    ]
    assert json.loads(raw.output) == [
        {
            "first": "1.001193",
            "then": "1.004222",
            "people": 30,
            "applicants": 40,
            "share": 0.75,
            "lift": 2.5,
        }
    ]


def test_fewer_than_ten_cannot_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command refuses before it looks."""
    monkeypatch.setattr(wiring, "linked_candidates", lambda *_args, **_more: pytest.fail("asked"))
    days = ["--from", "2026-01-01", "--to", "2026-06-30"]
    ran = CliRunner().invoke(catalogue, ["candidates", *days, "--least", "9"])

    assert ran.exit_code == 2


def test_notes_say_what_the_next_version_takes_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """With procedure, version, agency, law, words and the note."""
    note = replace(word("Sửa ở bản sau."), kind=WordKind.NOTE)
    monkeypatch.setattr(wiring, "notes_for_next", lambda _code: [accept(PROPOSED, note, newest=2)])
    ran = CliRunner().invoke(catalogue, ["notes", "1.001193"])

    assert ran.exit_code == 0, ran.output
    assert "1.001193 → phiên bản / version 3 · papers · H56.14797" in ran.output
    assert "căn cứ / law: Nghị định 118/2025/NĐ-CP" in ran.output
    assert "ghi chú / note: Sửa ở bản sau." in ran.output
    assert "notes for next versions: 1." in ran.output
