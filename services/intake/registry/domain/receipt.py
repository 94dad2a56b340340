"""The data of Form 01, "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" (Circular 03/2025/TT-VPCP)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.codes import DossierCode
from kernel.schedule import in_vietnam
from kernel.term import Term
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.registry.domain.applicant import Person
from services.intake.registry.domain.content import Content
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.filing import DeliveryMethod

_NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptSources:
    """Everything the receipt is made from.

    `communes` maps official codes to the names of communes; `receiver` is the officer's name;
    `tracking_url` goes into the QR code and holds no secret.
    """

    dossier: Dossier
    content: Content
    procedure: Procedure
    agency: Agency
    parent: str | None
    communes: Mapping[str, str]
    receiver: str | None
    tracking_url: str


def receipt_data(sources: ReceiptSources) -> dict[str, Any]:
    """Return the fields of the form as texts; those that are empty are None."""
    dossier, content, procedure = sources.dossier, sources.content, sources.procedure
    code = DossierCode.parse(dossier.code)
    principal = content.on_behalf_of
    term = Term.parse(dossier.term) if dossier.term else None
    return {
        "parent": sources.parent,
        "agency": sources.agency.name,
        "number": f"{code.day:%y%m%d}-{code.number:04}/TNHS",
        "code": dossier.code,
        "tracking_url": sources.tracking_url,
        "filer": _person(content.applicant, sources.communes),
        "principal": _person(principal, sources.communes) if principal else None,
        "authority": principal.authority if principal else None,
        "content": procedure.card.name.vi,
        "papers": _papers(content, procedure),
        "sets": procedure.card.sets,
        "term": term.text.vi if term else None,
        "received_at": long_instant(dossier.received_at),
        "due_at": long_instant(dossier.due_at) if dossier.due_at else None,
        "provisional": dossier.due_provisional,
        "fee": f"{content.fee.total:,}".replace(",", ".") if content.fee.total else None,
        "delivery": _delivery(content.delivery.method, sources.agency),
        "signed": short_day(dossier.accepted_at or dossier.received_at),
        "receiver": sources.receiver,
        "electronic": dossier.channel.electronic,
    }


def long_instant(instant: datetime) -> str:
    """Return an instant as Vietnamese forms write it."""
    at = in_vietnam(instant)
    day = f"ngày {at:%d} tháng {at:%m} năm {at:%Y}"
    # The words of a day stay on one line.
    return f"{at:%H} giờ {at:%M} phút, " + day.replace(" ", _NO_BREAK)


def short_day(instant: datetime) -> str:
    """Return a day as it stands above signatures."""
    at = in_vietnam(instant)
    return f"ngày {at:%d} tháng {at:%m} năm {at:%Y}"


def _person(person: Person, communes: Mapping[str, str]) -> dict[str, str | None]:
    commune = communes.get(person.address.commune or "")
    parts = [part for part in (person.address.street, commune) if part]
    phone = person.phone
    return {
        "name": person.name,
        "id_number": person.id_number or person.tax_code,
        "address": ", ".join(parts) or None,
        "phone": f"0{phone.removeprefix('+84')}" if phone else None,
        "email": person.email,
    }


def _papers(content: Content, procedure: Procedure) -> list[dict[str, Any]]:
    names = {paper.id: paper.name.vi for paper in procedure.papers}
    return [
        {
            "name": names.get(paper.paper, paper.paper),
            "originals": paper.originals,
            "copies": paper.copies,
            "electronic": paper.source != "seen",
        }
        for paper in content.papers
    ]


def _delivery(method: DeliveryMethod, agency: Agency) -> str:
    if method is DeliveryMethod.ONLINE:
        return "trực tuyến (bản điện tử)"
    if method is DeliveryMethod.POST:
        return "qua dịch vụ bưu chính, theo địa chỉ nêu trên"
    return f"trực tiếp tại {agency.name}" + (f", {agency.address}" if agency.address else "")
