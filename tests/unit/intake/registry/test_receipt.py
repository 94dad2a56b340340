"""The receipt says what the law wants, in plain Vietnamese."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from chassis.documents import DocumentPrinter, qr_svg
from kernel.status import Status
from services.intake.registry.domain.content import Fee, content_of
from services.intake.registry.domain.receipt import ReceiptSources, receipt_data
from tests.unit.intake.registry.samples import (
    AT,
    COMMUNE,
    DUE,
    ROOT,
    dossier,
    filing,
    procedure,
    shipped,
)

FORMS = Path(ROOT / "services/intake/registry/forms")


def sources() -> ReceiptSources:
    card = procedure()
    asked = filing()
    return ReceiptSources(
        dossier=dossier(Status.ACCEPTED, accepted_at=AT, term="5wd", due_at=DUE.due_at),
        content=content_of(asked, asked=card.papers, fee=Fee(), sensitive=()),
        procedure=card,
        agency=next(agency for agency in shipped().agencies if agency.code == COMMUNE),
        parent="Ủy ban nhân dân tỉnh Thanh Hóa",
        communes={"14797": "phường Hạc Thành"},
        receiver="Lê Thị Cán Bộ",
        tracking_url="http://portal.example/tra-cuu#x",
    )


def test_the_fields_of_form_01_are_filled() -> None:
    """Filer, content, papers, term, reception, return, delivery and officer."""
    data = receipt_data(sources())

    assert data["code"] == "H56.14797-261123-0001"
    assert data["number"] == "261123-0001/TNHS"
    assert data["filer"] == {
        "name": "Nguyễn Thị Ế",
        "id_number": "038190000001",
        "address": "12 Lê Lợi, phường Hạc Thành",
        "phone": "0912345678",
        "email": "e@example.vn",
    }
    assert data["term"] == "5 ngày làm việc"
    assert data["received_at"].replace("\u00a0", " ") == (
        "09 giờ 00 phút, ngày 23 tháng 11 năm 2026"
    )
    assert data["due_at"].replace("\u00a0", " ").endswith("ngày 30 tháng 11 năm 2026")
    assert data["receiver"] == "Lê Thị Cán Bộ"
    assert data["fee"] is None


def test_it_is_printed_with_every_letter_of_vietnamese() -> None:
    """A long name with all accents fits; the fonts come with the program."""
    data = receipt_data(sources())
    data["filer"]["name"] = "ẮẰẲẴẶẤẦẨẪẬẾỀỂỄỆỐỒỔỖỘỚỜỞỠỢỨỪỬỮỰỲỴỶỸĐ " * 5
    data["qr"] = qr_svg(data["tracking_url"])

    pdf = DocumentPrinter(FORMS).pdf("receipt", data, at=AT)

    assert pdf.startswith(b"%PDF-")
    assert pdf.count(b"LiberationSerif") >= 2
    assert b"Libertinus" not in pdf


def test_someone_who_acts_for_another_is_shown_with_the_authority() -> None:
    """Form 01 has fields for the one acted for and the paper that allows it."""
    principal = replace(filing().applicant, name="Trần Văn Chủ", authority="Giấy ủy quyền số 5")
    whole = sources()
    acting = replace(whole, content=replace(whole.content, on_behalf_of=principal))

    data = receipt_data(acting)

    assert data["principal"]["name"] == "Trần Văn Chủ"
    assert data["authority"] == "Giấy ủy quyền số 5"
