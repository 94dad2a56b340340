"""Routing as notification sees it: what officers are called, and who is in office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from typing import Any

import orjson

from chassis.clients import Reply
from kernel.errors import UnavailableError
from services.notification.staff.ports import InOffice


@dataclass
class FakeRouting:
    """Tells the names it knows, of the accounts asked for; or is away, or answers otherwise.

    `in_charge` are the accounts of who has the work on dossiers, `asked_about` of which it was
    asked.
    """

    names: dict[str, str] = field(default_factory=dict)
    offices: dict[str, dict[str, str]] = field(default_factory=dict)
    in_charge: dict[str, str] = field(default_factory=dict)
    status: int = HTTPStatus.OK
    body: bytes | None = None
    away: bool = False
    asked: list[Any] = field(default_factory=list)
    asked_about: list[str] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    def call(
        self, method: str, path: str, *, document: object = None, seconds: float | None = None
    ) -> Reply:
        assert (method, path) == ("POST", "/internal/officer-names")
        assert isinstance(document, dict)
        assert seconds is not None
        self.asked.append(document["accounts"])
        self.meanwhile()
        if self.away:
            raise UnavailableError
        dossiers = document.get("dossiers", [])
        self.asked_about += dossiers
        held = {one: self.in_charge[one] for one in dossiers if one in self.in_charge}
        items = [
            {"account": account, "name": self.names[account], "changed_at": "2026-11-23T08:00:00Z"}
            | self.offices.get(account, {})
            for account in sorted({*document["accounts"], *held.values()})
            if account in self.names
        ]
        told = [{"dossier": one, "account": account} for one, account in held.items()]
        body = (
            orjson.dumps({"items": items, "in_charge": told}) if self.body is None else self.body
        )
        return Reply(status=self.status, headers={}, body=body)


@dataclass
class FakeRegister:
    """The register of officers: who of it is in office, whatever the day; or it is away."""

    officers: dict[str, InOffice] = field(default_factory=dict)
    away: bool = False

    def in_office(self, account: str, _on: date) -> InOffice | None:
        if self.away:
            raise UnavailableError
        return self.officers.get(account)
