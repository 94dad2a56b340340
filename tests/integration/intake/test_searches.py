"""Searches for dossiers: words of names, odd signs, codes, numbers, and who finds what."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text

from kernel.rights import Actor
from services.intake.registry.store import dossier_lists, list_statements
from tests.integration.intake.listed import NAMES, change, filed, listed
from tests.integration.intake.office import (
    ELSEWHERE,
    OFFICER,
    SUPERVISOR,
    Office,
    at_desk,
)


def found(office: Office, actor: Actor = OFFICER, **criteria: str) -> set[str]:
    """Return all codes a search finds, page after page."""
    codes: list[str] = []
    query = "limit=2"
    while query:
        answer = office.post(f"/dossiers/search?{query}", criteria, actor)
        assert answer.status_code == 200, answer.json
        assert answer.json is not None
        codes += [item["code"] for item in answer.json["items"]]
        link = answer.headers.get("Link")
        query = urlsplit(link[1 : link.index(">")]).query if link else ""
        assert set(parse_qs(query)) <= {"cursor", "limit"}
    assert len(codes) == len(set(codes))
    return set(codes)


def test_a_search_takes_words_in_any_order_with_and_without_accents(office: Office) -> None:
    """Beginnings of words, đ as d, composed or not; every word must fit."""
    codes = {name: filed(office, name) for name in NAMES}
    first, hoa = codes["Đỗ Văn Ân"], codes["Trần Thị Hoa"]
    decomposed = unicodedata.normalize("NFD", "Đỗ Văn Ân")

    assert found(office, name="do van") == {first}
    assert found(office, name="Ân đỗ") == {first, codes["Đỗ Thị An"]}
    assert found(office, name=decomposed) == {first}
    assert found(office, name="ĐỖ") == {first, codes["Đỗ Thị An"]}
    assert found(office, name="tra ho th") == {hoa}
    assert found(office, name="ran") == set()
    assert found(office, name="hoa hoa") == {hoa}
    assert found(office, name="thi") == {
        codes[name] for name in NAMES if " Thị " in name
    }  # fmt: skip


@pytest.mark.parametrize("sign", ["%", "_", "\\", "'", "''", ":*", "&", "|", "!", "(", "<->", '"'])
def test_signs_mean_themselves(office: Office, monkeypatch: pytest.MonkeyPatch, sign: str) -> None:
    """In a walk and in the index of words alike."""
    plain = filed(office, "Nguyễn Văn Thường")
    odd = filed(office, f"Nguyễn{sign}x Văn")
    for most in (10_000, 1):
        monkeypatch.setattr(dossier_lists, "_MOST_ROWS", most)
        monkeypatch.setattr(dossier_lists, "_FIRST_WINDOW", 1)

        assert found(office, name=f"nguyen{sign}x") == {odd}
        assert found(office, name=f"nguyen{sign}y") == set()
        assert found(office, name=f"van nguyen{sign}") == {odd}
    assert found(office, name="nguyen") == {plain, odd}


def test_a_rare_name_is_found_by_its_words(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond what is looked through, by the index of words; and what was stored before, too."""
    rare = filed(office, "Sùng A Páo")
    kept = filed(office, "Sùng A Páo")
    change(office, kept, confidential=True)
    for _ in range(5):
        filed(office)
    monkeypatch.setattr(dossier_lists, "_MOST_ROWS", 2)
    monkeypatch.setattr(dossier_lists, "_FIRST_WINDOW", 1)

    assert found(office, name="pao sung") == {rare}
    assert found(office, SUPERVISOR, name="pao sung") == {rare}
    assert found(office, ELSEWHERE, name="pao sung") == set()
    with office.database.transaction() as tx:
        tx.execute(text("UPDATE dossier_reader SET names = NULL"))
    assert found(office, name="pao sung") == {rare}


def test_a_search_takes_codes_and_numbers(office: Office) -> None:
    """A code whole or its end, an id number, a tax code, a phone; all that is given must fit."""
    codes = [filed(office) for _ in range(3)]
    body = at_desk()
    body["applicant"] |= {"id_number": "038085000085", "phone": "0987654321"}
    body["applicant"]["birth_date"] = "1985-02-01"
    other = office.file(OFFICER, body).json["code"]  # type: ignore[index]

    assert found(office, code=codes[1]) == {codes[1]}
    assert found(office, code=codes[1].lower()) == {codes[1]}
    assert found(office, code="261123-0002") == {codes[1]}
    assert found(office, code="0002") == {codes[1]}
    assert found(office, code="261122-0002") == set()
    assert found(office, id_number="038085000085") == {other}
    assert found(office, phone="0987 654 321") == {other}
    assert found(office, phone="0987 654 321", name="nguyen", code="0004") == {other}
    assert found(office, phone="0987 654 321", code="0001") == set()
    assert found(office, id_number="038085000085", phone="0912345678") == set()
    assert found(office, tax_code="0100109106") == set()
    for actor in (ELSEWHERE, replace(SUPERVISOR, agency="H57")):
        assert found(office, actor, code=other) == set()
        assert found(office, actor, id_number="038085000085") == set()
    bad = ({"code": "%"}, {"code": "991341-0001"}, {"name": "\u0301"}, {"tax_code": "1"},
           {"id_number": "038085000085", "tax_code": "0100109106"})  # fmt: skip
    for criteria in bad:
        assert office.post("/dossiers/search", criteria, OFFICER).status_code == 422


def test_no_search_finds_a_confidential_dossier(office: Office) -> None:
    """Not by name, code, number or phone, though the agency's list has it."""
    code = filed(office)
    change(office, code, confidential=True)
    searches = ({"name": "nguyen"}, {"code": code}, {"code": code[-4:]},
                {"id_number": "038190000001"}, {"phone": "0912345678"})  # fmt: skip

    for actor in (OFFICER, SUPERVISOR):
        assert [found(office, actor, **criteria) for criteria in searches] == [set()] * 5
    assert listed(office) == [code]
    assert listed(office, "order=due") == [code]
    assert listed(office, "", SUPERVISOR) == []
    assert listed(office, "order=due", SUPERVISOR) == []


def test_a_hole_in_the_search_by_words_is_found(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard of the test before: without the condition it sees the dossier."""
    code = filed(office)
    change(office, code, confidential=True)
    monkeypatch.setattr(list_statements, "SEARCHABLE", "true")

    assert found(office, code=code) == {code}
