"""Agencies take turns inside a lane, and a claim reads no more than it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import text

from chassis.db import Transaction
from services.notification.dispatch.domain.lane import Lane
from services.notification.dispatch.domain.message import EMAIL
from services.notification.dispatch.store.messages import PgMessages
from services.notification.dispatch.store.statements import claim_of
from services.notification.people.store.marks import holding_at
from services.notification.people.store.sealed import CONTACT
from tests.integration.notification.rig import Notification

_FILL = text("""
    INSERT INTO message (id, event_id, recipient, channel, template, template_version, dossier,
        language, facts, reference, queued_at, status, lane, agency, next_attempt_at)
    SELECT gen_random_uuid(), gen_random_uuid(), 'applicant/' || :agency || n, 'email', 't', 1,
        :agency || n, 'vi', '{}', :agency || :lane || '-' || n, now(), 'queued', :lane, :agency,
        now() - CAST(:since AS interval)
    FROM generate_series(1, CAST(:count AS integer)) AS n
""")


def fill(
    notification: Notification,
    agency: str,
    count: int,
    *,
    lane: Lane = Lane.BULK,
    since: str = "1 s",
) -> None:
    """Let messages of an agency wait that were due so long ago."""
    given = {"agency": agency, "count": count, "lane": lane, "since": since}
    with notification.database.transaction() as tx:
        tx.execute(_FILL, given)


def claim(tx: Transaction, notification: Notification, limit: int = 25) -> Sequence[str]:
    """Take messages; return whose they are, in order."""
    claimed = PgMessages(tx).claim(
        EMAIL, notification.clock(), limit, provider="smtp", lanes=sorted(Lane)
    )
    return [one.message.dossier[0] for one in claimed]


def test_a_long_queue_of_one_agency_starves_no_other(notification: Notification) -> None:
    """What came last, three letters of another, is in the first claim."""
    fill(notification, "A", 2000, since="1 hour")
    fill(notification, "B", 3)
    with notification.database.transaction() as tx:
        found = Counter(claim(tx, notification))

    assert found == {"A": 13, "B": 3}


def test_turns_follow_weights(notification: Notification) -> None:
    fill(notification, "A", 100)
    fill(notification, "B", 100)
    notification.execute("""
        INSERT INTO agency (code, name, message_weight) VALUES ('A', 'Sở', 4), ('B', 'Xã', 1)
    """)
    with notification.database.transaction() as tx:
        found = Counter(claim(tx, notification, 20))

    assert found == {"A": 16, "B": 4}


def test_more_agencies_than_a_claim_takes_come_by_age(notification: Notification) -> None:
    """Those who wait longest are in the next claim, and nobody is left out for ever."""
    for place, agency in enumerate("ABCDEFGHIJ"):
        fill(notification, agency, 3, since=f"{20 - place} s")
    with notification.database.transaction() as tx:
        rounds = ["".join(sorted(claim(tx, notification, 4))) for _ in range(3)]

    assert rounds[0] == "ABCD"
    assert sum(len(one) for one in rounds) == 12


def test_lanes_go_before_turns(notification: Notification) -> None:
    """An agency whose turn it is in bulk waits for what is urgent of any."""
    fill(notification, "A", 500)
    fill(notification, "B", 10, lane=Lane.NORMAL)
    fill(notification, "C", 10, lane=Lane.URGENT)
    with notification.database.transaction() as tx:
        found = Counter(claim(tx, notification))

    assert found == {"C": 10, "B": 10, "A": 5}


@pytest.mark.parametrize(
    "patience",
    [None, timedelta(hours=1)],
    ids=["plain", "with marks"],
)
def test_a_claim_reads_what_it_takes_of_a_long_queue(
    notification: Notification, patience: timedelta | None
) -> None:
    """However the planner sees it: 20 agencies of 500 letters, half of them with none due."""
    for place in range(20):
        since = "1 s" if place % 2 else "-1 hour"
        fill(notification, f"A{place:02}-", 500, since=since)
    given = {"channel": EMAIL, "now": notification.clock(), "limit": 25}
    given |= {"provider": "smtp", "lanes": [1, 2, 3], "patience": patience}
    given |= holding_at(notification.clock())
    statement = claim_of(marked=patience is not None, beside=CONTACT)
    with notification.database.transaction() as tx:
        tx.execute(text("ANALYZE message"))
        explained = tx.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT TEXT) {statement}", given)
        plan = list(explained.scalars())
        tx.rollback()
    scans = [line for line in plan if "Seq Scan" in line and " on message" in line]
    rows = [_rows(line) for line in plan if "Scan" in line and " message" in line]

    assert scans == []
    assert sum("message_dossier_idx" in line for line in plan) == 1
    assert rows
    assert max(rows) <= 60


def _rows(line: str) -> int:
    """Return how many rows a node gave in all its loops."""
    actual = line.partition("(actual")[2]
    if "rows=" not in actual:
        return 0
    rows = float(actual.partition("rows=")[2].split()[0])
    loops = int(actual.partition("loops=")[2].partition(")")[0])
    return round(rows * loops)
