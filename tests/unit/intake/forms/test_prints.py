"""What is printed is what went in: every letter, fonts inside, archivable and accessible."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from pypdf import PdfReader

from chassis.documents import DocumentPrinter, qr_svg
from services.intake.forms.domain.facts import Act
from services.intake.forms.domain.form_set import FormName, FormSet
from services.intake.forms.store.layouts import LAYOUTS, shipped_sets
from services.intake.registry.domain.content import FiledPaper
from tests.unit.intake.forms.papers import EVERY_LETTER, LONG_NAME, act_of, content, drawn
from tests.unit.intake.registry.samples import AT, procedure

PRINTER = DocumentPrinter(LAYOUTS)
EVERY_FORM = [
    pytest.param(one, form, id=f"{one.name}-{form.value}")
    for one in shipped_sets().sets
    for form in one.forms
    if form is not FormName.REGISTER
]


def printed(data: dict[str, Any], template: str = "letter") -> bytes:
    return PRINTER.pdf(template, {**data, "qr": qr_svg(data["tracking_url"])}, at=AT)


def text_of(pdf: bytes) -> str:
    """Return the words of a document, whatever lines and pages they stand on."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return squeezed(" ".join(pages))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00a0\u200b]+", "", text)


def strings(value: object) -> list[str]:
    """Return every text a drawing holds."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [one for item in value.values() for one in strings(item)]
    if isinstance(value, list):
        return [one for item in value for one in strings(item)]
    return []


@pytest.mark.parametrize(("form_set", "form"), EVERY_FORM)
def test_everything_that_went_in_can_be_read_out(form_set: FormSet, form: FormName) -> None:
    """Every word of the drawing stands in the text of the PDF."""
    data = drawn(form, form_set)

    text = text_of(printed(data))

    shown = {name: data[name] for name in ("blocks", "closing", "signatures", "title", "motto")}
    for block in (*shown["blocks"], *shown["closing"]):
        block.pop("kind")
        for cell in block.get("cells", ()):
            cell.pop("kind")
    for words in [*strings(shown), data["number"], data["place_date"], data["form_label"]]:
        assert squeezed(words) in text, words


def test_a_name_of_every_letter_is_printed_whole() -> None:
    """200 characters, every accent of Vietnamese, from fonts that come with the program."""
    assert len(LONG_NAME) >= 190
    filed = content()
    filed = replace(filed, applicant=replace(filed.applicant, name=LONG_NAME))

    pdf = printed(drawn(FormName.RECEIPT, filed=filed))

    assert squeezed(LONG_NAME) in text_of(pdf)
    assert squeezed(EVERY_LETTER) in text_of(
        printed(
            drawn(
                FormName.RECEIPT,
                filed=replace(filed, applicant=replace(filed.applicant, name=EVERY_LETTER)),
            )
        )
    )


@pytest.mark.parametrize(("form_set", "form"), EVERY_FORM)
def test_it_is_archivable_and_accessible(form_set: FormSet, form: FormName) -> None:
    """PDF/A-2a and PDF/UA-1: tagged, in Vietnamese, titled, fonts embedded, the QR described."""
    pdf = printed(drawn(form, form_set))
    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    xmp = reader.xmp_metadata

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("vi")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert "H56.14797-261123-0001" in str(reader.metadata.title)
    assert xmp is not None
    packet = xmp.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in packet
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in packet
    assert "<pdfuaid:part>1</pdfuaid:part>" in packet
    assert set(fonts(reader)) <= {
        "LiberationSerif",
        "LiberationSerif-Bold",
        "LiberationSerif-Italic",
    }
    assert "Mã QR tra cứu hồ sơ H56.14797-261123-0001" in described(reader)


def described(reader: PdfReader) -> list[str]:
    """Return the words that stand for pictures."""
    size: Any = reader.trailer["/Size"]
    objects: list[Any] = [reader.get_object(number) for number in range(1, size)]
    return [str(one["/Alt"]) for one in objects if isinstance(one, dict) and "/Alt" in one]


def fonts(reader: PdfReader) -> list[str]:
    """Return the names of the fonts, each of which must be inside."""
    found = []
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]  # a dictionary
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"]
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
            found.append(str(inner["/BaseFont"]).partition("+")[2])
    return found


def test_the_same_gives_the_same_bytes() -> None:
    """A version can be printed again without becoming another document."""
    data = drawn(FormName.RECEIPT)

    assert printed(data) == printed(data)


def many_papers() -> Act:
    filed = content()
    papers = tuple(
        FiledPaper(paper=paper.id, source="seen", originals=number, copies=1)
        for number, paper in zip(range(1, 41), list(procedure().papers) * 20, strict=False)
    )
    assert len(papers) == 40
    return act_of(FormName.RECEIPT, filed=replace(filed, papers=papers))


def test_forty_papers_run_over_pages_with_their_heads_and_numbers() -> None:
    """Pages are numbered from two on, the head of the table comes again, dates stay together."""
    pages = PdfReader(io.BytesIO(printed(drawn(FormName.RECEIPT, act=many_papers())))).pages
    texts = [page.extract_text() for page in pages]

    assert len(texts) > 1
    for number, text in zip(count(1), texts, strict=False):
        assert f"Trang {number}/{len(texts)}" in text
        assert "H56.14797-261123-0001" in text
    assert all("Tên giấy tờ" in text for text in texts[:-1])
    assert "5. Thời gian trả kết quả" in texts[-1]
    assert "NGƯỜI NỘP HỒ SƠ" in texts[-1]
    assert "Trang" not in text_of(printed(drawn(FormName.RECEIPT)))


def test_words_without_a_break_stay_on_the_page() -> None:
    """A long e-mail address is broken and not cut off."""
    address = "a" * 60 + "@" + "b" * 60 + ".example.vn"
    filed = content()
    filed = replace(filed, applicant=replace(filed.applicant, email=address))

    pdf = printed(drawn(FormName.RECEIPT, filed=filed))
    lines = PdfReader(io.BytesIO(pdf)).pages[0].extract_text().splitlines()

    assert address in text_of(pdf)
    assert max(len(line) for line in lines if "aaa" in line or "bbb" in line) < len(address) / 2


def test_what_people_wrote_is_never_markup() -> None:
    """A name that looks like a command of the typesetter is a name."""
    name = '#panic("x") *đậm* $x$ = `mã` \\ <nhãn> @ref // hết'
    filed = content()
    filed = replace(filed, applicant=replace(filed.applicant, name=name))

    assert squeezed(name) in text_of(printed(drawn(FormName.RECEIPT, filed=filed)))
