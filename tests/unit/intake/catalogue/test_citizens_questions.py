"""Questions in citizens' own words find their procedures among the shipped ones."""

from __future__ import annotations

from services.intake.catalogue.domain.search import ProcedureQuery, SearchedCatalogue
from services.intake.catalogue.domain.search_wording import SearchWording
from tests.search.ask import answers, read_questions, shipped, shipped_wording

FLOOR = 0.85
ABOUT_NOTHING = (
    *("phở bò", "bóng đá", "giá vàng hôm nay", "con mèo của tôi", "ngày mai trời mưa"),
    *("ăn gì hôm nay", "máy tính bảng", "đặt bàn nhà hàng", "vé máy bay đi nhật", "nấu cơm"),
    *("tôi muốn", "iphone 15", "hello world", "asdf qwer", "zzzz"),
)


def test_shipped_procedures_are_found_in_citizens_words() -> None:
    """A right code stands in the first five for 85 % of the questions; wording does its part."""
    procedures = list(shipped())
    codes = {item.code for item in procedures}
    questions = [item for item in read_questions() if codes & set(item["codes"])]
    found = list(answers(questions, SearchedCatalogue(procedures, shipped_wording())))
    bare = list(answers(questions, SearchedCatalogue(procedures, SearchWording())))

    missed = [item.asked for item in found if not item.good]
    assert len(questions) >= 7
    assert len(missed) <= (1 - FLOOR) * len(questions), missed
    assert sum(item.good for item in bare) <= sum(item.good for item in found)


def test_a_question_about_no_procedure_finds_nothing() -> None:
    """Rather than whatever has a syllable of it."""
    catalogue = SearchedCatalogue(list(shipped()), shipped_wording())

    found = {asked: catalogue.find(ProcedureQuery(text=asked)) for asked in ABOUT_NOTHING}

    assert {asked for asked, hits in found.items() if hits} == set()
