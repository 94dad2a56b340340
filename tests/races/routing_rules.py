"""What must hold of a case whatever met over it, asked of the rows and of what was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text

from chassis.db import ContentionError
from chassis.timers import TimerRunner, Timers
from services.routing.wiring.clocks import REPLAN
from tests.integration.routing.suite import Suite
from tests.races.routing_acts import NEW_DUE, Stage, timer
from tests.races.routing_scenes import SCENES
from tests.races.scheduler import Race
from tests.unit.routing.samples import MONDAY

DONE = {"finished", "skipped"}
# 422: it was given just before to whom it is given again.
ANSWERS = {200, 409, 412, 422}
_MINE = 'WHERE case_id = (SELECT id FROM "case" WHERE dossier = :dossier)'
_LEGS = f"SELECT * FROM leg {_MINE} ORDER BY place"  # noqa: S608 -- a constant
_STEPS = f"""
    SELECT step.*, (
        SELECT count(*) FROM step_event WHERE step_id = step.id AND officer <> ''
    ) AS acts
    FROM step {_MINE} ORDER BY id
"""  # noqa: S608 -- a constant
_SAID = """
    SELECT split_part(type, '.', 2) AS name, sequence, data->>'outcome' AS outcome
    FROM event_log WHERE subject = :subject ORDER BY position
"""
_LINES = """
    SELECT leg, due_at FROM violation WHERE dossier = :dossier
        AND NOT EXISTS (SELECT FROM violation_struck WHERE violation = event_id)
"""
_APOLOGY = "SELECT state, due_at, new_due_at FROM apology WHERE dossier = :dossier"
_ASIDE = "UPDATE timer SET retry_at = NULL WHERE retry_at IS NOT NULL RETURNING kind"
_LIMITS = "SELECT subject FROM timer WHERE kind = 'consultation'"
_NAMES = ("complete", "forward", "return", "approve", "refuse", "paid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A case as its rows tell it, and how often each type was said of it."""

    case: Row[Any] | None
    legs: Sequence[Row[Any]]
    steps: Sequence[Row[Any]]
    said: Counter[str]
    sequences: Sequence[int]
    outcomes: Sequence[str]
    timers: frozenset[str]
    late: Counter[tuple[str, datetime]]
    apology: Row[Any] | None

    @property
    def acts(self) -> int:
        """Return how many acts of officers are written down."""
        return sum(step.acts for step in self.steps)

    def open_in(self, leg: str) -> int:
        """Return how many open tasks a leg has."""
        return sum(1 for step in self.steps if step.leg == leg and step.status != "ended")


def seen(suite: Suite, dossier: str) -> Seen:
    """Read the case of a dossier."""
    about: Mapping[str, Any] = {"dossier": dossier, "subject": f"dossier/{dossier}"}
    with suite.database.read(snapshot=True) as tx:

        def ask(query: str) -> Sequence[Row[Any]]:
            return tx.execute(text(query), about).all()

        said, case = ask(_SAID), ask('SELECT * FROM "case" WHERE dossier = :dossier')
        return Seen(
            case=case[0] if case else None,
            legs=ask(_LEGS),
            steps=ask(_STEPS),
            said=Counter(row.name for row in said),
            sequences=[row.sequence for row in said],
            outcomes=[row.outcome for row in said if row.name == "withdrawal-settled"],
            apology=next(iter(ask(_APOLOGY)), None),
            late=Counter((row.leg, row.due_at) for row in ask(_LINES)),
            timers=frozenset(row.subject.partition("/")[2] for row in ask(_LIMITS)),
        )


def settle(suite: Suite) -> None:
    """Do what stepped aside for another act and would be done a second later."""
    with suite.database.transaction() as tx:
        aside = tx.scalars(text(_ASIDE)).all()
    for kind in aside:
        handlers = [one for one in suite.routing.clocks.timers() if one.kind == kind]
        TimerRunner(suite.database, handlers).run_one()


def faults(stage: Stage, race: Race, before: Seen) -> list[str]:
    """Return what is wrong after a race, in words; nothing where all holds."""
    settle(stage.suite)
    now = seen(stage.suite, stage.dossier)
    found = [*_answers(race), *_said(now, race), *_apologised(race, now)]
    if now.case is None:
        return [*found, "no case was opened"] if "open#1" in race.results else found
    found += [f"{line} is late {times} times" for line, times in now.late.items() if times > 1]
    found += [*_shape(stage, now), *_ends(now), *_counted(race, before, now)]
    found += [*_asked(now), *_owed(now)]
    if now.case.status == "open":
        found += [*_heard(race, now), *_clocks(stage, now)]
    return found


def _answers(race: Race) -> Iterator[str]:
    for name, result in race.results.items():
        if isinstance(result, Exception) and not isinstance(result, ContentionError):
            yield f"{name} failed: {result!r}"
        if isinstance(result, int) and not isinstance(result, bool) and result not in ANSWERS:
            yield f"{name} was answered {result}"


