"""Those who have a desk are told in the morning how many applicants wait for a call."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from contracts.events.desk import CallsWaiting
from kernel.rights import Role
from services.intake.desk.store.tasks import PgCalls
from services.intake.registry.store.mornings import PgMornings
from tests.integration.intake.clocked import at
from tests.integration.intake.listed import filed
from tests.integration.intake.mornings import TUESDAY_OFF, WEDNESDAY, entered, look, looks
from tests.integration.intake.office import COMMUNE, MONDAY, Office
from tests.integration.intake.test_desk_queue import call, undeliverable


@pytest.fixture
def waiting(office: Office) -> Iterator[list[str]]:
    """Give two dossiers whose applicants no notice reached, the first of them twice."""
    codes = [filed(office), filed(office)]
    for code in (*codes, codes[0]):
        undeliverable(office, code)
    yield codes
    with office.database.transaction() as tx:
        tx.execute(text("TRUNCATE officer, officer_post, placement"))


def test_it_is_said_once_on_each_morning_that_is_worked(
    office: Office, waiting: list[str]
) -> None:
    """Not on the day off between; how many wait then, since when, until none does."""
    day_off = look(office, at(f"{TUESDAY_OFF}T07:00"))
    early = look(office, at(f"{WEDNESDAY}T06:59"))
    (first,) = look(office, at(f"{WEDNESDAY}T07:00"))
    again = look(office, at(f"{WEDNESDAY}T12:00"))
    assert call(office, waiting[0], "told", "call-the-first").status_code == 200
    later = look(office, at("2026-11-26T07:00"))
    assert call(office, waiting[1], "not-needed", "call-the-second").status_code == 200
    done = look(office, at("2026-11-27T07:00"))

    assert (day_off, early, len(again)) == ([], [], 1)
    assert isinstance(first, CallsWaiting)
    assert (first.on.isoformat(), first.calls, first.oldest_at) == (WEDNESDAY, 2, MONDAY)
    assert [event.calls for event in later if isinstance(event, CallsWaiting)] == [2, 1]
    assert done == later
    assert looks(office) == 0


def test_a_call_asked_for_at_that_moment_is_not_lost(office: Office, waiting: list[str]) -> None:
    """The last call is done, another asked for and not committed as the desk is looked at."""
    for number, code in enumerate(waiting):
        assert call(office, code, "told", f"call-number-{number}").status_code == 200
    with office.database.transaction() as tx:
        PgCalls(tx).ask(waiting[0], since=MONDAY, template="finished")
        PgMornings(tx).look(COMMUNE, MONDAY)
        meanwhile = look(office, at(f"{WEDNESDAY}T07:00"))
    after = look(office, at(f"{WEDNESDAY}T07:00"))

    assert (meanwhile, len(after)) == ([], 1)


def test_it_is_for_those_of_the_register_who_have_the_desk_that_day(
    office: Office, waiting: list[str]
) -> None:
    """Officers and the head of the agency; nobody who left, or stands elsewhere."""
    for account, role, agency, last in (
        ("officer-1", Role.OFFICER, COMMUNE, None),
        ("head-1", Role.HEAD, COMMUNE, WEDNESDAY),
        ("left-1", Role.OFFICER, COMMUNE, TUESDAY_OFF),
        ("officer-2", Role.OFFICER, "H56.STP", None),
    ):
        office.hear(entered(account, role, agency, last_day=last))
    (said,) = look(office, at(f"{WEDNESDAY}T07:00"))

    assert len(waiting) == 2
    assert isinstance(said, CallsWaiting)
    assert said.told_accounts == ("head-1", "officer-1")
