"""What is wrong with a filing, papers in particular; and what is kept of a good one."""

from __future__ import annotations

from dataclasses import replace

from kernel.channel import Channel
from kernel.text import Text
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.catalogue.domain.paper import Paper
from services.intake.registry.domain import papers_check
from services.intake.registry.domain.applicant import Address
from services.intake.registry.domain.area import area_of
from services.intake.registry.domain.content import Fee, content_of
from services.intake.registry.domain.delivery import NO_ADDRESS, Delivery
from services.intake.registry.domain.filing import OfferedPaper
from services.intake.registry.domain.filing_check import check_filing
from services.intake.registry.domain.papers_check import check_papers
from tests.unit.intake.registry.samples import COMMUNE, TODAY, filing, procedure, shipped

NAME = Text(vi="Giấy", en="Paper")
A, B = (Paper(id=name, name=NAME, one_of="group") for name in "ab")
C = Paper(id="c", name=NAME, required=False)
D = Paper(id="d", name=NAME, originals=2, copies=1)


def faults(*offered: OfferedPaper, at_desk: bool = True, samples: bool = True) -> list[str]:
    found = check_papers(offered, (A, B, C, D), at_desk=at_desk, samples_allowed=samples)
    return [pointer for pointer, _ in found]


def seen(name: str) -> OfferedPaper:
    return OfferedPaper(paper=name, seen=True)


def test_one_of_a_group_is_enough_and_optional_papers_may_miss() -> None:
    """Required alone are the groups and single papers marked so."""
    assert faults(seen("b"), seen("d")) == []
    assert faults(seen("c"), seen("d")) == ["/papers"]
    assert faults() == ["/papers", "/papers"]


def test_a_paper_stands_once_and_was_asked_for() -> None:
    """Unknown and repeated papers are pointed at."""
    assert faults(seen("a"), seen("d"), seen("x"), seen("d")) == [
        "/papers/2/paper",
        "/papers/3/paper",
    ]


def test_evidence_fits_the_channel() -> None:
    """Seen at a desk only, samples only where allowed, one of the two."""
    sample = OfferedPaper(paper="a", upload="sample")

    assert faults(sample, seen("d")) == []
    assert faults(sample, seen("d"), samples=False) == ["/papers/0/upload"]
    assert faults(sample, seen("d"), at_desk=False) == ["/papers/1/seen"]
    assert faults(OfferedPaper(paper="a"), seen("d")) == ["/papers/0"]
    assert faults(OfferedPaper(paper="a", upload="x"), seen("d")) == ["/papers/0/upload"]


def test_words_name_the_missing_paper() -> None:
    """What the person reads says which paper."""
    found = dict(check_papers((), (D,), at_desk=True, samples_allowed=False))

    assert found["/papers"].vi == "Thiếu giấy tờ: Giấy."
    assert papers_check.NEITHER.en.startswith("A paper is either")


def test_every_shipped_example_is_a_good_filing() -> None:
    """What the catalogue shows people to try is taken."""
    agencies = {agency.code: agency for agency in shipped().agencies}
    for item, _ in shipped().procedures:
        example = filing(item.code)

        assert (
            check_filing(
                example,
                procedure=item,
                agency=agencies[example.receiving_agency],
                today=TODAY,
                samples_allowed=True,
            )
            == {}
        ), item.code


def test_post_needs_an_address() -> None:
    """A result cannot be sent to nowhere."""
    asked = filing()
    homeless = replace(
        asked,
        applicant=replace(asked.applicant, address=Address()),
        delivery=Delivery(method=DeliveryMethod.POST),
    )
    agency = next(agency for agency in shipped().agencies if agency.code == COMMUNE)

    found = check_filing(
        homeless, procedure=procedure(), agency=agency, today=TODAY, samples_allowed=True
    )

    assert found == {"/applicant/address": NO_ADDRESS}


def test_a_partner_files_what_is_filed_online() -> None:
    """A procedure need not name the partners' channel."""
    online_only = replace(procedure(), channels=(Channel.ONLINE,))
    agency = next(agency for agency in shipped().agencies if agency.code == COMMUNE)
    found = check_filing(
        replace(filing(), channel=Channel.PARTNER),
        procedure=online_only,
        agency=agency,
        today=TODAY,
        samples_allowed=True,
    )

    assert found == {}


def test_counts_come_from_the_card_unless_the_officer_counted() -> None:
    """A paper without counts has those the procedure asks for."""
    counted = OfferedPaper(paper="c", seen=True, originals=0, copies=3)
    checked = replace(filing(), papers=(seen("d"), counted))

    kept = content_of(checked, asked=(C, D), fee=Fee(), sensitive=()).papers

    assert [(paper.originals, paper.copies) for paper in kept] == [(2, 1), (0, 3)]


def test_the_area_is_the_forms_commune_or_the_applicants() -> None:
    """The land decides, not where its buyer lives."""
    land = filing("1.013831")
    moved = replace(land, form=dict(land.form) | {"parcel": {"commune": "14800"}})

    assert area_of(moved, procedure("1.013831")) == "14800"
    assert area_of(replace(land, form={}), procedure("1.013831")) == "14797"
