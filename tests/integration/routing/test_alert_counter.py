"""The live counter of alerts is bounded: in what it says, and in what it reads for that."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from services.routing.lateness.domain.alert import AlertReach
from services.routing.lateness.store.alerts import waiting_statement
from services.routing.work.domain.reading import MOST_ALERTS_COUNTED
from tests.integration.routing.suite import Suite, accepted
from tests.integration.routing.test_ladder import HEAD, INSURER, OFFICER, TWO, ring, waiting
from tests.unit.routing.samples import COMMUNE, INSURANCE

MANY = 20_000
_MORE = text("""
    INSERT INTO alert
    SELECT gen_random_uuid(), dossier, procedure, leg, step, task, percent, audience, agency,
        officer, confidential, due_at, at + number * interval '1 second'
    FROM alert, generate_series(1, :times) AS number WHERE officer = :officer
""")
_KNOW = text("""
    INSERT INTO alert_acknowledgement SELECT id, officer, at FROM alert
    WHERE officer = :officer AND at <= :until
""")
_READ = text("""
    SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables
    WHERE relname IN ('alert', 'step', 'alert_acknowledgement')
""")


@pytest.fixture
def told(suite: Suite) -> Suite:
    """Give a case whose first step has an owner who was told at 75 %."""
    suite.hear_reference(TWO)
    suite.hear(accepted(legs={"one": COMMUNE, "two": INSURANCE}))
    suite.act(OFFICER, suite.worklist(OFFICER)[0], "claim")
    ring(suite, 3.1)
    return suite


def more(suite: Suite, times: int) -> None:
    with suite.database.transaction() as tx:
        tx.execute(_MORE, {"times": times, "officer": OFFICER.subject})


@pytest.mark.parametrize(("times", "counted"), [(98, 99), (99, 100), (400, 100)])
def test_of_more_than_a_hundred_a_hundred_are_counted(
    told: Suite, times: int, counted: int
) -> None:
    """Below it every one; nobody else's counter moves."""
    before = waiting(told, OFFICER)
    more(told, times)

    assert (before, waiting(told, OFFICER)) == (1, counted)
    assert MOST_ALERTS_COUNTED == 100
    assert [waiting(told, who) for who in (HEAD, INSURER)] == [0, 0]


def test_what_is_new_is_counted_and_ten_thousands_before_it_are_not_read(told: Suite) -> None:
    """All but the newest are known: a few pages of the index say so, not the whole of it."""
    more(told, MANY)
    with told.database.transaction() as tx:
        tx.execute(text("ANALYZE alert"))
    full = waiting(told, OFFICER)
    with told.database.transaction() as tx:
        newest = tx.scalar(text("SELECT max(at) FROM alert"))
        until = newest - timedelta(seconds=3)
        tx.execute(_KNOW, {"officer": OFFICER.subject, "until": until})
        tx.execute(text("ANALYZE alert_acknowledgement"))
    reach = AlertReach(own=OFFICER.subject, scopes=(), headed=(COMMUNE,))
    with told.database.read() as tx:
        began = tx.scalar(_READ) or 0
        counted = tx.scalar(waiting_statement(reach))
        read = (tx.scalar(_READ) or 0) - began

    assert (full, counted) == (100, 3)
    assert waiting(told, OFFICER) == 3
    assert read < MANY / 2
