"""Who takes over from an agency, and where an old code leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count

import pytest

from services.intake.catalogue.domain.agency import Agency, Tier
from services.intake.catalogue.domain.catalogue_check import check_agencies
from services.intake.catalogue.domain.errors import (
    AgencyEndedError,
    AgencyNotOnlineError,
    AgencyNotYetError,
    AgencySplitError,
    UnknownAgencyError,
)
from services.intake.catalogue.domain.redirection import follow, redirection, require_online
from services.intake.catalogue.domain.succession import Matter, Successor, heir, heirs_of

LAST = date(2026, 12, 31)
AFTER = date(2027, 1, 1)
BIRTH = Matter(procedure="1.001193", field="HT", commune="14797")


def agency(code: str, *successors: Successor, ends: bool = True) -> Agency:
    return Agency(
        code=code,
        name=f"Ủy ban nhân dân xã {code}",
        kind="commune",
        tier=Tier.COMMUNE,
        calendar="vn",
        valid_from=date(2025, 7, 1),
        valid_to=LAST if ends else None,
        successors=successors,
    )


def to(code: str, **rules: tuple[str, ...]) -> Successor:
    return Successor(agency=code, **rules)


NEW = agency("H56.2", ends=False)
MERGED = agency("H56.1", to("H56.2"))


def asked_of(*agencies: Agency, most: int = 9) -> Callable[[str], Agency | None]:
    """Return what knows these agencies, and fails a walk that goes on for ever."""
    known = {one.code: one for one in agencies}
    looks = count(1)

    def ever(code: str) -> Agency | None:
        assert next(looks) <= most, "walks in a circle"
        return known.get(code)

    return ever


def followed(*agencies: Agency, matter: Matter = BIRTH, on: date = AFTER) -> str:
    ever = asked_of(*agencies)
    return follow("H56.1", on=on, matter=matter, ever=ever, pointer="/agency").code


@pytest.mark.parametrize(
    ("successors", "taker"),
    [
        ((to("A"),), "A"),
        ((to("A"), to("B", communes=("14797",))), "B"),
        ((to("A", communes=("14812",)), to("B")), "B"),
        ((to("A", fields=("HT",)), to("B", communes=("14797",))), "A"),
        ((to("A", fields=("HT",), communes=("14812",)), to("B", procedures=("1.001193",))), "B"),
        ((to("A", communes=("14812",)),), None),
        ((), None),
    ],
)
def test_the_first_rule_that_fits_takes_a_matter(
    successors: tuple[Successor, ...], taker: str | None
) -> None:
    """Every kind of rule that is named must fit; who has none takes the rest, in any place."""
    assert heir(successors, BIRTH) == taker


def test_what_is_not_known_decides_nothing() -> None:
    """Where a commune nobody knows would decide, not even the heir of the rest takes it."""
    split = (to("A", fields=("HT",), communes=("14797",)), to("B"))

    assert heir(split, Matter(field="HT")) is None
    assert heir(split, Matter(field="DD")) == "B"


def test_an_old_code_leads_over_two_mergers() -> None:
    """Merged twice, it is the agency that is there today."""
    twice = agency("H56.2", to("H56.3"))

    assert followed(MERGED, twice, agency("H56.3", ends=False)) == "H56.3"


def test_until_its_last_day_is_over_an_agency_stands_for_itself() -> None:
    """The last day is still its own."""
    assert followed(MERGED, NEW, on=LAST) == "H56.1"
    assert followed(MERGED, NEW, on=AFTER) == "H56.2"


def test_a_split_that_the_matter_does_not_decide_names_the_choices() -> None:
    """Codes and names, for a person to choose."""
    split = agency("H56.1", to("H56.2", communes=("14797",)), to("H56.3"))
    other = agency("H56.3", ends=False)

    assert followed(split, NEW, other) == "H56.2"
    with pytest.raises(AgencySplitError) as raised:
        followed(split, NEW, other, matter=Matter())
    assert raised.value.extra["choices"] == [
        {"agency": "H56.2", "name": NEW.name},
        {"agency": "H56.3", "name": other.name},
    ]


def test_each_way_of_not_being_there_has_its_own_answer() -> None:
    """Unknown, ended for good, in a circle, not begun."""
    later = replace(NEW, valid_from=date(2027, 6, 1))

    with pytest.raises(UnknownAgencyError):
        followed(NEW)
    with pytest.raises(AgencyEndedError) as ended:
        followed(agency("H56.1"))
    assert ended.value.extra == {"valid_to": "2026-12-31"}
    with pytest.raises(AgencyEndedError):
        followed(MERGED, agency("H56.2", to("H56.1")))
    with pytest.raises(AgencyNotYetError) as not_yet:
        followed(MERGED, later)
    assert not_yet.value.extra == {"valid_from": "2027-06-01"}


def test_a_redirection_is_told_in_both_languages() -> None:
    """Old code, new code, words; nothing where the code is the agency's own."""
    told = redirection("H56.1", NEW)

    assert told is not None
    assert told.to_document() == {
        "from": "H56.1",
        "to": "H56.2",
        "text": {
            "vi": f"Cơ quan H56.1 đã được sắp xếp lại; nay là {NEW.name} (H56.2).",
            "en": f"The agency H56.1 was reorganised; now it is {NEW.name} (H56.2).",
        },
    }
    assert redirection("H56.2", NEW) is None


def test_before_it_is_switched_on_an_agency_says_where_to_go() -> None:
    """From the day on nothing is said; an agency without one was always on."""
    off = replace(NEW, online_from=AFTER, address="Phường Hạc Thành")

    require_online(off, on=AFTER, pointer="/receiving_agency")
    require_online(NEW, on=LAST, pointer="/receiving_agency")
    with pytest.raises(AgencyNotOnlineError) as raised:
        require_online(off, on=LAST, pointer="/receiving_agency")
    assert raised.value.extra["online_from"] == "2027-01-01"
    assert raised.value.detail is not None
    assert "Phường Hạc Thành" in raised.value.detail.vi


@pytest.mark.parametrize(
    ("faulty", "pointer"),
    [
        (agency("H56.1", to("H56.9")), "/agencies/0/successors/0/agency"),
        (agency("H56.1", to("H56.1")), "/agencies/0/successors"),
        (agency("H56.1", to("H56.2"), to("H56.2")), "/agencies/0/successors"),
        (agency("H56.1", to("H56.2"), ends=False), "/agencies/0/valid_to"),
    ],
)
def test_a_catalogue_that_cannot_hold_is_refused(faulty: Agency, pointer: str) -> None:
    """Successors that are not there, are itself, take the rest twice, or come without an end."""
    found = check_agencies((faulty, NEW), calendars={"vn"})

    assert [one.pointer for one in found] == [pointer]


class Walked(dict[str, str | None]):
    """Who took the rest of whom; fails a walk that goes on for ever."""

    looks = 0

    def get(self, code: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """Return who took it, nine times at most."""
        self.looks += 1
        assert self.looks <= 9, "walks in a circle"
        return super().get(code, default)


def test_what_had_ended_is_the_heirs_of_the_rest_over_several_successions() -> None:
    """Of those that ended too, as long as one leads to another; a circle ends."""
    assert heirs_of({"A": "B", "B": "C", "D": None}) == {
        "B": frozenset({"A"}),
        "C": frozenset({"A", "B"}),
    }
    circle = Walked({"A": "B", "B": "A"})
    assert heirs_of(circle) == {"A": frozenset({"B"}), "B": frozenset({"A"})}
