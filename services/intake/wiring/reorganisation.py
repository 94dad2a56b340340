"""Binds reorganisations: published and tried by command, carried out by timers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from chassis.auth import TokenSigner
from chassis.clients import ServiceClient
from chassis.db import Transaction
from chassis.timers import Timer, TimerHandler
from kernel.schedule import in_vietnam
from services.intake import metrics, settings
from services.intake.forms.store.books import PgBooks
from services.intake.registry.store.mornings import PgMornings
from services.intake.registry.store.sealing import DossierSeals
from services.intake.reorganisation.clients.work import RoutingWork
from services.intake.reorganisation.domain.reorganisation import Reorganisation
from services.intake.reorganisation.ports import Progress, Work
from services.intake.reorganisation.store.held_dossiers import PgHeldDossiers
from services.intake.reorganisation.store.reorganisations import (
    MOVE,
    PgReorganisations,
    place_of,
)
from services.intake.reorganisation.usecases.move_dossiers import move_dossiers
from services.intake.reorganisation.usecases.place_dossiers import place_dossiers
from services.intake.reorganisation.usecases.publish_reorganisation import publish_reorganisation
from services.intake.reorganisation.usecases.try_reorganisation import Trial, try_reorganisation
from services.intake.settings import NAME
from services.intake.wiring.parts import Parts, open_parts

CHUNK = 500
"""How many dossiers move in one transaction: what they lock is free again within a second."""

LAST_LOOK = timedelta(minutes=2)
"""When to look for those filed by what another process remembered of the agencies."""

_SOON = timedelta(seconds=1)


def reorganise_handler(parts: Parts) -> TimerHandler:
    """Return what moves the next chunk of an agency that ended."""

    def handle(tx: Transaction, timer: Timer) -> None:
        move_chunk(parts, tx, timer)

    return TimerHandler(kind=MOVE, handle=handle)


def move_chunk(parts: Parts, tx: Transaction, timer: Timer, *, size: int = CHUNK) -> None:
    """Move one chunk, and set the timer of the next; at the end of a walk look what is left."""
    code, books, now = timer.subject, PgReorganisations(tx), in_vietnam(timer.now)
    agency, reorganisation = parts.agencies(tx).ever(code), books.of(code)
    if agency is None or reorganisation is None:
        return
    if not agency.ended(now.date()):
        books.again(code, at=reorganisation.begins_at)
        return
    after = place_of(timer.payload)
    if after is None:
        _write_up(parts, tx, code, now.year)
    dossiers = PgHeldDossiers(tx, DossierSeals(parts.ring), now=now)
    chunk = move_dossiers(
        agency,
        reorganisation.id,
        after,
        now=now,
        size=size,
        dossiers=dossiers,
        mornings=PgMornings(tx),
        reference=parts.reference(tx),
    )
    books.count(code, chunk.moved)
    metrics.dossiers_moved().inc(chunk.moved)
    moved = timer.payload.get("moved", 0) + chunk.moved
    passed = timer.payload.get("passed", 0) + chunk.without_rule
    if chunk.after is not None:
        books.again(code, at=now, after=chunk.after, moved=moved, passed=passed)
    elif dossiers.count(code) > passed:
        # Somebody was at work on some of them.
        books.again(code, at=now + _SOON)
    else:
        books.finish(code, without_rule=passed, now=now)
        if moved:
            books.again(code, at=now + LAST_LOOK)


def _write_up(parts: Parts, tx: Transaction, agency: str, year: int) -> None:
    """Enter what the old agency accepted in its own books, before it is another's."""
    books = PgBooks(tx, DossierSeals(parts.ring))
    for each in (year - 1, year):
        books.write_up(agency, each)


def publish(parts: Parts, reorganisation: Reorganisation, *, by: str) -> tuple[str, ...]:
    """Publish a reorganisation in one transaction."""
    with parts.database.transaction() as tx:
        return publish_reorganisation(
            reorganisation,
            by=by,
            clock=parts.clock,
            agencies=parts.agencies(tx),
            reorganisations=PgReorganisations(tx),
            events=parts.events(tx),
        )


def trials(parts: Parts, reorganisation: Reorganisation, work: Work) -> Sequence[Trial]:
    """Return what each agency would hand on; nothing is written."""
    with parts.database.read() as tx:
        placed = place_dossiers(
            reorganisation,
            agencies=parts.agencies(tx),
            reorganisations=PgReorganisations(tx),
            dossiers=PgHeldDossiers(tx, DossierSeals(parts.ring), now=parts.clock()),
            reference=parts.reference(tx),
        )
    today = in_vietnam(parts.clock()).date()
    return tuple(try_reorganisation(reorganisation, placed, today=today, work=work))


def publish_file(reorganisation: Reorganisation) -> tuple[str, ...]:
    """Publish with this environment's database. Raises `SettingsError`."""
    return publish(open_here(), reorganisation, by=NAME)


def try_file(reorganisation: Reorganisation) -> Sequence[Trial]:
    """Try with this environment's database and its routing. Raises `SettingsError`."""
    process, parts = settings.process(), open_here()
    signer = TokenSigner.from_file(NAME, process.signing_key_file, parts.clock)
    client = ServiceClient("routing", settings.sources()["routing"], signer, seconds=30.0)
    return trials(parts, reorganisation, RoutingWork(client))


def progress_here() -> Sequence[Progress]:
    """Return how far each agency is, from this environment's database. Raises `SettingsError`."""
    with open_here().database.read() as tx:
        return PgReorganisations(tx).all()


def open_here() -> Parts:
    """Return the parts of this environment. Raises `SettingsError`."""
    return open_parts(settings.process(), settings.registry())
