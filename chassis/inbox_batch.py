"""One transaction over many events: each is applied once, in order, or set aside alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis.failpoints import failpoint
from chassis.heard import Heard
from chassis.inbox_store import InboxRows, Key, Note
from chassis.subscription import Status, Verdict

Apply = Callable[[Sequence[Heard]], None]
Group = Callable[[Heard], object]
Judge = Callable[[Heard, Exception], Verdict]

_STRETCH = 10
"""Handlers between two savepoints: what is done again when one of them fails."""
_GAP_SECONDS = 60.0
"""How long a gap may stay before the owner is asked to say the missing events again."""


class FailedAloneError(Exception):
    """The one event there was to do failed: roll back, and work again with the verdict on it.

    It need not be one that was heard: another may have waited behind one seen before.
    """

    def __init__(self, event_id: UUID, verdict: Verdict) -> None:
        super().__init__(verdict.reason)
        self.event_id = event_id
        self.verdict = verdict


class InboxBatch:
    """The work of one transaction.

    `apply` runs the handler of a run of events: those that follow each other and have the same
    `group`, or one event alone where the group is None. `judge` says what becomes of one that
    failed, or raises when the fault is not the event's. A failure undoes the stretch since the
    last savepoint, and the stretch is done again: a run in halves, until the failing event stands
    alone and is left out. An event that came alone needs no savepoint: it raises
    `FailedAloneError`, and is given again as `failed`.
    """

    def __init__(
        self,
        rows: InboxRows,
        *,
        is_gated: Callable[[Heard], bool],
        read: Callable[[bytes], Heard],
        group: Group,
        apply: Apply,
        judge: Judge,
        failed: Mapping[UUID, Verdict],
    ) -> None:
        self._rows = rows
        self._is_gated = is_gated
        self._read = read
        self._group = group
        self._apply = apply
        self._judge = judge
        self._lasts: dict[Key, int] = {}
        self._first_lasts: Mapping[Key, int] = {}
        self._stones: set[tuple[Key, int]] = set()
        self._aside: dict[UUID, Verdict] = dict(failed)
        self._outcomes: dict[UUID, str] = {}
        self._notes: dict[UUID, Note] = {}

    def work(self, heard: Sequence[Heard]) -> Mapping[UUID, str]:
        """Work on events of distinct ids; return what became of each, for the counters."""
        plan = self._plan(heard)
        self._walk(plan)
        self._rows.note(list(self._notes.values()))
        moved = {key: last for key, last in self._lasts.items() if last != self._first_lasts[key]}
        self._rows.move_gates(moved)
        return self._outcomes

    def _plan(self, heard: Sequence[Heard]) -> list[Heard]:
        """Lock the gates, find out which events are ours to do, and what waits behind them."""
        keys = sorted({_key(one) for one in heard if self._is_gated(one)})
        self._lasts = self._rows.lock_gates(keys)
        self._first_lasts = dict(self._lasts)
        new = [one for one in heard if not one.stored]
        alone = self._moves_alone(new)
        fresh, behind = self._rows.insert(new, self._lasts, alone=alone)
        if alone is not None and fresh:
            self._first_lasts = dict.fromkeys(keys, alone)
        fresh |= self._rows.take([one.event_id for one in heard if one.stored])
        failpoint("inbox.noted")
        seen = [one for one in heard if one.event_id not in fresh]
        self._outcomes = {one.event_id: "seen" for one in seen}
        self._find_stones(seen)
        plan = {one.event_id: one for one in self._successors(behind)}
        plan |= {one.event_id: one for one in heard if one.event_id in fresh}
        return sorted(plan.values(), key=lambda one: one.order)

    def _moves_alone(self, new: Sequence[Heard]) -> int | None:
        """Return where the gate of an event that came alone goes; None where that is not sure."""
        if len(new) != 1 or len(self._lasts) != 1 or self._verdict_on(new[0]) is not None:
            return None
        sequence = new[0].sequence
        return sequence if sequence == self._lasts[_key(new[0])] + 1 else None

    def _find_stones(self, seen: Sequence[Heard]) -> None:
        """Note events ahead of their gate that were applied before the gate was there."""
        ahead = {
            one.event_id: (_key(one), one.sequence or 0)
            for one in seen
            if self._is_gated(one) and (one.sequence or 0) > self._lasts[_key(one)]
        }
        self._stones = {ahead[event_id] for event_id in self._rows.passed(list(ahead))}

    def _successors(self, behind: Sequence[Row[Any]]) -> list[Heard]:
        waiting = []
        for row in behind:
            if row.status == Status.DISCARDED:
                self._stones.add(((row.source, row.subject), row.sequence))
            else:
                waiting.append(replace(self._read(bytes(row.body)), stored=True))
        return waiting

    def _walk(self, plan: Sequence[Heard]) -> None:
        done = calls = careful_until = 0
        longest = len(plan)
        alone = longest == 1
        if not alone:
            self._rows.savepoint()
        mark = self._mark(done)
        while done < len(plan):
            # Where a run failed, what stands is kept at once: each failure then ends further on.
            if calls == _STRETCH or mark[0] < done < careful_until:
                self._rows.next_savepoint()
                mark, calls = self._mark(done), 0
            run = self._run(plan, done, longest)
            try:
                calls += self._step(run)
                done += len(run)
                # One failing event of many is found by halves; after it runs grow again.
                longest = min(2 * longest, len(plan))
            except Exception as error:
                if len(run) > 1:
                    longest, careful_until = len(run) // 2, max(careful_until, done + len(run))
                else:
                    verdict = self._judge(run[0], error)
                    if alone:
                        raise FailedAloneError(run[0].event_id, verdict) from error
                    self._aside[run[0].event_id] = verdict
                self._rows.back_to_savepoint()
                done, calls = self._restore(mark), 0
        for key in self._lasts:
            self._pass_stones(key)

    def _run(self, plan: Sequence[Heard], start: int, longest: int) -> Sequence[Heard]:
        """Return the events from `start` on that one call of a handler applies."""
        group = self._group(plan[start])
        end, most = start + 1, min(start + longest, len(plan))
        while group is not None and end < most and self._group(plan[end]) is group:
            end += 1
        return plan[start:end]

    def _mark(self, done: int) -> tuple[int, dict[Key, int]]:
        return done, dict(self._lasts)

    def _restore(self, mark: tuple[int, dict[Key, int]]) -> int:
        done, lasts = mark
        self._lasts = dict(lasts)
        return done

    def _step(self, run: Sequence[Heard]) -> int:
        """Decide about events and apply those that are due; return 1 when a handler ran."""
        due = [one for one in run if self._is_due(one)]
        if due:
            self._apply(due)
        return int(bool(due))

    def _is_due(self, one: Heard) -> bool:
        """Decide about one event, as if those before it in the run were applied."""
        self._notes.pop(one.event_id, None)
        gated = self._is_gated(one)
        if gated:
            self._pass_stones(_key(one))
            ahead = (one.sequence or 0) - self._lasts[_key(one)]
            if ahead <= 0:
                self._end(one, "old", reason="older than the gate")
                return False
            if ahead > 1 and one.fault is None:
                self._wait(one)
                return False
        verdict = self._verdict_on(one)
        if verdict is not None:
            self._put_aside(one, verdict)
            return False
        if gated:
            self._lasts[_key(one)] += 1
        self._end(one, "done" if one.event is not None else "not-for-us")
        return one.event is not None

    def _verdict_on(self, one: Heard) -> Verdict | None:
        if one.fault is not None:
            return Verdict(status=Status.PARKED, reason=one.fault)
        return self._aside.get(one.event_id)

    def _pass_stones(self, key: Key) -> None:
        while (key, self._lasts[key] + 1) in self._stones:
            self._lasts[key] += 1

    def _end(self, one: Heard, outcome: str, reason: str | None = None) -> None:
        self._outcomes[one.event_id] = outcome
        if one.stored or reason is not None:
            self._notes[one.event_id] = Note(
                event_id=one.event_id, status=Status.DONE, reason=reason
            )

    def _wait(self, one: Heard) -> None:
        self._outcomes[one.event_id] = Status.WAITING
        if not one.stored:
            self._notes[one.event_id] = Note(
                event_id=one.event_id,
                status=Status.WAITING,
                body=one.body,
                seconds=_GAP_SECONDS,
            )

    def _put_aside(self, one: Heard, verdict: Verdict) -> None:
        self._outcomes[one.event_id] = verdict.status
        self._notes[one.event_id] = Note(
            event_id=one.event_id,
            status=verdict.status,
            body=one.body,
            reason=verdict.reason,
            attempts=one.tries,
            seconds=verdict.seconds,
        )


def _key(one: Heard) -> Key:
    return (one.source or "", one.subject or "")
