"""How long a mandate lasts and how far it reaches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kernel.mandate import MandatedAction
from services.intake.registry.domain.errors import (
    MandateExpiredError,
    MandateOutOfScopeError,
    MandateOverError,
    MandateRevokedError,
)
from services.intake.registry.domain.mandate import (
    Mandate,
    MandateEnd,
    MandateGiven,
    MandatePaper,
    MandateScope,
    end_mandate,
    grant,
    require_reach,
    years_after,
)
from tests.unit.intake.registry.samples import AT, TODAY, filing

BIRTH = "1.001193"
PRINCIPAL = filing().applicant
AGENT = replace(PRINCIPAL, id_number="038085000012", name="Lê Văn Thay")
FILE = MandatedAction.FILE


def mandate(**scope: Any) -> Mandate:
    reach: dict[str, Any] = {"procedures": (), "actions": frozenset({FILE})}
    given = MandateGiven(principal=None, agent=AGENT, scope=MandateScope(**reach | scope))
    return grant(given, PRINCIPAL, id_="m-1", at=AT, by={})[0]


@pytest.mark.parametrize(
    ("day", "last"),
    [(TODAY, date(2027, 11, 23)), (date(2028, 2, 29), date(2029, 2, 28))],
)
def test_a_mandate_without_term_lasts_a_year(day: date, last: date) -> None:
    """Civil Code 2015 art. 563; of 29 February the year ends on the 28th."""
    assert years_after(day, 1) == last


def test_the_year_of_a_paper_runs_from_its_day() -> None:
    """Not from the day on which a desk enters it."""
    paper = MandatePaper(number="1", signed_on=TODAY - timedelta(days=300))
    scope = MandateScope(procedures=(), actions=frozenset({FILE}))
    given = MandateGiven(principal=PRINCIPAL, agent=AGENT, scope=scope, agency="A", paper=paper)

    assert grant(given, PRINCIPAL, id_="m", at=AT, by={})[0].expires_on == date(2027, 1, 27)


def test_without_procedures_it_reaches_to_every_one() -> None:
    """And with some to those alone."""
    require_reach(mandate(), FILE, procedure=BIRTH, on=TODAY)
    require_reach(mandate(procedures=(BIRTH,)), FILE, procedure=BIRTH, on=TODAY)

    with pytest.raises(MandateOutOfScopeError):
        require_reach(mandate(procedures=("2.000815",)), FILE, procedure=BIRTH, on=TODAY)


@pytest.mark.parametrize("action", [one for one in MandatedAction if one is not FILE])
def test_what_was_not_given_cannot_be_done(action: MandatedAction) -> None:
    """Each action by itself."""
    with pytest.raises(MandateOutOfScopeError):
        require_reach(mandate(), action, procedure=BIRTH, on=TODAY)


def test_the_last_day_counts_and_the_next_does_not() -> None:
    """To the end of the day that is named."""
    short = mandate(expires_on=TODAY)
    require_reach(short, FILE, procedure=BIRTH, on=TODAY)

    with pytest.raises(MandateExpiredError):
        require_reach(short, FILE, procedure=BIRTH, on=TODAY + timedelta(days=1))


@pytest.mark.parametrize("end", list(MandateEnd))
def test_an_ended_mandate_is_over_for_good(end: MandateEnd) -> None:
    """Nothing more is done under it, and it ends once."""
    ended, said = end_mandate(mandate(), end, at=AT)

    assert (ended.version, said.end) == (2, end.value)
    with pytest.raises(MandateRevokedError):
        require_reach(ended, FILE, procedure=BIRTH, on=TODAY)
    with pytest.raises(MandateOverError):
        end_mandate(ended, end, at=AT)
