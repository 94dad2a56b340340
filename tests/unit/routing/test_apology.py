"""An apology's dates and its way from prepared to signed; when a case is found to end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from contracts.events.lateness import ApologySigned
from kernel.apology import REASONS, ApologyReason
from kernel.clock import VIETNAM
from kernel.errors import DomainError
from services.routing.lateness.domain import apology as rules
from services.routing.lateness.domain.apology import Apology, ApologyState, Because
from services.routing.lateness.domain.errors import (
    ApologySignedError,
    ApologyTooLateError,
    ApologyUnwrittenError,
    CaseClosedError,
    NamedDateReachedError,
    NamedDayError,
)
from services.routing.lateness.domain.forecast import forecast
from services.routing.work.domain.case import Case, CaseStatus, Suspension
from services.routing.work.domain.errors import CaseSuspendedError
from tests.unit.routing.samples import COMMUNE, DOSSIER, INSURANCE, MONDAY, SCHEDULE, opened

DUE = datetime(2026, 11, 16, 17, 30, tzinfo=VIETNAM)  # a Monday
LAST = datetime(2026, 11, 13, 17, 30, tzinfo=VIETNAM)  # the Friday before
CASE: Case = opened(due_at=DUE)[0]
PREPARED = Apology(
    dossier=DOSSIER,
    because=Because.DUE_NEAR,
    prepared_at=MONDAY,
    due_at=DUE,
    proposed_due_at=DUE + timedelta(days=1),
)


def written(day: date = date(2026, 11, 19), case: Case = CASE, at: datetime = LAST) -> Apology:
    return rules.write(
        PREPARED,
        case,
        reason=ApologyReason.COORDINATION,
        day=day,
        officer="officer-1",
        at=at,
        schedule=SCHEDULE,
    )


def signed(
    before: Apology, case: Case = CASE, at: datetime = LAST
) -> tuple[Apology, ApologySigned]:
    return rules.sign(before, case, officer="head-1", at=at, schedule=SCHEDULE)


def test_it_is_prepared_three_working_days_ahead_and_signed_by_the_day_before() -> None:
    """Due on Monday 16th: prepared as Wednesday 11th opens, signed until Friday closes."""
    wednesday = datetime(2026, 11, 11, 7, 30, tzinfo=VIETNAM)

    assert rules.prepare_at(DUE, SCHEDULE) == wednesday
    assert rules.sign_by(DUE, SCHEDULE) == LAST
    assert rules.sign_by(DUE.replace(hour=9), SCHEDULE) == LAST
    assert rules.prepare_at(datetime(2026, 1, 2, tzinfo=VIETNAM), SCHEDULE) is None


def test_the_proposed_day_lies_past_the_due_date() -> None:
    """The day the case ends by its own terms, at least the working day behind the due date."""
    tuesday = datetime(2026, 11, 17, 17, 30, tzinfo=VIETNAM)
    saturday = datetime(2026, 11, 21, 9, 0, tzinfo=VIETNAM)

    assert rules.proposed(DUE, MONDAY, SCHEDULE) == tuesday
    assert rules.proposed(DUE, saturday, SCHEDULE) == datetime(
        2026, 11, 23, 17, 30, tzinfo=VIETNAM
    )


def test_reason_and_day_are_written_and_signed_once() -> None:
    """The head's signature says what an officer wrote; after it nothing changes any more."""
    done, said = signed(written())

    assert (done.state, done.version) == (ApologyState.SIGNED, 3)
    assert (said.cause, said.agency, said.due_at) == ("coordination", COMMUNE, DUE)
    assert said.new_due_at == datetime(2026, 11, 19, 17, 30, tzinfo=VIETNAM)
    assert (said.written_by, said.officer, said.case_number) == ("officer-1", "head-1", 1)
    with pytest.raises(ApologySignedError):
        signed(done)
    assert rules.prepared_anew(done, DUE + timedelta(days=9), DUE) is done


@pytest.mark.parametrize(
    ("attempt", "wrong"),
    [
        (lambda: signed(PREPARED), ApologyUnwrittenError),
        (lambda: signed(written(), at=LAST + timedelta(seconds=1)), ApologyTooLateError),
        (lambda: written(at=LAST + timedelta(minutes=1)), ApologyTooLateError),
        (lambda: written(date(2026, 11, 16)), NamedDayError),
        (lambda: written(date(2026, 11, 21)), NamedDayError),
        (lambda: written(date(2029, 11, 21)), NamedDayError),
        (lambda: written(case=replace(CASE, status=CaseStatus.APPROVED)), CaseClosedError),
        (
            lambda: written(case=replace(CASE, suspended=Suspension.SUPPLEMENT)),
            CaseSuspendedError,
        ),
        (
            lambda: signed(written(), replace(CASE, due_at=DUE + timedelta(days=3))),
            NamedDateReachedError,
        ),
    ],
)
def test_what_cannot_be_apologised_for_is_refused(
    attempt: Callable[[], object], wrong: type[DomainError]
) -> None:
    """Too late, unwritten, for no later working day, for a case that is over or stands."""
    with pytest.raises(wrong) as told:
        attempt()

    assert type(told.value) is wrong


def test_a_date_that_was_moved_is_prepared_anew() -> None:
    """The same apology for the new date; for the same date it stays as it is."""
    later = DUE + timedelta(days=1)
    again = rules.prepared_anew(PREPARED, later, later + timedelta(days=1))

    assert rules.prepared_anew(PREPARED, DUE, later) is PREPARED
    assert (again.version, again.due_at) == (2, later)


def test_a_case_ends_by_the_terms_of_what_is_left() -> None:
    """One leg of 8 hours begun on Monday 8:00, then one of 56: Tuesday 8:00 and seven days."""
    clocks = {COMMUNE: SCHEDULE, INSURANCE: SCHEDULE}
    late = MONDAY + timedelta(days=2)

    assert forecast(CASE, MONDAY, clocks) == datetime(2026, 11, 12, 8, 0, tzinfo=VIETNAM)
    # Two days on the first step is over its term: 5 hours of it, 3 of the next, then 56.
    assert forecast(CASE, late, clocks) == datetime(2026, 11, 16, 8, 0, tzinfo=VIETNAM)


def test_every_reason_has_its_words() -> None:
    """In both languages, as the letter prints them."""
    assert set(REASONS) == set(ApologyReason)
    assert all(text.vi and text.en for text in REASONS.values())
