"""What the tests of forms ask: the words of a PDF, its versions, what is stored of it."""

from __future__ import annotations

import io
import re
from typing import Any

from pypdf import PdfReader

from contracts.events.routing import CaseOpened
from kernel.rights import Actor
from tests.integration.intake.clocked import officer_of
from tests.integration.intake.office import BIRTH, CITIZEN, Office


def words(pdf: bytes) -> str:
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"[\s\u00a0]+", " ", " ".join(pages))


def form(office: Office, code: str, name: str, actor: Actor = CITIZEN, query: str = "") -> bytes:
    answer = office.get(f"/dossiers/{code}/forms/{name}{query}", actor)
    assert answer.status_code == 200, answer.get_data()
    assert answer.content_type == "application/pdf"
    return answer.get_data()


def versions(office: Office, code: str, name: str = "receipt") -> list[dict[str, Any]]:
    answer = office.get(f"/dossiers/{code}/forms", officer_of(code))
    assert answer.json is not None, answer.get_data()
    line = next(item for item in answer.json["items"] if item["form"] == name)
    found: list[dict[str, Any]] = line["versions"]
    return found


def begin(office: Office, code: str) -> None:
    """Let the competent agency begin."""
    opened = CaseOpened(
        dossier=code,
        case="case-1",
        procedure=BIRTH,
        procedure_version=1,
        legs=(),
        opened_at=office.clock(),
    )
    office.hear(opened)


def stored(office: Office) -> tuple[int, int, int, int]:
    tables = ("form_paper", "form_print", "form_issue", "book_entry")
    one, two, three, four = (office.count(table) for table in tables)
    return one, two, three, four
