"""What the inbox holds is tried again, follows its predecessor, or is asked for."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from chassis.db import Database
from chassis.identifiers import new_id
from chassis.inbox import discard, replay
from chassis.retrier import InboxRetrier, missing_between
from chassis.subscription import NotYet, Park
from tests.integration.chassis.bus import (
    Effects,
    body,
    effects_in,
    gates_in,
    statuses_in,
)


def hasten(database: Database) -> None:
    """Make every wait in the inbox end now."""
    with database.transaction() as tx:
        tx.execute(text("UPDATE inbox SET next_attempt_at = now() WHERE next_attempt_at > now()"))


def rounds(retrier: InboxRetrier, database: Database, count: int) -> None:
    """Let the retrier look `count` times, each time with every wait over."""
    for _ in range(count):
        hasten(database)
        retrier.run_once()


def test_a_mended_event_is_applied_with_its_successors(database: Database) -> None:
    """Once the fault is gone, the retried event and those waiting behind it are applied."""
    effects = Effects()
    effects.failing = {"dossier/A:1": KeyError()}
    inbox = effects.inbox(database)
    inbox.work([inbox.reader.read(body(sequence=number)) for number in (1, 2, 3)])
    held = statuses_in(database)
    effects.failing = {}
    rounds(InboxRetrier(inbox), database, 1)

    assert held == {"retry": 1, "waiting": 2}
    assert effects_in(database) == [("A", 1), ("A", 2), ("A", 3)]
    assert statuses_in(database) == {"done": 3}


def test_tries_end_and_waits_do_not(database: Database) -> None:
    """An event that fails is parked after its last try; one that is not yet due is held on."""
    effects = Effects()
    effects.failing = {"dossier/A:1": KeyError(), "dossier/B:1": NotYet("later")}
    inbox = effects.inbox(database)
    inbox.work([inbox.reader.read(body(name)) for name in "AB"])
    rounds(InboxRetrier(inbox), database, 5)
    with database.read() as tx:
        rows = tx.execute(text("SELECT subject, status, attempts FROM inbox ORDER BY subject"))
        found = [tuple(row) for row in rows]

    assert found == [("dossier/A", "parked", 3), ("dossier/B", "retry", 6)]


def test_an_event_that_kills_the_process_counts_its_tries(database: Database) -> None:
    """The try is on record before it is made, so that a crash cannot go on for ever."""
    effects = Effects()
    effects.failing = {"dossier/A:1": KeyError()}
    inbox = effects.inbox(database)
    inbox.work([inbox.reader.read(body())])

    def crash() -> None:
        effects.failing = {"dossier/A:1": KeyboardInterrupt()}
        rounds(InboxRetrier(inbox), database, 1)

    with pytest.raises(KeyboardInterrupt):
        crash()
    with database.read() as tx:
        tries = tx.scalar(text("SELECT attempts FROM inbox"))

    assert tries == 2


def test_discarded_and_replayed_events_let_successors_go(database: Database) -> None:
    """What an operator decides takes effect by itself, without another delivery."""
    effects = Effects()
    effects.failing = {"dossier/A:1": Park("a"), "dossier/B:1": Park("b")}
    ids = {name: new_id() for name in "AB"}
    inbox = effects.inbox(database)
    bodies = [body(name, 1, event_id=ids[name]) for name in "AB"]
    bodies += [body(name, 2) for name in "AB"]
    inbox.work([inbox.reader.read(each) for each in bodies])
    effects.failing = {}
    with database.transaction() as tx:
        discard(tx, ids["A"])
        replay(tx, ids["B"])
    InboxRetrier(inbox).run_once()

    assert effects_in(database) == [("A", 2), ("B", 1), ("B", 2)]
    assert gates_in(database) == {"A": 2, "B": 2}


def test_a_gap_is_asked_for_once_its_time_is_up(database: Database) -> None:
    """The owner is asked for the missing numbers alone, then not again at once."""
    asked: list[tuple[str, str, int, int]] = []
    inbox = Effects().inbox(database)
    retrier = InboxRetrier(inbox, lambda *gap: asked.append(gap))
    inbox.work([inbox.reader.read(body(sequence=number)) for number in (1, 4, 6)])
    retrier.run_once()
    early = list(asked)
    rounds(retrier, database, 1)
    retrier.run_once()

    assert early == []
    assert asked == [("intake", "dossier/A", 2, 5)]


def test_nothing_is_asked_for_behind_a_parked_event(database: Database) -> None:
    """What is here, though parked, is not missing."""
    asked: list[object] = []
    effects = Effects()
    effects.failing = {"dossier/A:1": Park("never")}
    inbox = effects.inbox(database)
    inbox.work([inbox.reader.read(body(sequence=number)) for number in (1, 2)])
    rounds(InboxRetrier(inbox, lambda *gap: asked.append(gap)), database, 1)

    assert asked == []


def test_an_owner_that_does_not_answer_harms_nobody(database: Database) -> None:
    """A failing request is noted and the loop goes on."""

    def refuse(*_gap: object) -> None:
        raise ConnectionError

    inbox = Effects().inbox(database)
    inbox.work([inbox.reader.read(body(sequence=2))])
    rounds(InboxRetrier(inbox, refuse), database, 1)

    assert statuses_in(database) == {"waiting": 1}


@pytest.mark.parametrize(
    ("last", "known", "missing"),
    [(0, [2], (1, 1)), (3, [4, 5], None), (3, [], None), (1, [3, 5, 9], (2, 8)), (7, [3], None)],
)
def test_missing_numbers(last: int, known: list[int], missing: tuple[int, int] | None) -> None:
    """Missing is what lies between the gate and the newest known event and is not here."""
    assert missing_between(last, known) == missing
