"""Rows from and to the objects of the registry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Row

from kernel.channel import Channel
from kernel.deadline import Interruption, InterruptionKind
from kernel.reception import Timeliness
from kernel.status import Status
from kernel.text import Text
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.catalogue.domain.fee import FeeItem, FeeMoment
from services.intake.catalogue.domain.resolution import ResolvedLeg
from services.intake.registry.domain.applicant import Person
from services.intake.registry.domain.content import Content, Fee, FiledPaper
from services.intake.registry.domain.delivery import Delivery
from services.intake.registry.domain.dossier import Dossier, Outcome, SubStatus
from services.intake.registry.domain.ledger import ClockEntry, ClockName
from services.intake.registry.domain.limit import LimitKind
from services.intake.registry.domain.timeline import EntryKind, TimelineEntry
from services.intake.registry.store.sealing import DossierSeals, sealed_pointers

DOSSIER_COLUMNS = tuple(item.name for item in fields(Dossier))


def dossier_row(dossier: Dossier, seals: DossierSeals) -> dict[str, Any]:
    """Return the columns of a dossier."""
    row = {name: getattr(dossier, name) for name in DOSSIER_COLUMNS}
    row["status"] = int(dossier.status)
    row["interruptions"] = to_json([interruption_row(each) for each in dossier.interruptions])
    row["legs"] = to_json([{"leg": leg.leg, "agency": leg.agency} for leg in dossier.legs])
    row["parties"] = seals.seal_parties(dossier.code, dossier.parties)
    return row


def dossier_document(dossier: Dossier, seals: DossierSeals) -> dict[str, Any]:
    """Return the columns of a dossier as JSON for `jsonb_populate_record`."""
    document = {name: getattr(dossier, name) for name in DOSSIER_COLUMNS}
    document["interruptions"] = [interruption_row(each) for each in dossier.interruptions]
    document["legs"] = [{"leg": leg.leg, "agency": leg.agency} for leg in dossier.legs]
    document["parties"] = seals.seal_parties(dossier.code, dossier.parties)
    return document


def dossier_from(row: Row[Any], seals: DossierSeals) -> Dossier:
    """Return the dossier of a row; raises `SealBrokenError`."""
    values = {name: getattr(row, name) for name in DOSSIER_COLUMNS}
    values |= {
        "status": Status(row.status),
        "sub_status": SubStatus(row.sub_status) if row.sub_status else None,
        "channel": Channel(row.channel),
        "legs": tuple(ResolvedLeg(**leg) for leg in row.legs),
        "parties": seals.open_parties(row.code, row.parties),
        "next_limit": LimitKind(row.next_limit) if row.next_limit else None,
        "interruptions": interruptions_from(row.interruptions),
        "outcome": Outcome(row.outcome) if row.outcome else None,
        "timeliness": Timeliness(row.timeliness) if row.timeliness else None,
        "handed_over_by": DeliveryMethod(row.handed_over_by) if row.handed_over_by else None,
    }
    return Dossier(**values)


def content_from(row: Row[Any], papers: Iterable[Row[Any]], seals: DossierSeals) -> Content:
    """Return the content of a row with the rows of its papers; raises `SealBrokenError`.

    A row without `sealed_with` was stored before fields were sealed.
    """
    people = {name: getattr(row, name) for name in ("applicant", "on_behalf_of")}
    if row.sealed_with is not None:
        people = {name: seals.open_person(row.code, name, one) for name, one in people.items()}
    behalf = people["on_behalf_of"]
    return Content(
        applicant=Person.from_document(people["applicant"]),
        on_behalf_of=Person.from_document(behalf) if behalf else None,
        form=seals.open_fields(row.code, "form", row.form),
        sensitive=tuple(sealed_pointers(row.form)),
        papers=tuple(
            FiledPaper(
                paper=paper.paper,
                source=paper.source,
                originals=paper.originals,
                copies=paper.copies,
            )
            for paper in papers
        ),
        fee=fee_from(row.fee),
        delivery=Delivery.from_document(seals.open_fields(row.code, "delivery", row.delivery)),
    )


def timeline_rows(entries: Iterable[TimelineEntry]) -> str:
    """Return lines of the timeline as JSON for `jsonb_to_recordset`."""
    return to_json([timeline_row(entry) for entry in entries])


def timeline_row(entry: TimelineEntry) -> dict[str, Any]:
    """Return a line of the timeline, without the dossier it is of."""
    return {
        "at": entry.at,
        "kind": entry.kind.value,
        "by": entry.by,
        "text_vi": entry.text.vi,
        "text_en": entry.text.en,
        "data": entry.data,
    }


def timeline_from(row: Row[Any]) -> TimelineEntry:
    """Return the line of a row."""
    return TimelineEntry(
        at=row.at,
        kind=EntryKind(row.kind),
        by=row.by,
        text=Text(vi=row.text_vi, en=row.text_en),
        data=row.data,
    )


def ledger_rows(entries: Iterable[ClockEntry]) -> str:
    """Return rows of the ledger as JSON for `jsonb_to_recordset`."""
    return to_json([ledger_row(entry) for entry in entries])


def ledger_row(entry: ClockEntry) -> dict[str, Any]:
    """Return a row of the ledger, without the dossier it is of."""
    return {
        "clock": entry.clock.value,
        "at": entry.at,
        "rule": entry.rule,
        "ground": entry.ground,
        "text_vi": entry.text.vi,
        "text_en": entry.text.en,
        "old_due_at": entry.old_due_at,
        "new_due_at": entry.new_due_at,
        "provisional": entry.provisional,
        "by": entry.by,
        "moves": entry.moves,
    }


def ledger_from(row: Row[Any]) -> ClockEntry:
    """Return the ledger's row as an object."""
    return ClockEntry(
        clock=ClockName(row.clock),
        at=row.at,
        rule=row.rule,
        ground=row.ground,
        text=Text(vi=row.text_vi, en=row.text_en),
        old_due_at=row.old_due_at,
        new_due_at=row.new_due_at,
        provisional=row.provisional,
        by=row.by,
        moves=tuple(row.moves),
    )


def interruption_row(interruption: Interruption) -> dict[str, Any]:
    """Return what stopped or restarted a clock as JSON."""
    return {
        "kind": interruption.kind.value,
        "at": interruption.at,
        "ground": interruption.ground,
        "days": interruption.days,
    }


def interruptions_from(documents: Iterable[dict[str, Any]]) -> tuple[Interruption, ...]:
    """Return what stopped and restarted a clock, of its JSON."""
    return tuple(
        Interruption(
            kind=InterruptionKind(document["kind"]),
            at=datetime.fromisoformat(document["at"]),
            ground=document["ground"],
            days=document.get("days", 0),  # those kept before there were extensions have none
        )
        for document in documents
    )


def to_json(value: object) -> str:
    """Return a value as JSON text, as the driver takes it."""
    return orjson.dumps(value).decode()


def fee_from(document: dict[str, Any]) -> Fee:
    """Return the fee of its JSON."""
    return Fee(
        items=tuple(
            FeeItem(
                fee=item["fee"],
                name=Text(**item["name"]),
                amount=item["amount"],
                moment=FeeMoment(item["moment"]),
            )
            for item in document["items"]
        )
    )
