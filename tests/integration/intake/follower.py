"""Following a dossier without login, as callers of the tests."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from chassis.metrics import exposition
from kernel.rights import Actor, Role
from services.intake.tracking.api.routes_tracking import CLIENT_ADDRESS
from tests.integration.intake.office import Office

PHONE = "0912 345 678"
HOME = "203.0.113.7"
KIOSK = Actor(subject="kiosk-7", roles=frozenset({Role.PARTNER}), scope=frozenset({"tracking"}))
NO_SECRET = "A" * 22


def filed(office: Office) -> tuple[str, str]:
    answer = office.file().json
    assert answer is not None
    return answer["code"], answer["tracking"]["secret"]


def track(
    office: Office, address: str = HOME, actor: Actor | None = None, **body: str
) -> TestResponse:
    headers = office.headers(actor) | {CLIENT_ADDRESS: address}
    return office.client.post("/tracking", json=body, headers=headers)


def sent(office: Office, code: str, phone: str = PHONE, address: str = HOME) -> dict[str, Any]:
    answer = track(office, address, code=code, phone=phone)
    assert answer.status_code == 202
    assert answer.json is not None
    message: dict[str, Any] = answer.json["message"]
    return message


def counted(name: str, **labels: str) -> float:
    written = ",".join(f'{key}="{value}"' for key, value in sorted(labels.items()))
    series = f"{name}{{{written}}}" if written else name
    lines = [line for line in exposition().decode().splitlines() if line.startswith(f"{series} ")]
    return float(lines[0].rpartition(" ")[2]) if lines else 0.0
