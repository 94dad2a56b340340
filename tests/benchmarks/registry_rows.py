"""Rows of dossiers for measurements, made by the service's own code where it matters."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Any

import orjson

from kernel.channel import Channel
from kernel.collation import fold, person_key
from kernel.reception import Timeliness
from kernel.status import Status
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.catalogue.domain.resolution import ResolvedLeg
from services.intake.registry.domain.content import Content
from services.intake.registry.domain.dossier import Dossier, Outcome, SubStatus
from services.intake.registry.domain.limit import LimitKind
from services.intake.registry.domain.readership import (
    AGENCY,
    reader_keys,
)
from services.intake.registry.store.new_dossiers import content_row, searched_names
from services.intake.registry.store.rows import DOSSIER_COLUMNS, dossier_row, to_json
from services.intake.registry.store.sealing import DossierSeals
from tests.benchmarks.registry_people import Resident
from tests.integration.intake.office import MONDAY

TODAY = MONDAY.date()
_OPEN_DAYS = 30
_OPENED = 20
_CLOSED = (
    (Status.HANDED_OVER, 95), (Status.NOT_ACCEPTED, 2), (Status.WITHDRAWN, 1), (Status.STOPPED, 2),
)  # fmt: skip
_OPEN = (
    (Status.FILED, 15), (Status.ACCEPTED, 10), (Status.IN_PROGRESS, 40),
    (Status.SUPPLEMENT_REQUESTED, 10), (Status.SETTLED, 25),
)  # fmt: skip
_LINES = ("filed", "accepted", "processing", "finished", "handed-over")
_TASKS = (("call", "finished"), ("message", None))
TABLES = {
    "dossier": (*DOSSIER_COLUMNS, "tracking_hash"),
    "dossier_content": (
        "dossier", "applicant", "on_behalf_of", "form", "fee", "delivery", "names_folded",
        "name_key", "phone_index", "email_index", "sealed_with",
    ),
    "dossier_paper": ("dossier", "place", "paper", "source", "originals", "copies"),
    "dossier_reader": ("reader", "filed_at", "dossier", "open", "names"),
    "timeline_entry": (
        "dossier", "at", "kind", "by", "text_vi", "text_en", "data", "number", "day", "hash",
    ),
    "clock_entry": (
        "dossier", "clock", "at", "rule", "ground", "text_vi", "text_en", "old_due_at",
        "new_due_at", "provisional", "by", "moves",
    ),
    "trail_head": ("dossier", "chain", "number", "hash"),
    "timer": ("kind", "subject", "due_at", "payload"),
    "desk_alert": ("dossier", "agency", "audience", "kind", "at"),
    "desk_task": ("dossier", "kind", "agency", "confidential", "since", "template"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A dossier of a procedure as the service made it, with its papers and its ledger's row."""

    dossier: Dossier
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a dossier goes: who received it, who decides it, and who else has a leg of it."""

    receiving: str
    competent: str
    other: str


def dossier_of(
    model: Model, code: str, at: datetime, who: Resident, places: Places, *, chance: Random
) -> Dossier:
    online = chance.random() < 0.4
    recent = at.date() > TODAY - timedelta(days=_OPEN_DAYS)
    open_now = recent and chance.random() < 0.72
    status = _one(chance, _OPEN if open_now else _CLOSED)
    accepted = None if status in {Status.FILED, Status.NOT_ACCEPTED} else at + timedelta(hours=2)
    due = accepted + timedelta(days=chance.choice((1, 5, 15, 30))) if accepted else None
    done = status in {Status.SETTLED, Status.HANDED_OVER}
    finished = due - timedelta(hours=3) if done and due else None
    supplement = status is Status.SUPPLEMENT_REQUESTED
    sub = None
    if status is Status.SETTLED:
        sub = SubStatus.WAITING_RETURN
    elif supplement and chance.random() < 0.5:
        sub = SubStatus.SUPPLEMENT_RECEIVED
    waits = status is Status.FILED or sub is SubStatus.SUPPLEMENT_RECEIVED
    return replace(
        model.dossier,
        code=code,
        version=1 if status is Status.FILED else 4,
        status=status,
        sub_status=sub,
        channel=Channel.ONLINE if online else Channel.DESK,
        receiving_agency=places.receiving,
        competent_agency=places.competent,
        legs=_legs(model.dossier, places),
        owner=who.account if online else None,
        parties=(f"id:{who.id_number}",),
        confidential=chance.random() < 0.01,
        filed_at=at,
        received_at=at,
        answer_by=at + timedelta(days=1),
        accepted_at=accepted,
        due_at=None if supplement else due,
        finished_at=finished,
        outcome=Outcome.APPROVED if finished else None,
        timeliness=Timeliness.ON_TIME if finished else None,
        handed_over_at=due if status is Status.HANDED_OVER else None,
        handed_over_by=DeliveryMethod.DESK if status is Status.HANDED_OVER else None,
        staff_alert_at=at + timedelta(hours=2) if waits else None,
        head_alert_at=at + timedelta(days=1) if waits else None,
        next_limit=LimitKind.HEAD_ALERT if waits else None,
        supplement_by=at + timedelta(days=21) if supplement else None,
    )


def _legs(model: Dossier, places: Places) -> tuple[ResolvedLeg, ...]:
    """Return the legs of the model at the agencies of the dossier's own place."""
    own = {
        model.receiving_agency: places.receiving,
        model.competent_agency: places.competent,
    }
    return tuple(replace(leg, agency=own.get(leg.agency, places.other)) for leg in model.legs)


