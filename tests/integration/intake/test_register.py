"""The register: numbers without gaps to the year's end, a book a field, rights as reports have."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import text

from kernel.rights import Actor, Role
from services.intake.forms.usecases import open_register
from tests.integration.intake.clocked import at, filed
from tests.integration.intake.office import (
    BIRTH,
    COMMUNE,
    COPIES,
    ELSEWHERE,
    HEAD,
    OFFICER,
    SUPERVISOR,
    Office,
    at_desk,
)
from tests.integration.intake.printed import form, words

ADMIN = Actor(subject="admin-1", roles=frozenset({Role.ADMIN}))
PROVINCE = Actor(subject="boss-9", roles=frozenset({Role.SUPERVISOR}))
NOVEMBER = "?from=2026-11-01&to=2026-11-30"


def received(office: Office, procedure: str = BIRTH, **changes: object) -> str:
    return filed(office, at_desk(procedure, **{"receiving_agency": COMMUNE, **changes}), OFFICER)


def lines(office: Office, query: str = NOVEMBER, actor: Actor = HEAD) -> list[dict[str, Any]]:
    answer = office.get(f"/registers/{COMMUNE}{query}", actor)
    assert answer.status_code == 200, answer.get_data()
    assert answer.json is not None
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def numbered(office: Office, query: str = NOVEMBER) -> list[tuple[str, int, str]]:
    return [(line["book"], line["number"], line["code"]) for line in lines(office, query)]


def test_numbers_run_without_gaps_in_the_whole_book_and_in_each_field(office: Office) -> None:
    """One book of all, one of each field; what was not accepted is in none."""
    one, two, three = received(office), received(office, COPIES), received(office)
    filed(office)

    assert numbered(office) == [("2026", 1, one), ("2026", 2, two), ("2026", 3, three)]
    births = numbered(office, f"{NOVEMBER}&field=G15-HT")
    assert births == [("2026/G15-HT", 1, one), ("2026/G15-HT", 2, three)]
    assert numbered(office, f"{NOVEMBER}&field=G10-DD") == []


def test_a_number_once_given_stays_and_days_do_not_begin_anew(office: Office) -> None:
    """The number on the receipt is that of the book, whatever days are asked for."""
    received(office)
    office.set_clock(at("2026-11-25T09:00"))
    later = received(office)
    receipt = words(form(office, later, "receipt", OFFICER))
    office.set_clock(at("2026-12-01T09:00"))
    received(office)

    assert "Quyển số: 2026/G15-HT, Số thứ tự: 2" in receipt
    assert numbered(office, "?from=2026-11-25&to=2026-11-25") == [("2026", 2, later)]
    assert [line["number"] for line in lines(office, "?from=2026-11-01&to=2026-12-31")] == [
        1,
        2,
        3,
    ]


def test_a_new_year_is_a_new_book(office: Office) -> None:
    """1, 2, 3 … to 31 December, then 1 again; a stretch over both shows both."""
    old = received(office)
    office.set_clock(at("2027-01-04T09:00"))
    new = received(office)

    both = numbered(office, "?from=2026-11-01&to=2027-10-31")
    pdf = office.get(f"/registers/{COMMUNE}?from=2026-11-01&to=2027-10-31&format=pdf", HEAD)

    assert both == [("2026", 1, old), ("2027", 1, new)]
    assert "Quyển số 2026" in words(pdf.get_data())


def test_a_line_says_what_the_circular_asks_for(office: Office) -> None:
    """Form 07: code, procedure, person, address and phone, lead, dates, way of return."""
    code = received(office)

    (line,) = lines(office)

    assert line["code"] == code
    assert line["procedure"] == "Đăng ký khai sinh"
    assert line["person"] == "Nguyễn Thị Ế"
    assert line["reach"] == "12 Lê Lợi, phường Hạc Thành; 0912345678"
    assert line["lead"] == "Ủy ban nhân dân phường Hạc Thành"
    assert line["received"] == "23/11/2026"
    assert line["due"]
    assert line["returned"] is None
    assert line["method"] in {"Trực tuyến", "Trực tiếp"}


def test_what_ended_without_a_result_is_noted(office: Office) -> None:
    """It stays in the book with its number."""
    code = filed(office)
    office.post(f"/dossiers/{code}/acceptance", {}, OFFICER, version=1)
    with office.database.transaction() as tx:
        tx.execute(text("UPDATE dossier SET status = 7"))

    assert [line["note"] for line in lines(office)] == ["Rút hồ sơ"]


def test_rights_are_those_of_the_reports(office: Office) -> None:
    """Heads of the agency and of those above; nobody of another, no officer."""
    received(office)

    def asked(actor: Actor, agency: str = COMMUNE) -> int:
        return office.get(f"/registers/{agency}{NOVEMBER}", actor).status_code

    assert asked(HEAD) == asked(SUPERVISOR) == asked(PROVINCE) == 200
    assert asked(replace(HEAD, agency="H56")) == 200
    assert asked(replace(HEAD, agency="H56.14758")) == 403
    assert asked(HEAD, "H56.14758") == 403
    assert asked(OFFICER) == asked(ELSEWHERE) == asked(ADMIN) == 403
    assert asked(PROVINCE, "H56.99999") == 404


def test_a_line_shows_what_its_reader_may_see(office: Office) -> None:
    """A supervisor sees no phone; who may not read the dossier sees the number alone."""
    received(office)

    (supervised,) = lines(office, actor=SUPERVISOR)
    (watched,) = lines(office, actor=PROVINCE)

    assert supervised["person"] == "Nguyễn Thị Ế"
    assert supervised["reach"] == "***, phường Hạc Thành; 0******678"
    assert watched["number"] == 1
    assert {watched[name] for name in ("code", "person", "reach", "procedure")} == {None}
    assert "không thuộc quyền xem" in watched["note"]


def test_the_sheet_is_no_program(office: Office) -> None:
    """Cells that begin like a formula are guarded; the rest is as it is."""
    body = at_desk(receiving_agency=COMMUNE)
    filed(office, body | {"applicant": body["applicant"] | {"name": '=HYPERLINK("x")'}}, OFFICER)

    answer = office.get(f"/registers/{COMMUNE}{NOVEMBER}&format=csv", HEAD)

    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert rows[0][:3] == ["Quyển số", "STT", "Mã hồ sơ"]
    assert rows[1][4] == '\'=HYPERLINK("x")'


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        (NOVEMBER, "Mẫu số 07, Thông tư số 03/2025"),
        ("?from=2025-08-01&to=2025-08-31", "Mẫu số 06"),
    ],
)
def test_the_printed_book(office: Office, query: str, wanted: str) -> None:
    """A4 across, the form of its set, every line."""
    office.set_clock(at(f"{query[6:13]}-11T09:00"))
    code = received(office)

    answer = office.get(f"/registers/{COMMUNE}{query}&format=pdf", HEAD)

    page = PdfReader(io.BytesIO(answer.get_data())).pages[0]
    said = words(answer.get_data())
    assert page.mediabox.width > page.mediabox.height
    assert wanted in said
    assert code in said.replace(" ", "")
    assert "SỔ THEO DÕI HỒ SƠ" in said
    assert "Tổng số: 1 hồ sơ" in said


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?from=2026-11-30&to=2026-11-01",
        "?from=2025-01-01&to=2026-12-31",
        "?from=x&to=2026-11-01",
        "?from=9999-12-01&to=9999-12-31",
        "?from=0001-01-01&to=0001-01-02",
        f"{NOVEMBER}&field=%27--",
        f"{NOVEMBER}&format=xls",
    ],
)
def test_a_query_that_cannot_be_is_refused(office: Office, query: str) -> None:
    """422; no book is written up for it."""
    received(office)

    assert office.get(f"/registers/{COMMUNE}{query}", HEAD).status_code == 422
    assert office.count("book_entry") == 0
    assert office.get(f"/registers/no-code{NOVEMBER}", HEAD).status_code == 422


def test_a_book_too_long_to_print_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """422 with how many lines there are and how many may be."""
    monkeypatch.setitem(open_register.MOST_LINES, "pdf", 1)
    received(office)
    received(office)

    answer = office.get(f"/registers/{COMMUNE}{NOVEMBER}&format=pdf", HEAD)

    assert answer.status_code == 422
    assert answer.json is not None
    assert (answer.json["lines"], answer.json["most"]) == (2, 1)
    assert len(lines(office)) == 2


def test_the_book_is_written_up_once_by_many_at_a_time(office: Office) -> None:
    """Receipts and registers asked for at once give each dossier one number, without gaps."""
    codes = [received(office) for _ in range(6)]

    def ask(place: int) -> int:
        path = f"/dossiers/{codes[place % 6]}/forms/receipt"
        where = path if place % 2 else f"/registers/{COMMUNE}{NOVEMBER}"
        actor = OFFICER if place % 2 else HEAD
        with office.app.test_client() as client:
            return client.get(where, headers=office.headers(actor)).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(16))) == {200}
    assert [line["number"] for line in lines(office)] == [1, 2, 3, 4, 5, 6]
    assert office.count("book_entry") == 12


def test_giving_it_out_is_written_down(office: Office) -> None:
    """Who took which lines, as what; a refused asking leaves nothing."""
    received(office)
    before = office.count("register_issue")
    lines(office)
    office.get(f"/registers/{COMMUNE}{NOVEMBER}", OFFICER)

    assert office.count("register_issue") == before + 1
    with office.database.read() as tx:
        row = tx.execute(text("SELECT * FROM register_issue ORDER BY position DESC LIMIT 1")).one()
    assert (row.agency, row.format, row.lines, row.by["name"]) == (
        COMMUNE,
        "json",
        1,
        "Trần Văn Trưởng",
    )
