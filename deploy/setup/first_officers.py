"""The officers of one box: somebody of each role at every agency, entered as from a file."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from deploy.setup.console import SetupError

if TYPE_CHECKING:
    from pathlib import Path

    from deploy.setup.command_line import CommandLine
    from deploy.setup.first_dossier import Gateway

COMMUNE_POSTS = {
    "officer": "Công chức tư pháp – hộ tịch",
    "approver": "Phó Chủ tịch Ủy ban nhân dân",
    "head": "Chủ tịch Ủy ban nhân dân",
}
POSTS = {
    "officer": "Chuyên viên",
    "approver": "Phó thủ trưởng cơ quan",
    "head": "Thủ trưởng cơ quan",
}
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô")
MIDDLES = ("Thị", "Văn", "Quốc", "Ngọc", "Minh", "Thu", "Đức")
GIVEN = ("Hạnh", "Dũng", "Bình", "Lan", "Sơn", "Mai", "Tuấn", "Hoa", "Cường", "Yến", "Khánh")
"""Names are put together of these, so that nobody is meant."""

SINCE = "2025-07-01"
NOT_HERE_YET = "officer-agency-unknown"
PATIENCE_SECONDS = 60
PAUSE_SECONDS = 0.2


def account_of(role: str, agency: str) -> str:
    """Return the subject of the tokens of somebody at an agency."""
    return f"{role}-{agency}"


def roll_of(agencies: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield an officer of each role for each agency, as the register takes them."""
    number = 0
    for agency in sorted(agencies, key=lambda each: str(each["code"])):
        posts = COMMUNE_POSTS if agency["kind"] == "commune" else POSTS
        for role, post in posts.items():
            yield {
                "account": account_of(role, agency["code"]),
                "name": _name(number),
                "post": post,
                "agency": agency["code"],
                "roles": [role],
                "first_day": max(SINCE, str(agency.get("valid_from") or SINCE)),
            }
            number += 1


def enter_officers(
    commands: CommandLine, file: Path, agencies: Sequence[Mapping[str, Any]]
) -> str:
    """Enter whoever is not in the register yet; returns what the command said.

    Agencies that were just published reach routing a moment later.
    """
    lines = (json.dumps(one, ensure_ascii=False) + "\n" for one in roll_of(agencies))
    file.write_text("".join(lines), encoding="utf-8")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return commands.run(["officers", "enter", str(file)])
        except SetupError as error:
            if NOT_HERE_YET not in error.what or time.monotonic() > deadline:
                raise
            time.sleep(PAUSE_SECONDS)


def wait_for_names(gateway: Gateway, code: str) -> list[dict[str, Any]]:
    """Return the timeline once everybody who ended a step is named, or as it is after a while."""
    deadline = time.monotonic() + PATIENCE_SECONDS / 6
    while True:
        timeline = gateway.read(f"/dossiers/{code}/timeline", role="citizen").body["items"]
        nameless = [
            entry
            for entry in timeline
            if entry["kind"] == "step-completed" and not (entry.get("by") or {}).get("name")
        ]
        if not nameless or time.monotonic() > deadline:
            return list(timeline)
        time.sleep(PAUSE_SECONDS)


def _name(number: int) -> str:
    families, middles = len(FAMILIES), len(MIDDLES)
    return " ".join(
        (
            FAMILIES[number % families],
            MIDDLES[number // families % middles],
            GIVEN[number // (families * middles) % len(GIVEN)],
        )
    )
