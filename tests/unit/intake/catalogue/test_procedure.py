"""What a procedure says about its cases, papers, terms and fees."""

from __future__ import annotations

from datetime import date

import pytest

from kernel.channel import Channel
from kernel.term import Term
from services.intake.catalogue.domain.agency import Agency, Tier
from services.intake.catalogue.domain.case_variant import find_case
from services.intake.catalogue.domain.errors import UnresolvedAgencyError
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.catalogue.domain.resolution import resolve_agencies
from services.intake.catalogue.domain.term import TermRule, term_for
from services.intake.catalogue.ports import CataloguePackage

ON = date(2026, 11, 23)


def rule(term: str, channel: Channel | None = None, case: str | None = None) -> TermRule:
    return TermRule(term=Term.parse(term), channel=channel, case=case, ground="thử")


def agency(code: str, kind: str, *area: str, commune: str | None = None) -> Agency:
    return Agency(
        code=code,
        name=code,
        kind=kind,
        tier=Tier.COMMUNE,
        commune=commune,
        area=area,
        calendar="vn",
        valid_from=date(2025, 7, 1),
    )


def test_the_case_outweighs_the_channel_when_a_term_is_chosen() -> None:
    """The most specific rule wins; without a fitting one there is no term."""
    rules = (
        rule("9wd"),
        rule("8wd", channel=Channel.ONLINE),
        rule("7wd", case="gift"),
        rule("6wd", channel=Channel.ONLINE, case="gift"),
    )

    def chosen(channel: Channel, case: str | None) -> str:
        found = term_for(rules, channel=channel, case=case)
        assert found is not None
        return str(found.term)

    assert chosen(Channel.DESK, None) == "9wd"
    assert chosen(Channel.ONLINE, None) == "8wd"
    assert chosen(Channel.DESK, "gift") == "7wd"
    assert chosen(Channel.ONLINE, "gift") == "6wd"
    assert term_for(rules[1:2], channel=Channel.POST, case=None) is None


@pytest.mark.parametrize(
    ("pages", "copies_wanted", "amount"),
    [
        (1, 1, 2000),
        (2, 1, 4000),
        (3, 2, 10000),
        (500, 3, 600000),
    ],
)
def test_copies_cost_by_the_page_up_to_a_cap(
    copies: Procedure, pages: int, copies_wanted: int, amount: int
) -> None:
    """2,000 đồng for the first two pages, 1,000 from the third, 200,000 at most a copy."""
    values = {"pages": pages, "copies": copies_wanted}

    items = copies.fees_for(channel=Channel.DESK, case=None, values=values)

    assert [item.amount for item in items] == [amount]


def test_a_fee_counted_by_nonsense_is_one_unit(copies: Procedure) -> None:
    """Advice is given before the form is filled in."""
    (item,) = copies.fees_for(channel=Channel.DESK, case=None, values={"pages": "many"})

    assert item.amount == 2000


def test_birth_registration_is_free(birth: Procedure) -> None:
    """Level 4 without a fee."""
    assert birth.fees_for(channel=Channel.ONLINE, case=None, values={}) == ()


def test_a_paper_is_asked_only_in_its_case_and_channel(
    law_office: Procedure, birth: Procedure
) -> None:
    """A charter belongs to companies, a written declaration to paper filings."""
    office = law_office.papers_for(channel=Channel.ONLINE, case="law-office")
    company = law_office.papers_for(channel=Channel.ONLINE, case="law-company")
    online = {paper.id for paper in birth.papers_for(channel=Channel.ONLINE, case=None)}
    desk = {paper.id for paper in birth.papers_for(channel=Channel.DESK, case=None)}

    assert "draft-charter" not in {paper.id for paper in office}
    assert "draft-charter" in {paper.id for paper in company}
    assert desk - online == {"declaration-of-birth"}


def test_a_procedure_with_cases_wants_one_of_them(law_office: Procedure, birth: Procedure) -> None:
    """No case where there are none; one that exists where there are."""
    assert birth.knows_case(None)
    assert not birth.knows_case("law-office")
    assert law_office.knows_case("law-office")
    assert not law_office.knows_case(None)


def test_the_case_with_the_most_conditions_fits_best(land: Procedure) -> None:
    """Mortgaged land is the narrower case of a transfer; no answer leads nowhere."""
    plain = find_case(land.cases, {"change": "transfer"})
    mortgaged = find_case(land.cases, {"change": "transfer", "mortgaged": "yes"})

    assert plain is not None
    assert plain.id == "transfer"
    assert mortgaged is not None
    assert mortgaged.id == "transfer-of-mortgaged-land"
    assert find_case(land.cases, {}) is None


def test_the_legs_of_the_land_procedure_go_to_registry_tax_treasury_registry(
    land: Procedure, shipped: CataloguePackage
) -> None:
    """Received at the provincial centre, decided by the land registry."""
    centre = next(a for a in shipped.agencies if a.kind == "provincial-centre")

    found = resolve_agencies(land, receiving=centre, area="14797", agencies=shipped.agencies)

    assert found.competent == "H56.SNNMT.VPDK"
    assert [leg.agency for leg in found.legs] == [
        "H56.SNNMT.VPDK",
        "H56.THUE",
        "H56.KBNN",
        "H56.SNNMT.VPDK",
    ]


def test_the_agency_with_the_smaller_area_is_preferred(land: Procedure) -> None:
    """A branch comes before the office of the whole province, in its own area only."""
    receiving = agency("H56.1", "commune", "00001", commune="00001")
    known = (
        agency("H56.LAND", "land-registry"),
        agency("H56.LAND.1", "land-registry", "00001", "00002"),
        agency("H56.TAX", "tax-office"),
        agency("H56.TREASURY", "treasury"),
    )

    near = resolve_agencies(land, receiving=receiving, area=None, agencies=known)
    far = resolve_agencies(land, receiving=receiving, area="00009", agencies=known)

    assert near.competent == "H56.LAND.1"
    assert far.competent == "H56.LAND"


def test_a_rule_that_finds_no_agency_is_an_error(land: Procedure) -> None:
    """Nobody may receive a dossier that cannot be worked on."""
    receiving = agency("H56.1", "commune", commune="00001")

    with pytest.raises(UnresolvedAgencyError) as nowhere:
        resolve_agencies(
            land,
            receiving=receiving,
            area="99999",
            agencies=(receiving,),
            named_at="/form/commune",
        )
    assert nowhere.value.pointer == "/form/commune"
    assert "land-registry" in str(nowhere.value)
    assert "99999" in str(nowhere.value)
    centre = agency("H56.2", "provincial-centre")
    with pytest.raises(UnresolvedAgencyError) as unknown:
        resolve_agencies(land, receiving=centre, area=None, agencies=(centre,))
    assert unknown.value.pointer == "/applicant/address/commune"


def test_an_agency_ends_after_its_last_day() -> None:
    """Both ends of the validity belong to it."""
    ending = Agency(
        code="H56.1",
        name="Cũ",
        kind="commune",
        tier=Tier.COMMUNE,
        calendar="vn",
        valid_from=date(2025, 7, 1),
        valid_to=date(2026, 11, 23),
    )

    assert ending.in_force(ON)
    assert not ending.in_force(date(2026, 11, 24))
    assert not ending.in_force(date(2025, 6, 30))
