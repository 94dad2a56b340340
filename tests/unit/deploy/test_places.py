"""Folders that other accounts must enter can be entered, whatever the umask."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from deploy.setup.console import SetupError
from deploy.setup.places import find_places, make_folder


def test_new_folders_can_be_entered_by_the_servers_account(tmp_path: Path) -> None:
    """A narrow umask must not lock the servers out of their programs."""
    before = os.umask(0o077)
    try:
        make_folder(tmp_path / "a" / "b")
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o755


def test_an_existing_folder_keeps_its_mode(tmp_path: Path) -> None:
    """The home folder of a user is not opened."""
    tmp_path.chmod(0o700)

    make_folder(tmp_path / "a")

    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_a_second_state_folder_shares_the_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second suite downloads nothing again, and has data of its own."""
    monkeypatch.delenv("MOTCUA_STATE_DIR", raising=False)
    first = find_places(tmp_path)
    monkeypatch.setenv("MOTCUA_STATE_DIR", ".local/second")
    second = find_places(tmp_path)

    assert second.state == tmp_path / ".local" / "second"
    assert second.packages == first.packages
    assert second.servers != first.servers


@pytest.mark.parametrize("name", ["Một Cửa", "MộtCửa", "mot cua", "a(b)"])
def test_servers_stand_elsewhere_where_they_cannot_bear_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Settings, logs and keys stay in the checkout."""
    monkeypatch.delenv("MOTCUA_STATE_DIR", raising=False)
    root = tmp_path / name
    root.mkdir()
    places = find_places(root)

    assert places.servers.parent == places.packages.parent.parent == Path("/var/tmp")
    assert places.state == root / ".local"


def test_a_path_that_no_setting_can_hold_is_refused(tmp_path: Path) -> None:
    """The file of settings is read by `sh` too."""
    with pytest.raises(SetupError, match="quote"):
        find_places(tmp_path / "o'clock")
