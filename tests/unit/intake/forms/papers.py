"""Forms composed for tests: a dossier of the commune, its acts, and what is drawn of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from kernel.status import Status
from kernel.text import Text
from kernel.visibility import ALL, Part
from services.intake.forms.domain.book import BookPlace
from services.intake.forms.domain.control import control_act
from services.intake.forms.domain.drawing import Edition, drawing
from services.intake.forms.domain.facts import Act, Place, common_facts
from services.intake.forms.domain.form_set import FormName, FormSet
from services.intake.forms.domain.notices import (
    apology_act,
    refusal_act,
    stop_act,
    supplement_act,
)
from services.intake.forms.domain.receipt import receipt_act
from services.intake.forms.domain.words import Language
from services.intake.forms.store.layouts import shipped_sets
from services.intake.registry.domain.content import Content, Fee, content_of
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.lack import Lack
from services.intake.registry.domain.ledger import ClockEntry, ClockName
from services.intake.registry.domain.supplement import SYSTEM, SupplementOrder, SupplementRequest
from services.intake.registry.domain.timeline import EntryKind, entry
from tests.unit.intake.forms.trail import NAMES, TRAIL
from tests.unit.intake.registry.samples import (
    AT,
    COMMUNE,
    DUE,
    dossier,
    filing,
    procedure,
    shipped,
)

EVERY_LETTER = (
    "Ắ Ằ Ẳ Ẵ Ặ Ấ Ầ Ẩ Ẫ Ậ Ế Ề Ể Ễ Ệ Ố Ồ Ổ Ỗ Ộ Ớ Ờ Ở Ỡ Ợ Ứ Ừ Ử Ữ Ự Ý Ỳ Ỷ Ỹ Ỵ "
    "Á À Ả Ã Ạ É È Ẻ Ẽ Ẹ Í Ì Ỉ Ĩ Ị Ó Ò Ỏ Õ Ọ Ú Ù Ủ Ũ Ụ Đ "
    "ắằẳẵặấầẩẫậếềểễệốồổỗộ ớờởỡợứừửữựýỳỷỹỵáàảãạ éèẻẽẹíìỉĩịóòỏõọúùủũụđ"
)
LONG_NAME = (EVERY_LETTER * 2)[:200].strip()
OFFICER = {
    "name": "Lê Thị Cán Bộ",
    "post": "Công chức Tư pháp - Hộ tịch",
    "role": "officer",
    "agency": COMMUNE,
    "subject": "officer-1",
}
_VALUES = ("value", "items", "rows", "paragraphs", "cells")
NOBODY = {"name": None, "post": None, "role": None, "agency": None, "subject": SYSTEM}
AGENCY = next(agency for agency in shipped().agencies if agency.code == COMMUNE)
PLACE = Place(
    agency=AGENCY,
    parent="Ủy ban nhân dân tỉnh Thanh Hóa",
    province="Thanh Hóa",
    lead="Sở Tư pháp tỉnh Thanh Hóa",
    communes={"14797": "phường Hạc Thành"},
    tracking_url="http://portal.example/tra-cuu#x",
)
LIMIT = ClockEntry(
    clock=ClockName.SUPPLEMENT,
    at=AT,
    rule="supplement-limit",
    ground="Nghị định 61/2018/NĐ-CP, điều 19 khoản 4",
    text=Text(vi="", en=""),
    old_due_at=None,
    new_due_at=DUE.due_at,
    provisional=False,
    by=None,
    moves=(),
)
REQUEST = SupplementRequest(
    order=SupplementOrder(
        items=(
            Lack(what="Thiếu dấu", paper="birth-certificate-of-hospital"),
            Lack(what="Sai năm sinh", field="/child/birth_date"),
        ),
        reason="Hồ sơ chưa đủ.",
    ),
    asked_at=AT,
    asked_by=OFFICER,
    answer_by=DUE.due_at,
)
ACCEPTED = dossier(Status.ACCEPTED, accepted_at=AT, term="5wd", due_at=DUE.due_at)
REFUSED = dossier(
    Status.NOT_ACCEPTED, refused_at=AT, refusal_reason="Sai thẩm quyền.\nNộp tại Sở Tư pháp."
)
STOPPED = replace(ACCEPTED, status=Status.STOPPED)
OF = {
    FormName.RECEIPT: ACCEPTED,
    FormName.SUPPLEMENT_REQUEST: ACCEPTED,
    FormName.REFUSAL: REFUSED,
    FormName.APOLOGY: ACCEPTED,
    FormName.STOP_NOTICE: STOPPED,
    FormName.CONTROL_SLIP: ACCEPTED,
}
HEAD = {**OFFICER, "name": "Trần Văn Thủ Trưởng", "post": "Chủ tịch", "subject": "head-1"}
SIGNED = entry(
    EntryKind.APOLOGY_SIGNED,
    at=AT,
    by=HEAD,
    data={
        "reason": "coordination",
        "old_due_at": DUE.due_at.isoformat(),
        "due_at": (DUE.due_at + timedelta(days=7)).isoformat(),
    },
)


def content() -> Content:
    """Return what was filed: the shipped example of a birth registration."""
    return content_of(filing(), asked=procedure().papers, fee=Fee(), sensitive=())


def act_of(form: FormName, *, about: Dossier | None = None, filed: Content | None = None) -> Act:
    """Return the act a form tells of."""
    one = about or OF[form]
    if form is FormName.RECEIPT:
        return receipt_act(
            one,
            filed or content(),
            procedure=procedure(),
            agency=AGENCY,
            timeline=[entry(EntryKind.ACCEPTED, at=AT, by=OFFICER)],
            ledger=[],
            book=BookPlace(book="2026/G15-HT", number=17),
        )
    if form is FormName.SUPPLEMENT_REQUEST:
        return supplement_act(one, REQUEST, procedure=procedure(), timeline=[])
    if form is FormName.REFUSAL:
        line = entry(EntryKind.REFUSED, at=AT, by=OFFICER)
        return refusal_act(one, timeline=[line], ledger=[LIMIT])
    if form is FormName.APOLOGY:
        return apology_act(one, timeline=[SIGNED])
    if form is FormName.CONTROL_SLIP:
        return control_act(one, timeline=TRAIL, name=lambda code: NAMES.get(code, code))
    line = entry(EntryKind.STOPPED, at=AT, by=NOBODY)
    return stop_act(one, timeline=[line], ledger=[LIMIT], reasons=[])


def drawn(
    form: FormName,
    form_set: FormSet | None = None,
    *,
    filed: Content | None = None,
    act: Act | None = None,
    language: Language = "vi",
    seen: frozenset[Part] = ALL,
    edition: Edition | None = None,
) -> dict[str, Any]:
    """Return what the template of a form draws; of the set of 2025 where none is named."""
    chosen = form_set or shipped_sets().named("2025")
    layout = chosen.forms[form]
    facts = common_facts(
        OF[form],
        filed or content(),
        procedure(),
        act or act_of(form, filed=filed),
        PLACE,
        form_set=chosen,
        layout=layout,
    )
    return drawing(
        facts,
        form_set=chosen,
        layout=layout,
        edition=edition or Edition(version=1, made_at=AT),
        language=language,
        seen=seen,
    )


def values(data: dict[str, Any]) -> dict[str, Any]:
    """Return the labelled parts of a drawing by their labels."""
    blocks = [*data["blocks"], *data["closing"]]
    lines = [*blocks, *(cell for block in blocks for cell in block.get("cells", ()))]
    return {
        line["label"]: line.get(
            "value", line.get("items", line.get("rows", line.get("paragraphs")))
        )
        for line in lines
        if line["label"] is not None
    }


def sentences(data: dict[str, Any]) -> list[str]:
    """Return the sentences of a drawing, in order."""
    return [block["text"] for block in (*data["blocks"], *data["closing"]) if "text" in block]