def opens(code: str) -> bool:
    """Tell whether the content of a dossier is sealed under its own code."""
    return int(code[-4:]) % _OPENED == 1


class Writer:
    """Makes the rows of dossiers; what is a person's is made once a person."""

    def __init__(self, seals: DossierSeals) -> None:
        self._seals = seals
        self._contents: dict[str, dict[str, Any]] = {}
        self._people: dict[int, tuple[dict[str, Any], str]] = {}

    def rows(self, dossier: Dossier, model: Content, who: Resident) -> Iterator[tuple[str, Any]]:
        """Yield (table, row) of one dossier."""
        code = dossier.code
        content = {**self._content(dossier, model, who), "dossier": code}
        own, identity = self._people[who.number]
        if not opens(code):
            content |= own
        yield "dossier", self._dossier(dossier)
        yield "dossier_content", [content[name] for name in TABLES["dossier_content"]]
        for place, paper in enumerate(model.papers):
            yield "dossier_paper", (code, place, paper.paper, paper.source, 1, 0)
        words = None if dossier.confidential else searched_names(content["names_folded"])
        still = not dossier.status.final
        at = dossier.filed_at
        for key in reader_keys(dossier):
            agency = key.startswith(AGENCY)
            stored = key if agency or key.startswith("sub:") else identity
            yield "dossier_reader", (stored, at, code, still, words if agency else None)
        yield from _history(dossier)
        yield from _tasks(dossier)

    def _dossier(self, dossier: Dossier) -> list[Any]:
        row = dossier_row(dossier, self._seals)
        return [*(row[name] for name in DOSSIER_COLUMNS), os.urandom(32)]

    def _content(self, dossier: Dossier, model: Content, who: Resident) -> dict[str, Any]:
        known = self._contents.get(dossier.procedure)
        if known is not None and who.number in self._people and not opens(dossier.code):
            return known
        applicant = replace(
            model.applicant,
            name=who.name,
            id_number=who.id_number,
            phone=who.phone,
            email=f"{who.account}@example.vn",
            birth_date=who.birth_date,
        )
        if known is None or opens(dossier.code):
            known = content_row(dossier.code, replace(model, applicant=applicant), self._seals)
            self._contents[dossier.procedure] = known
        self._people[who.number] = (
            {
                "applicant": to_json({**orjson.loads(known["applicant"]), "name": who.name}),
                "names_folded": fold(who.name),
                "name_key": _key_of(who.name),
                "phone_index": self._seals.phone_index(who.phone),
                "email_index": self._seals.email_index(applicant.email),
            },
            self._seals.reader(f"id:{who.id_number}"),
        )
        return known


@lru_cache(maxsize=50_000)
def _key_of(name: str) -> str:
    return person_key(name)


def _history(dossier: Dossier) -> Iterator[tuple[str, Any]]:
    code, at = dossier.code, dossier.filed_at
    lines = _LINES[: 5 if dossier.status.final else 1 + (dossier.version > 1)]
    for number, kind in enumerate(lines, 1):
        by = to_json({"name": None, "role": "officer", "agency": dossier.receiving_agency,
                      "subject": f"officer-{dossier.receiving_agency}"})  # fmt: skip
        yield "timeline_entry", (
            code, at + timedelta(hours=number), kind, by, "Hồ sơ đã chuyển bước.",
            "The dossier went a step on.", "{}", number, at.date(), os.urandom(32),
        )  # fmt: skip
    yield "trail_head", (code, "timeline", len(lines), os.urandom(32))
    if dossier.accepted_at is not None:
        yield "clock_entry", (
            code, "term", dossier.accepted_at, "start", "Nghị định 118/2025/NĐ-CP",
            "Thời hạn bắt đầu.", "The term runs.", None, dossier.due_at, False, None, "[]",
        )  # fmt: skip
    if dossier.next_limit is not None:
        yield "timer", ("deadline", code, dossier.head_alert_at, "{}")
        yield "desk_alert", (code, dossier.receiving_agency, "staff", "staff-alert",
                             dossier.staff_alert_at)  # fmt: skip


def _tasks(dossier: Dossier) -> Iterator[tuple[str, Any]]:
    """Yield a call for one open dossier in ten, and a message for one in ten more."""
    turn = int(dossier.code[-4:]) % 10
    if not dossier.status.final and turn < len(_TASKS):
        kind, template = _TASKS[turn]
        yield "desk_task", (dossier.code, kind, dossier.receiving_agency, dossier.confidential,
                            dossier.filed_at + timedelta(hours=5), template)  # fmt: skip


def _one(chance: Random, shares: Sequence[tuple[Status, int]]) -> Status:
    return chance.choices([one for one, _ in shares], [share for _, share in shares])[0]
