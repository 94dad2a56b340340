"""A reorganisation is tried before it is decided, and refused where it cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from services.intake.reorganisation.domain.errors import ReorganisationFaultyError
from services.intake.reorganisation.domain.reorganisation import Succession
from services.intake.reorganisation.ports import WorkFound
from services.intake.wiring.reorganisation import trials
from tests.integration.intake.clocked import filed
from tests.integration.intake.office import COMMUNE, COPIES, MONDAY, Office
from tests.integration.intake.reorganised import (
    NEIGHBOUR,
    OTHER,
    agencies_of,
    agency,
    as_shipped,
    merger,
    reorganisation,
    reorganise,
    taken_in,
    to,
    widened,
)


@pytest.fixture
def office(reorganised_office: Office) -> Office:
    """Give an office whose neighbour serves the tests' commune too."""
    as_shipped(reorganised_office)
    widened(reorganised_office)
    return reorganised_office


class NoWork:
    """The port `Work` where routing has nothing but one officer."""

    def would_move(self, succession: Succession, to: Mapping[str, str], on: date) -> WorkFound:
        assert (succession.agency, on) == (COMMUNE, MONDAY.date())
        return WorkFound(cases=len(to), without_post=frozenset({"officer-1"}))


def test_a_dry_run_counts_and_changes_nothing(office: Office) -> None:
    """By successor, those no rule takes by their codes, and what routing says of the work."""
    widened(office, NEIGHBOUR, OTHER)
    birth, land = filed(office), taken_in(office)
    before = [office.count(table) for table in ("event_log", "timer", "timeline_entry")]
    split = Succession(agency=COMMUNE, successors=(to(OTHER, procedures=(COPIES,)),))

    (trial,) = trials(office.parts, reorganisation(split), NoWork())

    assert (trial.agency, trial.open_dossiers) == (COMMUNE, 2)
    assert trial.to == {OTHER: 1}
    assert trial.without_rule == (birth,)
    assert trial.work == WorkFound(cases=1, without_post=frozenset({"officer-1"}))
    assert agencies_of(office, land)[0] == COMMUNE
    assert [office.count(table) for table in ("event_log", "timer", "timeline_entry")] == before


@pytest.mark.parametrize(
    ("succession", "pointer"),
    [
        (Succession(agency="H56.99999", successors=(to(NEIGHBOUR),)), "/successions/0/agency"),
        (merger("H56.99999"), "/successions/0/successors/0/agency"),
        (merger(OTHER), "/successions/0/successors"),
        (
            Succession(agency=COMMUNE, successors=(to(NEIGHBOUR), to(NEIGHBOUR))),
            "/successions/0/successors",
        ),
        (merger(COMMUNE), "/successions/0/successors/0/agency"),
    ],
)
def test_what_cannot_be_is_refused_whole(
    office: Office, succession: Succession, pointer: str
) -> None:
    """Unknown agencies, a successor that does not serve the commune, two for the rest, itself."""
    with pytest.raises(ReorganisationFaultyError) as raised:
        reorganise(office, reorganisation(succession))

    faults = raised.value.extra["faults"]
    assert isinstance(faults, list)
    assert faults[0]["pointer"] == pointer
    assert office.count("reorganisation") == 0
    assert agency(COMMUNE).valid_to is None
