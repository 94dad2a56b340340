"""Lists that people read stand in the order of the Vietnamese alphabet."""

from __future__ import annotations

from dataclasses import replace

from kernel.collation import sort_key
from services.intake.catalogue.usecases.list_agencies import AgencyFilter, list_agencies
from tests.unit.intake.catalogue.conftest import InMemoryCatalogue
from tests.unit.intake.catalogue.test_questions import ON, search


def test_agencies_stand_in_the_order_of_the_alphabet(catalogue: InMemoryCatalogue) -> None:
    """Đ after D, Ô after O, and no server's collation has a say; the same name by code."""
    names = ["Xã Ô Lâm", "Xã Đông Sơn", "xã An Bình", "Xã Oai", "Xã Dân Lý", "Xã Dân Lý"]
    some = catalogue.agencies.in_force(ON)
    catalogue.agencies.by_code = {
        one.code: replace(one, name=name) for one, name in zip(some, names, strict=False)
    }

    found = list_agencies(
        AgencyFilter(), on=ON, agencies=catalogue.agencies, procedures=catalogue.procedures
    )

    assert [one.name for one in found] == [
        "xã An Bình",
        "Xã Dân Lý",
        "Xã Dân Lý",
        "Xã Đông Sơn",
        "Xã Oai",
        "Xã Ô Lâm",
    ]
    assert found[1].code < found[2].code


def test_procedures_stand_in_the_order_of_the_alphabet(catalogue: InMemoryCatalogue) -> None:
    """Of one score by their short names, over pages too."""
    whole = [hit.listed.short_name.vi for hit in search(catalogue).hits]

    assert whole == sorted(whole, key=sort_key)
    assert len(whole) > 3
