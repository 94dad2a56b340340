"""What must hold after every act, asked of the case, of what was said, and of what went before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from contracts.events import routing as events
from contracts.events.course import WithdrawalSettled
from contracts.events.systems import SystemAsked, SystemSettled
from contracts.events.ways import ConsultationLapsed, LegSkipped
from services.routing.work.domain.case import Case, Leg
from services.routing.work.domain.task import Task
from tests.unit.routing.interleaved import table
from tests.unit.routing.interleaved.stopwatch import Stopwatches
from tests.unit.routing.interleaved.world import Happening, World

_DECIDED = ("approved", "refused")
_ON_TASKS = frozenset({"claim", "release", "transfer", "assign", "pay", "late-answer"}) | set(
    table.ENDS
)


@dataclass(slots=True)
class Rules:
    """The rules over one walk; what they remember of it is their own."""

    world: World
    watches: Stopwatches
    after: dict[str, set[str]]
    ended: dict[UUID, Task] = field(default_factory=dict)
    put_off: set[str] = field(default_factory=set)
    replanned: bool = False
    signed: tuple[str, str, str] | None = None
    paid: Counter[tuple[str, str]] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    settled: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, world: World) -> Rules:
        """Return the rules over a case that was just opened."""
        legs = world.document["legs"]
        minutes: dict[object, int] = {}
        for leg in legs:
            minutes[leg["id"]] = int(leg["working_hours"] * 60)
            for step in leg["steps"]:
                minutes[leg["id"], step["id"]] = int(step["working_hours"] * 60)
        opinions = frozenset(leg["id"] for leg in legs if leg.get("kind") == "consultation")
        watches = Stopwatches(minutes, opinions)
        made = cls(world, watches, {leg["id"]: set(leg["after"]) for leg in legs})
        made.watches.begin(world.case)
        made.asked.update(e.reference for e in world.opening[1] if isinstance(e, SystemAsked))
        return made

    def wrong(self, seen: Happening) -> list[str]:
        """Return what is wrong with what happened, in words; nothing where all holds."""
        if seen.refused is not None:
            same = seen.before == seen.after and not seen.said
            return [] if same else [f"{seen.act} was refused and left something"]
        self.watches.follow(seen)
        self._put_off(seen)
        found = [*self._moves(seen), *self._acts(seen), *self._shape(seen.after)]
        found += [
            *self._said(seen),
            *self._late(seen),
            *self._decisions(seen),
            *self._enquiries(seen),
        ]
        found += [*self._closed(seen), *self._paid(seen), *self._charged(seen.after)]
        if seen.after.status == "open":
            found += self.watches.wrong(seen.after)
        return found

    def _moves(self, seen: Happening) -> Iterator[str]:
        """Ask the table whether each part may go this way, by this act."""
        old, new = seen.before, seen.after
        yield from _moved("the case", table.CASES, old.status, new.status, seen.act)
        if new.status == "open" or old.suspended != new.suspended:
            yield from _moved("the clock", table.CLOCKS, old.suspended, new.suspended, seen.act)
        legs = {leg.id: leg.status for leg in old.legs}
        for leg in new.legs:
            yield from _moved(f"leg {leg.id}", table.LEGS, legs[leg.id], leg.status, seen.act)
        tasks = {task.id: task for task in old.tasks}
        for task in new.tasks:
            yield from self._task(tasks.get(task.id), task, seen)
        for lost in tasks.keys() - {task.id for task in new.tasks}:
            yield f"task {lost} is gone"

    def _task(self, old: Task | None, new: Task, seen: Happening) -> Iterator[str]:
        was = old.status if old else None
        owner_changed = old is not None and old.assignee != new.assignee
        yield from _moved("a task", table.TASKS, was, new.status, seen.act)
        gives = seen.act in table.TASKS["claimed", "claimed"]
        if was == new.status == "claimed" and owner_changed and not gives:
            yield f"{seen.act} gave a task to somebody else"
        if new.status == "ended" and was != "ended":
            self.ended[new.id] = new
            if new.end is None or seen.act not in table.ENDS[new.end]:
                yield f"{seen.act} ended a task as {new.end}"
            yield from _stood(new, seen)
        if new.id in self.ended and self.ended[new.id] != new:
            yield "a task changed after its end"

    def _acts(self, seen: Happening) -> Iterator[str]:
        """Ask that an act with a task is its owner's, with the tag that the task has."""
        if seen.version is None or seen.task is None:
            return
        old = seen.before.task(seen.task)
        if seen.version != str(old.version):
            yield f"{seen.act} went through with a tag that was stale"
        if seen.act in table.ENDS or seen.act == "pay":
            owners = (None, seen.who) if seen.act == "approve" else (seen.who,)
            if old.assignee not in owners:
                yield f"{seen.who} ended what {old.assignee} holds"

    def _put_off(self, seen: Happening) -> None:
        """Note which legs a correction lets wait: a refusal had cancelled them amid their work."""
        if seen.act == "reopen":
            self.put_off = {leg.id for leg in seen.before.legs if leg.status == "cancelled"}
        else:
            waiting = {leg.id for leg in seen.before.legs if leg.status == "waiting"}
            reopened = {leg.id for leg in seen.after.legs if leg.status != "waiting"}
            self.put_off &= waiting - reopened

    def _shape(self, case: Case) -> Iterator[str]:
        """Ask that a running leg has one open task and begins behind those it waits for."""
        open_in = Counter(task.leg for task in case.tasks if task.open)
        done = {leg.id for leg in case.legs if leg.status in table.DONE}
        is_open = case.status == "open"
        for leg in case.legs:
            if open_in[leg.id] != (leg.status == "running"):
                yield f"leg {leg.id} is {leg.status} with {open_in[leg.id]} open tasks"
            if leg.status in ("running", "waiting") and not is_open:
                yield f"leg {leg.id} is {leg.status} in a case that is over"
            yield from self._order(leg, done, is_open=is_open)
        if is_open and len(done) == len(case.legs):
            yield "all is done and the case is open"
        if case.status == "approved" and len(done) < len(case.legs):
            yield "approved before every leg was done"
        owed = [f"{t.leg}/{t.step}" for t in case.tasks if t.open and self._payment(t)]
        if owed and case.suspended != "obligation":
            yield f"{owed} cannot be paid: the clock says {case.suspended}"

    def _order(self, leg: Leg, done: set[str], *, is_open: bool) -> Iterator[str]:
        missing = self.after[leg.id] - done
        if leg.status in ("running", "finished") and missing and is_open:
            yield f"leg {leg.id} is {leg.status} before {missing}"
        if leg.status == "waiting" and not missing and leg.id not in self.put_off:
            yield f"leg {leg.id} waits for nobody"

    def _payment(self, task: Task) -> bool:
        return self.watches.minutes[task.leg, task.step] == 0

    def _said(self, seen: Happening) -> Iterator[str]:
        """Ask that what changed was said, once, and nothing else was."""
        old = {leg.id: leg.status for leg in seen.before.legs}
        moved = [
            (leg.id, leg.status.value) for leg in seen.after.legs if leg.status != old[leg.id]
        ]
        known = {task.id: task.open for task in seen.before.tasks}
        begun = [str(task.id) for task in seen.after.tasks if task.id not in known]
        by_hand = {"complete", "forward", "approve", "return", "refuse"}
        over = [
            str(task.id)
            for task in seen.after.tasks
            if known.get(task.id) and not task.open and task.end in by_hand
        ]
        wanted = {
            events.LegStarted: [leg for leg, status in moved if status == "running"],
            events.LegFinished: [leg for leg, status in moved if status == "finished"],
            LegSkipped: [leg for leg, status in moved if status == "skipped"],
            events.StepStarted: begun,
            events.StepCompleted: over,
        }
        for kind, names in wanted.items():
            told: list[Any] = [each for each in seen.said if isinstance(each, kind)]
            said = [each.task if hasattr(each, "task") else each.leg for each in told]
            if Counter(said) != Counter(names):
                yield f"{kind.__name__} was said of {said} and is true of {names}"

    def _late(self, seen: Happening) -> Iterator[str]:
        """Ask that a leg which took longer than its term, its clock running, is charged."""
        self.replanned = self.replanned or seen.calendar != 0
        for event in seen.said:
            if not isinstance(event, events.LegFinished):
                continue
            watch = self.watches.kept[event.leg]
            late = {True} if seen.act == "lapse" else watch.passed(seen.at)
            charged = event.leg in [leg for leg, _, _ in self.world.register.standing]
            if event.late not in watch.passed(seen.at):
                yield f"leg {event.leg} is told as late: {event.late}"
            if charged not in late and watch.terms == 1 and not self._unsure(event.leg):
                yield f"leg {event.leg} is charged: {charged}, late: {late}"

    def _unsure(self, leg: str) -> bool:
        return self.replanned or leg in self.watches.reopened

    def _decisions(self, seen: Happening) -> Iterator[str]:
        """Ask that a decision is said once, last, and is the newest approval if there is one."""
        case, said = seen.after, [e for e in seen.said if isinstance(e, events.CaseDecided)]
        if seen.act == "approve":
            task = case.task(seen.task) if seen.task else None
            number = str(seen.detail or f"{case.dossier}/KQ")
            self.signed = (task.agency if task else "", seen.who, number)
        if seen.act == "reopen":
            self.signed = None
        news = case.status in _DECIDED and seen.before.status == "open"
        if len(said) != news or (news and seen.said[-1] not in said):
            yield f"decided: {news}, said {len(said)} times"
        if news and case.status == "approved" and self.signed is not None:
            made = case.decision
            if made is None or (made.agency, made.officer, made.number) != self.signed:
                yield f"decided by {made} and signed by {self.signed}"

    def _enquiries(self, seen: Happening) -> Iterator[str]:
        """Ask that a system is asked as often as may be, and that it ends in one way."""
        for event in seen.said:
            if isinstance(event, SystemAsked):
                self.asked[event.reference] += 1
                if event.attempt != self.asked[event.reference] or event.attempt > 2:
                    yield f"asked for the {self.asked[event.reference]}th time as {event.attempt}"
            if isinstance(event, SystemSettled):
                self.settled[event.reference] += 1
                if self.settled[event.reference] > 1:
                    yield "an enquiry was settled twice"

    def _closed(self, seen: Happening) -> Iterator[str]:
        """Nothing but a correction moves a case that is over."""
        if seen.before.status == "open" or seen.act == "reopen":
            return
        refused = [e for e in seen.said if isinstance(e, WithdrawalSettled)]
        told = len(refused) == 1 and refused[0].outcome == "refused"
        before = seen.before
        if seen.act == "re-date":  # lines of the register are struck by it; the work stays over
            before = replace(before, due_at=seen.after.due_at)
        if before != seen.after or (seen.said and not told):
            yield f"{seen.act} moved a case that is over"

    def _paid(self, seen: Happening) -> Iterator[str]:
        """Nobody pays for the same step twice, and silence counts once."""
        if seen.act == "pay" and seen.task is not None:
            task = seen.after.task(seen.task)
            self.paid[task.leg, task.step] += 1
            if self.paid[task.leg, task.step] > 1:
                yield f"{task.leg}/{task.step} was paid twice"
        if sum(isinstance(event, ConsultationLapsed) for event in seen.said) > 1:
            yield "a silence was told twice"

    def _charged(self, case: Case) -> Iterator[str]:
        """One line of the register for a lateness, of the agency whose leg it is."""
        lines = Counter((leg, due) for leg, due, _ in self.world.register.standing)
        yield from (f"{line} stands {times} times" for line, times in lines.items() if times > 1)
        for leg in case.legs:
            mine = sum(1 for name, _ in lines if name == leg.id)
            watch = self.watches.kept.get(leg.id)
            if mine > (watch.terms if watch else 0):
                yield f"leg {leg.id} is charged {mine} times"
            if watch and not mine and leg.id in self._over(case):
                yield f"leg {leg.id} had nothing left when its clock stopped, and is not charged"
        agencies = self.world.agencies
        for line in self.world.register.lines:
            if line.leg is not None and line.agency != agencies[line.leg]:
                yield f"{line.agency} is charged for leg {line.leg}"

    def _over(self, case: Case) -> set[str]:
        """Return the legs that stand with a term that is over; not those that came back so."""
        if case.suspended is None:
            return set()
        kept, running = self.watches.kept, [leg for leg in case.legs if leg.status == "running"]
        over = {leg.id for leg in running if kept[leg.id].whole and not kept[leg.id].left}
        return over - self.watches.reopened


def _moved(
    what: str, moves: table.Moves, old: str | None, new: str | None, act: str
) -> Iterator[str]:
    if old != new and act not in moves.get((old, new), frozenset()):
        yield f"{act} took {what} from {old} to {new}"


def _stood(task: Task, seen: Happening) -> Iterator[str]:
    """While the clock stands, or the head holds the work up, no task is ended by anybody."""
    before = seen.before
    if task.end == "cancelled":
        return
    stands = before.suspended is not None and not (
        before.suspended == "obligation" and seen.act == "pay"
    )
    if stands or before.held_since is not None:
        yield f"{seen.act} ended a task while the case stands"
