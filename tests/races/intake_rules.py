"""What must hold of a dossier whatever met over it, asked of its rows and of what was said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from sqlalchemy import text

from chassis.db import ContentionError
from services.intake.registry.store.reconciliation import BOOKS
from tests.integration.intake.life import BY_ROUTING, PASSED, STEPS, Life, window_over
from tests.integration.intake.office import Office
from tests.races.intake_acts import Stage
from tests.races.scheduler import Race

ANSWERS = {200, 202, 409, 412}
_UNSENT = "I6"  # no relay runs here
_LIMITS = {
    1: {"staff-alert", "head-alert", "answer", None},
    2: {"apology", "due", None},
    4: {"apology", "due", None},
    9: {"confirmation", None},
    5: {"supplement-soon", "supplement", "staff-alert", "head-alert", "answer", None},
}
_SEEN = """
    SELECT status, version, next_limit, content_version,
        (SELECT count(*) FROM dossier_version WHERE dossier = code) AS versions,
        (SELECT array_agg(sequence ORDER BY position) FROM event_log
         WHERE subject = 'dossier/' || code) AS sequences,
        (SELECT count(*) FROM timeline_entry WHERE dossier = code) AS lines,
        (SELECT count(*) FROM timer WHERE kind = 'deadline' AND subject = code) AS timers
    FROM dossier WHERE code = :code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A dossier as its rows tell it."""

    status: int
    version: int
    next_limit: str | None
    content_version: int
    versions: int
    sequences: Sequence[int]
    lines: int
    timers: int


def seen(stage: Stage) -> Seen:
    """Read the dossier."""
    with stage.office.database.read() as tx:
        row = tx.execute(text(_SEEN), {"code": stage.acts.code}).one()
    return Seen(**row._asdict())


def faults(stage: Stage, race: Race, before: Seen) -> list[str]:
    """Return what is wrong after a race, in words; nothing where all holds."""
    now = seen(stage)
    done = [name.partition("#")[0] for name, came in race.results.items() if _was_done(name, came)]
    return [*_answers(race), *_kept(now), *_led(stage, done, before, now)]


def _was_done(name: str, came: object) -> bool:
    if name.startswith("timer"):
        return came is True
    return came in {200, 202} or came is None


def _answers(race: Race) -> Iterator[str]:
    for name, came in race.results.items():
        if isinstance(came, Exception) and not isinstance(came, ContentionError):
            yield f"{name} failed: {came!r}"
        if isinstance(came, int) and not isinstance(came, bool) and came not in ANSWERS:
            yield f"{name} was answered {came}"


def _kept(now: Seen) -> Iterator[str]:
    if now.next_limit not in _LIMITS.get(now.status, {None}):
        yield f"in {now.status} the timer waits for {now.next_limit}"
    if (now.next_limit is None) is not (now.timers == 0):
        yield f"{now.timers} timers for the limit {now.next_limit}"
    if now.content_version != now.versions + 1:
        yield f"{now.versions} versions kept of {now.content_version}"
    if list(now.sequences) != list(range(1, len(now.sequences) + 1)):
        yield f"the sequence has holes: {now.sequences}"


def _led(stage: Stage, done: Sequence[str], before: Seen, now: Seen) -> Iterator[str]:
    """Ask that what was done leads there one after the other, in some order.

    A timer that met somebody at work on the dossier steps aside and rings again later.
    """
    untimed = [name for name in done if name != "timer"]
    orders = [order for some in (done, untimed) for order in permutations(some)]
    ways = {way for order in orders if (way := _after(stage.life, order)) is not None}
    counted = {number for life, number in ways if life.status == now.status}
    if not counted:
        yield f"{' and '.join(done) or 'nothing'} led from {stage.life.status} to {now.status}"
        counted = {len(untimed)}
    made, timers = now.version - before.version, len(done) - len(untimed)
    if not any(number <= made <= number + timers for number in counted):
        yield f"{len(done)} acts made {made} versions"
    if now.lines - before.lines < min(counted):
        yield f"{len(untimed)} acts of people have {now.lines - before.lines} lines"


def _after(life: Life, order: Sequence[str]) -> tuple[Life, int] | None:
    """Return where an order leads and how many acts of it counted, but for the timer.

    Once the work has begun anew, what routing says of the case before changes nothing.
    """
    counted = 0
    for name in order:
        if name in BY_ROUTING and life.moved:
            continue
        after = window_over(life) if name == "timer" else STEPS[name](life)
        if after == PASSED:
            continue
        if isinstance(after, str):
            return None
        counted += name != "timer"
        life = after
    return life, counted


def books(office: Office) -> list[str]:
    """Return what intake finds wrong with its own books, but for what is unsent."""
    with office.database.read() as tx:
        found = [fault for check in BOOKS.checks for fault in check(tx)]
    return [str(fault) for fault in found if fault.invariant != _UNSENT]
