"""Form 01: what was received, from whom, when, and by when the result is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kernel.term import Term
from kernel.text import Text
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.forms.domain.book import BookPlace
from services.intake.forms.domain.errors import NoReceiptError
from services.intake.forms.domain.facts import Act, Facts, at, first_entry
from services.intake.registry.domain.content import Content
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.ledger import ClockEntry, ClockName
from services.intake.registry.domain.timeline import By, EntryKind, TimelineEntry

_RECEIVED = (EntryKind.ACCEPTED, EntryKind.SETTLED_ON_THE_SPOT)


def receipt_act(
    dossier: Dossier,
    content: Content,
    *,
    procedure: Procedure,
    agency: Agency,
    timeline: Sequence[TimelineEntry],
    ledger: Sequence[ClockEntry],
    book: BookPlace | None,
) -> Act:
    """Return the reception as the receipt tells it; raises `NoReceiptError` before acceptance.

    While the clock stands the date last promised is the one on the receipt.
    """
    if dossier.accepted_at is None:
        raise NoReceiptError
    received = first_entry(timeline, *_RECEIVED)
    due_at, provisional = _promised(dossier, ledger)
    term = Term.parse(dossier.term).text.to_document() if dossier.term else None
    said = {
        "received_at": at(dossier.received_at),
        "due_at": at(due_at) if due_at else None,
        "provisional": provisional or None,
        "papers": paper_facts(content, procedure),
        "term": term,
        "fee": {"dong": content.fee.total} if content.fee.total else None,
    }
    facts = {
        **said,
        "sets": {"sets": procedure.card.sets},
        "delivery": delivery_words(content.delivery.method, agency).to_document(),
        "book": book.book if book else None,
        "book_number": str(book.number) if book else None,
    }
    by = received.by if received else None
    return Act(
        at=dossier.accepted_at, by=by, facts=facts, basis={**said, **_basis(dossier, content, by)}
    )


def _basis(dossier: Dossier, content: Content, by: By | None) -> Facts:
    """Return what else makes a receipt another one: who, whose, where, for what."""
    principal = content.on_behalf_of
    return {
        "accepted_at": at(dossier.accepted_at) if dossier.accepted_at else None,
        "procedure": dossier.procedure,
        "procedure_version": dossier.procedure_version,
        "agency": dossier.receiving_agency,
        "applicant": content.applicant.to_document(),
        "principal": principal.to_document() if principal else None,
        "delivery": content.delivery.method.value,
        "received_by": (by or {}).get("subject"),
    }


def paper_facts(content: Content, procedure: Procedure) -> list[dict[str, Any]]:
    """Return the papers handed in, each by its name on the card."""
    names = {paper.id: paper.name.to_document() for paper in procedure.papers}
    return [
        {
            "name": names.get(paper.paper, {"vi": paper.paper, "en": paper.paper}),
            "originals": paper.originals,
            "copies": paper.copies,
            "electronic": paper.source != "seen",
        }
        for paper in content.papers
    ]


def delivery_words(method: DeliveryMethod, agency: Agency) -> Text:
    """Return how the result is wanted."""
    if method is DeliveryMethod.ONLINE:
        return Text(vi="trực tuyến (bản điện tử)", en="online (electronic copy)")
    if method is DeliveryMethod.POST:
        return Text(
            vi="qua dịch vụ bưu chính, theo địa chỉ nêu trên", en="by post, at the address above"
        )
    where = f"{agency.name}, {agency.address}" if agency.address else agency.name
    return Text(vi=f"trực tiếp tại {where}", en=f"in person at {where}")


def _promised(dossier: Dossier, ledger: Sequence[ClockEntry]) -> tuple[datetime | None, bool]:
    if dossier.due_at is not None:
        return dossier.due_at, dossier.due_provisional
    for entry in reversed(ledger):
        if entry.clock is ClockName.TERM and entry.new_due_at is not None:
            return entry.new_due_at, entry.provisional
    return None, False
