"""Searching, advice and deadlines: what people ask before they file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from kernel.channel import Channel
from kernel.clock import VIETNAM
from kernel.deadline import Interruption, InterruptionKind
from kernel.rules import Rule
from kernel.term import Term
from services.intake.catalogue.domain.errors import (
    AdviceError,
    BadTermError,
    CalendarNotFoundError,
    UnknownAgencyError,
    UnknownProcedureError,
)
from services.intake.catalogue.domain.search import ProcedureQuery
from services.intake.catalogue.ports import CataloguePackage
from services.intake.catalogue.usecases.advise import Advice, AdviceQuestion, advise
from services.intake.catalogue.usecases.compute_deadline import (
    DeadlineQuestion,
    compute_deadline,
    interruptions_of,
)
from services.intake.catalogue.usecases.list_agencies import AgencyFilter, list_agencies
from services.intake.catalogue.usecases.search_procedures import (
    ProcedurePage,
    search_procedures,
)
from tests.unit.intake.catalogue.conftest import InMemoryCatalogue

ON = date(2026, 11, 23)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def search(
    catalogue: InMemoryCatalogue,
    text: str = "",
    query: ProcedureQuery | None = None,
    agency: str | None = None,
) -> ProcedurePage:
    return search_procedures(
        replace(query or ProcedureQuery(), text=text),
        agency=agency,
        on=ON,
        search=catalogue.search,
        agencies=catalogue.agencies,
    )


def codes(page: ProcedurePage) -> list[str]:
    return [hit.listed.code for hit in page.hits]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("khai sinh", "1.001193"),
        ("KHAI SINH", "1.001193"),
        ("dang ky khai sinh", "1.001193"),
        ("the bao hiem y te", "2.001023"),
        ("sang tên sổ đỏ", "1.013831"),
        ("sao y ban chinh", "2.000815"),
        ("van phong luat su", "1.002010"),
        ("1.002010", "1.002010"),
    ],
)
def test_people_find_procedures_in_their_own_words(
    catalogue: InMemoryCatalogue, text: str, first: str
) -> None:
    """With and without accents, by everyday words, by code."""
    assert codes(search(catalogue, text))[0] == first


def test_who_says_more_is_understood_better(catalogue: InMemoryCatalogue) -> None:
    """What has all the words comes first, what has hardly any is no hit."""
    assert set(codes(search(catalogue, "khai sinh bao hiem"))[:2]) == {"2.001023", "2.000986"}
    assert codes(search(catalogue, "vũ trụ")) == []
    assert codes(search(catalogue, "100%")) == []


def test_filters_keep_field_level_and_agency(
    catalogue: InMemoryCatalogue, shipped: CataloguePackage
) -> None:
    """What a commune receives, what is level 4, what belongs to a field."""
    civil_status = codes(search(catalogue, query=ProcedureQuery(field="G15-HT")))
    fully_online = codes(search(catalogue, query=ProcedureQuery(level=4, limit=100)))

    assert {"1.001193", "1.000894", "2.002622"} <= set(civil_status)
    assert sorted(civil_status) == sorted(
        procedure.code for procedure, _ in shipped.procedures if procedure.field.code == "G15-HT"
    )
    assert {"1.001193", "1.002010", "2.000986"} <= set(fully_online)
    assert "1.013831" not in fully_online
    assert sorted(codes(search(catalogue, agency="H56.STP"))) == [
        "1.002010",
        "1.013816",
        "2.000596",
    ]
    with pytest.raises(UnknownAgencyError):
        search(catalogue, agency="H56.99999")


def test_pages_follow_one_another_without_gap(
    catalogue: InMemoryCatalogue, shipped: CataloguePackage
) -> None:
    """Keyset paging: every procedure once, null at the end."""
    found: list[str] = []
    page = search(catalogue, query=ProcedureQuery(limit=7))
    while page.after is not None:
        found.extend(codes(page))
        page = search(catalogue, query=ProcedureQuery(limit=7, after=page.after))
    found.extend(codes(page))

    assert found == codes(search(catalogue, query=ProcedureQuery(limit=100)))
    assert sorted(found) == sorted(procedure.code for procedure, _ in shipped.procedures)


def ask(catalogue: InMemoryCatalogue, code: str, question: AdviceQuestion, now: str) -> Advice:
    return advise(
        code,
        question,
        now=at(now),
        procedures=catalogue.procedures,
        agencies=catalogue.agencies,
        calendars=catalogue.calendars,
    )


def test_advice_gives_case_papers_fee_and_date(catalogue: InMemoryCatalogue) -> None:
    """Seven working days over 24 November, which is off."""
    question = AdviceQuestion(answers={"organisation": "company"}, channel=Channel.ONLINE)

    found = ask(catalogue, "1.002010", question, "2026-11-23T09:00")

    assert found.case is not None
    assert found.case.id == "law-company"
    assert "draft-charter" in {paper.id for paper in found.papers}
    assert [item.amount for item in found.fees] == [25000]
    assert found.deadline.due_at == at("2026-12-03T17:30")
    assert found.open_questions == ()


def test_birth_registration_before_three_is_due_today(catalogue: InMemoryCatalogue) -> None:
    """0wd: received up to 15:00 the same day, later the next working day."""
    before = ask(catalogue, "1.001193", AdviceQuestion(), "2026-11-23T15:00")
    after = ask(catalogue, "1.001193", AdviceQuestion(), "2026-11-23T15:01")

    assert before.deadline.due_at == at("2026-11-23T17:30")
    assert after.deadline.due_at == at("2026-11-25T17:30")


@pytest.mark.parametrize(
    ("question", "pointer"),
    [
        (AdviceQuestion(), "/answers"),
        (AdviceQuestion(answers={"organisation": "circus"}), "/answers/organisation"),
        (AdviceQuestion(answers={"colour": "red"}), "/answers/colour"),
    ],
)
def test_answers_that_lead_nowhere_are_refused(
    catalogue: InMemoryCatalogue, question: AdviceQuestion, pointer: str
) -> None:
    """The pointer says which."""
    with pytest.raises(AdviceError) as caught:
        ask(catalogue, "1.002010", question, "2026-11-23T09:00")

    assert caught.value.pointer == pointer


def test_a_channel_that_is_not_offered_is_refused(catalogue: InMemoryCatalogue) -> None:
    """Copies are certified at the desk only."""
    with pytest.raises(AdviceError):
        ask(catalogue, "2.000815", AdviceQuestion(channel=Channel.ONLINE), "2026-11-23T09:00")


def deadline_of(catalogue: InMemoryCatalogue, question: DeadlineQuestion) -> datetime:
    return compute_deadline(
        question,
        procedures=catalogue.procedures,
        agencies=catalogue.agencies,
        calendars=catalogue.calendars,
    ).due_at


def test_a_term_over_a_swapped_day_counts_it(catalogue: InMemoryCatalogue) -> None:
    """Vectors (a), (b) and (c): holidays, a swapped day off, a Saturday worked."""
    due = {
        start: deadline_of(
            catalogue, DeadlineQuestion(filed_at=at(start), term=Term.parse(term))
        ).date()
        for start, term in (
            ("2026-04-24T09:00", "5wd"),
            ("2025-12-31T10:00", "2wd"),
            ("2026-01-08T10:00", "2wd"),
        )
    }

    assert list(due.values()) == [date(2026, 5, 6), date(2026, 1, 6), date(2026, 1, 10)]


def test_the_procedures_own_term_counts_when_none_is_given(catalogue: InMemoryCatalogue) -> None:
    """By channel and case, at an agency with its own calendar."""
    question = DeadlineQuestion(
        filed_at=at("2026-11-23T09:00"),
        channel=Channel.ONLINE,
        case="transfer",
        procedure="1.013831",
        agency="H56.PVHCC",
    )

    assert deadline_of(catalogue, question) == at("2026-12-18T17:30")


def test_a_pause_leaves_the_days_not_used(catalogue: InMemoryCatalogue) -> None:
    """Stopped and resumed in whole days, in the order of time."""
    stops = interruptions_of(
        {
            InterruptionKind.RESUME: [at("2026-12-07T09:00")],
            InterruptionKind.STOP: [at("2026-11-30T09:00")],
            InterruptionKind.RESTART: [],
        }
    )
    question = DeadlineQuestion(
        filed_at=at("2026-11-23T09:00"), term=Term.parse("5wd"), interruptions=stops
    )

    assert [item.kind for item in stops] == [InterruptionKind.STOP, InterruptionKind.RESUME]
    assert isinstance(stops[0], Interruption)
    assert deadline_of(catalogue, question) == at("2026-12-09T17:30")


def test_a_question_that_cannot_be_answered_says_why(catalogue: InMemoryCatalogue) -> None:
    """No term, unknown procedure or agency, no calendar, a case that needs naming."""
    now = at("2026-11-23T09:00")
    with pytest.raises(BadTermError):
        deadline_of(catalogue, DeadlineQuestion(filed_at=now))
    with pytest.raises(UnknownProcedureError):
        deadline_of(catalogue, DeadlineQuestion(filed_at=now, procedure="9.999999"))
    with pytest.raises(UnknownAgencyError):
        deadline_of(
            catalogue,
            DeadlineQuestion(filed_at=now, term=Term.parse("1wd"), agency="H56.00000"),
        )
    with pytest.raises(BadTermError):
        deadline_of(
            catalogue,
            DeadlineQuestion(filed_at=now, procedure="2.000815", channel=Channel.ONLINE),
        )
    catalogue.calendars.by_id.clear()
    with pytest.raises(CalendarNotFoundError):
        deadline_of(catalogue, DeadlineQuestion(filed_at=now, term=Term.parse("1wd")))


def test_an_unconfirmed_day_makes_the_date_provisional(catalogue: InMemoryCatalogue) -> None:
    """Tết 2027 awaits its notice."""
    found = compute_deadline(
        DeadlineQuestion(filed_at=at("2027-02-02T09:00"), term=Term.parse("5wd")),
        procedures=catalogue.procedures,
        agencies=catalogue.agencies,
        calendars=catalogue.calendars,
    )

    assert found.provisional
    assert Rule.DAY_OFF in {move.rule for move in found.moves}


def test_agencies_are_listed_by_kind_area_and_procedure(catalogue: InMemoryCatalogue) -> None:
    """A commune is served by its own committee and by the whole province's offices."""

    def listed(wanted: AgencyFilter, on: date = ON) -> set[str]:
        found = list_agencies(
            wanted, on=on, agencies=catalogue.agencies, procedures=catalogue.procedures
        )
        return {agency.code for agency in found}

    assert listed(AgencyFilter(kind="commune", commune="14797")) == {"H56.14797"}
    assert "H56.THUE" in listed(AgencyFilter(commune="14797"))
    birth = listed(AgencyFilter(procedure="1.001193"))
    assert birth == listed(AgencyFilter(kind="commune"))
    assert len(birth) == 166, "the communes of the province after 1 July 2025"
    assert listed(AgencyFilter(tier="commune", kind="province")) == set()
    assert listed(AgencyFilter(), on=date(2025, 6, 30)) == set()
