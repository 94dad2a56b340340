"""An event that comes alone costs few trips, and is undone whole where it fails."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chassis.db import Database
from chassis.identifiers import new_id
from chassis.subscription import NotYet, Park
from tests.benchmarks.database_trips import trips
from tests.integration.chassis.bus import (
    Effects,
    body,
    effects_in,
    gates_in,
    hear,
    statuses_in,
)

pytestmark = pytest.mark.usefixtures("form_of_handlers")


def test_an_event_that_came_alone_and_fails_leaves_its_row_only(database: Database) -> None:
    """Its half-done work and the gate it had moved are undone; what follows it goes on later."""
    effects = Effects()
    inbox = effects.inbox(database)
    effects.failing = {"dossier/A:1": NotYet("no procedure yet"), "dossier/B:1": Park("never")}
    first = body("A", 1, event_id=(early := new_id()))
    for one in (first, body("B", 1), body("A", 2)):
        hear(inbox, one)

    assert effects_in(database) == []
    assert gates_in(database) == {"A": 0, "B": 0}
    assert statuses_in(database) == {"retry": 1, "parked": 1, "waiting": 1}
    assert effects.calls == [("dossier/A", 1), ("dossier/B", 1)]

    effects.failing = {}
    inbox.work([replace(inbox.reader.read(first), event_id=early, stored=True)])
    assert effects_in(database) == [("A", 1), ("A", 2)]
    assert gates_in(database) == {"A": 2, "B": 0}


def test_an_event_that_comes_alone_costs_few_trips(database: Database) -> None:
    """Its handler's statement, and four around it; one that was seen moves no gate."""
    inbox = Effects().inbox(database)
    hear(inbox, body(sequence=1))
    second = body(sequence=2)

    with trips(database) as sent_to_it:
        hear(inbox, second)
    assert len(sent_to_it) == 5

    hear(inbox, second)
    assert gates_in(database) == {"A": 2}
    assert effects_in(database) == [("A", 1), ("A", 2)]


def test_one_that_waited_alone_behind_a_seen_one_is_set_aside_itself(database: Database) -> None:
    """The event that brought it up is not the one that failed."""
    effects = Effects()
    inbox = effects.inbox(database)
    first = body("A", 1)
    hear(inbox, first)
    hear(inbox, body("A", 3))
    with database.transaction() as tx:
        tx.exec_driver_sql("UPDATE gate SET last = 2")
    effects.failing = {"dossier/A:3": Park("never")}
    hear(inbox, first)

    assert effects_in(database) == [("A", 1)]
    assert statuses_in(database) == {"done": 1, "parked": 1}
