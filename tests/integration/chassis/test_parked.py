"""Operators see what is parked, replay or discard it, and are written down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from chassis import parked
from chassis.db import Database
from chassis.identifiers import new_id
from chassis.migrations.grants import grant_rights
from chassis.parked import Action, Choice, Operator
from chassis.retrier import InboxRetrier
from chassis.subscription import Park
from tests.integration.chassis.bus import (
    Effects,
    body,
    effects_in,
    gates_in,
    sent,
    statuses_in,
)

ME = Operator(subject="admin-1", door="command-line")
EVERYTHING = Choice()


@pytest.fixture
def effects() -> Effects:
    """Give handlers that fail for the dossiers P1 to P4."""
    made = Effects()
    for number in range(1, 5):
        reason = "agency unknown" if number < 4 else "agency unknown to nobody"
        made.failing[f"dossier/P{number}:1"] = Park(reason)
    return made


@pytest.fixture
def ids(database: Database, effects: Effects) -> list[UUID]:
    """Give the ids of four parked events, a successor waiting behind the first; one is good."""
    made = [new_id() for _ in range(4)]
    bodies = [body(f"P{number}", 1, event_id=made[number - 1]) for number in range(1, 5)]
    inbox = effects.inbox(database)
    inbox.work([inbox.reader.read(each) for each in [*bodies, body("P1", 2), body("G")]])
    return made


def read(database: Database, choice: Choice = EVERYTHING) -> list[UUID]:
    with database.read() as tx:
        return [event.event_id for event in parked.page(tx, choice)]


def written_down(database: Database) -> list[tuple[str, str, str, dict[str, object], int]]:
    with database.read() as tx:
        rows = tx.execute(
            text("SELECT operator, door, action, chosen, events FROM operator_action ORDER BY 1")
        )
        return [(row.operator, row.door, row.action, row.chosen, len(row.events)) for row in rows]


def test_parked_events_are_listed_page_by_page(database: Database, ids: list[UUID]) -> None:
    """Keyset pages without holes or doubles, the longest parked first."""
    found: list[UUID] = []
    place = None
    with database.read() as tx:
        while page := parked.page(tx, EVERYTHING, after=place, limit=3):
            found += [event.event_id for event in page]
            place = (page[-1].received_at, page[-1].event_id)

    assert sorted(found) == sorted(ids)


def test_they_are_chosen_by_cause_type_instant_and_id(database: Database, ids: list[UUID]) -> None:
    """All conditions hold together; the cause is a beginning, the type is whole."""
    now = datetime.now(UTC)  # noqa: TID251 -- inbox rows carry the server's clock
    handed_over = "intake.dossier-handed-over.v1"

    assert len(read(database, Choice(reason="agency"))) == 4
    assert len(read(database, Choice(reason="agency unknown to"))) == 1
    assert read(database, Choice(reason="%")) == []
    assert len(read(database, Choice(type=handed_over))) == 4
    assert read(database, Choice(type="intake.dossier")) == []
    assert len(read(database, Choice(before=now + timedelta(hours=1)))) == 4
    assert read(database, Choice(before=now - timedelta(hours=1))) == []
    assert read(database, Choice(event_ids=(ids[2],), reason="agency")) == [ids[2]]


def test_they_are_counted_by_cause(database: Database, ids: list[UUID]) -> None:
    """The most frequent cause first."""
    with database.read() as tx:
        groups = parked.groups(tx, EVERYTHING)

    assert [(group.reason, group.events) for group in groups] == [
        ("agency unknown", 3),
        ("agency unknown to nobody", 1),
    ]
    assert len(ids) == 4


def test_one_is_shown_with_its_body_and_what_waits_behind_it(
    database: Database, ids: list[UUID]
) -> None:
    """The body as it came; None for what is not parked."""
    with database.read() as tx:
        found = parked.find(tx, ids[0])
        unknown = parked.find(tx, new_id())

    assert found is not None
    document = found.document()
    assert isinstance(document, dict)
    assert document["id"] == str(ids[0])
    assert found.held_up == 1
    assert unknown is None


def test_bytes_that_are_no_json_are_shown_as_bytes(database: Database) -> None:
    """What nobody can read is parked and still seen."""
    inbox = Effects().inbox(database)
    inbox.work([inbox.reader.read(b"\xffnot json")])
    with database.read() as tx:
        [event] = parked.page(tx, EVERYTHING)
        found = parked.find(tx, event.event_id)

    assert event.reason == "not JSON"
    assert found is not None
    assert (found.document(), found.body) == (None, b"\xffnot json")


def test_a_replayed_event_takes_effect_and_its_successor_follows(
    database: Database, effects: Effects, ids: list[UUID]
) -> None:
    """Once the cause is mended, one order mends all it had parked."""
    effects.failing.clear()
    count = parked.act(database, Action.REPLAY, Choice(reason="agency"), ME)
    retrier = InboxRetrier(effects.inbox(database))
    retrier.run_once()
    retrier.run_once()

    assert count == 4 == len(ids)
    assert effects_in(database) == [
        ("G", 1), ("P1", 1), ("P1", 2), ("P2", 1), ("P3", 1), ("P4", 1),
    ]  # fmt: skip
    assert statuses_in(database) == {"done": 6}
    assert written_down(database) == [
        ("admin-1", "command-line", "replay", {"reason": "agency"}, 4)
    ]


def test_a_discarded_event_lets_its_successor_pass(
    database: Database, effects: Effects, ids: list[UUID]
) -> None:
    """The gate goes on; the event stays in the inbox as discarded."""
    count = parked.act(database, Action.DISCARD, Choice(event_ids=(ids[0],)), ME)
    InboxRetrier(effects.inbox(database)).run_once()

    assert count == 1
    assert effects_in(database) == [("G", 1), ("P1", 2)]
    assert gates_in(database)["P1"] == 2
    assert statuses_in(database) == {"discarded": 1, "done": 2, "parked": 3}


def test_nothing_chosen_nothing_written(database: Database, ids: list[UUID]) -> None:
    """An order that meets nothing leaves no line."""
    assert parked.act(database, Action.DISCARD, Choice(event_ids=(new_id(),)), ME) == 0
    assert written_down(database) == []
    assert len(read(database)) == len(ids)


def test_hundreds_are_handled_in_portions(database: Database) -> None:
    """250 events of as many dossiers: three lines, each with its own events."""
    effects = Effects()
    inbox = effects.inbox(database)
    bodies = [
        body(f"B{number:03d}", 1, type_="intake.dossier-handed-over.v9") for number in range(250)
    ]
    inbox.work([inbox.reader.read(each) for each in bodies])
    count = parked.act(database, Action.DISCARD, EVERYTHING, ME)

    assert count == 250
    assert [line[4] for line in written_down(database)] == [100, 100, 50]
    assert statuses_in(database) == {"discarded": 250}


def test_what_was_written_down_cannot_be_changed(database: Database, ids: list[UUID]) -> None:
    """The run-time role may add to the table of actions, nothing else."""
    parked.act(database, Action.DISCARD, Choice(event_ids=(ids[0],)), ME)
    role = database.url.rpartition("/")[2]
    with database.transaction() as tx:
        tx.execute(text(f"CREATE ROLE {role}"))
        grant_rights(tx)
    try:
        for attempt in (
            "UPDATE operator_action SET operator = 'x'",
            "DELETE FROM operator_action",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"):
                run_as(database, role, attempt)
        run_as(database, role, "SELECT position FROM operator_action")
    finally:
        with database.transaction() as tx:
            tx.execute(text(f"DROP OWNED BY {role}"))
            tx.execute(text(f"DROP ROLE {role}"))

    assert len(written_down(database)) == 1


def run_as(database: Database, role: str, statement: str) -> None:
    with database.transaction() as tx:
        tx.execute(text(f"SET LOCAL ROLE {role}"))
        tx.execute(text(statement))


def test_ungated_events_are_listed_too(database: Database) -> None:
    """A source without a gate parks like any other."""
    effects = Effects()
    effects.failing["dossier/A:1"] = Park("no such message")
    inbox = effects.inbox(database, gated=False)
    inbox.work([inbox.reader.read(body(event=sent("A")))])
    with database.read() as tx:
        [event] = parked.page(tx, EVERYTHING)

    assert (event.source, event.subject) == ("notification", "dossier/A")
