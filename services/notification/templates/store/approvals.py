"""Approvals as files beside the texts they are of: `texts/<template>/<version>/approval.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

from kernel.text import Text
from services.notification.templates.domain.approval import Approval, Release, approval_of
from services.notification.templates.domain.errors import TextFaultyError

FOLDER = Path(__file__).parents[1] / "texts"
LAYOUT = "layout"
"""The frame of all letters, approved like a text."""
_NAME = "approval.toml"


class FileApprovals:
    """The port `Approvals`."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder

    def releases(self, name: str) -> Sequence[Release]:
        """Return the versions of a text, or of the layout, by number."""
        return releases_of(self._folder, name)


def releases_of(folder: Path, name: str) -> Sequence[Release]:
    """Return the versions of a text, or of the layout, by number.

    Raises `TextFaultyError` for an approval that is not whole.
    """
    if not (folder / name).is_dir():
        return []
    versions = (entry for entry in (folder / name).iterdir() if entry.name.isdecimal())
    return [_release(each) for each in sorted(versions, key=lambda entry: int(entry.name))]


def write_approval(
    folder: Path, name: str, version: int, *, in_force: date, by: str, on: date
) -> Approval:
    """Approve the words as they stand; raises `FileNotFoundError` where there are none."""
    place = folder / name / str(version)
    digest = _digest(place)
    approval = Approval(in_force=in_force, approved_by=by, approved_on=on, sha256=digest)
    quoted = by.replace("\\", "\\\\").replace('"', '\\"')
    lines = (
        f"in_force = {in_force.isoformat()}",
        f'approved_by = "{quoted}"',
        f"approved_on = {on.isoformat()}",
        f'sha256 = "{digest}"',
    )
    (place / _NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return approval


def _release(place: Path) -> Release:
    paper = place / _NAME
    approval = None
    if paper.exists():
        try:
            approval = approval_of(tomllib.loads(paper.read_text(encoding="utf-8")))
        except ValueError as error:
            name = f"{place.parent.name}/{place.name}/{_NAME}"
            raise TextFaultyError(Text(vi=f"{name} có lỗi.", en=f"{name}: {error}")) from error
    return Release(version=int(place.name), sha256=_digest(place), approval=approval)


def _digest(place: Path) -> str:
    """Return the digest of all words of a version, with the names of their files."""
    found = sha256()
    for file in sorted(place.glob("*.jinja")):
        found.update(f"{file.name}\n".encode() + file.read_bytes() + b"\0")
    return found.hexdigest()
