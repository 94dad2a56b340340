"""Dossiers as they stand in JSON; instants on the clock of Vietnam."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chassis.cursors import cursor_text
from kernel.schedule import in_vietnam
from kernel.status import Status
from kernel.text import Text
from kernel.visibility import Part
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.registry.domain.content import FiledPaper
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.ledger import ClockEntry, ClockName
from services.intake.registry.domain.listing import DossierLine, ListOrder, Position
from services.intake.registry.domain.masking import shown_delivery, shown_person
from services.intake.registry.domain.opening import Opened
from services.intake.registry.domain.reason import Reason
from services.intake.registry.domain.timeline import TimelineEntry
from services.intake.registry.ports import Access, DossierFile

PUBLIC_PATH = "/api/v1"
"""Where clients find the suite; links are for them and not for the gateway."""


def self_link(code: str) -> str:
    """Return the public path of a dossier."""
    return f"{PUBLIC_PATH}/dossiers/{code}"


def links(code: str) -> dict[str, str]:
    """Return where a dossier and what belongs to it are found."""
    here = self_link(code)
    return {
        "self": here,
        "timeline": f"{here}/timeline",
        "deadline": f"{here}/deadline",
        "receipt": f"{here}/forms/receipt",
        "forms": f"{here}/forms",
    }


def tracking_url(public_url: str, code: str, secret: str | None = None) -> str:
    """Return where a dossier is followed.

    Code and secret stand in the fragment, which browsers do not send: no log ever has them.
    """
    fragment = code if secret is None else f"{code}/{secret}"
    return f"{public_url}/tra-cuu#{fragment}"


def filed_document(opened: Opened) -> dict[str, Any]:
    """Return the answer to a filing, still without how to track it."""
    dossier = opened.dossier
    return {
        **changed_document(dossier),
        "filed_at": stamp(dossier.filed_at),
        "received_at": stamp(dossier.received_at),
        "answer_by": stamp(dossier.answer_by),
        "fee": opened.content.fee.to_document(),
        "redirected": opened.redirected and opened.redirected.to_document(),
    }


def changed_document(dossier: Dossier) -> dict[str, Any]:
    """Return where a dossier stands after a change."""
    return {
        "code": dossier.code,
        "status": status_document(dossier.status),
        "sub_status": dossier.sub_status,
        "version": dossier.version,
        "accepted_at": stamp(dossier.accepted_at),
        "due_at": stamp(dossier.due_at),
        "due_provisional": dossier.due_provisional,
        "finished_at": stamp(dossier.finished_at),
        "confirm_by": stamp(dossier.confirm_by),
        "handed_over_at": stamp(dossier.handed_over_at),
        "withdrawal_asked_at": stamp(dossier.withdrawal_asked_at),
        "withdrawn_at": stamp(dossier.withdrawn_at),
        "suspended_at": stamp(dossier.suspended_at),
        "links": links(dossier.code),
    }


def file_document(
    found: DossierFile, procedure: Procedure | None, seen: frozenset[Part]
) -> dict[str, Any]:
    """Return the dossier for somebody who may read it and sees these parts of it.

    `hidden` names the others: numbers and contact are masked, the rest is left empty.
    """
    dossier, content = found.dossier, found.content
    papers = {paper.id: paper.name for paper in procedure.papers} if procedure else {}
    behalf = content.on_behalf_of
    return {
        **changed_document(dossier),
        **_about(dossier, procedure),
        "procedure_version": dossier.procedure_version,
        "legs": [{"leg": leg.leg, "agency": leg.agency} for leg in dossier.legs],
        "language": dossier.language,
        "received_at": stamp(dossier.received_at),
        "answer_by": stamp(dossier.answer_by),
        "term": dossier.term,
        **_refusal(dossier, seen),
        "content_version": dossier.content_version,
        "corrected_at": stamp(dossier.corrected_at),
        "erased_at": stamp(dossier.erased_at),
        "outcome": dossier.outcome,
        "result_number": dossier.result_number if Part.RESULT in seen else None,
        "timeliness": dossier.timeliness,
        "handover_method": dossier.handed_over_by,
        "applicant": shown_person(content.applicant.to_document(), seen),
        "on_behalf_of": shown_person(behalf.to_document(), seen) if behalf else None,
        "form": content.form if Part.FORM in seen else {},
        "papers": [
            _paper_document(paper, papers.get(paper.paper))
            for paper in content.papers
            if Part.PAPERS in seen
        ],
        "reasons": [_reason_document(reason) for reason in found.reasons if Part.RESULT in seen],
        "hidden": sorted(part.value for part in frozenset(Part) - seen),
        "fees": content.fee.to_document(),
        "delivery": shown_delivery(content.delivery, seen),
    }


def line_document(line: DossierLine, procedure: Procedure | None) -> dict[str, Any]:
    """Return a dossier as a list shows it: no id number, no phone."""
    return {
        **changed_document(line.dossier),
        **_about(line.dossier, procedure),
        "applicant": {"name": line.applicant},
    }


def _refusal(dossier: Dossier, seen: frozenset[Part]) -> dict[str, Any]:
    shown = Part.RESULT in seen
    return {
        "refused_at": stamp(dossier.refused_at),
        "refusal_code": dossier.refusal_code if shown else None,
        "refusal_reason": dossier.refusal_reason if shown else None,
        "refusal_ground": dossier.refusal_ground if shown else None,
    }


def _reason_document(reason: Reason) -> dict[str, Any]:
    return {
        "kind": reason.kind,
        "at": stamp(reason.at),
        "by": by_document(reason.by),
        "reason": reason.words,
    }


def _paper_document(paper: FiledPaper, name: Text | None) -> dict[str, Any]:
    return {
        "paper": paper.paper,
        "name": name.to_document() if name else None,
        "source": paper.source,
        "originals": paper.originals,
        "copies": paper.copies,
    }


def _about(dossier: Dossier, procedure: Procedure | None) -> dict[str, Any]:
    return {
        "procedure": dossier.procedure,
        "procedure_name": procedure.card.short_name.vi if procedure else None,
        "case": dossier.case,
        "channel": dossier.channel,
        "receiving_agency": dossier.receiving_agency,
        "competent_agency": dossier.competent_agency,
        "filed_at": stamp(dossier.filed_at),
        "mandate": dossier.mandate,
    }


def timeline_document(entries: Sequence[TimelineEntry]) -> dict[str, Any]:
    """Return what happened."""
    return {
        "items": [
            {
                "at": stamp(entry.at),
                "kind": entry.kind,
                "by": by_document(entry.by),
                "text": entry.text.to_document(),
                "data": entry.data,
            }
            for entry in entries
        ]
    }


def deadline_document(dossier: Dossier, ledger: Sequence[ClockEntry]) -> dict[str, Any]:
    """Return why the date is what it is; `moves` are those of the newest row of the term."""
    rows = [
        {
            "clock": entry.clock,
            "at": stamp(entry.at),
            "rule": entry.rule,
            "ground": entry.ground,
            "text": entry.text.to_document(),
            "old_due_at": stamp(entry.old_due_at),
            "new_due_at": stamp(entry.new_due_at),
            "provisional": entry.provisional,
            "by": by_document(entry.by),
            "moves": entry.moves,
        }
        for entry in ledger
    ]
    return {
        "filed_at": stamp(dossier.filed_at),
        "received_at": stamp(dossier.received_at),
        "answer_by": stamp(dossier.answer_by),
        "accepted_at": stamp(dossier.accepted_at),
        "term": dossier.term,
        "due_at": stamp(dossier.due_at),
        "provisional": dossier.due_provisional,
        "state": _clock_state(dossier),
        "supplement_by": stamp(dossier.supplement_by),
        "moves": next((row["moves"] for row in reversed(rows) if _tells_the_term(row)), []),
        "ledger": rows,
    }


def _tells_the_term(row: Mapping[str, Any]) -> bool:
    # A correction of an error leaves the date where it was, and has no moves of its own.
    return row["clock"] == ClockName.TERM and bool(row["moves"])


def _clock_state(dossier: Dossier) -> str:
    if dossier.finished_at is not None or dossier.status.final:
        return "ended"
    if not dossier.was_accepted:
        return "not-started"
    return "stopped" if dossier.due_at is None else "running"


def accesses_document(accesses: Sequence[Access]) -> dict[str, Any]:
    """Return who opened the file."""
    return {
        "items": [
            {"at": stamp(access.at), "by": by_document(access.by), "what": access.what}
            for access in accesses
        ]
    }


def by_document(by: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return who did something; the account's subject stays inside."""
    if by is None:
        return None
    return {name: by.get(name) for name in ("name", "post", "role", "agency")}


def status_document(status: Status) -> dict[str, Any]:
    """Return a national status code with its name."""
    return {"code": int(status), "name": status.text.vi}


def cursor_of(order: ListOrder, position: Position) -> str:
    """Return where the next page begins, as `list_schemas.Cursor` reads it."""
    at = position.at.isoformat() if position.at else ""
    return cursor_text(order, at, position.code)


def stamp(instant: datetime | None) -> str | None:
    """Return an instant as RFC 3339 with the offset of Vietnam, to the second."""
    return None if instant is None else in_vietnam(instant).isoformat(timespec="seconds")
