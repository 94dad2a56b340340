"""When a dossier may be erased, and what of its state is left."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from kernel.clock import VIETNAM
from kernel.status import FINAL_STATUSES, Status
from services.intake.registry.domain.erasure import erasable_from, erase, require_not_erased
from services.intake.registry.domain.errors import (
    DossierErasedError,
    DossierOpenError,
    DossierStillKeptError,
)
from tests.unit.intake.registry.samples import dossier

CLOSED = datetime(2026, 12, 31, 17, 30, tzinfo=VIETNAM)
CLOSINGS = {
    Status.NOT_ACCEPTED: "refused_at",
    Status.WITHDRAWN: "withdrawn_at",
    Status.STOPPED: "supplement_by",
    Status.HANDED_OVER: "handed_over_at",
}
OVER = datetime(2037, 1, 1, tzinfo=VIETNAM)


@pytest.mark.parametrize("status", sorted(FINAL_STATUSES))
def test_the_time_runs_in_whole_years_after_the_year_it_closed_in(status: Status) -> None:
    """Closed on any day of 2026 and kept for ten years: erased from 1 January 2037."""
    for closed in (CLOSED, CLOSED.replace(month=1, day=1)):
        ended = dossier(status, **{CLOSINGS[status]: closed})
        assert erasable_from(ended, years=10) == date(2037, 1, 1)


@pytest.mark.parametrize("status", sorted(set(Status) - FINAL_STATUSES))
def test_what_is_open_is_kept(status: Status) -> None:
    """Also a result that waits to be handed over."""
    with pytest.raises(DossierOpenError):
        erase(dossier(status), at=OVER, years=1, decision="12/QĐ-UBND", officer="head-1")


def test_the_day_counts_and_not_the_hour() -> None:
    """A second before the year it is kept; from its first on it may go."""
    ended = dossier(Status.HANDED_OVER, handed_over_at=CLOSED)
    before = datetime(2036, 12, 31, 23, 59, 59, tzinfo=VIETNAM)

    with pytest.raises(DossierStillKeptError) as refused:
        erase(ended, at=before, years=10, decision="12/QĐ-UBND", officer="head-1")
    assert refused.value.extra == {"erasable_from": "2037-01-01"}
    erase(ended, at=OVER, years=10, decision="12/QĐ-UBND", officer="head-1")


def test_nobody_is_left_in_the_state() -> None:
    """No owner, no identity, no words; the event names codes and the decision alone."""
    ended = dossier(
        Status.NOT_ACCEPTED,
        refused_at=CLOSED,
        owner="citizen-1",
        parties=("id:038190000001",),
        refusal_reason="Ông A không đủ giấy tờ.",
    )
    erased, said = erase(ended, at=OVER, years=10, decision="12/QĐ-UBND", officer="head-1")

    assert (erased.owner, erased.parties, erased.refusal_reason) == (None, (), None)
    assert (erased.erased_at, erased.version) == (OVER, ended.version + 1)
    assert (said.code, said.decision, said.erased_at) == (ended.code, "12/QĐ-UBND", OVER)
    with pytest.raises(DossierErasedError):
        require_not_erased(erased)
    require_not_erased(ended)
