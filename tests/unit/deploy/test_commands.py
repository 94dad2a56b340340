"""What a newcomer does wrong is told in a sentence, before anything is set up."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.setup.commands import main

CANNOT_GO_ON = 2


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty checkout, without what the caller's own set-up says."""
    monkeypatch.delenv("MOTCUA_STATE_DIR", raising=False)
    return tmp_path


def test_a_test_file_that_is_not_there_is_named(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No server comes up for it."""
    assert main(checkout, ["test", "tests/nothing::test_x"]) == CANNOT_GO_ON

    assert "There is no tests/nothing." in capsys.readouterr().out
    assert list(checkout.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a trace, and with what to do."""
    taken = checkout / "taken"
    taken.touch()
    monkeypatch.setenv("MOTCUA_STATE_DIR", str(taken))

    assert main(checkout, ["servers"]) == CANNOT_GO_ON

    said = capsys.readouterr().out
    assert f"{taken}: File exists." in said
    assert "MOTCUA_STATE_DIR" in said


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--clock", "2026-13-40"], "'2026-13-40' is no instant such as"),
        (["--speed", "fast"], "'fast' is no number above 0"),
        (["--speed", "0"], "'0' is no number above 0"),
        (["--speed", "inf"], "'inf' is no number above 0"),
    ],
)
def test_a_clock_that_cannot_be_set_is_refused_at_once(
    checkout: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], fault: str
) -> None:
    """Not after the servers have come up."""
    with pytest.raises(SystemExit) as ended:
        main(checkout, ["run", *arguments])

    assert ended.value.code == CANNOT_GO_ON
    assert fault in capsys.readouterr().err
