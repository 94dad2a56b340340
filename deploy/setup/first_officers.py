"""The officers of the first dossier, entered in the register as an administrator would."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from deploy.setup.console import SetupError

if TYPE_CHECKING:
    from deploy.setup.first_dossier import Gateway

PEOPLE = {
    "officer": ("Lê Thị Hạnh", "Công chức tư pháp – hộ tịch"),
    "approver": ("Phạm Văn Dũng", "Phó Chủ tịch Ủy ban nhân dân"),
    "head": ("Trần Quốc Bình", "Chủ tịch Ủy ban nhân dân"),
}
"""Name and post by role; invented."""

SINCE = "2025-07-01"
NOT_HERE_YET = "officer-agency-unknown"
PATIENCE_SECONDS = 60
PAUSE_SECONDS = 0.2


def account_of(role: str, agency: str) -> str:
    """Return the subject of the tokens of somebody at an agency."""
    return f"{role}-{agency}"


def enter_officers(gateway: Gateway, agency: str) -> None:
    """Enter one officer of each role of an agency, whoever is not in the register yet."""
    for role, (name, post) in PEOPLE.items():
        account = account_of(role, agency)
        query = urlencode({"account": account})
        if gateway.read(f"/admin/officers?{query}", role="admin").body["items"]:
            continue
        person = {"account": account, "name": name, "post": post, "agency": agency}
        _enter(gateway, person | {"roles": [role], "first_day": SINCE})


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


def _enter(gateway: Gateway, person: dict[str, object]) -> None:
    """Enter somebody; an agency that was just published reaches routing a moment later."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            gateway.write("/admin/officers", person, role="admin")
        except SetupError as error:
            if NOT_HERE_YET not in error.what or time.monotonic() > deadline:
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return