def _apologised(race: Race, now: Seen) -> Iterator[str]:
    """One signature at most, said once, for a date before the one it names."""
    signed = sum(1 for result in race.results.values() if result == "apology 200")
    if now.said["apology-signed"] != signed or signed > 1:
        yield f"{signed} signatures, said {now.said['apology-signed']} times"
    if signed != (now.apology is not None and now.apology.state == "signed"):
        yield "what was signed does not stand, or stands unsigned"
    if signed and now.apology is not None and now.apology.new_due_at <= now.apology.due_at:
        yield "a date was named that is not past the due date"


def _shape(stage: Stage, now: Seen) -> Iterator[str]:
    """Legs begin when those before them are done, and a running one has one open task."""
    (scene,) = (each for each in SCENES if each.name == stage.scene)
    after = {str(leg["id"]): set(leg["after"]) for leg in scene.legs}
    status = {leg.leg: leg.status for leg in now.legs}
    done = {leg for leg, word in status.items() if word in DONE}
    is_open = now.case is not None and now.case.status == "open"
    for leg, word in status.items():
        if now.open_in(leg) != (1 if word == "running" else 0):
            yield f"leg {leg} is {word} with {now.open_in(leg)} open tasks"
        if word == "running" and not after[leg] <= done:
            yield f"leg {leg} runs before {after[leg] - done}"
        if word == "waiting" and after[leg] <= done:
            yield f"leg {leg} waits for nobody"
        if not is_open and word in {"running", "waiting"}:
            yield f"leg {leg} is {word} in a case that is over"
    if is_open and "running" not in status.values():
        yield "an open case has no running leg"


def _ends(now: Seen) -> Iterator[str]:
    """Ask that what is said has its row, once each."""
    ended = sum(1 for step in now.steps if step.ending in _NAMES)
    decided = now.case is not None and now.case.status in {"approved", "refused"}
    for name, wanted in (("step-started", len(now.steps)), ("step-completed", ended)):
        if now.said[name] != wanted:
            yield f"{name} was said {now.said[name]} times of {wanted}"
    if now.said["case-decided"] < decided:
        yield "a decision was not said"
    if now.sequences != list(range(1, len(now.sequences) + 1)):
        yield f"the sequence has holes: {now.sequences}"
    if "granted" in now.outcomes and (now.case is None or now.case.status != "withdrawn"):
        yield "a withdrawal was granted, and the case goes on"


def _said(now: Seen, race: Race) -> Iterator[str]:
    heard = [name for name, came in race.results.items() if came is None]
    if sum(name.startswith("withdraw") for name in heard) != len(now.outcomes):
        yield f"{len(now.outcomes)} withdrawals were settled"


def _counted(race: Race, before: Seen, now: Seen) -> Iterator[str]:
    """Every act that was answered with success left its line, and no other did."""
    succeeded = sum(1 for result in race.results.values() if result == 200)
    if now.acts - before.acts != succeeded:
        yield f"{succeeded} acts succeeded, {now.acts - before.acts} were written down"
    if now.said["obligation-met"] > now.said["obligation-found"]:
        yield "more was paid than was owed"


def _asked(now: Seen) -> Iterator[str]:
    """Ask that each enquiry is settled once, in the one way its row has it."""
    over = sum(1 for step in now.steps if step.enquiry not in (None, "asked"))
    if now.said["system-settled"] != over:
        yield f"{over} enquiries are over, {now.said['system-settled']} were told"
    tries = sum(step.enquiry_attempt or 0 for step in now.steps)
    if now.said["system-asked"] != tries:
        yield f"asked {tries} times, told {now.said['system-asked']} times"


def _owed(now: Seen) -> Iterator[str]:
    """Ask that a payment that waits for its receipt can be paid."""
    waits = [step for step in now.steps if step.step == "receipt" and step.status != "ended"]
    if waits and now.case is not None and now.case.suspended != "obligation":
        yield f"a payment is open, and the clock says {now.case.suspended}"


def _heard(race: Race, now: Seen) -> Iterator[str]:
    """Ask that intake's word stands in an open case, whatever came beside it."""
    assert now.case is not None
    case = now.case
    wanted: dict[str, Callable[[], bool]] = {
        "hold": lambda: case.held_since is not None,
        "supplement": lambda: case.suspended is not None or now.said["obligation-met"] > 0,
        "re-date": lambda: case.due_at == NEW_DUE or case.suspended is not None,
        "stop": lambda: False,
        "withdraw": lambda: False,
    }
    for name, result in race.results.items():
        holds = wanted.get(name.partition("#")[0])
        if result is None and holds is not None and not holds():
            yield f"{name} was heard and is lost"


def _clocks(stage: Stage, now: Seen) -> Iterator[str]:
    """Every date is the one of the newest calendar: re-planning once more changes nothing."""
    limits = {f"{leg.leg}" for leg in now.legs if leg.silent_at is not None}
    if now.timers != limits:
        yield f"timers {set(now.timers)} for the limits {limits}"
    with stage.suite.database.transaction() as tx:
        Timers(tx).set(kind=REPLAN, subject="vn", due_at=MONDAY)
    timer(REPLAN)(stage)
    again = seen(stage.suite, stage.dossier)
    if (now.case, now.legs, now.steps) != (again.case, again.legs, again.steps):
        yield "a date is of an older calendar"
