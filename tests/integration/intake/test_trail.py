"""The trail in the database: chained as it is written, and every later edit is found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from random import Random

import pytest
from sqlalchemy import Connection, text

from chassis.db import Database
from chassis.testing.databases import cloned_database
from services.intake.registry.domain.trail import DayEnd, TrailFault
from services.intake.registry.store.trail import PgTrail, closed_days, day_ends, seal_accesses
from services.intake.registry.usecases.verify_trail import verify_trail
from tests.integration.intake.trail_edits import EDITS, FORGERIES, add_dossiers

EDITS_TRIED = 1000
SEED = 20261123
_EVER = date(2000, 1, 1)


@pytest.fixture(scope="module")
def trail() -> Iterator[Database]:
    """Give twelve dossiers with timeline and reads, sealed, the first rows of them days ago."""
    with cloned_database("intake") as url:
        database = Database(url, name="test trail", pool_size=12, statement_seconds=60)
        with database.transaction() as tx:
            add_dossiers(tx, count=12, rows=6, day="2026-11-20")
            seal_accesses(tx)
        with database.transaction() as tx:
            add_dossiers(tx, count=0, rows=3, day="2026-11-23")
            seal_accesses(tx)
        yield database
        database.dispose()


def kept_ends(tx: Connection) -> Sequence[DayEnd]:
    days = closed_days(tx, after=_EVER)
    return [end for day in days for end in day_ends(tx, day, ("", ""), 1000)]


def faults(tx: Connection, kept: Sequence[DayEnd] = ()) -> list[TrailFault]:
    return list(verify_trail(PgTrail(tx), kept=kept))


def test_what_nobody_touched_is_whole(trail: Database) -> None:
    """Every row has its place, days and ends come out, one dossier can be checked alone."""
    with trail.read() as tx:
        kept = kept_ends(tx)
        assert faults(tx, kept) == []
        assert len(closed_days(tx, after=_EVER)) == 1
        assert len(kept) == 24
        one = list(PgTrail(tx).chains(kept[0].chain, kept[0].dossier))
    assert [len(chain.links) for chain in one] == [9]


@pytest.mark.timeout(600)
def test_a_thousand_edits_by_a_superuser_are_all_found(trail: Database) -> None:
    """Rows flipped, deleted, exchanged, put in, cut off; heads changed; each is undone again."""
    random = Random(SEED)  # noqa: S311 -- a test wants the same edits each time
    missed: list[str] = []
    tried: dict[str, int] = {}
    for _ in range(EDITS_TRIED):
        name = random.choice(sorted(EDITS))
        with trail.engine.connect() as tx, tx.begin() as undo:
            tx.execute(text("SET LOCAL session_replication_role = replica"))
            said = EDITS[name](tx, random)
            tried[name] = tried.get(name, 0) + 1
            if not faults(tx):
                missed.append(f"{name}: {said}")
            undo.rollback()

    print(f"edits tried: {tried}, missed: {len(missed)}")  # noqa: T201 -- the figure is the point
    assert missed == []
    assert len(tried) == len(EDITS)


@pytest.mark.parametrize("forgery", sorted(FORGERIES))
def test_a_chain_made_anew_is_found_by_the_ends_kept_elsewhere(
    trail: Database, forgery: str
) -> None:
    """A superuser who rewrites rows, hashes and head leaves nothing wrong here, but there."""
    with trail.engine.connect() as tx, tx.begin() as undo:
        kept = kept_ends(tx)
        tx.execute(text("SET LOCAL session_replication_role = replica"))
        FORGERIES[forgery](tx)

        assert faults(tx) == []
        assert faults(tx, kept) != []
        undo.rollback()


def test_the_fault_names_the_row(trail: Database) -> None:
    """Whoever looks into it knows where to look."""
    with trail.engine.connect() as tx, tx.begin() as undo:
        row = tx.execute(text("SELECT * FROM timeline_entry ORDER BY random() LIMIT 1")).one()
        tx.execute(
            text("UPDATE timeline_entry SET text_vi = 'x' WHERE position = :p"),
            {"p": row.position},
        )
        (fault,) = faults(tx)
        undo.rollback()

    assert (fault.dossier, fault.chain, fault.row) == (row.dossier, "timeline", row.position)


def test_many_write_to_one_chain_at_once(trail: Database) -> None:
    """The head's row lock gives each its place."""
    with trail.read() as tx:
        code = tx.scalar(text("SELECT min(code) FROM dossier"))
    note = text("""
        INSERT INTO timeline_entry (dossier, at, kind, text_vi, text_en, data)
        VALUES (:code, now(), 'rated', 'a', 'b', '{"n": 1}')
    """)
    read = text("""
        INSERT INTO access_entry (dossier, at, by, what) VALUES (:code, now(), '{}', 'dossier')
    """)

    def write(_: int) -> None:
        with trail.transaction() as tx:
            tx.execute(note, {"code": code})
            tx.execute(read, {"code": code})

    def seal(_: int) -> None:
        with trail.transaction() as tx:
            seal_accesses(tx, limit=7)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(80)))
        list(pool.map(seal, range(16)))

    with trail.read() as tx:
        assert faults(tx) == []
        assert tx.scalar(text("SELECT count(*) FROM access_unsealed")) == 0


def test_a_read_taken_away_before_it_was_sealed_is_found(trail: Database) -> None:
    """Within the second in which it has no place yet, its number in the queue tells of it."""
    with trail.engine.connect() as tx, tx.begin() as undo:
        tx.execute(
            text("""
                INSERT INTO access_entry (dossier, at, by, what)
                SELECT min(code), now(), '{}', 'dossier' FROM dossier
            """)
        )
        assert faults(tx) == []
        tx.execute(text("DELETE FROM access_entry WHERE position IN (TABLE access_unsealed)"))

        assert [fault.found for fault in faults(tx)] == ["row gone"]
        undo.rollback()
