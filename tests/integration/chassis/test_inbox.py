"""Every event heard takes effect once and in order, and a bad one harms no other."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import text

from chassis.db import Database
from chassis.identifiers import new_id
from chassis.inbox import discard, replay
from chassis.subscription import NotYet, Park
from kernel.errors import InvalidInputError, UnavailableError
from tests.integration.chassis.bus import (
    Effects,
    body,
    effects_in,
    gates_in,
    hear,
    sent,
    statuses_in,
)

pytestmark = pytest.mark.usefixtures("form_of_handlers")


def reasons_in(database: Database) -> list[tuple[str, str | None, int]]:
    """Return status, reason and tries of every row that is not done."""
    with database.read() as tx:
        rows = tx.execute(
            text("SELECT status, reason, attempts FROM inbox WHERE status <> 'done' ORDER BY 1")
        )
        return [(row.status, row.reason, row.attempts) for row in rows]


def test_an_event_takes_effect_once(database: Database) -> None:
    """Twice in one batch and again in the next: one effect, one row, the gate at one."""
    inbox = Effects().inbox(database)
    same = body()
    hear(inbox, same, same)
    hear(inbox, same)

    assert effects_in(database) == [("A", 1)]
    assert statuses_in(database) == {"done": 1}
    assert gates_in(database) == {"A": 1}


def test_events_of_a_batch_are_sorted(database: Database) -> None:
    """Three events of one subject that came backwards are applied forwards at once."""
    effects = Effects()
    hear(effects.inbox(database), body(sequence=3), body(sequence=1), body(sequence=2))

    assert [sequence for _, sequence in effects.calls] == [1, 2, 3]
    assert statuses_in(database) == {"done": 3}


def test_a_newer_event_waits_for_its_predecessor(database: Database) -> None:
    """What came too early is held with its body and applied right behind the missing one."""
    effects = Effects()
    inbox = effects.inbox(database)
    hear(inbox, body(sequence=3))
    hear(inbox, body(sequence=2))
    held = statuses_in(database)
    hear(inbox, body(sequence=1))

    assert held == {"waiting": 2}
    assert [sequence for _, sequence in effects.calls] == [1, 2, 3]
    assert statuses_in(database) == {"done": 3}
    assert gates_in(database) == {"A": 3}


def test_an_older_event_under_a_new_id_is_passed_over(database: Database) -> None:
    """The gate refuses a sequence it has passed, whatever the id."""
    inbox = Effects().inbox(database)
    hear(inbox, body(sequence=1))
    hear(inbox, body(sequence=1))

    assert effects_in(database) == [("A", 1)]


def test_sources_have_gates_of_their_own_and_facts_have_none(database: Database) -> None:
    """Events of a source that is not gated are applied in any order."""
    hear(
        Effects().inbox(database),
        body("A", 1),
        body("A", 7, event=sent()),
        body("A", 3, event=sent()),
    )

    assert effects_in(database) == [("A", 1), ("A", 3), ("A", 7)]
    assert gates_in(database) == {"A": 1}


def test_types_nobody_wants_move_the_gate(database: Database) -> None:
    """An unknown type is noted as done, and its successor is not held up."""
    hear(
        Effects().inbox(database), body(sequence=1, type_="intake.new-thing.v1"), body(sequence=2)
    )

    assert effects_in(database) == [("A", 2)]
    assert gates_in(database) == {"A": 2}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"\xff\x00", "not JSON"),
        (b"[]", "no envelope"),
        (b'{"id":"1"}', "no envelope"),
        (body("B", type_="intake.dossier-handed-over.v9"), "unknown major version"),
        (body("B").replace(b'"method"', b'"m"'), "data against the schema"),
        (body("B", type_="routing.case-opened.v1"), "said in another's name"),
    ],
)
def test_what_cannot_be_read_is_parked_at_once(
    database: Database, bad: bytes, reason: str
) -> None:
    """It is parked with its reason and its bytes, once, and its neighbours are applied."""
    inbox = Effects().inbox(database)
    hear(inbox, bad, body("A"))
    hear(inbox, bad)
    found = reasons_in(database)
    with database.read() as tx:
        kept = tx.scalar(text("SELECT body FROM inbox WHERE status = 'parked'"))

    assert effects_in(database) == [("A", 1)]
    assert [row[0] for row in found] == ["parked"]
    assert reason in str(found[0][1])
    assert kept == bad


@pytest.mark.parametrize(
    ("error", "status", "reason"),
    [
        (Park("never"), "parked", "never"),
        (InvalidInputError(pointer="/x"), "parked", "InvalidInputError invalid /x"),
        (NotYet("no procedure yet"), "retry", "no procedure yet"),
        (UnavailableError(), "retry", "UnavailableError unavailable"),
        (KeyError("secret name"), "retry", "KeyError"),
    ],
)
def test_a_failing_event_is_set_aside_alone(
    database: Database, error: Exception, status: str, reason: str
) -> None:
    """Its own half-done work is undone, every neighbour is applied exactly once."""
    effects = Effects()
    effects.failing = {"dossier/N07:1": error, "dossier/N21:1": error}
    names = [f"N{number:02}" for number in range(30)]
    hear(effects.inbox(database), *(body(name) for name in names))
    found = reasons_in(database)

    good = [(name, 1) for name in names if name not in ("N07", "N21")]
    assert effects_in(database) == good
    assert statuses_in(database) == {"done": 28, status: 2}
    assert all(str(row[1]).startswith(reason) and row[2] == 1 for row in found)
    assert "secret" not in str(found)


def test_a_failing_event_among_many_is_found_by_halves(database: Database) -> None:
    """A hundred events told together, two of which fail, take few calls and stay together."""
    effects = Effects()
    effects.failing = {"dossier/N000:1": Park("never"), "dossier/N077:1": Park("never")}
    names = [f"N{number:03}" for number in range(100)]
    hear(effects.inbox(database), *(body(name) for name in names))

    assert len(effects_in(database)) == 98
    assert statuses_in(database) == {"done": 98, "parked": 2}
    if effects.together:
        assert effects.runs[0] == 100
        assert len(effects.runs) <= 40


def test_a_batch_of_which_all_fail_is_set_aside_whole(database: Database) -> None:
    """Even then the work ends, and nothing of it stays."""
    effects = Effects()
    names = [f"N{number:02}" for number in range(17)]
    effects.failing = {f"dossier/{name}:1": Park("never") for name in names}
    hear(effects.inbox(database), *(body(name) for name in names))

    assert effects_in(database) == []
    assert statuses_in(database) == {"parked": 17}


def test_successors_of_a_failing_event_wait(database: Database) -> None:
    """No event overtakes one that failed; other subjects go on."""
    effects = Effects()
    effects.failing = {"dossier/A:2": Park("never")}
    bodies = [body(name, sequence) for name in "AB" for sequence in (1, 2, 3)]
    hear(effects.inbox(database), *bodies)

    assert effects_in(database) == [("A", 1), ("B", 1), ("B", 2), ("B", 3)]
    assert statuses_in(database) == {"done": 4, "parked": 1, "waiting": 1}
    assert gates_in(database) == {"A": 1, "B": 3}


def park_second(effects: Effects, database: Database) -> UUID:
    """Hear 1, 2 (which is parked) and 3 of a dossier; return the id of the parked one."""
    effects.failing = {"dossier/A:2": Park("never")}
    parked = new_id()
    inbox = effects.inbox(database)
    hear(inbox, body(sequence=1), body(sequence=2, event_id=parked), body(sequence=3))
    return parked


def test_discarding_lets_the_successors_go_on(database: Database) -> None:
    """The gate moves over the discarded event; the next one of the subject takes all along."""
    effects = Effects()
    parked = park_second(effects, database)
    with database.transaction() as tx:
        results = [discard(tx, parked), discard(tx, parked)]
    hear(effects.inbox(database), body(sequence=4))

    assert results == [True, False]
    assert effects_in(database) == [("A", 1), ("A", 3), ("A", 4)]
    assert statuses_in(database) == {"discarded": 1, "done": 3}


def test_discarding_ahead_of_the_gate_is_remembered(database: Database) -> None:
    """A waiting event that was discarded is stepped over when its turn comes."""
    effects = Effects()
    inbox = effects.inbox(database)
    third = new_id()
    hear(inbox, body(sequence=3, event_id=third), body(sequence=4))
    with database.transaction() as tx:
        discard(tx, third)
    hear(inbox, body(sequence=1), body(sequence=2))

    assert effects_in(database) == [("A", 1), ("A", 2), ("A", 4)]
    assert gates_in(database) == {"A": 4}


def test_replaying_makes_a_parked_event_due(database: Database) -> None:
    """A replayed event is a retry that is due now, with its tries counted anew."""
    parked = park_second(Effects(), database)
    with database.transaction() as tx:
        results = [replay(tx, parked), replay(tx, parked)]

    assert results == [True, False]
    assert [row[0::2] for row in reasons_in(database)] == [("retry", 0), ("waiting", 0)]


def test_a_gate_added_later_finds_its_place_by_replay(database: Database) -> None:
    """Events applied before the gate was there count as passed when they are said again."""
    effects = Effects()
    first, second = body(sequence=1), body(sequence=2)
    hear(effects.inbox(database, gated=False), first, second)
    inbox = effects.inbox(database, gated=True)
    hear(inbox, body(sequence=3))
    hear(inbox, first, second)

    assert effects_in(database) == [("A", 1), ("A", 2), ("A", 3)]
    assert gates_in(database) == {"A": 3}


def test_two_consumers_with_duplicates_and_disorder_agree(database: Database) -> None:
    """Four workers, every event twice, shuffled: each effect once, every gate at its end."""
    effects = Effects()
    names = [f"N{number}" for number in range(12)]
    bodies = [body(name, sequence) for name in names for sequence in range(1, 11)] * 2
    random.Random(7).shuffle(bodies)  # noqa: S311 -- the same disorder each time
    batches = [bodies[start : start + 15] for start in range(0, len(bodies), 15)]

    def work(batch: list[bytes]) -> None:
        hear(effects.inbox(database), *batch)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, batches))

    assert effects_in(database) == sorted((name, n) for name in names for n in range(1, 11))
    assert statuses_in(database) == {"done": 120}
    assert set(gates_in(database).values()) == {10}
